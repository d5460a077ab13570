"""`/sign-in`, the way in for whoever has an account."""

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

import amplify_auth
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.navigation import after_sign_in_url
from signup.flows.pending_sign_in import current_username, keep_username
from signup.flows.sign_in import redirect_after_sign_in
from signup.forms.sign_in import sign_in_form
from signup.messages.sign_in_failures import sign_in_failures
from signup.session.current_user import has_to_sign_in
from signup.user_pools import current_auth, current_pools
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/sign_in.html"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Sign in with a password, and go where the pool says."""
    if not has_to_sign_in():
        return redirect(after_sign_in_url(), 303)
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
