"""The sign-up flow: one account per form, even after double presses and lost responses."""

from dataclasses import replace

from flask import redirect, url_for
from werkzeug.wrappers import Response

from amplify_auth import (
    Auth,
    AuthError,
    AuthFlowType,
    ConfirmSignUpOutput,
    SignInOptions,
    SignUpOptions,
    SignUpOutput,
    SignUpStep,
)
from signup.flows import enumeration_protection, pending_sign_up
from signup.flows.mail import client_metadata
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.flows.pending_sign_in import keep_username
from signup.flows.pending_sign_up import Account, PendingSignUp
from signup.flows.response_time import even_response_time
from signup.flows.sign_in import redirect_to_new_password
from signup.forms.sign_up import SignUpForm
from signup.messages.flashes import CONFIRMED_SET_PASSWORD, TOO_LATE, flash
from signup.session import pending_password
from signup.session.current_session import save_now, wait_for_session
from signup.user_pools import current_pools


def register(auth: Auth, form: SignUpForm) -> SignUpOutput:
    """Sign up, and store the state for the next pages.

    The sign-up is stored before the call, so that a second press of the button finds it.

    Args:
        auth: The pool.
        form: A valid form.

    Returns:
        The helper's output or, for a taken address, that for a new one.

    Raises:
        UsernameExistsException: A chosen username is taken. Whose it is stays hidden.
        AuthError: There is no account, and nothing is stored.
    """
    with even_response_time(auth):
        pending = _remember(form)
        output, account = _ask(auth, pending, form)
        _keep(replace(pending, account=account), output, form)
    return output


def _remember(form: SignUpForm) -> PendingSignUp:
    attribute, address = form.code_address
    pending = PendingSignUp(
        username=form.sign_up_username,
        address=address,
        delivery=enumeration_protection.delivery(attribute, address),
        code_sent_at=current_pools().clock(),
        password_mark=pending_sign_up.mark(form.chosen_password),
        typed=form.kept(),
        answered=False,
    )
    pending.save()
    pending_sign_up.forget_auto_sign_in()
    PendingFirstFactor.forget()
    save_now()
    return pending


def _ask(auth: Auth, pending: PendingSignUp, form: SignUpForm) -> tuple[SignUpOutput, Account]:
    password, auto_sign_in = form.chosen_password, current_pools().auto_sign_in
    if auto_sign_in is True and not password:
        auto_sign_in = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH)
    options = SignUpOptions(
        user_attributes=form.user_attributes,
        client_metadata=client_metadata(),
        auto_sign_in=auto_sign_in,
    )
    try:
        return enumeration_protection.sign_up(auth, pending, password, options)
    except AuthError:
        pending.forget()
        raise


def _keep(pending: PendingSignUp, output: SignUpOutput, form: SignUpForm) -> None:
    state = output.auto_sign_in
    if state and state.takes_password and form.chosen_password:
        pending_password.keep(form.chosen_password)
    delivery = output.next_step.code_delivery_details or pending.delivery
    replace(
        pending,
        answered=True,
        address=form.user_attributes.get(delivery.attribute_name or "", pending.address),
        delivery=delivery,
        auto_sign_in=state,
    ).save()
    keep_username(pending.username)


def is_answered(pending: PendingSignUp, form: SignUpForm) -> bool:
    """Return whether a form repeats a sign-up that the pool has answered.

    This waits for another request's call, so that no page announces an account before it exists,
    but no longer than a call can take: its worker may have died. Then the sign-up is repeated.

    Args:
        pending: This browser's sign-up at the start of the request.
        form: A valid form.

    Raises:
        NetworkError: Too many requests are waiting.
    """
    now = current_pools().clock()
    is_repeated = pending.is_repeated_by(form.kept(), form.chosen_password, now)
    if not (is_repeated and enumeration_protection.is_settled(pending)):
        return False
    wait_for_session(_is_answered_now, pending_sign_up.IN_FLIGHT)
    current = PendingSignUp.load()
    return current is not None and current.answered


def _is_answered_now() -> bool:
    current = PendingSignUp.load()
    return current is None or current.answered


def redirect_after_confirmation(
    auth: Auth, pending: PendingSignUp, output: ConfirmSignUpOutput
) -> Response:
    """Redirect to the page that follows a right code.

    Args:
        auth: The pool.
        pending: The sign-up that was confirmed.
        output: The helper's output.

    Raises:
        AuthError: A reset code was needed, and the pool did not answer.
    """
    if enumeration_protection.calls_for(auth, pending).requires_new_password:
        flash(CONFIRMED_SET_PASSWORD)
        return redirect_to_new_password(auth, pending.username)
    match output.next_step.sign_up_step:
        case SignUpStep.COMPLETE_AUTO_SIGN_IN:
            pending_sign_up.keep_auto_sign_in(output.auto_sign_in)
            endpoint = "signup.auto_sign_in"
        case _ if pending.auto_sign_in:
            flash(TOO_LATE)
            endpoint = "signup.sign_in"
        case _:
            endpoint = "signup.done"
    return redirect(url_for(endpoint), 303)
