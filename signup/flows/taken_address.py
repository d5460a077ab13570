"""An email address for codes that belongs to another account, without revealing it.

Cognito refuses such an address as a second factor. Here it gets the pages of a free one: a code
that is never right, the same attempts, and the same end. OWASP ASVS 6.3.8.
"""

from dataclasses import replace

from amplify_auth import (
    AliasExistsException,
    Auth,
    CodeMismatchException,
    SignInChallenge,
    SignInNextStep,
    SignInOutput,
    SignInStep,
)
from signup.flows.enumeration_protection import delivery_to
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
        return code_for_taken_address(answer.response, waiting.challenge)


def code_for_taken_address(address: str, challenge: SignInChallenge) -> SignInOutput:
    """Return what the pool would answer for a free address.

    Args:
        address: The address.
        challenge: The challenge that it was refused for.
    """
    record(Event.USER_EXISTS, who=address, reason="address for codes")
    step = SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE
    next_step = SignInNextStep(step, challenge, code_delivery_details=delivery_to(address))
    return SignInOutput(is_signed_in=False, next_step=next_step)


def send_code(auth: Auth, waiting: PendingSignIn, answer: Answer) -> SignInOutput:
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
