"""`/`, `/account` and `/sign-out`: the signed-in person."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import AuthError
from signup.forms.base import ButtonForm
from signup.forms.sign_up_settings import sign_up_settings
from signup.forms.standard_attributes import STANDARD_ATTRIBUTES
from signup.messages.flashes import SIGNED_OUT, flash
from signup.observability.events import Event, record
from signup.session.current_user import current_tokens, forget_tokens
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint

# The claims of the ID token that mean something to the person.
FACTS = ("email", "phone_number", "preferred_username")


@blueprint.get("/")
def home() -> Response:
    """Go where this browser is."""
    endpoint = "signup.account" if current_tokens() else "signup.sign_up"
    return redirect(url_for(endpoint), 303)


@blueprint.get("/account")
def account() -> Response:
    """Show who is signed in."""
    tokens = current_tokens()
    if tokens is None:
        record(Event.SEQUENCE_FAIL, reason="nobody is signed in")
        return redirect(url_for("signup.sign_in"), 303)
    facts = {_label(name): tokens.claims[name] for name in FACTS if name in tokens.claims}
    page = render_template("signup/account.html", facts=facts, account_number=tokens.claims["sub"])
    return make_response(page)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Revoke the tokens at the pool and forget them here, whether or not the pool answers."""
    ButtonForm().check()
    tokens = current_tokens()
    if tokens is not None:
        try:
            amplify_auth.sign_out(current_auth(), tokens)
            record(Event.AUTHN_TOKEN_REVOKED, who=str(tokens.claims["sub"]))
        except AuthError as error:
            who = str(tokens.claims["sub"])
            record(Event.TOKEN_NOT_REVOKED, who=who, reason=error.name)
    forget_tokens()
    flash(SIGNED_OUT)
    response = redirect(url_for("signup.sign_in"), 303)
    if not request.root_path:  # else the rest of the origin is another app's
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _label(claim: str) -> str:
    """Return the label of a claim: the form's own, so that nobody has to guess what it is."""
    asked = sign_up_settings(current_auth().outputs).attributes
    own = next((one.label for one in asked if one.name == claim), None)
    return own or STANDARD_ATTRIBUTES[claim].label
