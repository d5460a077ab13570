"""The form that replaces a temporary password and asks for missing attributes."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar

from amplify_auth import AmplifyOutputs
from signup.forms.attributes import UPDATED_AT, AttributesForm
from signup.forms.fields import NewPasswordField
from signup.forms.sign_up_fields import required_attribute_fields
from signup.forms.sign_up_settings import sign_up_settings
from signup.messages.passwords import NEW_PASSWORD


class ReplacePasswordForm(AttributesForm):
    """A new password and the missing attributes. `replace_password_form` adds the fields.

    Attributes:
        service_name: The service's name.
        username: The login.
    """

    new_password: NewPasswordField
    service_name: ClassVar[str]
    username: str = ""

    def personal_words(self) -> Iterable[str]:
        """Return words that the password must not be based on. OWASP ASVS 6.1.2, 6.2.11."""
        return [self.service_name, self.username, *self.given_identifiers()]


@lru_cache
def replace_password_form(
    outputs: AmplifyOutputs, missing: tuple[str, ...]
) -> type[ReplacePasswordForm]:
    """Return the form for a pool and an account's missing attributes.

    Args:
        outputs: The pool.
        missing: Cognito's names of the required attributes that the account lacks.

    Raises:
        LookupError: There is no field for one of them.
    """
    settings = sign_up_settings(outputs)
    asked = [name for name in missing if name != UPDATED_AT]
    fields: dict[str, Any] = {
        "new_password": NewPasswordField(
            outputs.auth.password_policy,
            NEW_PASSWORD,
            personal_words=ReplacePasswordForm.personal_words,
            identifiers={*outputs.auth.username_attributes, *asked},
        ),
        **required_attribute_fields(settings, asked),
    }
    about = {"service_name": settings.service_name, "attribute_names": missing}
    return type("ReplacePasswordForm", (ReplacePasswordForm,), about | fields)
