"""Fields of the forms, with their HTML attributes, filters and validators."""

from signup.forms.fields.base import TextField, described
from signup.forms.fields.code import ConfirmationCodeField
from signup.forms.fields.first_factor import FirstFactorField
from signup.forms.fields.names import EmailAddressField, EmailField, UsernameField
from signup.forms.fields.password import NewPasswordField
from signup.forms.fields.phone import CountryCodeField, PhoneNumberField

__all__ = [
    "ConfirmationCodeField",
    "CountryCodeField",
    "EmailAddressField",
    "EmailField",
    "FirstFactorField",
    "NewPasswordField",
    "PhoneNumberField",
    "TextField",
    "UsernameField",
    "described",
]
