"""Logins: the name that an account signs in with, however somebody types it.

Sign-up sends addresses and numbers to the pool in one form. Signing in and resetting a password put
what is typed into the same form, so that whatever sign-up accepted works there, and one account has
one count.
"""

from collections.abc import Collection

from wtforms import ValidationError

from signup.forms.fields.base import TextField, strip_unseen
from signup.forms.fields.names import USERNAME_MAXIMUM, normalize_email
from signup.forms.fields.untyped import Untyped
from signup.i18n.lazy_text import Text
from signup.messages.labels import (
    EMAIL,
    EMAIL_FORMAT,
    EMAIL_MISSING,
    EMAIL_OR_PHONE,
    EMAIL_OR_PHONE_MISSING,
    PHONE,
    PHONE_MISSING,
    USERNAME,
    USERNAME_WANTED,
)

LOGIN_WORDS: dict[tuple[str, ...], tuple[Text, Text]] = {
    ("email",): (EMAIL, EMAIL_MISSING),
    ("phone_number",): (PHONE, PHONE_MISSING),
    ("email", "phone_number"): (EMAIL_OR_PHONE, EMAIL_OR_PHONE_MISSING),
}
"""Label and "missing" error of the login field, by login options."""

OTHER_LOGIN_WORDS = (USERNAME, USERNAME_WANTED)
LOGIN_TYPES: dict[tuple[str, ...], str] = {("email",): "email"}
# HTML lets a field of type `tel` be no `username`, which is what password managers fill in.
LOGIN_KEYBOARDS: dict[tuple[str, ...], str] = {("phone_number",): "tel"}


def normalize_login(typed: str, kinds: Collection[str], country: str | None = None) -> str:
    """Return a login in the form in which sign-up sends it to the pool.

    The pool may hold names that its sign-up form would not take, from other clients. So an address
    or a number in international form is left as it is where it cannot be improved.

    Args:
        typed: The login, without what cannot be seen.
        kinds: `username_attributes` of the pool; a chosen username where there is none.
        country: The region that a phone number without a plus sign is written for.

    Raises:
        ValidationError: It cannot be a login of this pool. An account's `sub`, by which Cognito
            would let it sign in as well, is none: it would have a count of its own.
    """
    if "email" in kinds and "@" in typed:
        return _email(typed)
    if "phone_number" in kinds:
        return _phone_number(typed, kinds, country)
    if "email" in kinds:
        raise ValidationError(EMAIL_FORMAT)
    return typed


def _email(typed: str) -> str:
    try:
        return normalize_email(typed)
    except ValidationError:
        return typed


def _phone_number(typed: str, kinds: Collection[str], country: str | None) -> str:
    from signup.forms.fields import phone_numbers  # noqa: PLC0415 - most pools take none

    international = phone_numbers.international(typed)
    try:
        return phone_numbers.e164(typed, country)[0]
    except ValidationError:
        if international:
            return international
        if "email" in kinds:
            raise ValidationError(EMAIL_OR_PHONE_MISSING) from None
        raise


class LoginField(TextField):
    """The name that an account signs in with.

    Args:
        username_attributes: What the pool takes for it.
    """

    maximum = USERNAME_MAXIMUM
    clean = staticmethod(strip_unseen)

    def __init__(self, username_attributes: tuple[str, ...], **kwargs: Untyped) -> None:
        words = LOGIN_WORDS.get(tuple(sorted(username_attributes)), OTHER_LOGIN_WORDS)
        label, missing = words
        super().__init__(
            label,
            missing=missing,
            html={
                "type": LOGIN_TYPES.get(username_attributes, "text"),
                "inputmode": LOGIN_KEYBOARDS.get(username_attributes, False),
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            },
            **kwargs,
        )
        self._kinds = username_attributes

    def check(self, value: str, form: Untyped) -> None:
        """Check the form of the login, and keep it normalised. Whether it is known is not told.

        Raises:
            ValidationError: It cannot be a login of this pool.
        """
        super().check(value, form)
        country = form.country_code.data if "country_code" in form else None
        self.data = normalize_login(value, self._kinds, country)
