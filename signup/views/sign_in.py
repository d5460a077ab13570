"""`/sign-in`, and `/confirm-sign-in` for what the pool asks besides a password."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import SignInStep
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.pending_sign_in import PendingSignIn, current_username, keep_username
from signup.flows.sign_in import redirect_after_sign_in
from signup.forms.base import ConfirmSignUpForm, Form
from signup.forms.sign_in import ChoiceForm, sign_in_form
from signup.messages.failures import SIGN_IN_IS_OVER, confirm_sign_in_failures, sign_in_failures
from signup.messages.flashes import CHOICES, SIGN_IN_OVER, flash
from signup.observability.events import Event, record
from signup.session.current_user import current_tokens
from signup.user_pools import current_auth, current_pools
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/sign_in.html"
CONFIRM_PAGE = "signup/confirm_sign_in.html"

CODE_STEPS = {
    SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE,
    SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE,
    SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE,
    SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP,
}


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Sign in with a password, and go where the pool says."""
    if current_tokens():
        return redirect(url_for("signup.account"), 303)
    auth = current_auth()
    form_class = sign_in_form(auth.outputs)
    form = form_class(data={form_class.login_name: current_username()})
    if not form.validate_on_submit():
        return make_response(render_template(PAGE, form=form), form.status)

    username, password = form.login.data, form.password.data
    keep_username(username)
    try:
        rate_limits.count(username)
        output = amplify_auth.sign_in(
            auth, username=username, password=password, options=current_pools().password_sign_in
        )
        return redirect_after_sign_in(auth, output, username, password)
    except Refusal as error:
        failures = sign_in_failures(auth.outputs.auth.username_attributes)
        return render_failure(error, failures, form, PAGE, who=username)


@blueprint.route("/confirm-sign-in", methods=["GET", "POST"])
def confirm_sign_in() -> Response:
    """Answer what the pool asks after the password: a code, or which way to go on."""
    waiting = PendingSignIn.load()
    if waiting is None:
        record(Event.SEQUENCE_FAIL, reason="no sign-in was begun")
        return redirect(url_for("signup.sign_in"), 303)
    form = _confirm_form(waiting)
    if form is None or waiting.challenge is None:
        return make_response(render_template("signup/not_offered.html"))
    context = {"waiting": waiting}
    if not form.validate_on_submit():
        return make_response(render_template(CONFIRM_PAGE, form=form, **context), form.status)

    is_choice = isinstance(form, ChoiceForm)
    answer = form.choice.data if is_choice else form.confirmation_code.data
    auth = current_auth()
    try:
        rate_limits.count(waiting.challenge.username)
        output = amplify_auth.confirm_sign_in(auth, waiting.challenge, challenge_response=answer)
        waiting.forget()
        return redirect_after_sign_in(auth, output, waiting.challenge.username, None)
    except SIGN_IN_IS_OVER as error:
        record(Event.AUTHN_LOGIN_FAIL, who=waiting.challenge.username, reason=error.name)
        waiting.forget()
        flash(SIGN_IN_OVER)
        return redirect(url_for("signup.sign_in"), 303)
    except Refusal as error:
        who = waiting.challenge.username
        failures = confirm_sign_in_failures(waiting.step)
        return render_failure(error, failures, form, CONFIRM_PAGE, who=who, **context)


def _confirm_form(waiting: PendingSignIn) -> Form | None:
    """Return the form that answers a step, or None for a step that these pages do not offer."""
    if waiting.step in CODE_STEPS:
        return ConfirmSignUpForm()
    offered = [(choice, CHOICES[choice]) for choice in waiting.choices if choice in CHOICES]
    if not offered:
        return None
    form = ChoiceForm()
    form.choice.choices = offered
    return form
