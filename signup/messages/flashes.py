"""Messages about the previous step."""

import flask

from signup.i18n.lazy_text import Text, _

CONFIRM_FIRST = _("Confirm your account to finish signing in.")
CODE_SENT = _("We're sending a new code. Earlier codes no longer work.")
SIGN_IN_CODE_SENT = _(
    "If there's an account for %(login)s, we're sending it a new code. "
    "Earlier codes no longer work."
)
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
SEND_AGAIN = _("We couldn't finish creating your account. Enter your password and try again.")
SEND_AGAIN_WITHOUT_PASSWORD = _("We couldn't finish creating your account. Try again.")
SIGNED_IN = _("You're signed in.")
SIGNED_OUT = _("You're signed out.")
SESSION_ENDED = _("Your session has ended. Sign in again.")
SIGN_IN_TO_ADD_PASSWORD = _("Sign in again, then add your password.")
SIGN_IN_TO_CHANGE_PASSKEYS = _("Sign in again, then manage your passkeys.")
SIGN_IN_TO_DELETE_ACCOUNT = _("Sign in again, then delete your account.")
PASSKEY_ADDED = _("Your passkey was added. You can use it next time you sign in.")
PASSKEY_DELETED = _(
    "The passkey was deleted. You can also remove it from your device or password manager."
)
PASSKEY_GONE = _("That passkey has already been deleted.")
PASSWORD_ADDED = _("Your password was added. You can now sign in with it.")
DELETION_UNCLEAR = _("We couldn't check whether your account was deleted. Sign in to find out.")
PASSWORD_IS_SET = _("Your password has been changed. Sign in with the new one.")
SIGN_IN_OVER = _("We couldn't finish signing you in. Sign in again.")
PASSWORD_MAY_BE_SET = _("Your password may have been changed. Try signing in with the new one.")
APP_IS_SET_UP = _("Your authenticator app is set up.")
EMAIL_IS_SET_UP = _("You'll now get a code by email when you sign in.")


def flash(message: Text) -> None:
    """Show a message on the next page, once."""
    text = str(message)
    if all(text != pending for _category, pending in flask.session.get("_flashes", ())):
        flask.flash(text)
