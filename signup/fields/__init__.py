"""The fields of the forms: each knows its own attributes, cleaning and rules."""

from signup.fields.base import TextField, described
from signup.fields.code import ConfirmationCodeField
from signup.fields.names import EmailAddressField, UsernameField
from signup.fields.password import NewPasswordField
from signup.fields.phone import CountryCodeField, PhoneNumberField

__all__ = [
    "ConfirmationCodeField",
    "CountryCodeField",
    "EmailAddressField",
    "NewPasswordField",
    "PhoneNumberField",
    "TextField",
    "UsernameField",
    "described",
]
