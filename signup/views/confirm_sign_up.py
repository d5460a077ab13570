"""`/confirm-sign-up`, where the code is entered, and `/resend-sign-up-code`."""

from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    CodeMismatchException,
    ConfirmSignUpOutput,
    InvalidParameterException,
    NotAuthorizedException,
    ResendSignUpCodeOptions,
    SignUpStep,
    UserNotFoundException,
)
from signup.flows import pending_sign_up
from signup.flows.error_responses import failed
from signup.flows.mail import client_metadata
from signup.flows.navigation import go_where_you_are
from signup.flows.pending_sign_up import PendingSignUp
from signup.flows.sign_in import begin_reset
from signup.forms.base import ButtonForm, ConfirmSignUpForm
from signup.messages.failures import CONFIRM_SIGN_UP_FAILURES, RESEND_FAILURES, wait_for_another
from signup.messages.flashes import (
    CODE_SENT,
    CONFIRMED_SET_PASSWORD,
    LINK_SENT,
    SEND_AGAIN,
    TOO_LATE,
    tell,
)
from signup.observability.events import Event, record
from signup.user_pools import current_auth, current_pools
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/confirm_sign_up.html"

# What Cognito says of an account that needs no code. The page says what it says to everybody.
NO_CODE_NEEDED = (InvalidParameterException, NotAuthorizedException, UserNotFoundException)


@blueprint.route("/confirm-sign-up", methods=["GET", "POST"])
def confirm_sign_up() -> Response:
    """Prove the address with the code that was sent to it."""
    waiting = PendingSignUp.load()
    if waiting is None:
        return go_where_you_are()
    form = ConfirmSignUpForm()
    if not form.validate_on_submit():
        page = render_template(PAGE, form=form, **waiting_context(waiting))
        return make_response(page, form.status)

    auth = current_auth()
    try:
        rate_limits.count(waiting.username)
        if waiting.is_trapped:
            raise CodeMismatchException
        output = amplify_auth.confirm_sign_up(
            auth,
            username=waiting.username,
            confirmation_code=form.confirmation_code.data or "",
            auto_sign_in=waiting.auto_sign_in,
        )
    except AuthError as error:
        if waiting.is_lost(current_pools().clock()) and type(error) in CONFIRM_SIGN_UP_FAILURES:
            return _begin_again(waiting)
        context = waiting_context(waiting)
        return failed(error, CONFIRM_SIGN_UP_FAILURES, form, PAGE, who=waiting.username, **context)

    record(Event.USER_CONFIRMED, who=waiting.username)
    waiting.forget()
    return _go_on(auth, waiting, output)


def _begin_again(waiting: PendingSignUp) -> Response:
    """Go back to the form, filled in: there may be no account that could get a code."""
    record(Event.SEQUENCE_FAIL, who=waiting.username, reason="the sign-up was never answered")
    tell(SEND_AGAIN)
    return redirect(url_for("signup.sign_up"), 303)


def _go_on(auth: Auth, waiting: PendingSignUp, output: ConfirmSignUpOutput) -> Response:
    if waiting.already_existed:
        tell(CONFIRMED_SET_PASSWORD)
        return begin_reset(auth, waiting.username)
    match output.next_step.sign_up_step:
        case SignUpStep.COMPLETE_AUTO_SIGN_IN:
            pending_sign_up.keep_auto_sign_in(output.auto_sign_in)
            return redirect(url_for("signup.auto_sign_in"), 303)
        case _ if waiting.auto_sign_in:
            tell(TOO_LATE)
            return redirect(url_for("signup.sign_in"), 303)
        case _:
            return redirect(url_for("signup.done"), 303)


@blueprint.post("/resend-sign-up-code")
def resend_sign_up_code() -> Response:
    """Send another code or link, which makes the earlier ones invalid."""
    ButtonForm().check()
    waiting = PendingSignUp.load()
    if waiting is None:
        return go_where_you_are()
    by_link = pending_sign_up.current_auto_sign_in() is not None
    back = redirect(url_for("signup.auto_sign_in" if by_link else "signup.confirm_sign_up"), 303)
    now = current_pools().clock()
    if waiting.is_lost(now):
        return _begin_again(waiting)
    wait = waiting.resend_wait(now)
    if wait:
        record(Event.EXCESS_RATE_LIMIT_EXCEEDED, who=waiting.username, reason="resend cooldown")
        tell(wait_for_another(wait))
        return back

    try:
        rate_limits.count(waiting.counts_for)
        if waiting.is_trapped:
            raise UserNotFoundException
        delivery = amplify_auth.resend_sign_up_code(
            current_auth(),
            username=waiting.username,
            options=ResendSignUpCodeOptions(client_metadata=client_metadata()),
        )
        record(Event.CODE_SENT, who=waiting.username, reason="resend")
    except NO_CODE_NEEDED as error:
        record(Event.CODE_NOT_SENT, who=waiting.username, reason=error.name)
        delivery = waiting.delivery
    except AuthError as error:
        form = ConfirmSignUpForm(formdata=None)
        context = waiting_context(waiting)
        return failed(error, RESEND_FAILURES, form, PAGE, who=waiting.username, **context)
    waiting.code_sent(delivery, now).save()
    tell(LINK_SENT if by_link else CODE_SENT)
    return back


def waiting_context(waiting: PendingSignUp) -> dict[str, Any]:
    """Return what a page needs that waits for a code or a link."""
    wait = waiting.resend_wait(current_pools().clock())
    return {"pending": waiting, "wait": wait, "wait_message": wait_for_another(wait)}
