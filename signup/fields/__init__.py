"""The fields of the forms: each knows its own attributes, cleaning and rules."""

from signup.fields.base import TextField, described
from signup.fields.code import ConfirmationCodeField
from signup.fields.names import EmailAddressField, EmailField, UsernameField
from signup.fields.password import NewPasswordField
from signup.fields.phone import CountryCodeField, PhoneNumberField

__all__ = [
    "ConfirmationCodeField",
    "CountryCodeField",
    "EmailAddressField",
    "EmailField",
    "NewPasswordField",
    "PhoneNumberField",
    "TextField",
    "UsernameField",
    "described",
]
