"""Messages that a page shows about the step before it."""

import flask

from signup.i18n.lazy_text import Text, _

CONFIRM_FIRST = _("Your address is not confirmed yet. We sent you a new code.")
CODE_SENT = _("We sent a new code. Earlier codes no longer work.")
LINK_SENT = _("We sent a new link. Earlier links no longer work.")
LINK_NOT_OPENED = _("We have not seen the link opened yet. Open it, then come back here.")
SET_A_NEW_PASSWORD = _("Set a new password to go on. We sent you a code for that.")
CONFIRMED_SET_PASSWORD = _(
    "Your address is confirmed. This account was begun before, so choose its password now: "
    "we sent you one more code."
)
TOO_LATE = _("That took too long to sign you in by itself. Sign in to go on.")
OTHER_SIGN_UP = _("You've since started signing up with %(address)s. Enter the code we sent there.")
SEND_AGAIN = _("Something went wrong while we created your account. Send the form once more.")
SIGNED_OUT = _("You are signed out.")
PASSWORD_IS_SET = _("Your new password is set. Sign in with it.")
SIGN_IN_OVER = _("We couldn't finish signing you in. Sign in again.")

CHOICES = {
    "EMAIL": _("A code by email"),
    "EMAIL_OTP": _("A code by email"),
    "SMS": _("A code by text message"),
    "SMS_OTP": _("A code by text message"),
    "TOTP": _("A code from your authenticator app"),
}


def flash(message: Text) -> None:
    """Show a message on the next page, in the language of this request."""
    flask.flash(str(message))
