"""Answers to challenges, and the end of a sign-in."""

from dataclasses import dataclass, field

import amplify_auth
from amplify_auth import Auth, ConfirmSignInOptions, SignInOutput
from signup.flows.pending_sign_in import PendingSignIn
from signup.i18n.lazy_text import Text
from signup.messages.confirm_sign_in_failures import SIGN_IN_IS_OVER
from signup.messages.flashes import SIGN_IN_OVER


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a challenge.

    Attributes:
        response: The `challenge_response` of the helper's `confirm_sign_in`.
        options: Its options.
        is_password: Whether the response is the user's password.
        is_on_the_way: Whether it leads to a code, so that resending the code repeats it.
    """

    response: str = field(repr=False)
    options: ConfirmSignInOptions | None = None
    is_password: bool = False
    is_on_the_way: bool = False


class SignInOver(Exception):  # noqa: N818 - not an error
    """A sign-in has ended and must start again.

    Args:
        notice: The message for the visitor.
        reason: The reason, for the log.
    """

    def __init__(self, notice: Text, reason: str) -> None:
        super().__init__()
        self.notice = notice
        self.reason = reason


def send_answer(auth: Auth, waiting: PendingSignIn, answer: Answer) -> SignInOutput:
    """Send an answer to the pool.

    Args:
        auth: The pool.
        waiting: The pending sign-in.
        answer: The answer.

    Raises:
        SignInOver: The pool ended this sign-in.
        AuthError: The pool refused the answer, or could not be asked.
    """
    try:
        return amplify_auth.confirm_sign_in(
            auth, waiting.challenge, challenge_response=answer.response, options=answer.options
        )
    except SIGN_IN_IS_OVER as error:
        raise SignInOver(SIGN_IN_OVER, error.name) from None
