"""Confirmation with a code that takes effect once, even if its response is lost.

A trigger may fail after a right code, a response may be lost, and a button may be pressed twice.
The account is confirmed or the password set anyway, so none of these is a wrong code.
"""

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    CodeMismatchException,
    ConfirmSignUpOutput,
    ExpiredCodeException,
    NotAuthorizedException,
    SignInOutput,
    SignUpNextStep,
    SignUpStep,
)
from signup.flows.code_attempt import CodeAttempt
from signup.flows.enumeration_protection import TOOK_EFFECT, SignUpCalls
from signup.flows.pending_sign_in import PendingSignIn
from signup.flows.sign_in_answers import Answer, SignInOver
from signup.messages.confirm_sign_in_failures import NEW_PASSWORD_FAILURES, SIGN_IN_IS_OVER
from signup.messages.failures import UNAVAILABLE, Failures
from signup.messages.flashes import PASSWORD_MAY_BE_SET, SIGN_IN_OVER
from signup.observability.events import Event, record
from signup.user_pools import current_pools

CODE_IS_USED = (CodeMismatchException, ExpiredCodeException, NotAuthorizedException)
"""Cognito's errors for a code that was used before."""

CONFIRMED = ConfirmSignUpOutput(
    is_sign_up_complete=True, next_step=SignUpNextStep(SignUpStep.DONE), auto_sign_in=None
)


def confirm_sign_up(
    calls: SignUpCalls, attempt: CodeAttempt, code: str, failures: Failures
) -> ConfirmSignUpOutput:
    """Confirm a pending sign-up, as `amplify_auth.confirm_sign_up` does.

    Args:
        calls: The calls for the sign-up.
        attempt: The current attempt.
        code: The code.
        failures: The failures whose answer is certain.

    Raises:
        AuthError: The code is wrong, or the pool could not be asked.
    """
    try:
        output = calls.confirm_sign_up(code)
    except TOOK_EFFECT as error:
        record(Event.POOL_FAILED, reason=f"after the code: {error.name}")
        output = CONFIRMED
    except AuthError as error:
        _end(attempt, error, failures)
        is_used = isinstance(error, NotAuthorizedException) and attempt.is_repeated
        if not (is_used and calls.used_code_confirms):
            raise
        output = CONFIRMED
    attempt.forget()
    return output


def set_password(
    auth: Auth, username: str, password: str, code: str, failures: Failures
) -> SignInOutput | None:
    """Set a new password with a code, and sign in with it.

    Args:
        auth: The pool.
        username: The account.
        password: The new password.
        code: The code.
        failures: The failures whose answer is certain.

    Returns:
        The sign-in; None if the password is set but does not sign in.

    Raises:
        AuthError: The code is wrong, or the pool could not be asked.
    """
    attempt = CodeAttempt.start(username, password, code)
    try:
        amplify_auth.confirm_reset_password(
            auth, username=username, new_password=password, confirmation_code=code
        )
    except TOOK_EFFECT as error:
        record(Event.POOL_FAILED, who=username, reason=f"after the code: {error.name}")
    except AuthError as error:
        _end(attempt, error, failures)
        is_used = isinstance(error, CODE_IS_USED) and attempt.is_repeated
        output = _sign_in(auth, username, password) if is_used else None
        if output is None:
            raise
        return output
    attempt.forget()
    record(Event.AUTHN_PASSWORD_CHANGE, who=username)
    return _sign_in(auth, username, password)


def replace_temporary_password(auth: Auth, waiting: PendingSignIn, answer: Answer) -> SignInOutput:
    """Replace the temporary password of a pending sign-in, and continue it.

    Args:
        auth: The pool.
        waiting: The sign-in.
        answer: The new password and missing attributes.

    Raises:
        SignInOver: The sign-in has ended, with a new password or without one.
        AuthError: The pool refused the values, or could not be asked.
    """
    attempt = CodeAttempt.start(waiting.username, answer.response)
    if PendingSignIn.load() is None:  # the first press of the button has continued
        raise SignInOver(PASSWORD_MAY_BE_SET, "second press")
    try:
        output = amplify_auth.confirm_sign_in(
            auth, waiting.challenge, challenge_response=answer.response, options=answer.options
        )
    except TOOK_EFFECT as error:
        attempt.forget()
        raise SignInOver(PASSWORD_MAY_BE_SET, error.name) from None
    except SIGN_IN_IS_OVER as error:
        attempt.forget()
        output = _sign_in_after_lost_answer(auth, waiting, answer, attempt, error)
    except AuthError as error:
        _end(attempt, error, NEW_PASSWORD_FAILURES)
        raise
    attempt.forget()
    record(Event.AUTHN_PASSWORD_CHANGE, who=waiting.username)
    return output


def _sign_in_after_lost_answer(
    auth: Auth, waiting: PendingSignIn, answer: Answer, attempt: CodeAttempt, error: AuthError
) -> SignInOutput:
    """Sign in with a new password that an earlier attempt may have set.

    Raises:
        SignInOver: The sign-in has ended.
    """
    if not attempt.follows_lost_answer:
        raise SignInOver(SIGN_IN_OVER, error.name) from None
    output = _sign_in(auth, waiting.username, answer.response) if attempt.is_repeated else None
    if output is None:
        raise SignInOver(PASSWORD_MAY_BE_SET, error.name) from None
    return output


def _end(attempt: CodeAttempt, error: AuthError, failures: Failures) -> None:
    if failures.get(type(error), UNAVAILABLE) is UNAVAILABLE:
        attempt.lose_answer()
    else:
        attempt.forget()


def _sign_in(auth: Auth, username: str, password: str) -> SignInOutput | None:
    try:
        return amplify_auth.sign_in(
            auth, username=username, password=password, options=current_pools().password_sign_in
        )
    except AuthError as error:
        record(Event.AUTHN_LOGIN_FAIL, who=username, reason=error.name)
        return None
