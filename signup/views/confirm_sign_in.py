"""`/confirm-sign-in`: challenges of a sign-in."""

from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from amplify_auth import SignInOutput
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.flows.pending_sign_in import PendingSignIn, keep_username
from signup.flows.sign_in import redirect_after_sign_in, sign_in_again
from signup.flows.sign_in_answers import Answer, SignInOver
from signup.flows.sign_in_steps import page_for
from signup.forms.base import ButtonForm
from signup.messages.failures import OUTAGES
from signup.messages.flashes import CODE_SENT, flash
from signup.messages.labels import wait_for_another
from signup.observability.events import Event, record
from signup.session import pending_password
from signup.user_pools import current_auth, current_pools
from signup.views import first_factor
from signup.views.blueprint import blueprint
from signup.web import rate_limits
from signup.web.qr_code import qr_code

NOT_OFFERED_PAGE = "signup/not_offered.html"


@blueprint.route("/confirm-sign-in", methods=["GET", "POST"])
def confirm_sign_in() -> Response:
    """Prove who it is with a first factor, then answer what the pool asks besides."""
    first = PendingFirstFactor.load()
    return first_factor.confirm(first) if first else _confirm_step()


def _confirm_step() -> Response:
    """Answer a challenge, on its page from `flows.sign_in_steps`."""
    waiting = PendingSignIn.load()
    if waiting is None:
        return _nothing_begun()
    offered = page_for(waiting)
    if offered is None:
        return make_response(render_template(NOT_OFFERED_PAGE))
    page, form = offered
    template, context = f"signup/confirm_sign_in/{page.template}", _context(waiting)
    if not form.validate_on_submit():
        return make_response(render_template(template, form=form, **context), form.status)

    auth, answer, who = current_auth(), page.answer(form), waiting.username
    try:
        rate_limits.count(waiting.challenge.username)
        output = page.send(auth, waiting, answer)
        waiting.forget()
        response = _go_on(waiting, answer, output)
    except SignInOver as over:
        return _begin_anew(waiting, over)
    except Refusal as error:
        failures = page.failures(auth.outputs.auth)
        return render_failure(error, failures, form, template, who=who, **context)
    done = page.done(waiting) if output.tokens else None
    if done:
        record(Event.SECOND_FACTOR_ADDED, who=who)
        flash(done)
    return response


@blueprint.post("/resend-sign-in-code")
def resend_sign_in_code() -> Response:
    """Send another code, by restarting the sign-in."""
    ButtonForm().check()
    first = PendingFirstFactor.load()
    if first:
        return first_factor.resend(first)
    waiting = PendingSignIn.load()
    offered = page_for(waiting) if waiting else None
    if waiting is None or offered is None:
        return _nothing_begun()
    wait = waiting.resend_wait(current_pools().clock())
    if wait or not waiting.can_resend:
        record(Event.EXCESS_RATE_LIMIT_EXCEEDED, who=waiting.username, reason="resend cooldown")
        flash(wait_for_another(wait, by_link=False))
        return redirect(url_for("signup.confirm_sign_in"), 303)

    page, form = offered
    password = pending_password.read()
    try:
        rate_limits.count(waiting.username)
        output = sign_in_again(current_auth(), waiting, password)
        record(Event.CODE_SENT, who=waiting.username, reason="sign-in restarted")
        flash(CODE_SENT)
        return redirect_after_sign_in(
            current_auth(), output, waiting.username, password, answers=waiting.answers
        )
    except SignInOver as over:
        return _begin_anew(waiting, over)
    except Refusal as error:
        template, context = f"signup/confirm_sign_in/{page.template}", _context(waiting)
        return render_failure(error, OUTAGES, form, template, who=waiting.username, **context)


def _context(waiting: PendingSignIn) -> dict[str, Any]:
    wait = waiting.resend_wait(current_pools().clock())
    message = wait_for_another(wait, by_link=False)
    qr = qr_code(waiting.totp_uri) if waiting.totp_uri else None
    return {"waiting": waiting, "wait": wait, "wait_message": message, "qr": qr}


def _go_on(waiting: PendingSignIn, answer: Answer, output: SignInOutput) -> Response:
    """Redirect to the next page, and store what a restart from there needs."""
    password = answer.response if answer.is_password else None
    if waiting.can_begin_again:
        password = password or pending_password.read()
        pending_password.forget()
    answers = (*waiting.answers, answer.response) if answer.is_on_the_way else ()
    return redirect_after_sign_in(
        current_auth(), output, waiting.username, password, answers=answers
    )


def _begin_anew(waiting: PendingSignIn, over: SignInOver) -> Response:
    """Redirect to the start, after the pool has ended the sign-in."""
    record(Event.AUTHN_LOGIN_FAIL, who=waiting.username, reason=over.reason)
    waiting.forget()
    pending_password.forget()
    keep_username(waiting.username)
    flash(over.notice)
    return redirect(url_for("signup.sign_in"), 303)


def _nothing_begun() -> Response:
    record(Event.SEQUENCE_FAIL, reason="no sign-in was started")
    return redirect(url_for("signup.sign_in"), 303)
