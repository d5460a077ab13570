"""Fields of the sign-up form and their order, from `amplify_outputs.json`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import request

from amplify_auth import AuthFactor, AuthOutputs
from signup.forms.fields import (
    CountryCodeField,
    EmailAddressField,
    EmailField,
    FirstFactorField,
    NewPasswordField,
    PhoneNumberField,
    UsernameField,
)
from signup.forms.fields.phone import regions
from signup.forms.fields.untyped import Untyped
from signup.forms.fields.values import CheckboxField
from signup.forms.first_factors import FirstFactors
from signup.forms.sign_up_settings import AttributeSettings, SignUpSettings
from signup.forms.standard_attributes import STANDARD_ATTRIBUTES, TYPES
from signup.messages.labels import (
    ANSWER_MISSING,
    CHOICE_MISSING,
    CHOOSE_OPTION,
    CODE_BY_EMAIL,
    CODE_BY_TEXT,
    CODE_ONLY_BY_EMAIL,
    CODE_ONLY_BY_TEXT,
    EMAIL_MISSING,
    LINK_BY_EMAIL,
    PHONE_MISSING,
    TERMS_MISSING,
    TICK_MISSING,
    USERNAME_HINT,
)

ADDRESSES = ("email", "phone_number")
IDENTIFIERS = ("username", *ADDRESSES)
"""Login fields. The first one that is filled in is sent as `Username`."""

LAST_RESORT_COUNTRY = "US"


def sign_up_fields(
    auth: AuthOutputs,
    settings: SignUpSettings,
    factors: FirstFactors,
    make_password: Callable[[Collection[str]], NewPasswordField],
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields, in the order of the form.

    Args:
        auth: The pool.
        settings: The file's `custom.sign_up`.
        factors: The first factors.
        make_password: Takes the identifiers and returns the password field.

    Returns:
        The fields by name, and the names of those that are attributes of the account.
    """
    fields: dict[str, Any] = {}
    asked = _to_sign_in(auth)
    code_to = _gets_the_code(auth, asked)
    for name, required in asked.items():
        if name == "phone_number":
            fields["country_code"] = country_code_field(settings, required=required)
        fields[name] = _login_field(
            name,
            first=name == next(iter(asked)),
            required=required,
            hint=_hint(auth, factors, name, gets_code=name == code_to),
        )
    attributes = _attributes(auth, settings, asked)
    named = {*asked, *(attribute.name for attribute in attributes)}
    if factors.takes_passwords:
        if codes := factors.codes(named):
            fields["first_factor"] = _first_factor_field(factors, codes)
        fields["password"] = make_password(named.intersection(IDENTIFIERS))
    fields |= _attribute_fields(settings, attributes)
    if settings.terms:
        link = settings.terms.url, settings.terms.link
        fields["terms"] = CheckboxField(settings.terms.label, missing=TERMS_MISSING, link=link)
    names = [*asked, *(attribute.name for attribute in attributes)]
    return fields, tuple(name for name in names if name != "username")


def _to_sign_in(auth: AuthOutputs) -> dict[str, bool]:
    """Return the identifiers and addresses, and whether each is required.

    One of several logins is enough, unless the pool requires more, and always the one that it can
    verify.
    """
    logins = [name for name in IDENTIFIERS if name in auth.username_attributes]
    verified = auth.user_verification_types
    needed = {*auth.standard_required_attributes, "username"}
    if len(logins) == 1 or "username" in logins:
        needed |= set(logins)
    if len(verified) == 1:
        needed |= set(verified)
    asked = {name: name in needed for name in logins}
    if verified and not any(name in verified for name in (*logins, *needed)):
        asked["email" if "email" in verified else verified[0]] = True
    for name in verified:
        if name in needed:
            asked[name] = True
    return asked


def _gets_the_code(auth: AuthOutputs, asked: Mapping[str, bool]) -> str | None:
    """Return the address that receives the code, the phone first; None if it depends on the input.

    `SignUpForm.code_address` returns it for a submitted form.
    """
    verified = [
        name
        for name in reversed(ADDRESSES)
        if name in asked and name in auth.user_verification_types
    ]
    return verified[0] if verified and (asked[verified[0]] or len(verified) == 1) else None


def _hint(auth: AuthOutputs, factors: FirstFactors, name: str, *, gets_code: bool) -> str:
    """Return the hint of a login field: what will be sent to it."""
    if name == "username":
        return USERNAME_HINT
    if not gets_code:
        return ""
    if not factors.takes_passwords:
        return CODE_ONLY_BY_TEXT if name == "phone_number" else CODE_ONLY_BY_EMAIL
    if name == "phone_number":
        return CODE_BY_TEXT
    return LINK_BY_EMAIL if auth.sign_up_verification_method == "link" else CODE_BY_EMAIL


def _login_field(name: str, *, first: bool, required: bool, hint: str) -> Untyped:
    """Return a login field. Password managers store the first one.

    Its token is `username`: HTML has none for a field that is also an address, and does not allow
    `username` for telephone numbers.
    """
    if name == "username":
        return UsernameField(description=hint)
    if name == "email":
        kind = EmailAddressField if first else EmailField
        return kind(
            description=hint,
            missing=EMAIL_MISSING if required else None,
        )
    return PhoneNumberField(
        description=hint,
        missing=PHONE_MISSING if required else None,
    )


def _first_factor_field(factors: FirstFactors, codes: tuple[AuthFactor, ...]) -> FirstFactorField:
    """Return the choice between a password and codes, with the preferred one selected."""
    choices = (AuthFactor.PASSWORD, *codes)
    selected = factors.preferred if factors.preferred in choices else None
    return FirstFactorField(choices, selected or AuthFactor.PASSWORD)


def _attributes(
    auth: AuthOutputs, settings: SignUpSettings, asked: Mapping[str, bool]
) -> list[AttributeSettings]:
    """Return the attributes: the pool's required ones, then those of `custom.sign_up`."""
    own = {attribute.name: attribute for attribute in settings.attributes}
    required = [name for name in auth.standard_required_attributes if name in STANDARD_ATTRIBUTES]
    found = {name: own.get(name) or AttributeSettings(name=name) for name in required} | own
    return [
        replace(attribute, required=attribute.required or name in required)
        for name, attribute in found.items()
        if name not in asked
    ]


def required_attribute_fields(settings: SignUpSettings, names: Iterable[str]) -> dict[str, Any]:
    """Return the fields for an account's missing attributes, as on the sign-up form.

    Args:
        settings: The file's `custom.sign_up`.
        names: Cognito's names of the attributes.

    Raises:
        LookupError: There is no field for one of them.
    """
    own = {attribute.name: attribute for attribute in settings.attributes}
    found = []
    for name in names:
        if name not in own and name not in STANDARD_ATTRIBUTES:
            raise LookupError(name)
        found.append(replace(own.get(name) or AttributeSettings(name=name), required=True))
    return _attribute_fields(settings, found)


def _attribute_fields(
    settings: SignUpSettings, attributes: Iterable[AttributeSettings]
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for attribute in attributes:
        if attribute.name == "phone_number":
            fields["country_code"] = country_code_field(settings, required=attribute.required)
        fields[attribute.name] = _attribute_field(attribute)
    return fields


def _attribute_field(attribute: AttributeSettings) -> Untyped:
    standard = STANDARD_ATTRIBUTES.get(attribute.name)
    if standard:
        return standard(label=attribute.label, hint=attribute.hint, required=attribute.required)
    kind = attribute.type or "text"
    more: dict[str, Any] = {"description": attribute.hint or ""}
    if kind == "select":
        more["choices"] = {"": CHOOSE_OPTION, **dict(attribute.options)}
    words = {"select": CHOICE_MISSING, "time-zone": CHOICE_MISSING, "checkbox": TICK_MISSING}
    missing = words.get(kind, ANSWER_MISSING).format(label=attribute.label)
    return TYPES[kind](attribute.label, missing=missing if attribute.required else None, **more)


def country_code_field(settings: SignUpSettings, *, required: bool = True) -> Untyped:
    """Return the field for a number's country, by default the file's or the browser's."""
    return CountryCodeField(settings.default_country or _browser_country, required=required)


def _browser_country() -> str:
    """Return the country in the browser's languages, such as `en-GB`."""
    tags = request.accept_languages.values()
    named = (tag.rpartition("-")[2].upper() for tag in tags if "-" in tag)
    return next((region for region in named if region in regions()), LAST_RESORT_COUNTRY)
