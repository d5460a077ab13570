"""`/sign-up` and `/sign-up/done`."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from amplify_auth import SignUpStep
from signup.flows import pending_sign_up
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.navigation import current_step_url
from signup.flows.pending_sign_up import PendingSignUp
from signup.flows.sign_up import is_answered, register
from signup.forms.sign_up import sign_up_form
from signup.messages.sign_up_failures import SIGN_UP_FAILURES
from signup.session.current_session import nothing_is_kept
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import honeypot, page_cache, rate_limits
from signup.web.page_cache import PAGE


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Response:
    """Create an account, and redirect by the next step."""
    auth = current_auth()
    before = PendingSignUp.load()
    form_class = sign_up_form(auth.outputs)
    if request.method == "GET" and nothing_is_kept():
        return make_response(page_cache.render_empty_form(form_class))
    form = form_class(data=before.typed if before else None)
    if not form.validate_on_submit() or honeypot.was_too_quick(form):
        return make_response(render_template(PAGE, form=form), form.status)

    try:
        if before and is_answered(before, form):
            return redirect(current_step_url(), 303)
        rate_limits.count(form.code_address[1])
        output = register(auth, form)
    except Refusal as error:
        return render_failure(error, SIGN_UP_FAILURES, form, PAGE, who=form.sign_up_username)

    match output.next_step.sign_up_step:
        case SignUpStep.CONFIRM_SIGN_UP:
            endpoint = "signup.confirm_sign_up"
        case SignUpStep.COMPLETE_AUTO_SIGN_IN:
            pending_sign_up.keep_auto_sign_in(output.auto_sign_in)
            endpoint = "signup.auto_sign_in"
        case SignUpStep.DONE:
            PendingSignUp.forget()
            endpoint = "signup.done"
    return redirect(url_for(endpoint), 303)


@blueprint.get("/sign-up/done")
def done() -> Response:
    """Confirm that the account exists, without signing in."""
    return make_response(render_template("signup/done.html"))
