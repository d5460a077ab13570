"""Texts for a refused first factor.

Each factor has one text for every way in which it can fail: which way it was tells who has an
account, and what it has. A password's are in `sign_in_failures`.
"""

from amplify_auth import AliasExistsException
from signup.i18n.lazy_text import Text, _
from signup.messages.confirm_sign_in_failures import SENT_CODE_FAILURES, SIGN_IN_IS_OVER
from signup.messages.failures import (
    NOT_POSSIBLE,
    OUTAGES,
    TRIGGERS_FAILED,
    WRONG_CODE,
    Failure,
    Failures,
)
from signup.observability.events import Event

PASSKEY_REFUSED = Failure(
    message=_("We couldn't sign you in with a passkey. Try again, or choose another way."),
    event=Event.AUTHN_LOGIN_FAIL,
)

CODE_FAILURES: Failures = {
    **SENT_CODE_FAILURES,
    **dict.fromkeys((AliasExistsException, *SIGN_IN_IS_OVER), WRONG_CODE),
}
"""RespondToAuthChallenge, and ConfirmSignUp."""

PASSKEY_FAILURES: Failures = {
    **dict.fromkeys([*SENT_CODE_FAILURES, *SIGN_IN_IS_OVER], PASSKEY_REFUSED),
    **OUTAGES,
    **TRIGGERS_FAILED,
}
"""RespondToAuthChallenge."""

NOT_AVAILABLE: Failures = {
    **OUTAGES,
    **{
        kind: Failure(
            _("That way of signing in isn't available right now. Choose another."),
            event=failure.event,
        )
        for kind, failure in OUTAGES.items()
        if failure is NOT_POSSIBLE
    },
}
"""InitiateAuth. `flows.enumeration_protection` answers to what depends on the account."""

NOT_SUPPORTED = _("This browser doesn't support passkeys. Choose another way to sign in.")
PASSKEY_ERRORS: dict[str, Text] = {
    "NotSupportedError": NOT_SUPPORTED,
    "TypeError": NOT_SUPPORTED,
    "SecurityError": _("Passkeys don't work at this web address. Choose another way to sign in."),
}
"""By the name of the browser's error. Any other is `PASSKEY_REFUSED`."""
