"""`/sign-in`."""

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from signup.flows.error_responses import Refusal, render_failure
from signup.flows.navigation import after_sign_in_url
from signup.flows.pending_sign_in import current_username, keep_username
from signup.flows.sign_in import redirect_after_sign_in, sign_in_with_password
from signup.forms.sign_in import sign_in_form
from signup.messages.sign_in_failures import sign_in_failures
from signup.session.current_user import has_to_sign_in
from signup.user_pools import current_auth
from signup.views import first_factor
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/sign_in.html"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Take the login, with the password where there is no other way, and go where that leads."""
    if not has_to_sign_in():
        return redirect(after_sign_in_url(), 303)
    auth = current_auth()
    form_class = sign_in_form(auth.outputs)
    form = form_class(data={form_class.login_name: current_username()})
    if not form.validate_on_submit():
        return make_response(render_template(PAGE, form=form), form.status)

    username = form.login.data
    keep_username(username)
    if "password" not in form:
        return first_factor.begin(username, form, PAGE)
    password = form.password.data
    try:
        rate_limits.count(username)
        output = sign_in_with_password(auth, username, password)
        return redirect_after_sign_in(auth, output, username, password)
    except Refusal as error:
        failures = sign_in_failures(auth.outputs.auth.username_attributes)
        return render_failure(error, failures, form, PAGE, who=username)
