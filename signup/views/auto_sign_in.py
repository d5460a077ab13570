"""`/auto-sign-in`: the last step of a sign-up."""

from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from amplify_auth import (
    AutoSignIn,
    AutoSignInException,
    EmptySignInPassword,
    InvalidParameterException,
    NotAuthorizedException,
    SignInStep,
    UserNotFoundException,
)
from signup.flows import enumeration_protection, passkeys, pending_sign_up
from signup.flows.confirmation_pages import LINK_PAGE, waiting_context
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.navigation import after_sign_in_url, redirect_to_current_step
from signup.flows.pending_sign_up import PendingSignUp
from signup.flows.sign_in import redirect_after_sign_in
from signup.forms.account import AutoSignInForm
from signup.messages.flashes import LINK_NOT_OPENED, LINK_TOO_LATE, TOO_LATE, flash
from signup.observability.events import Event, record
from signup.session import pending_password
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import rate_limits

PAGE = "signup/auto_sign_in.html"


# It expired, or the client does not allow the flow. The password still works.
NOT_SIGNED_IN = (
    AutoSignInException,
    EmptySignInPassword,
    InvalidParameterException,
    NotAuthorizedException,
    UserNotFoundException,
)


@blueprint.route("/auto-sign-in", methods=["GET", "POST"])
def auto_sign_in() -> Response:
    """Sign in to the new account. A GET changes nothing, because link scanners send them."""
    state = pending_sign_up.current_auto_sign_in()
    if state is None:
        return redirect_to_current_step()
    form = AutoSignInForm()
    page, context = _page(state)
    if not form.validate_on_submit():
        return make_response(render_template(page, form=form, **context), form.status)

    password = pending_password.read()
    try:
        rate_limits.count(state.username)
        output = enumeration_protection.auto_sign_in(current_auth(), state, password)
        if state.by_link and output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP:
            flash(LINK_NOT_OPENED)
            return redirect(url_for("signup.auto_sign_in"), 303)
        _forget()
        response = redirect_after_sign_in(current_auth(), output, state.username, password)
        return _offer_passkey(form) if output.tokens else response
    except NOT_SIGNED_IN as error:
        record(Event.AUTHN_LOGIN_FAIL, who=state.username, reason=error.name)
        _forget()
        flash(LINK_TOO_LATE if state.by_link else TOO_LATE)
        return redirect(url_for("signup.sign_in"), 303)
    except Refusal as error:
        return render_failure(error, {}, form, page, who=state.username, **context)


def _page(state: AutoSignIn) -> tuple[str, dict[str, Any]]:
    """Return the page: a button, or where the link went."""
    waiting = PendingSignUp.load()
    if state.by_link and waiting:
        return LINK_PAGE, waiting_context(waiting)
    return PAGE, {}


def _offer_passkey(form: AutoSignInForm) -> Response:
    """Redirect to the offer of a passkey, or to the account."""
    is_offered = passkeys.offer(current_auth(), is_supported=bool(form.passkeys.data))
    return redirect(url_for("signup.passkeys") if is_offered else after_sign_in_url(), 303)


def _forget() -> None:
    """Delete the sign-up, because auto sign-in is one attempt."""
    pending_password.forget()
    pending_sign_up.forget_auto_sign_in()
    PendingSignUp.forget()
