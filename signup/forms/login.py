"""Logins: normalisation of usernames, email addresses and phone numbers.

Signing in and resetting a password normalise logins as the sign-up does, so that every spelling
works everywhere and shares one rate limit.
"""

from collections.abc import Collection

from wtforms import ValidationError

from signup.forms.fields import phone_numbers
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
# Password managers fill in `username`, which HTML does not allow on fields of type `tel`.
LOGIN_KEYBOARDS: dict[tuple[str, ...], str] = {("phone_number",): "tel"}


def normalize_login(typed: str, kinds: Collection[str], country: str | None = None) -> str:
    """Return a login as the sign-up sends it to the pool.

    Other clients may have created logins that the sign-up form refuses. An address or an
    international number that cannot be normalised is therefore returned unchanged.

    Args:
        typed: The login, without invisible characters.
        kinds: `username_attributes` of the pool; none for chosen usernames.
        country: The region of national phone numbers.

    Raises:
        ValidationError: It cannot be a login of this pool. A `sub`, which Cognito would accept, is
            refused, because it would have a separate rate limit.
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
    """The login field.

    Args:
        username_attributes: The pool's logins.
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
        """Check the format of the login, and normalise it. Whether it exists is not checked.

        Raises:
            ValidationError: It cannot be a login of this pool.
        """
        super().check(value, form)
        country = form.country_code.data if "country_code" in form else None
        self.data = normalize_login(value, self._kinds, country)
