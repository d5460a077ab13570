"""`/auto-sign-in`: the last step of a sign-up, with no password typed again."""

from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import (
    AuthError,
    AutoSignIn,
    AutoSignInException,
    EmptySignInPassword,
    InvalidParameterException,
    NotAuthorizedException,
    SignInOutput,
    SignInStep,
    UserNotFoundException,
)
from signup.flows import enumeration_protection, pending_sign_up
from signup.flows.error_responses import failed
from signup.flows.navigation import go_where_you_are
from signup.flows.pending_sign_up import PendingSignUp
from signup.flows.sign_in import arrive
from signup.forms.base import ButtonForm
from signup.messages.flashes import LINK_NOT_OPENED, TOO_LATE, tell
from signup.observability.events import Event, record
from signup.session import pending_password
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.views.confirm_sign_up import waiting_context
from signup.web import rate_limits

PAGE = "signup/auto_sign_in.html"
LINK_PAGE = "signup/wait_for_link.html"


# The time is over, or the client does not allow the flow: the password still can.
NOT_SIGNED_IN = (
    AutoSignInException,
    EmptySignInPassword,
    InvalidParameterException,
    NotAuthorizedException,
    UserNotFoundException,
)


@blueprint.route("/auto-sign-in", methods=["GET", "POST"])
def auto_sign_in() -> Response:
    """Sign in to the account just made. A GET changes nothing: link scanners follow those."""
    state = pending_sign_up.current_auto_sign_in()
    if state is None:
        return go_where_you_are()
    form = ButtonForm()
    page, context = _page(state)
    if not form.validate_on_submit():
        return make_response(render_template(page, form=form, **context), form.status)

    password = pending_password.read()
    try:
        rate_limits.count(state.username)
        output = _attempt(state, password)
        if state.by_link and output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP:
            tell(LINK_NOT_OPENED)
            return redirect(url_for("signup.auto_sign_in"), 303)
        _forget()
        return arrive(current_auth(), output, state.username, password)
    except NOT_SIGNED_IN as error:
        record(Event.AUTHN_LOGIN_FAIL, who=state.username, reason=error.name)
        _forget()
        tell(TOO_LATE)
        return redirect(url_for("signup.sign_in"), 303)
    except AuthError as error:
        return failed(error, {}, form, page, who=state.username, **context)


def _attempt(state: AutoSignIn, password: str | None) -> SignInOutput:
    waiting = PendingSignUp.load()
    if waiting and waiting.is_trapped:
        return enumeration_protection.not_yet()
    if waiting and waiting.already_existed:
        return enumeration_protection.auto_sign_in(current_auth(), state, password)
    return amplify_auth.auto_sign_in(current_auth(), state, password=password)


def _page(state: AutoSignIn) -> tuple[str, dict[str, Any]]:
    """Return the page of this step: one button, or where the link went."""
    waiting = PendingSignUp.load()
    if state.by_link and waiting:
        return LINK_PAGE, waiting_context(waiting)
    return PAGE, {}


def _forget() -> None:
    """Forget the sign-up: auto sign-in is one attempt."""
    pending_password.forget()
    pending_sign_up.forget_auto_sign_in()
    PendingSignUp.forget()
