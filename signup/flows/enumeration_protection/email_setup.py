"""Set-up of an email address for codes, which does not reveal that another account has it.

Cognito refuses such an address as a second factor. Here it gets the pages of a free one: a code
that is never right, the same attempts, and the same end.
"""

from dataclasses import replace

import amplify_auth
from amplify_auth import (
    AliasExistsException,
    Auth,
    CodeMismatchException,
    SignInChallenge,
    SignInNextStep,
    SignInOutput,
    SignInStep,
)
from signup.flows.enumeration_protection.delivery import delivery_to
from signup.flows.pending_sign_in import PendingSignIn
from signup.flows.sign_in_answers import Answer, SignInOver, send_answer
from signup.messages.flashes import SIGN_IN_OVER
from signup.observability.events import Event, record

SETUP = "MFA_SETUP"
"""Cognito's name of the challenge that takes the address. It stays open after a refusal."""

TRIES = 3
"""Wrong codes that Cognito takes for one challenge."""


def add_address(auth: Auth, waiting: PendingSignIn, answer: Answer) -> SignInOutput:
    """Send the address, as `send_answer` does, and answer alike where it is taken."""
    try:
        return send_answer(auth, waiting, answer)
    except AliasExistsException:
        return _output_for_free_address(answer.response, waiting.challenge)


def answer_again(auth: Auth, challenge: SignInChallenge, answer: str) -> SignInOutput:
    """Repeat an answer that may be an address, as `amplify_auth.confirm_sign_in` does.

    Args:
        auth: The pool.
        challenge: The challenge.
        answer: The answer that led to a code before.

    Raises:
        AuthError: The pool refused the answer, or could not be asked.
    """
    try:
        return amplify_auth.confirm_sign_in(auth, challenge, challenge_response=answer)
    except AliasExistsException:
        return _output_for_free_address(answer, challenge)


def confirm_address(auth: Auth, waiting: PendingSignIn, answer: Answer) -> SignInOutput:
    """Send a code, as `send_answer` does; none fits where the address is taken.

    The pool is asked for the address once more, as its challenge ends when the other one would.

    Raises:
        SignInOver: The challenge has ended.
        CodeMismatchException: The code does not fit.
        AuthError: As for `send_answer`.
    """
    if waiting.challenge.name != SETUP:
        return send_answer(auth, waiting, answer)
    if waiting.tries == TRIES:
        raise SignInOver(SIGN_IN_OVER, "too many wrong codes")
    replace(waiting, tries=waiting.tries + 1).save()
    try:
        return send_answer(auth, waiting, Answer(waiting.answers[-1]))
    except AliasExistsException:
        raise CodeMismatchException from None


def _output_for_free_address(address: str, challenge: SignInChallenge) -> SignInOutput:
    record(Event.USER_EXISTS, who=address, reason="address for codes")
    step = SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE
    next_step = SignInNextStep(step, challenge, code_delivery_details=delivery_to(address))
    return SignInOutput(is_signed_in=False, next_step=next_step)
