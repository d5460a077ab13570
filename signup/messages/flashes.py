"""Messages that a page shows about the step before it."""

import flask

from signup.i18n.lazy_text import Text, _

CONFIRM_FIRST = _("Confirm your account to finish signing in.")
CODE_SENT = _("We're sending a new code. Earlier codes no longer work.")
LINK_SENT = _("We're sending a new link. Earlier links no longer work.")
LINK_NOT_OPENED = _("The link hasn't been opened yet. Open it, then continue here.")
SET_A_NEW_PASSWORD = _("Choose a new password to continue.")
CONFIRMED_SET_PASSWORD = _(
    "An earlier sign-up wasn't finished. Choose a password and enter the new code "
    "we're sending you."
)
LINK_TOO_LATE = _("We've stopped waiting for the link. Once you've opened it, sign in here.")
TOO_LATE = _("Your account is ready. Sign in to continue.")
OTHER_SIGN_UP = _(
    "You've since started signing up with %(address)s. This page is now for that address."
)
SEND_AGAIN = _("We couldn't finish creating your account. Check your details and try again.")
SIGNED_OUT = _("You're signed out.")
PASSWORD_IS_SET = _("Your password has been changed. Sign in with the new one.")
SIGN_IN_OVER = _("We couldn't finish signing you in. Sign in again.")
PASSWORD_MAY_BE_SET = _("Your password may have been changed. Try signing in with the new one.")
APP_IS_SET_UP = _("Your authenticator app is set up.")
EMAIL_IS_SET_UP = _("You'll now get a code by email when you sign in.")


def flash(message: Text) -> None:
    """Show a message on the next page, in the language of this request."""
    flask.flash(str(message))
