"""`/reset-password` and `/confirm-reset-password`."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from signup.flows.confirmation import set_password
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.pending_sign_in import current_username
from signup.flows.sign_in import redirect_after_sign_in, redirect_to_new_password
from signup.forms.first_factors import first_factors
from signup.forms.sign_in import confirm_reset_password_form, reset_password_form
from signup.messages.flashes import PASSWORD_IS_SET, flash
from signup.messages.reset_password_failures import (
    CONFIRM_RESET_PASSWORD_FAILURES,
    RESET_PASSWORD_FAILURES,
)
from signup.observability.events import Event, record
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/reset_password.html"
CONFIRM_PAGE = "signup/confirm_reset_password.html"


@blueprint.route("/reset-password", methods=["GET", "POST"])
def reset_password() -> Response:
    """Send a reset code, without revealing whether the account exists."""
    auth = current_auth()
    if not first_factors(auth.outputs).takes_passwords:
        return _no_passwords()
    form_class = reset_password_form(auth.outputs)
    form = form_class(data={form_class.login_name: current_username()})
    if not form.validate_on_submit():
        return make_response(render_template(PAGE, form=form), form.status)
    try:
        rate_limits.count(form.login.data)
        return redirect_to_new_password(auth, form.login.data)
    except Refusal as error:
        return render_failure(error, RESET_PASSWORD_FAILURES, form, PAGE, who=form.login.data)


@blueprint.get("/.well-known/change-password")
def change_password() -> Response:
    """Redirect password managers (W3C, "A Well-Known URL for Changing Passwords")."""
    return redirect(url_for("signup.reset_password"), 303)


@blueprint.route("/confirm-reset-password", methods=["GET", "POST"])
def confirm_reset_password() -> Response:
    """Set a new password with a code, and sign in."""
    if not first_factors(current_auth().outputs).takes_passwords:
        return _no_passwords()
    username = current_username()
    if not username:
        record(Event.SEQUENCE_FAIL, reason="no reset was asked for")
        return redirect(url_for("signup.reset_password"), 303)
    auth = current_auth()
    form = confirm_reset_password_form(auth.outputs.auth.password_policy)()
    context = {"username": username}
    if not form.validate_on_submit():
        return make_response(render_template(CONFIRM_PAGE, form=form, **context), form.status)

    password, code = form.password.data or "", form.confirmation_code.data or ""
    try:
        rate_limits.count(username)
        output = set_password(auth, username, password, code, CONFIRM_RESET_PASSWORD_FAILURES)
    except Refusal as error:
        return render_failure(
            error, CONFIRM_RESET_PASSWORD_FAILURES, form, CONFIRM_PAGE, who=username, **context
        )
    if output:
        return redirect_after_sign_in(auth, output, username, password)
    flash(PASSWORD_IS_SET)
    return redirect(url_for("signup.sign_in"), 303)


def _no_passwords() -> Response:
    """Lead on from a page that a pool without passwords has no use for."""
    record(Event.SEQUENCE_FAIL, reason="the pool has no passwords")
    return redirect(url_for("signup.sign_in"), 303)
