"""`/`, `/account`, `/account/password` and `/sign-out`: the signed-in user."""

from flask import abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import AuthError, Tokens
from signup.flows import account as flow
from signup.flows import passkeys
from signup.flows.account import Account
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.signed_in_pages import SESSION_IS_OVER, login_of, require_sign_in, user_of
from signup.forms.account import add_password_form
from signup.forms.base import ButtonForm
from signup.forms.first_factors import first_factors
from signup.messages.account_failures import ADD_PASSWORD_FAILURES
from signup.messages.flashes import PASSWORD_ADDED, SIGN_IN_TO_ADD_PASSWORD, SIGNED_OUT, flash
from signup.observability.events import Event, record
from signup.session.current_user import current_tokens, forget_tokens
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import rate_limits
from signup.web.security_headers import clear_site_data

PASSWORD_PAGE = "signup/add_password.html"  # noqa: S105 - a template, not a password


@blueprint.get("/")
def home() -> Response:
    """Redirect to the current step."""
    endpoint = "signup.account" if current_tokens() else "signup.sign_up"
    return redirect(url_for(endpoint), 303)


@blueprint.get("/account")
@require_sign_in()
def account(tokens: Tokens) -> Response:
    """Show who is signed in."""
    passkeys.end_offer()
    page = render_template(
        "signup/account.html",
        account=Account.load(current_auth(), tokens),
        account_number=user_of(tokens),
    )
    return make_response(page)


@blueprint.route("/account/password", methods=["GET", "POST"])
@require_sign_in("signup.add_password", recent=SIGN_IN_TO_ADD_PASSWORD)
def add_password(tokens: Tokens) -> Response:
    """Add a password to an account without one."""
    auth, who = current_auth(), user_of(tokens)
    if not first_factors(auth.outputs).takes_passwords:
        abort(404)
    if flow.has_password(auth, tokens):
        return redirect(url_for("signup.account"), 303)
    form = add_password_form(auth.outputs)()
    context = {"username": login_of(tokens)}
    if not form.validate_on_submit():
        return make_response(render_template(PASSWORD_PAGE, form=form, **context), form.status)
    try:
        rate_limits.count(who)
        flow.add_password(auth, tokens, form.password.data or "")
    except SESSION_IS_OVER:
        raise
    except Refusal as error:
        failures = ADD_PASSWORD_FAILURES
        return render_failure(error, failures, form, PASSWORD_PAGE, who=who, **context)
    record(Event.AUTHN_PASSWORD_CHANGE, who=who)
    flash(PASSWORD_ADDED)
    return redirect(url_for("signup.account"), 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out: revoke the tokens, and end the session even if the pool does not answer."""
    ButtonForm().check()
    tokens = current_tokens()
    if tokens is not None:
        try:
            amplify_auth.sign_out(current_auth(), tokens)
            record(Event.AUTHN_TOKEN_REVOKED, who=user_of(tokens))
        except AuthError as error:
            record(Event.TOKEN_NOT_REVOKED, who=user_of(tokens), reason=error.name)
    forget_tokens()
    flash(SIGNED_OUT)
    response = redirect(url_for("signup.sign_in"), 303)
    clear_site_data(response.headers)
    return response
