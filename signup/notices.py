"""What a page says about the step before it."""

# ruff: noqa: S105 - these sentences are about passwords and hold none

CONFIRM_FIRST = "Your address is not confirmed yet. We sent you a new code."
CODE_SENT = "We sent a new code. Earlier codes no longer work."
LINK_SENT = "We sent a new link. Earlier links no longer work."
LINK_NOT_OPENED = "We have not seen the link opened yet. Open it, then come back here."
SET_A_NEW_PASSWORD = "Set a new password to go on. We sent you a code for that."
CONFIRMED_SET_PASSWORD = (
    "Your address is confirmed. This account was begun before, so choose its password now: "
    "we sent you one more code."
)
TOO_LATE = "That took too long to sign you in by itself. Sign in to go on."
SEND_AGAIN = "Something went wrong while we created your account. Send the form once more."
SIGNED_OUT = "You are signed out."
CODE_NOT_SENT = "Your account is there, but we could not send the code. Try a new one in an hour."
PASSWORD_IS_SET = "Your new password is set. Sign in with it."
SIGN_IN_OVER = "That took too long. Sign in again."

CHOICES = {
    "EMAIL": "A code by email",
    "EMAIL_OTP": "A code by email",
    "SMS": "A code by text message",
    "SMS_OTP": "A code by text message",
    "TOTP": "A code from your authenticator app",
}
