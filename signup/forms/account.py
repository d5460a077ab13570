"""The forms of the signed-in user's account."""

from collections.abc import Iterable
from functools import lru_cache

from wtforms import HiddenField

from amplify_auth import AmplifyOutputs
from signup.forms.base import Form
from signup.forms.fields import NewPasswordField
from signup.forms.fields.untyped import Untyped
from signup.forms.fields.values import CheckboxField
from signup.forms.sign_up_fields import ADDRESSES
from signup.forms.sign_up_settings import sign_up_settings
from signup.messages.labels import CANNOT_BE_UNDONE, CANNOT_BE_UNDONE_MISSING
from signup.session.current_user import current_tokens

NAMING_CLAIMS = ("cognito:username", *ADDRESSES)
"""The claims of an ID token that a password must not be made of. OWASP ASVS 6.2.11."""


class AutoSignInForm(Form):
    """A button, and whether the browser knows passkeys, which scripts say."""

    passkeys = HiddenField()


class PasskeyForm(Form):
    """The result of the browser's dialog: a new passkey as JSON, or the name of an error."""

    credential = HiddenField()
    error = HiddenField()


class DeletePasskeyForm(Form):
    """The passkey to delete."""

    credential_id = HiddenField()


class DeleteAccountForm(Form):
    """The second question before an account is deleted."""

    understood = CheckboxField(CANNOT_BE_UNDONE, missing=CANNOT_BE_UNDONE_MISSING)


class AddPasswordForm(Form):
    """A password for an account that has none."""

    password: NewPasswordField


@lru_cache
def add_password_form(outputs: AmplifyOutputs) -> type[AddPasswordForm]:
    """Return the form that sets a first password under a pool's policy."""
    service_name = sign_up_settings(outputs).service_name

    def personal_words(_form: Untyped) -> Iterable[str]:
        tokens = current_tokens()
        claims = tokens.claims if tokens else {}
        return [service_name, *(str(claims[name]) for name in NAMING_CLAIMS if name in claims)]

    identifiers = outputs.auth.username_attributes
    password = NewPasswordField(
        outputs.auth.password_policy, personal_words=personal_words, identifiers=identifiers
    )
    return type("AddPasswordForm", (AddPasswordForm,), {"password": password})
