"""The sign-up form, which follows `amplify_outputs.json`: change the file, not the code."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar

from flask import request

from amplify_auth import AmplifyOutputs
from amplify_auth.amplify_outputs import AuthOutputs
from signup.fields import (
    CountryCodeField,
    EmailAddressField,
    NewPasswordField,
    PhoneNumberField,
    UsernameField,
)
from signup.fields.phone import countries
from signup.fields.values import CheckboxField
from signup.forms import Form
from signup.pools import current_pools
from signup.sign_up_settings import (
    AttributeSettings,
    SignUpSettings,
    sign_up_settings,
)
from signup.standard_attributes import STANDARD_ATTRIBUTES, TYPES
from signup.wording import (
    ANSWER_MISSING,
    CHOICE_MISSING,
    CHOOSE_ONE,
    CODE_BY_EMAIL,
    CODE_BY_TEXT,
    EMAIL_MISSING,
    EMAIL_OR_PHONE_MISSING,
    PHONE_MISSING,
    SIGN_IN_BY_EITHER,
    TERMS_MISSING,
    TICK_MISSING,
    USERNAME_HINT,
)

LAST_RESORT_COUNTRY = "US"
ADDRESSES = ("email", "phone_number")


class SignUpForm(Form):
    """What a new account needs. `sign_up_form` adds the fields.

    Attributes:
        outputs: What the fields follow.
        settings: What they follow besides.
        attribute_names: The fields that are the account's attributes.
    """

    outputs: ClassVar[AuthOutputs]
    settings: ClassVar[SignUpSettings]
    attribute_names: ClassVar[tuple[str, ...]]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check the fields, and that one of them says whom to send a code to."""
        valid: bool = super().validate(extra_validators)
        if not self.sign_up_username and not any(name in self.errors for name in self._names):
            self[self._names[0]].errors = [EMAIL_OR_PHONE_MISSING]
            return False
        return valid

    @property
    def _names(self) -> list[str]:
        return [name for name in ("username", *ADDRESSES) if name in self]

    @property
    def sign_up_username(self) -> str:
        """What the account is known by: the chosen name, else the address, else the number."""
        return next((self[name].data for name in self._names if self[name].data), "")

    @property
    def user_attributes(self) -> dict[str, str]:
        """The attributes to send, by Cognito's names; what was left empty is left out."""
        values = {name: _sent(self[name].data) for name in self.attribute_names}
        if "updated_at" in self.outputs.standard_required_attributes:
            values["updated_at"] = str(int(current_pools().clock()))
        return {name: value for name, value in values.items() if value}

    @property
    def code_address(self) -> tuple[str, str]:
        """The attribute that Cognito sends the code to, and its value: the phone goes first."""
        given = self.user_attributes
        for name in reversed(ADDRESSES):
            if name in self.outputs.user_verification_types and name in given:
                return name, given[name]
        return next(((name, given[name]) for name in ADDRESSES if name in given), ("email", ""))

    def kept(self) -> dict[str, Any]:
        """Return what to fill the form in with when somebody comes back to it: no password."""
        return {field.name: field.data for field in self if field.name not in NOT_KEPT}

    def personal_words(self) -> Iterable[str]:
        """Return what the password must not be made of. OWASP ASVS 6.1.2, 6.2.11."""
        yield self.settings.service_name
        yield from (self[name].data for name in self._names if self[name].data)


NOT_KEPT = {"csrf_token", "password"}


def sign_up_form(outputs: AmplifyOutputs) -> type[SignUpForm]:
    """Return the sign-up form for a pool.

    Raises:
        SignUpSettingsError: `custom.sign_up` of the file is not as docs/sign-up-form.md says.
    """
    return _form(outputs.auth, sign_up_settings(outputs))


@lru_cache
def _form(auth: AuthOutputs, settings: SignUpSettings) -> type[SignUpForm]:
    """Make the form. The fields stand in the order in which they are made."""
    fields: dict[str, Any] = {}
    asked = _to_sign_in(auth)
    for name, required in asked.items():
        if name == "phone_number":
            fields["country_code"] = CountryCodeField(_country(settings))
        fields[name] = _login_field(auth, name, first=name == next(iter(asked)), required=required)
    fields["password"] = NewPasswordField(
        auth.password_policy, personal_words=SignUpForm.personal_words
    )
    attributes = _attributes(auth, settings, asked)
    for attribute in attributes:
        if attribute.name == "phone_number":
            fields["country_code"] = CountryCodeField(_country(settings))
        fields[attribute.name] = _attribute_field(attribute)
    if settings.terms:
        terms = settings.terms
        fields["terms"] = CheckboxField(
            terms.label, missing=TERMS_MISSING, link=(terms.url, terms.link)
        )
    names = [*asked, *(attribute.name for attribute in attributes)]
    about = {
        "outputs": auth,
        "settings": settings,
        "attribute_names": tuple(name for name in names if name != "username"),
    }
    return type("SignUpForm", (SignUpForm,), about | fields)


def _to_sign_in(auth: AuthOutputs) -> dict[str, bool]:
    """Return what the account is known by and proved with, and whether each is required.

    Of several ways to sign in one is enough, unless the pool requires more: the one that it can
    verify, in any case.
    """
    logins = sorted(auth.username_attributes, key=lambda name: name != "username")
    verified = auth.user_verification_types
    needed = {*auth.standard_required_attributes, "username"}
    if len(logins) == 1 or "username" in logins:
        needed |= set(logins)
    if len(verified) == 1:
        needed |= set(verified)
    asked = {name: name in needed for name in logins}
    if verified and not any(name in verified for name in (*logins, *needed)):
        asked[verified[0]] = True
    for name in verified:
        if name in needed:
            asked[name] = True
    return asked


def _login_field(auth: AuthOutputs, name: str, *, first: bool, required: bool) -> Any:  # noqa: ANN401 - WTForms' unbound field
    """Make a field for what somebody signs in with; the first is what password managers keep."""
    if name == "username":
        return UsernameField(description=USERNAME_HINT)
    proof = name in auth.user_verification_types
    if name == "email":
        return EmailAddressField(
            autocomplete="username email" if first else "email",
            description=CODE_BY_EMAIL if proof else "",
            missing=EMAIL_MISSING if required else None,
        )
    is_login = name in auth.username_attributes
    return PhoneNumberField(
        autocomplete="username tel" if first else "tel",
        description=CODE_BY_TEXT if proof else SIGN_IN_BY_EITHER if is_login else "",
        missing=PHONE_MISSING if required else None,
    )


def _attributes(
    auth: AuthOutputs, settings: SignUpSettings, asked: Mapping[str, bool]
) -> list[AttributeSettings]:
    """Return the attributes to ask for: the pool's required ones, then the file's own."""
    own = {attribute.name: attribute for attribute in settings.attributes}
    required = [name for name in auth.standard_required_attributes if name in STANDARD_ATTRIBUTES]
    found = {name: own.get(name) or AttributeSettings(name=name) for name in required} | own
    return [
        replace(attribute, required=attribute.required or name in required)
        for name, attribute in found.items()
        if name not in asked
    ]


def _attribute_field(attribute: AttributeSettings) -> Any:  # noqa: ANN401 - WTForms' unbound field
    standard = STANDARD_ATTRIBUTES.get(attribute.name)
    if standard:
        return standard(label=attribute.label, hint=attribute.hint, required=attribute.required)
    kind = attribute.type or "text"
    more: dict[str, Any] = {"description": attribute.hint or ""}
    if kind == "select":
        more["choices"] = {"": CHOOSE_ONE, **dict(attribute.options)}
    words = {"select": CHOICE_MISSING, "time-zone": CHOICE_MISSING, "checkbox": TICK_MISSING}
    missing = words.get(kind, ANSWER_MISSING).format(label=attribute.label)
    return TYPES[kind](attribute.label, missing=missing if attribute.required else None, **more)


def _country(settings: SignUpSettings) -> Any:  # noqa: ANN401 - WTForms takes a value or a function
    return settings.default_country or _browser_country


def _browser_country() -> str:
    """Return the country that the browser's languages name, of which `en-GB` is one."""
    tags = request.accept_languages.values()
    regions = (tag.rpartition("-")[2].upper() for tag in tags if "-" in tag)
    return next((region for region in regions if region in countries()), LAST_RESORT_COUNTRY)


def _sent(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value or "")
