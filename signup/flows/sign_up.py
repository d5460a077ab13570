"""One sign-up, once: whatever is pressed twice, taken already, or cut off half-way."""

import time
from dataclasses import replace

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
from signup.flows import enumeration_protection, pending_sign_up
from signup.flows.mail import client_metadata
from signup.flows.pending_sign_in import keep_username
from signup.flows.pending_sign_up import PendingSignUp
from signup.forms.sign_up import SignUpForm
from signup.messages.flashes import CODE_NOT_SENT, tell
from signup.observability.events import Event, record
from signup.session import pending_password
from signup.session.interface import reload_session, save_now
from signup.user_pools import current_pools
from signup.web import honeypot

POLL_SECONDS = 0.1


def register(auth: Auth, form: SignUpForm) -> SignUpOutput:
    """Call `amplify_auth.sign_up` and remember what the next pages need.

    The sign-up is remembered before the call, too: a second press of the button meets it there, and
    finds its way without a second call.

    Args:
        auth: The pool.
        form: A valid form.

    Returns:
        What the helper returned or, for an address that is taken, what it returns for a new one.

    Raises:
        UsernameExistsException: A chosen username is taken. The person has to choose another; whose
            it is, and which address goes with it, stays hidden.
        AuthError: There is no account, and nothing is remembered.
    """
    pools = current_pools()
    username, password = form.sign_up_username, form.password.data or ""
    attribute, address = form.code_address
    details = enumeration_protection.delivery(attribute, address)
    waiting = PendingSignUp(
        username=username,
        address=address,
        delivery=details,
        code_sent_at=pools.clock(),
        password_mark=pending_sign_up.mark(password),
        typed=form.kept(),
        answered=False,
    )
    waiting.save()
    pending_sign_up.forget_auto_sign_in()
    save_now()
    options = SignUpOptions(
        user_attributes=form.user_attributes,
        client_metadata=client_metadata(),
        auto_sign_in=pools.auto_sign_in,
    )
    try:
        if honeypot.is_trapped():
            waiting = replace(waiting, is_trapped=True)
            output = enumeration_protection.sign_up(auth, username, options, details)
        else:
            output = amplify_auth.sign_up(
                auth, username=username, password=password, options=options
            )
            record(Event.USER_CREATED, who=username)
    except UsernameExistsException:
        record(Event.USER_EXISTS, who=username)
        if "username" in form:
            waiting.forget()
            raise
        waiting = replace(waiting, already_existed=True)
        pools.background.submit(
            enumeration_protection.send_codes, auth, username, client_metadata()
        )
        output = enumeration_protection.sign_up(auth, username, options, details)
    except (CodeDeliveryFailureException, LimitExceededException) as error:
        record(Event.USER_CREATED, who=username, reason=f"no code was sent: {error.name}")
        # Cognito has made the account before it finds that it cannot send.
        tell(CODE_NOT_SENT)
        output = enumeration_protection.sign_up(auth, username, options, details)
    except AuthError:
        waiting.forget()
        raise

    state = output.auto_sign_in
    if state and state.takes_password:
        pending_password.keep(password)
    told = output.next_step.code_delivery_details or details
    replace(
        waiting,
        answered=True,
        address=form.user_attributes.get(told.attribute_name or "", address),
        delivery=told,
        auto_sign_in=state,
    ).save()
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
    for _ in range(round(pending_sign_up.IN_FLIGHT / POLL_SECONDS)):
        if answered is None or answered.answered:
            break
        time.sleep(POLL_SECONDS)
        reload_session()
        answered = PendingSignUp.load()
    return answered is not None and answered.answered
