"""Explanations of why a page follows a step.

To add one, add a line: docs/teaching.md.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from demo.teaching.recording import Outcome
from demo.teaching.steps import Step

NOT_TOLD = (
    "Cognito refused, but the page doesn't say so. It answers as if the account existed, to hide "
    "who has one."
)
NO_ANSWER = (
    "Cognito didn't answer. The page says so, keeps what was typed, and says when to try again. "
    "Cognito may still have processed the request."
)
TOO_OFTEN = "Cognito's own limit was reached. The page says when to try again."
NO_CODE_SENT = (
    "Cognito created the account, then failed to send the code. The sign-up goes on, and the next "
    "page looks the same as always. Otherwise it would show that the address is new."
)
WRONG_CODE = "The code was wrong. The page asks again."
NO_LIVE_CODE = "No code is valid any more. The page offers a new one."
SIGNED_IN = (
    "Cognito issued tokens, and the helper verified their signatures. The browser gets a new "
    "session. The tokens stay on the server."
)

NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED": (
            "An administrator chose this password, so it is temporary. The next page asks for "
            "another one, and for required attributes that the account lacks."
        ),
        "CONTINUE_SIGN_IN_WITH_TOTP_SETUP": (
            "The pool requires an authenticator app, and the account has none. Cognito made a "
            "secret for it, and the next page shows that as a QR code and as a key."
        ),
        "CONTINUE_SIGN_IN_WITH_EMAIL_SETUP": (
            "The pool requires codes by email, and the account has no address. The next page asks "
            "for one."
        ),
        "CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION": (
            "The pool requires a second factor, and the account has none. The next page asks which "
            "one to set up."
        ),
        "CONTINUE_SIGN_IN_WITH_MFA_SELECTION": (
            "The account has several second factors and prefers none. The next page asks for one."
        ),
    }
)
"""Explanations of a sign-in's next step, for all calls."""

BY_OUTCOME: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("sign_up", "CONFIRM_SIGN_UP"): (
            "Cognito created the account, unconfirmed, and sent a code. The next page asks for it."
        ),
        ("sign_up", "COMPLETE_AUTO_SIGN_IN"): (
            "There is no code to enter. The pool confirmed the account itself, or sent a link. The "
            "next page signs in, or waits until the link was opened."
        ),
        ("sign_up", "DONE"): (
            "The pool confirmed the account itself, and auto sign-in wasn't requested. Nothing is "
            "left to do."
        ),
        ("sign_up", "UsernameExistsException"): (
            "The address already has an account, and Cognito says so. The page doesn't. It answers "
            "exactly as for a new address, to hide who has an account. The owner gets a code in "
            "the background."
        ),
        ("sign_up", "InvalidPasswordException"): (
            "The form accepted the password, but the pool refused it. The form is shown again "
            "without the password."
        ),
        ("sign_up", "LimitExceededException"): NO_CODE_SENT,
        ("sign_up", "CodeDeliveryFailureException"): NO_CODE_SENT,
        ("confirm_sign_up", "COMPLETE_AUTO_SIGN_IN"): (
            "The code was right, and the account is confirmed. Auto sign-in was requested less "
            "than three minutes ago, so the next page completes it."
        ),
        ("confirm_sign_up", "DONE"): (
            "The code was right, and the account is confirmed. Auto sign-in wasn't requested, or "
            "its three minutes are over, so the person signs in."
        ),
        ("confirm_sign_up", "CodeMismatchException"): WRONG_CODE,
        ("confirm_sign_up", "ExpiredCodeException"): NO_LIVE_CODE,
        ("resend_sign_up_code", ""): (
            "Cognito sent a new code, and earlier ones no longer work. The page says where it went."
        ),
        ("auto_sign_in", "DONE"): SIGNED_IN,
        ("auto_sign_in", "CONFIRM_SIGN_UP"): (
            "The link wasn't opened yet. Only a sign-in can tell, so the page tries one each time."
        ),
        ("auto_sign_in", "AutoSignInException"): (
            "Auto sign-in lasts three minutes, as in amplify-js, and they are over. The password "
            "still works."
        ),
        ("sign_in", "DONE"): SIGNED_IN,
        ("sign_in", "CONFIRM_SIGN_UP"): (
            "The password is right, but the address was never confirmed. Amplify treats this as a "
            "next step, not an error. Cognito sent a new code, and the next page asks for it."
        ),
        **{
            (api, step): text
            for api in ("sign_in", "auto_sign_in", "confirm_sign_in")
            for step, text in NEXT_STEPS.items()
        },
        ("confirm_sign_in", "DONE"): SIGNED_IN,
        ("confirm_sign_in", "CodeMismatchException"): WRONG_CODE,
        ("confirm_sign_in", "EnableSoftwareTokenMFAException"): WRONG_CODE,
        ("sign_in", "RESET_PASSWORD"): (
            "The pool requires a new password. Cognito sent a code. The next page asks for both."
        ),
        ("sign_in", "NotAuthorizedException"): (
            "The name or the password is wrong. Neither Cognito nor the page says which."
        ),
        ("reset_password", "CONFIRM_RESET_PASSWORD_WITH_CODE"): (
            "Cognito says that it sent a code. It says the same for unknown users. The next page "
            "asks for the code and a new password."
        ),
        ("confirm_reset_password", ""): (
            "The code was right, and the new password is set. The person is signed in with it."
        ),
        ("confirm_reset_password", "CodeMismatchException"): WRONG_CODE,
        ("confirm_reset_password", "ExpiredCodeException"): NO_LIVE_CODE,
        ("sign_out", ""): (
            "Cognito revoked the refresh token and all tokens that came from it. The session's id "
            "no longer works, and the browser clears its data."
        ),
        ("fetch_user_attributes", ""): (
            "Cognito returned the account's attributes as they are now. The claims of the ID token "
            "are as old as the sign-in."
        ),
        ("fetch_user_auth_factors", ""): (
            "Cognito returned the factors that the user can sign in with. Only a user without a "
            "password can add one."
        ),
        ("list_web_authn_credentials", ""): "Cognito returned the account's passkeys.",
        ("start_web_authn_registration", ""): (
            "Cognito returned a challenge and the options for the browser's dialog. The page has "
            "them in an attribute, and a script opens the dialog when the button is pressed."
        ),
        ("complete_web_authn_registration", ""): (
            "Cognito checked the challenge, the page's address and the signature, and stored the "
            "public key. The private key never leaves the device."
        ),
        ("complete_web_authn_registration", "WebAuthnChallengeNotFoundException"): (
            "The challenge had expired or was used already. The page has a new one."
        ),
        ("delete_web_authn_credential", ""): (
            "Cognito deleted the public key, so the device's half is of no use any more. The "
            "page asks the browser to remove it."
        ),
        ("update_password", ""): (
            "The account had no password. Cognito stored one, and asked for no previous one."
        ),
        ("delete_user", ""): (
            "Cognito deleted the account, and its tokens ended with it. The session is empty."
        ),
        ("resend_sign_up_code", "InvalidParameterException"): NOT_TOLD,
        ("resend_sign_up_code", "NotAuthorizedException"): NOT_TOLD,
        ("resend_sign_up_code", "UserNotFoundException"): NOT_TOLD,
        ("reset_password", "InvalidParameterException"): NOT_TOLD,
        ("reset_password", "NotAuthorizedException"): NOT_TOLD,
        ("reset_password", "UserNotFoundException"): NOT_TOLD,
    }
)

BY_ERROR: Mapping[str, str] = MappingProxyType(
    {
        "NetworkError": NO_ANSWER,
        "Unknown": NO_ANSWER,
        "InternalErrorException": (
            "Cognito failed. The page says so, keeps what was typed, and says when to try again."
        ),
        "LimitExceededException": TOO_OFTEN,
        "TooManyFailedAttemptsException": TOO_OFTEN,
        "TooManyRequestsException": TOO_OFTEN,
    }
)
REFUSED = "Cognito refused. The page says what to do in its own words, and keeps what was typed."
STOPPED = (
    "The helper stopped before Cognito refused: a value was missing, or a response could not be "
    "trusted. The page says what to do."
)
ONE_MORE_STEP = "Cognito requires another factor. The next page asks for it."
CIRCUIT_OPEN = (
    "The pool wasn't called. It didn't answer several times in a row, so the circuit breaker is "
    "open. Every ten seconds, one request may try again."
)
USERNAME_TAKEN = (
    "The username is taken. Visitors who choose one must be told so, but not whose it is."
)

NOT_ASKED: Mapping[int, str] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: "The form lacked this browser's CSRF token, so it was ignored.",
        HTTPStatus.UNPROCESSABLE_ENTITY: (
            "The pool wasn't called, because the form wasn't valid. It is shown again with what "
            "was typed, except for passwords."
        ),
        HTTPStatus.TOO_MANY_REQUESTS: (
            "The pool wasn't called, because this app's own limit was reached. It is lower than "
            "Cognito's, which would show who has an account."
        ),
        HTTPStatus.SEE_OTHER: (
            "The pool wasn't called. The page redirected, as it does after a second press of the "
            "button, or if a code is requested too soon."
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            "This app failed. The log says why, under the reference on the page."
        ),
    }
)
NOTHING_DONE = "The pool wasn't called."

RESET_AFTER_CONFIRMING = (
    "The account existed before this sign-up, so somebody else may know its password. The owner of "
    "the mailbox sets a new one."
)


def explain(step: Step) -> list[str]:
    """Return why a page follows a step, one text for each call of the helper."""
    if not step.outcomes:
        return [NOT_ASKED.get(step.status, NOTHING_DONE)]
    texts = [_explain(outcome, step) for outcome in step.outcomes]
    if step.endpoint == "signup.confirm_sign_up" and (step.location or "").endswith(
        "/confirm-reset-password"
    ):
        texts.append(RESET_AFTER_CONFIRMING)
    return [*dict.fromkeys(texts)]


def _explain(outcome: Outcome, step: Step) -> str:
    result = outcome.result
    if result == "NetworkError" and not step.exchanges:
        return CIRCUIT_OPEN
    if result == "UsernameExistsException" and step.location is None:
        return USERNAME_TAKEN
    found = BY_OUTCOME.get((outcome.api, result))
    if outcome.is_error:
        refused = any(exchange.status != HTTPStatus.OK for exchange in step.exchanges)
        return found or BY_ERROR.get(result, REFUSED if refused else STOPPED)
    return found or (BY_OUTCOME["auto_sign_in", "DONE"] if result == "DONE" else ONE_MORE_STEP)
