"""Explanations of why a page follows a step.

To add one, add a line: docs/teaching.md.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from demo.teaching.recording import Outcome
from demo.teaching.steps import Step

NOT_TOLD = (
    "Cognito refused, and the page does not tell: it says to everybody what it says to somebody "
    "with an account, so that nobody learns who has one."
)
NO_ANSWER = (
    "No answer came that is one. The page says so, keeps what was typed and tells when to try "
    "again; what had been sent may still have been done."
)
TOO_OFTEN = "Cognito was asked too often, by its own limits. The page says when to try again."

BY_OUTCOME: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("sign_up", "CONFIRM_SIGN_UP"): (
            "Cognito has made the account, not confirmed yet, and has sent a code. "
            "So the next page asks for the code."
        ),
        ("sign_up", "COMPLETE_AUTO_SIGN_IN"): (
            "There is no code to enter: the pool has confirmed the account by itself, or has sent "
            "a link. So the next page signs in, or waits until the link was opened."
        ),
        ("sign_up", "DONE"): (
            "The pool has confirmed the account by itself, and auto sign-in was not asked for. "
            "So there is nothing left to do."
        ),
        ("sign_up", "UsernameExistsException"): (
            "There is an account with this address. Cognito says so, and the page does not: it "
            "answers as for a new address, to the last byte, so that nobody learns who has an "
            "account. In the background its owner is sent a code."
        ),
        ("sign_up", "InvalidPasswordException"): (
            "The form found nothing wrong with the password, but the pool did. The form is back "
            "with what was typed, without the password."
        ),
        ("sign_up", "LimitExceededException"): (
            "Cognito has made the account before it found that it may not send any more. So the "
            "sign-up goes on. The next page is as always, or it would show that the address is "
            "new."
        ),
        ("sign_up", "CodeDeliveryFailureException"): (
            "Cognito has made the account before it found that it could not send the code. So the "
            "sign-up goes on. The next page is as always, or it would show that the address is "
            "new."
        ),
        ("confirm_sign_up", "COMPLETE_AUTO_SIGN_IN"): (
            "The code was right, and the account is confirmed. Auto sign-in was asked for less "
            "than three minutes ago, so the next page completes it."
        ),
        ("confirm_sign_up", "DONE"): (
            "The code was right, and the account is confirmed. No auto sign-in is under way, or "
            "its three minutes are over: the rest is signing in."
        ),
        ("confirm_sign_up", "CodeMismatchException"): (
            "The code was not the one that was sent. The page is back and says what to do; after "
            "a few wrong codes they are not compared any more."
        ),
        ("confirm_sign_up", "ExpiredCodeException"): (
            "There is no code that is still good. The page is back and offers a new one."
        ),
        ("resend_sign_up_code", ""): (
            "Cognito has sent a new code, and the earlier ones are worth nothing now. The page "
            "says where it went."
        ),
        ("auto_sign_in", "DONE"): (
            "Cognito gave out tokens, and their signature is the pool's. The browser gets a new "
            "session; the tokens stay on the server."
        ),
        ("auto_sign_in", "CONFIRM_SIGN_UP"): (
            "Nobody has opened the link yet: only a sign-in can tell, so each look is one."
        ),
        ("auto_sign_in", "AutoSignInException"): (
            "Auto sign-in has three minutes, as in amplify-js, and they are over. The password "
            "still works."
        ),
        ("sign_in", "DONE"): (
            "The password was proved without being sent, where the flow is SRP. Cognito gave out "
            "tokens; they stay on the server, and the browser gets a new session."
        ),
        ("sign_in", "CONFIRM_SIGN_UP"): (
            "The password is right, but the address was never confirmed. To Amplify that is a next "
            "step and no error: a fresh code was sent, and the next page asks for it."
        ),
        ("sign_in", "RESET_PASSWORD"): (
            "The pool wants a new password first. A code was sent, and the next page asks for both."
        ),
        ("sign_in", "NotAuthorizedException"): (
            "The name or the password is wrong. Neither Cognito nor the page says which."
        ),
        ("reset_password", "CONFIRM_RESET_PASSWORD_WITH_CODE"): (
            "Cognito says that a code is on its way, and says the same of names that nobody has. "
            "The next page asks for the code and a new password."
        ),
        ("confirm_reset_password", ""): (
            "The code was right, and the new password is set. It is used to sign in at once."
        ),
        ("confirm_reset_password", "CodeMismatchException"): (
            "The code was not the one that was sent. The page is back and says what to do."
        ),
        ("confirm_reset_password", "ExpiredCodeException"): (
            "There is no code that is still good. The page is back and offers a new one."
        ),
        ("sign_out", ""): (
            "Cognito has revoked the refresh token and what came of it. The session's id is dead, "
            "and the browser is told to clear what it keeps."
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
            "Something went wrong within Cognito. The page says so, keeps what was typed and tells "
            "when to try again."
        ),
        "LimitExceededException": TOO_OFTEN,
        "TooManyFailedAttemptsException": TOO_OFTEN,
        "TooManyRequestsException": TOO_OFTEN,
    }
)
REFUSED = "Cognito refused. The page says what to do in its own words, and keeps what was typed."
STOPPED = (
    "The helper stopped here by itself: something was missing, or an answer was not to be "
    "believed. The page says what to do."
)
ONE_MORE_STEP = "Cognito wants something more than the password. The next page asks for it."
CIRCUIT_OPEN = (
    "The pool was not asked: it had not answered several times in a row, and nobody is to wait for "
    "what will not come. Every ten seconds one request may try."
)
USERNAME_TAKEN = (
    "The username is taken. Whoever chooses one has to be told; whose it is, and which address "
    "goes with it, stays hidden."
)

NOT_ASKED: Mapping[int, str] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: (
            "The form did not have this browser's CSRF token, so nothing was done with it."
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY: (
            "Nobody asked the pool: what was sent did not pass the checks that run here, with the "
            "pool's own rules. The form is back with what was typed, without passwords."
        ),
        HTTPStatus.TOO_MANY_REQUESTS: (
            "Nobody asked the pool: this app's own limit was reached. It is lower than Cognito's, "
            "whose answer would tell which accounts there are."
        ),
        HTTPStatus.SEE_OTHER: (
            "Nobody asked the pool: the page led on by itself, as after a second press of the "
            "button, or when a code is asked for too soon."
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            "Something went wrong in this app. The log says what, under the reference on the page."
        ),
    }
)
NOTHING_DONE = "Nobody asked the pool."

RESET_AFTER_CONFIRMING = (
    "The account was there before this sign-up, and its password may be somebody else's. So "
    "whoever has the mailbox sets a new one now."
)


def explain(step: Step) -> list[str]:
    """Say why the page came that followed a step, one text for each call of the helper."""
    if not step.outcomes:
        return [NOT_ASKED.get(step.status, NOTHING_DONE)]
    texts = [_explain(outcome, step) for outcome in step.outcomes]
    if step.endpoint == "signup.confirm_sign_up" and step.location == "/confirm-reset-password":
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
