"""Labels, hints and field errors of the forms."""

from signup.i18n.lazy_text import Text, _, plural


def wait_for_another(seconds: int) -> Text:
    """Say when a new code or link may be asked for."""
    return plural(
        "You can ask for another in %(count)s second.",
        "You can ask for another in %(count)s seconds.",
        seconds,
    )


# What the fields of the sign-up form say. %(label)s is a field's label.


def too_long(label: str, maximum: int) -> Text:
    """Say how long a value may be."""
    return plural(
        "%(label)s must be %(count)s character",
        "%(label)s must be %(count)s characters or fewer",
        maximum,
        label=label,
    )


CANNOT_BE_SEEN = _("%(label)s has characters that cannot be seen: type it again")

EMAIL = _("Email address")
EMAIL_MISSING = _("Enter your email address")
EMAIL_FORMAT = _("Enter an email address in the correct format, like name@example.com")

USERNAME = _("Username")
USERNAME_MISSING = _("Enter a username")
USERNAME_FORMAT = _("Username must not have spaces")

PHONE = _("Phone number")
PHONE_MISSING = _("Enter your phone number")
PHONE_FORMAT = _("Enter a phone number with digits only, like 020 7946 0958 or +44 20 7946 0958")
PHONE_TOO_SHORT = _("Phone number has too few digits for its country: add the area code")
PHONE_TOO_LONG = _("Phone number has too many digits for its country: check the country code")
PHONE_LEADING_ZERO = _("Phone number is not one of its country: check the country code")
COUNTRY_CODE_UNKNOWN = _("Choose a country code from the list")

EMAIL_OR_PHONE = _("Email address or phone number")
EMAIL_OR_PHONE_MISSING = _("Enter an email address or a phone number")

ACCOUNT_NUMBER = _("Account number")

OPTIONAL = _("%(label)s (optional)")
ANSWER_MISSING = _("Fill in “%(label)s”")
CHOICE_MISSING = _("Choose one for “%(label)s”")
TICK_MISSING = _("Tick the box “%(label)s”")
CHOOSE = _("%(label)s must be one from the list")
CHOOSE_ONE = _("Choose one")
CHOOSE_TIME_ZONE = _("Choose a time zone")
OTHER_TIME_ZONES = _("Other")
TERMS_MISSING = _("Tick the box to agree to the terms and conditions")

CODE_BY_EMAIL = _("We send a code to this address")
CODE_BY_TEXT = _("We text a code to this number")
USERNAME_HINT = _("The name that you sign in with, without spaces")

DATE_FORMAT = _("Enter the date with the year first, like 1995-12-10, or with the month as a word")
DATE_UNREAL = _("%(label)s must be a day that exists")
DATE_IN_FUTURE = _("%(label)s must be in the past")
DATE_TOO_EARLY = _("%(label)s must be in the year %(year)s or later")
LOCALE_FORMAT = _("Enter a language as a short code, like en or pt-BR")
NUMBER_FORMAT = _("%(label)s must be a whole number of 20 digits or fewer")
URL_FORMAT = _("Enter a web address in the correct format, like https://example.com")
