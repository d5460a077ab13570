"""Texts for passkeys that could not be added, listed or deleted."""

from collections.abc import Mapping
from dataclasses import replace

from amplify_auth import (
    InvalidParameterException,
    InvalidPasskeyRegistrationOptions,
    LimitExceededException,
    WebAuthnChallengeNotFoundException,
    WebAuthnClientMismatchException,
    WebAuthnConfigurationMissingException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnNotEnabledException,
    WebAuthnOriginNotAllowedException,
    WebAuthnRelyingPartyMismatchException,
)
from signup.i18n.lazy_text import _, plural
from signup.messages.failures import (
    HOUR,
    OUTAGES,
    UNAVAILABLE,
    Failure,
    Failures,
    too_many_attempts,
)
from signup.observability.events import Event

NOT_ADDED = Failure(
    _("No passkey was added. Try again when you're ready."), event=Event.PASSKEY_REFUSED
)
"""Browsers have one answer for cancelled, timed out at the device, and not verified."""

TOO_LATE = replace(NOT_ADDED, message=_("That took too long. Try again."))
ALREADY_THERE = replace(
    NOT_ADDED,
    message=_("This device already has a passkey for your account. You can use it to sign in."),
)
NOT_SUPPORTED_BY_DEVICE = replace(
    NOT_ADDED,
    message=_("This device can't store a passkey for this site. Try a different one."),
)
NOT_SUPPORTED_BY_BROWSER = replace(NOT_ADDED, message=_("This browser doesn't support passkeys."))
WRONG_ADDRESS = Failure(_("Passkeys don't work at this web address."), event=Event.POOL_FAILED)
NOT_AVAILABLE = Failure(_("Passkeys aren't available right now."), event=Event.POOL_FAILED)
"""They are switched off, or set up wrongly: the log has the error's name."""

DEVICE_FAILURES: Mapping[str, Failure] = {
    "AbortError": NOT_ADDED,
    "InvalidStateError": ALREADY_THERE,
    "NotAllowedError": NOT_ADDED,
    "SecurityError": WRONG_ADDRESS,
    "TimeoutError": NOT_ADDED,
    "TypeError": NOT_SUPPORTED_BY_BROWSER,
}
"""The failures of `navigator.credentials.create`, by the error's name. Any other is the device's:
`ConstraintError`, `NotReadableError`, `NotSupportedError`, `UnknownError`."""

WEB_AUTHN_FAILURES: Failures = {
    WebAuthnChallengeNotFoundException: TOO_LATE,
    WebAuthnClientMismatchException: TOO_LATE,
    WebAuthnConfigurationMissingException: NOT_AVAILABLE,
    WebAuthnCredentialNotSupportedException: NOT_SUPPORTED_BY_DEVICE,
    WebAuthnNotEnabledException: NOT_AVAILABLE,
    WebAuthnOriginNotAllowedException: NOT_AVAILABLE,
    WebAuthnRelyingPartyMismatchException: NOT_AVAILABLE,
}
"""Cognito's refusals of a passkey. The pool has not stored it."""

MAXIMUM = 20
"""Passkeys that Cognito stores for an account."""

FULL = replace(
    NOT_ADDED,
    message=plural(
        "You've reached the limit of %(count)s passkey. Delete one to add another.",
        "You've reached the limit of %(count)s passkeys. Delete one to add another.",
        MAXIMUM,
    ),
)

START_PASSKEY_FAILURES: Failures = {
    **OUTAGES,
    **WEB_AUTHN_FAILURES,
    InvalidParameterException: NOT_AVAILABLE,
    InvalidPasskeyRegistrationOptions: NOT_AVAILABLE,
    LimitExceededException: FULL,
}
"""StartWebAuthnRegistration."""

ADD_PASSKEY_FAILURES: Failures = {
    **START_PASSKEY_FAILURES,
    InvalidParameterException: NOT_SUPPORTED_BY_DEVICE,
}
"""CompleteWebAuthnRegistration."""

LIST_PASSKEYS_FAILURES: Failures = {
    **OUTAGES,
    InvalidParameterException: UNAVAILABLE,
    LimitExceededException: too_many_attempts(HOUR),
}
"""ListWebAuthnCredentials, and DeleteWebAuthnCredential: a passkey that is gone is no failure."""
