"""`/confirm-sign-up` and `/resend-sign-up-code`."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from signup.flows import confirmation, pending_sign_up
from signup.flows.code_attempt import CodeAttempt
from signup.flows.confirmation_pages import LINK_PAGE, is_about_another, waiting_context
from signup.flows.enumeration_protection import calls_for
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.navigation import current_step_url, redirect_to_current_step
from signup.flows.pending_sign_up import PendingSignUp
from signup.flows.sign_up import redirect_after_confirmation
from signup.forms.base import ButtonForm, ConfirmSignUpForm
from signup.forms.first_factors import first_factors
from signup.host.signals import confirmed, send
from signup.messages.failures import OUTAGES
from signup.messages.flashes import (
    CODE_SENT,
    LINK_SENT,
    SEND_AGAIN,
    SEND_AGAIN_WITHOUT_PASSWORD,
    flash,
)
from signup.messages.labels import wait_for_another
from signup.messages.sign_up_failures import confirm_sign_up_failures
from signup.observability.events import Event, record
from signup.user_pools import current_auth, current_pools
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/confirm_sign_up.html"


@blueprint.route("/confirm-sign-up", methods=["GET", "POST"])
def confirm_sign_up() -> Response:
    """Confirm the address with its code."""
    waiting = PendingSignUp.load()
    if waiting is None or is_about_another(waiting):
        return redirect_to_current_step()
    form = ConfirmSignUpForm()
    if not form.validate_on_submit():
        page = render_template(PAGE, form=form, **waiting_context(waiting))
        return make_response(page, form.status)

    auth, code = current_auth(), form.confirmation_code.data or ""
    failures = confirm_sign_up_failures(waiting.delivery.attribute_name)
    try:
        attempt = CodeAttempt.start(waiting.username, code)
        if PendingSignUp.load() is None:  # the first press of the button has confirmed it
            return redirect(current_step_url(), 303)
        _count(waiting, attempt)
        output = confirmation.confirm_sign_up(calls_for(auth, waiting), attempt, code, failures)
    except Refusal as error:
        if waiting.is_lost(current_pools().clock()) and type(error) in failures:
            return _begin_again(waiting)
        context = waiting_context(waiting)
        return render_failure(error, failures, form, PAGE, who=waiting.username, **context)

    record(Event.USER_CONFIRMED, who=waiting.username)
    send(confirmed, username=waiting.username)
    waiting.forget()
    return redirect_after_confirmation(auth, waiting, output)


def _count(waiting: PendingSignUp, attempt: CodeAttempt) -> None:
    """Count an attempt. One over the limit ends here, so the next one need not wait for it."""
    try:
        rate_limits.count(waiting.username)
    except rate_limits.RateLimitExceeded:
        attempt.forget()
        raise


def _begin_again(waiting: PendingSignUp) -> Response:
    """Redirect to the form with its values, because there may be no account."""
    record(Event.SEQUENCE_FAIL, who=waiting.username, reason="the sign-up was never answered")
    needs_password = first_factors(current_auth().outputs).is_password_only
    flash(SEND_AGAIN if needs_password else SEND_AGAIN_WITHOUT_PASSWORD)
    return redirect(url_for("signup.sign_up"), 303)


@blueprint.post("/resend-sign-up-code")
def resend_sign_up_code() -> Response:
    """Send another code or link. Earlier ones become invalid."""
    ButtonForm().check()
    waiting = PendingSignUp.load()
    if waiting is None or is_about_another(waiting):
        return redirect_to_current_step()
    by_link = pending_sign_up.current_auto_sign_in() is not None
    back = redirect(url_for("signup.auto_sign_in" if by_link else "signup.confirm_sign_up"), 303)
    now = current_pools().clock()
    if waiting.is_lost(now):
        return _begin_again(waiting)
    wait = waiting.resend_wait(now)
    if wait:
        record(Event.EXCESS_RATE_LIMIT_EXCEEDED, who=waiting.username, reason="resend cooldown")
        flash(wait_for_another(wait, by_link=by_link))
        return back

    try:
        rate_limits.count(waiting.counts_for)
        delivery = calls_for(current_auth(), waiting).resend_sign_up_code()
    except Refusal as error:
        form = ButtonForm(formdata=None) if by_link else ConfirmSignUpForm(formdata=None)
        page, context = LINK_PAGE if by_link else PAGE, waiting_context(waiting)
        return render_failure(error, OUTAGES, form, page, who=waiting.username, **context)
    waiting.code_sent(delivery, now).save()
    flash(LINK_SENT if by_link else CODE_SENT)
    return back
