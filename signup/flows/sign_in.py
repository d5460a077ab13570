"""Redirects that follow a sign-in."""

from dataclasses import replace

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import (
    Auth,
    AutoSignIn,
    CodeDeliveryDetails,
    InvalidParameterException,
    LimitExceededException,
    ResendSignUpCodeOptions,
    SignInNextStep,
    SignInOutput,
    SignInStep,
)
from signup.flows import enumeration_protection, pending_sign_up
from signup.flows.mail import client_metadata
from signup.flows.navigation import after_sign_in_url
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.flows.pending_sign_in import WITH_A_SENT_CODE, PendingSignIn, keep_username
from signup.flows.pending_sign_up import PendingSignUp
from signup.flows.sign_in_answers import SignInOver
from signup.host.mount import current_mount
from signup.messages.confirm_sign_in_failures import SIGN_IN_IS_OVER
from signup.messages.flashes import (
    CONFIRM_FIRST,
    SET_A_NEW_PASSWORD,
    SIGN_IN_OVER,
    SIGNED_IN,
    flash,
)
from signup.observability.events import Event, record
from signup.session import pending_password
from signup.session.current_user import keep_tokens, return_page
from signup.user_pools import current_pools

KEEPS_THE_PASSWORD = {
    *WITH_A_SENT_CODE,
    SignInStep.CONTINUE_SIGN_IN_WITH_EMAIL_SETUP,
    SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SELECTION,
    SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION,
}
"""Steps whose code can be resent only with the password."""


def redirect_after_sign_in(
    auth: Auth,
    output: SignInOutput,
    username: str,
    password: str | None,
    *,
    answers: tuple[str, ...] = (),
) -> Response:
    """Redirect to the next page after `sign_in`, `auto_sign_in` or `confirm_sign_in`.

    Args:
        auth: The pool.
        output: The helper's output.
        username: The login.
        password: The password, if one was given.
        answers: The answers since the password.

    Raises:
        AuthError: A code was needed, and the pool could not be asked for it.
    """
    if output.tokens:
        record(Event.AUTHN_LOGIN_SUCCESS, who=username)
        page = return_page()
        keep_tokens(output.tokens)
        url = url_for(page) if page else after_sign_in_url()
        if page or not current_mount().ends_in_host:  # whose pages have another session
            flash(SIGNED_IN)
        return redirect(url, 303)
    match output.next_step.sign_in_step:
        case SignInStep.CONFIRM_SIGN_UP:
            return _redirect_to_confirmation(auth, username, password)
        case SignInStep.RESET_PASSWORD:
            flash(SET_A_NEW_PASSWORD)
            return redirect_to_new_password(auth, username)
        case _:
            return _redirect_to_challenge(output.next_step, username, password, answers)


def _redirect_to_challenge(
    step: SignInNextStep, username: str, password: str | None, answers: tuple[str, ...]
) -> Response:
    PendingFirstFactor.forget()
    can_begin_again = password is not None and step.sign_in_step in KEEPS_THE_PASSWORD
    if can_begin_again:
        pending_password.keep(password or "")
    service_name = str(current_app.jinja_env.globals["service_name"])
    now = current_pools().clock()
    waiting = PendingSignIn.of(step, service_name=service_name, username=username, now=now)
    replace(waiting, answers=answers, can_begin_again=can_begin_again).save()
    return redirect(url_for("signup.confirm_sign_in"), 303)


def sign_in_with_password(auth: Auth, username: str, password: str) -> SignInOutput:
    """Sign in with a password, as the app's settings have it proved.

    Raises:
        AuthError: The pool refused, or could not be asked.
    """
    return amplify_auth.sign_in(
        auth, username=username, password=password, options=current_pools().password_sign_in
    )


def sign_in_again(auth: Auth, waiting: PendingSignIn, password: str | None) -> SignInOutput:
    """Restart a sign-in up to its code, which sends the code again.

    Args:
        auth: The pool.
        waiting: The sign-in.
        password: Its password; None if it is no longer stored.

    Returns:
        The output of the current step, which may be another one if the pool has changed.

    Raises:
        SignInOver: It cannot be restarted.
        AuthError: The pool could not be asked.
    """
    if password is None:
        raise SignInOver(SIGN_IN_OVER, "the password is no longer kept")
    try:
        output = sign_in_with_password(auth, waiting.username, password)
        for answer in waiting.answers:
            step = output.next_step
            if step.challenge is None or step.sign_in_step in WITH_A_SENT_CODE:
                break
            output = enumeration_protection.answer_again(auth, step.challenge, answer)
    except (InvalidParameterException, *SIGN_IN_IS_OVER) as error:
        raise SignInOver(SIGN_IN_OVER, error.name) from None
    return output


def redirect_to_unsupported_step(who: str) -> Response:
    """Redirect to the page for an unsupported challenge.

    Args:
        who: The login, for the log.
    """
    record(Event.AUTHN_LOGIN_FAIL, who=who, reason="challenge not offered")
    PendingSignIn.not_offered().save()
    return redirect(url_for("signup.confirm_sign_in"), 303)


def redirect_to_new_password(auth: Auth, username: str) -> Response:
    """Send a reset code, and redirect to the page for it.

    Args:
        auth: The pool.
        username: The login, which may be unknown.

    Raises:
        AuthError: The pool could not be asked.
    """
    enumeration_protection.send_reset_code(auth, username)
    keep_username(username)
    pending = PendingSignUp.load()
    if pending is None or pending.username.casefold() != username.casefold():
        enumeration_protection.pending_sign_up_of(username).save()
    return redirect(url_for("signup.confirm_reset_password"), 303)


def _redirect_to_confirmation(auth: Auth, username: str, password: str | None) -> Response:
    """Send a new code to an unconfirmed user, and sign in after confirmation.

    This is safe, because the user knows the password.
    """
    delivery = _resend_code(auth, username)
    state = None
    if password and current_pools().auto_sign_in:
        state = AutoSignIn(
            username=username,
            expires_at=auth.clock() + AutoSignIn.LIFETIME,
            by_link=auth.outputs.auth.sign_up_verification_method == "link",
        )
        pending_password.keep(password)
    PendingSignUp(
        username=username,
        address=delivery.destination or username,
        delivery=delivery,
        code_sent_at=current_pools().clock(),
        password_mark=pending_sign_up.mark(password or ""),
        typed={},
        auto_sign_in=state,
    ).save()
    flash(CONFIRM_FIRST)
    if state and state.by_link:
        pending_sign_up.keep_auto_sign_in(state)
        return redirect(url_for("signup.auto_sign_in"), 303)
    return redirect(url_for("signup.confirm_sign_up"), 303)


def _resend_code(auth: Auth, username: str) -> CodeDeliveryDetails:
    options = ResendSignUpCodeOptions(client_metadata=client_metadata())
    try:
        delivery = amplify_auth.resend_sign_up_code(auth, username=username, options=options)
    except LimitExceededException as error:
        record(Event.CODE_NOT_SENT, who=username, reason=error.name)
        return enumeration_protection.delivery_to(username)
    record(Event.CODE_SENT, who=username, reason="sign in before confirming")
    return delivery
