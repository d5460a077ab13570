"""Labels, hints and field errors of the forms."""

from signup.i18n.lazy_text import Text, _, plural


def wait_for_another(seconds: int, *, by_link: bool) -> Text:
    """Return the text about when a new code or link can be sent."""
    if by_link:
        return plural(
            "You can send a new link in %(count)s second.",
            "You can send a new link in %(count)s seconds.",
            seconds,
        )
    return plural(
        "You can send a new code in %(count)s second.",
        "You can send a new code in %(count)s seconds.",
        seconds,
    )


# Errors of whole forms.

SESSION_EXPIRED = _(
    "Your session expired. Check your details and try again. "
    "If this keeps happening, allow cookies for this site."
)
COOKIES_OFF = _("Your browser is blocking cookies. Allow them for this site and try again.")
TOO_QUICK = _("Your account hasn't been created yet. Enter your password again and try once more.")
TOO_QUICK_WITHOUT_PASSWORD = _("Your account hasn't been created yet. Try once more.")

# Fields. %(label)s is a field's label.


def too_long(label: str, maximum: int) -> Text:
    """Return the error for a value that is too long."""
    return plural(
        "%(label)s must be %(count)s character or fewer",
        "%(label)s must be %(count)s characters or fewer",
        maximum,
        label=label,
    )


HIDDEN_CHARACTER = _("%(label)s contains a hidden character. Type it again instead of pasting it.")

CURRENT_PASSWORD_MISSING = _("Enter your password")

CODE = _("Code")
CODE_FROM_APP = _("Code from your app")


def code_hint(digits: int) -> Text:
    """Return the hint about the length of a code."""
    return plural("%(count)s digit", "%(count)s digits", digits)


def code_missing(digits: int) -> Text:
    """Return the error for a missing code."""
    return plural("Enter the %(count)s-digit code", "Enter the %(count)s-digit code", digits)


def code_not_digits(digits: int) -> Text:
    """Return the error for a code with other characters."""
    return plural(
        "Enter only the %(count)s digit of the code",
        "Enter only the %(count)s digits of the code",
        digits,
    )


def code_length(digits: int, entered: int) -> Text:
    """Return the error for a code of the wrong length.

    Args:
        digits: The right number.
        entered: The entered number.
    """
    return plural(
        "The code has %(count)s digit. You entered %(entered)s.",
        "The code has %(count)s digits. You entered %(entered)s.",
        digits,
        entered=entered,
    )


EMAIL = _("Email address")
EMAIL_MISSING = _("Enter your email address")
EMAIL_FORMAT = _("Enter an email address like name@example.com")

USERNAME = _("Username")
USERNAME_MISSING = _("Enter a username")
USERNAME_WANTED = _("Enter your username")
USERNAME_SPACES = _("Username can't contain spaces")

PHONE = _("Phone number")
PHONE_MISSING = _("Enter your phone number")
PHONE_FORMAT = _("Enter a phone number, like %(national)s or %(international)s")
PHONE_TOO_SHORT = _("Phone number is too short. Add the area code or check the country code.")
PHONE_TOO_LONG = _("Phone number is too long. Check the number and the country code.")
PHONE_OF_OTHER_COUNTRY = _("Phone number doesn't match the country code. Check them both.")
COUNTRY_CODE = _("Country code")
COUNTRY_CODE_UNKNOWN = _("Choose a country code from the list")

EMAIL_OR_PHONE = _("Email address or phone number")
EMAIL_OR_PHONE_MISSING = _("Enter your email address or phone number")


OPTIONAL = _("%(label)s (optional)")
ANSWER_MISSING = _("Fill in “%(label)s”")
CHOICE_MISSING = _("Choose an option for “%(label)s”")
TICK_MISSING = _("Select “%(label)s” to continue")
CHOOSE_OPTION = _("Choose an option")
CHOOSE_TIME_ZONE = _("Choose a time zone")
OTHER_TIME_ZONES = _("Other")
OCEANS = {
    "Arctic": _("Arctic"),
    "Atlantic": _("Atlantic"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
TERMS = _("I agree to the terms and conditions")
TERMS_LINK = _("Read the terms and conditions (opens in a new tab)")
TERMS_MISSING = _("Agree to the terms and conditions to continue")

CANNOT_BE_UNDONE = _("I understand that I can't undo this")
CANNOT_BE_UNDONE_MISSING = _("Select the box to delete your account")

FIRST_FACTOR = _("How do you want to sign in?")
SECOND_STEP = _("How do you want to confirm it's you?")
CHOICES = {
    "PASSWORD": _("With a password"),
    "WEB_AUTHN": _("With a passkey"),
    "EMAIL": _("With a code by email"),
    "EMAIL_OTP": _("With a code by email"),
    "SMS": _("With a code by text message"),
    "SMS_OTP": _("With a code by text message"),
    "TOTP": _("With a code from your authenticator app"),
}
SECOND_STEP_TO_SET_UP = _("Which one do you want to use?")
CHOICES_TO_SET_UP = {
    "TOTP": _("An authenticator app"),
    "EMAIL": _("Codes by email"),
}

CODE_BY_EMAIL = _("We'll email you a code to confirm this address")
CODE_BY_TEXT = _("We'll text you a code to confirm this number")
CODE_ONLY_BY_EMAIL = _("We'll email you a code, so you don't need a password")
CODE_ONLY_BY_TEXT = _("We'll text you a code, so you don't need a password")
CODE_ADDRESS_MISSING = {
    "email": _("Enter an email address to get codes by email"),
    "phone_number": _("Enter a phone number to get codes by text message"),
}
LINK_BY_EMAIL = _("We'll email you a link to confirm this address")
USERNAME_HINT = _("You'll sign in with this name, so leave out spaces")

DATE_FORMAT = _("Enter a date like 10 December 1995 or 1995-12-10")
DATE_PARTS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
DATE_PARTS_MISSING = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
DATE_INCOMPLETE = _("%(label)s must include %(parts)s")
YEAR_FORMAT = _("Enter the year as four digits, like %(year)s")
DATE_UNREAL = _("%(label)s must be a real date")
DATE_IN_FUTURE = _("%(label)s can't be in the future")
DATE_TOO_EARLY = _("%(label)s must be in %(year)s or later")
LOCALE_FORMAT = _("Enter a language code, like en or pt-BR")
NUMBER_FORMAT = _("%(label)s must be a whole number with 20 digits or fewer")
URL_FORMAT = _("Enter a web address like https://example.com")
