"""The fields of the forms: each knows its own attributes, cleaning and rules.

The browser is not asked to validate (the forms are `novalidate`), so that everybody gets the same
words in the same place, with scripts and without.
"""

import re
import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import Field, PasswordField, StringField, ValidationError
from wtforms.fields import EmailField

from amplify_auth import PasswordPolicy
from signup.wording import describe_password_policy, password_problem

USERNAME_MAXIMUM = 128
CODE_DIGITS = 6
UNTYPED_ATTRIBUTES = {"required": False, "minlength": False, "maxlength": False}


def described(field: Field, render_kw: dict[str, Any]) -> dict[str, Any]:
    """Return the HTML attributes of a field, tied to its hint and its errors. WCAG 1.3.1, 3.3.1."""
    parts = [("hint", field.description), ("error", field.errors)]
    ids = " ".join(f"{field.id}-{part}" for part, present in parts if present)
    return {
        **UNTYPED_ATTRIBUTES,
        "aria-describedby": ids or False,
        "aria-invalid": "true" if field.errors else False,
        **(field.render_kw or {}),
        **render_kw,
    }


class EmailAddressField(EmailField):
    """An email address that is also the name to sign in with.

    The address is stripped, and its domain is put in ASCII, as mail servers need it.
    """

    def __init__(self, label: str = "Email address", **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(
            label,
            filters=[_strip],
            render_kw={
                "autocomplete": "username email",
                "autocapitalize": "none",
                "spellcheck": "false",
            },
            **kwargs,
        )

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the address.

        Raises:
            ValidationError: It is missing, malformed or longer than a Cognito username.
        """
        if not self.data:
            raise ValidationError("Enter your email address")
        if len(self.data) > USERNAME_MAXIMUM:
            raise ValidationError(f"Email address must be {USERNAME_MAXIMUM} characters or fewer")
        try:
            address = validate_email(self.data, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValidationError(
                "Enter an email address in the correct format, like name@example.com"
            ) from None
        self.data = address.ascii_email


class NewPasswordField(PasswordField):
    """A password that the pool's policy allows; exactly the characters typed are sent.

    OWASP ASVS 6.2.8: nothing is stripped, cut or normalised.
    """

    def __init__(
        self,
        policy: PasswordPolicy,
        label: str = "Create a password",
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(
            label,
            description=describe_password_policy(policy),
            render_kw={
                "autocomplete": "new-password",
                "autocapitalize": "none",
                "spellcheck": "false",
            },
            **kwargs,
        )
        self._policy = policy

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the password.

        Raises:
            ValidationError: It is missing or breaks rules of the policy; the message names all.
        """
        problem = password_problem(self._policy, self.data or "")
        if problem:
            raise ValidationError(problem)


class ConfirmationCodeField(StringField):
    """A 6-digit code, however people write or paste it: spaces, hyphens, full-width digits."""

    def __init__(self, label: str = "Code", **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(
            label,
            description=f"{CODE_DIGITS} digits, like 123456",
            filters=[_only_code],
            render_kw={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code",
                "spellcheck": "false",
            },
            **kwargs,
        )

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the form of the code.

        Raises:
            ValidationError: It is missing, not all digits, too short or too long.
        """
        code = self.data or ""
        if not code:
            raise ValidationError("Enter the code from the message")
        if not re.fullmatch("[0-9]+", code):
            raise ValidationError(f"The code has only digits, {CODE_DIGITS} of them")
        if len(code) != CODE_DIGITS:
            raise ValidationError(f"The code has {CODE_DIGITS} digits: you entered {len(code)}")


def _strip(value: str | None) -> str | None:
    """Drop white space around a value, and mark control characters, which no page may repeat."""
    if not value:
        return value
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) == "Cc" else c for c in value.strip()
    )


def _only_code(value: str | None) -> str | None:
    """Drop what people put between digits: white space, hyphens, dashes, dots."""
    if not value:
        return value
    plain = unicodedata.normalize("NFKC", value)
    return "".join(c for c in plain if not (c.isspace() or unicodedata.category(c) in {"Pd", "Cf"}))
