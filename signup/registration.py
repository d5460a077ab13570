"""One sign-up, once: whatever is pressed twice, taken already, or cut off half-way."""

import time
from collections.abc import Mapping
from dataclasses import replace

from flask import flash

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    CodeDeliveryFailureException,
    LimitExceededException,
    SignUpOptions,
    SignUpOutput,
    UsernameExistsException,
)
from signup import kept_password, pending, stand_in
from signup.events import Event, record
from signup.notices import CODE_NOT_SENT
from signup.pending import PendingSignUp
from signup.pending_sign_in import keep_username
from signup.pools import current_pools
from signup.sealed_session import reload_session, save_now

POLL_SECONDS = 0.1


def register(
    auth: Auth,
    *,
    username: str,
    password: str,
    user_attributes: Mapping[str, str],
    typed: dict[str, str],
) -> SignUpOutput:
    """Call `amplify_auth.sign_up` and remember what the next pages need.

    The sign-up is remembered before the call, too: a second press of the button meets it there, and
    finds its way without a second call.

    Args:
        auth: The pool.
        username: The name to sign in with.
        password: The password, exactly as typed.
        user_attributes: What else the pool is told, under Cognito's names.
        typed: What was entered, to fill the form in again; without the password.

    Returns:
        What the helper returned or, for a name that is taken, what it returns for a new one.

    Raises:
        AuthError: There is no account, and nothing is remembered.
    """
    pools = current_pools()
    waiting = PendingSignUp(
        username=username,
        delivery=stand_in.delivery(auth, username),
        code_sent_at=pools.clock(),
        password_mark=pending.mark(password),
        typed=typed,
        answered=False,
    )
    waiting.save()
    pending.forget_auto_sign_in()
    save_now()
    options = SignUpOptions(user_attributes=user_attributes, auto_sign_in=pools.auto_sign_in)
    try:
        output = amplify_auth.sign_up(auth, username=username, password=password, options=options)
        record(Event.USER_CREATED, who=username)
    except UsernameExistsException:
        record(Event.USER_EXISTS, who=username)
        waiting = replace(waiting, already_existed=True)
        pools.background.submit(stand_in.send_codes, auth, username)
        output = stand_in.sign_up(auth, username, options)
    except (CodeDeliveryFailureException, LimitExceededException) as error:
        record(Event.USER_CREATED, who=username, reason=f"no code was sent: {error.name}")
        # Cognito has made the account before it finds that it cannot send.
        flash(CODE_NOT_SENT)
        output = stand_in.sign_up(auth, username, options)
    except AuthError:
        waiting.forget()
        raise

    state, details = output.auto_sign_in, output.next_step.code_delivery_details
    if state and state.takes_password:
        kept_password.keep(password)
    replace(waiting, answered=True, delivery=details or waiting.delivery, auto_sign_in=state).save()
    keep_username(username)
    return output


def has_answer(waiting: PendingSignUp) -> bool:
    """Wait until the pool has answered a sign-up that another request has begun.

    Nobody is told of an account before it is there. A worker may have died on the way, so this
    waits no longer than a call can take; then the sign-up is to be made again.

    Args:
        waiting: The sign-up of this browser, as it was when this request began.

    Returns:
        Whether there is an answer; the session holds it.
    """
    answered: PendingSignUp | None = waiting
    for _ in range(round(pending.IN_FLIGHT / POLL_SECONDS)):
        if answered is None or answered.answered:
            break
        time.sleep(POLL_SECONDS)
        reload_session()
        answered = PendingSignUp.load()
    return answered is not None and answered.answered
