"""The sign-up form, built from `amplify_outputs.json`."""

from collections.abc import Collection, Iterable
from functools import lru_cache, partial
from typing import ClassVar

from amplify_auth import AmplifyOutputs, AuthFactor, AuthOutputs
from signup.forms.attributes import UPDATED_AT, AttributesForm
from signup.forms.fields import NewPasswordField
from signup.forms.fields.password import always
from signup.forms.fields.places import time_zones_are_known
from signup.forms.fields.untyped import Untyped
from signup.forms.first_factors import CODE_ATTRIBUTES, FirstFactors, first_factors
from signup.forms.sign_up_fields import ADDRESSES, IDENTIFIERS, sign_up_fields
from signup.forms.sign_up_settings import SignUpSettings, SignUpSettingsError, sign_up_settings
from signup.i18n.lazy_text import Text
from signup.messages.labels import CODE_ADDRESS_MISSING, EMAIL_OR_PHONE_MISSING
from signup.messages.page_descriptions import sign_up_description

NOT_KEPT = {"csrf_token", "password"}


class SignUpForm(AttributesForm):
    """The sign-up form. `sign_up_form` adds the fields.

    Attributes:
        outputs: The pool.
        settings: `custom.sign_up`.
        factors: The first factors.
    """

    outputs: ClassVar[AuthOutputs]
    settings: ClassVar[SignUpSettings]
    factors: ClassVar[FirstFactors]

    def validate(self, extra_validators: Untyped = None) -> bool:
        """Check the fields, and that one of them can receive a code."""
        valid: bool = super().validate(extra_validators)
        if not self.sign_up_username and not any(name in self.errors for name in self._logins):
            self[self._logins[0]].errors = [EMAIL_OR_PHONE_MISSING]
            return False
        return valid and self._has_address_for_codes()

    def _has_address_for_codes(self) -> bool:
        """Return whether there is an address for sign-in codes, or add the error."""
        if self.chosen_password:
            return True
        chosen = self.first_factor.chosen if "first_factor" in self else None
        codes = self.factors.codes(self.attribute_names)
        attributes = [CODE_ATTRIBUTES[factor] for factor in codes if chosen in {None, factor}]
        if any(self[name].data for name in attributes):
            return True
        self[attributes[0]].errors = [CODE_ADDRESS_MISSING[attributes[0]]]
        return False

    def wants_password(self) -> bool:
        """Return whether a password is required. Without a choice, an empty one means codes."""
        chosen = self.first_factor.chosen
        return chosen == AuthFactor.PASSWORD or (chosen is None and bool(self.password.data))

    @property
    def chosen_password(self) -> str:
        """The password to sign up with, empty for an account without one."""
        return (self.password.data or "") if "password" in self else ""

    @property
    def _logins(self) -> list[str]:
        return [name for name in IDENTIFIERS if name in self.outputs.username_attributes]

    @property
    def sign_up_username(self) -> str:
        """The username to sign up with: the chosen one, else the address, else the number."""
        return next((self[name].data for name in self._logins if self[name].data), "")

    @property
    def code_address(self) -> tuple[str, str]:
        """The attribute that receives the code, and its value. The phone takes precedence."""
        given = self.user_attributes
        for name in reversed(ADDRESSES):
            if name in self.outputs.user_verification_types and name in given:
                return name, given[name]
        return next(((name, given[name]) for name in ADDRESSES if name in given), ("email", ""))

    def kept(self) -> dict[str, str]:
        """Return the values to restore when the visitor returns, without the password."""
        return {field.name: _kept(field.data) for field in self if field.name not in NOT_KEPT}

    @property
    def page_description(self) -> Text:
        """The description for search engines."""
        return sign_up_description(
            self.settings.service_name,
            self.outputs.username_attributes,
            by_password=not self.factors.codes(self.attribute_names),
        )

    def personal_words(self) -> Iterable[str]:
        """Return words that the password must not be based on. OWASP ASVS 6.1.2, 6.2.11."""
        return [self.settings.service_name, *self.given_identifiers()]


@lru_cache
def sign_up_form(outputs: AmplifyOutputs) -> type[SignUpForm]:
    """Return the sign-up form for a pool.

    Raises:
        SignUpSettingsError: `custom.sign_up` is invalid, see docs/sign-up-form.md.
    """
    auth, settings, factors = outputs.auth, sign_up_settings(outputs), first_factors(outputs)
    fields, attribute_names = sign_up_fields(auth, settings, factors, partial(_password, outputs))
    if not factors.takes_passwords and not factors.codes(attribute_names):
        raise SignUpSettingsError(
            f"{outputs.source}: the form asks for no address to send codes to"
        )
    if "zoneinfo" in attribute_names and not time_zones_are_known():
        raise SignUpSettingsError(
            f"{outputs.source}: zoneinfo needs a list of time zones: install tzdata on this system"
        )
    if UPDATED_AT in auth.standard_required_attributes:
        attribute_names = *attribute_names, UPDATED_AT
    about = {
        "outputs": auth,
        "settings": settings,
        "factors": factors,
        "attribute_names": attribute_names,
    }
    return type("SignUpForm", (SignUpForm,), about | fields)


def _password(outputs: AmplifyOutputs, identifiers: Collection[str]) -> NewPasswordField:
    """Return the password field, which is optional if codes are offered."""
    has_codes = first_factors(outputs).codes(identifiers)
    return NewPasswordField(
        outputs.auth.password_policy,
        is_wanted=SignUpForm.wants_password if has_codes else always,
        personal_words=SignUpForm.personal_words,
        identifiers=identifiers,
    )


def _kept(value: object) -> str:
    return str(value or "")
