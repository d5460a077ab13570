"""Sign-up in Flask: takes forms and answers JSON."""

from secrets import token_urlsafe

from flask import Flask, jsonify, request, session
from flask.typing import ResponseReturnValue

from amplify_auth import (
    Auth,
    AuthError,
    AutoSignIn,
    SignUpOptions,
    auto_sign_in,
    confirm_sign_up,
    sign_up,
)


def create_app(auth: Auth) -> Flask:
    """Make the app.

    Args:
        auth: The connection, from `configure`.
    """
    app = Flask(__name__)
    app.secret_key = "replace this with a random value"
    # On the server, since browsers can read Flask's session. Several processes need a shared store.
    pending: dict[str, AutoSignIn] = {}

    @app.post("/sign-up")
    def create_account() -> ResponseReturnValue:
        output = sign_up(
            auth,
            username=request.form["email"],
            password=request.form["password"],
            options=SignUpOptions(auto_sign_in=True),
        )
        if output.auto_sign_in:
            session["id"] = token_urlsafe()
            pending[session["id"]] = output.auto_sign_in
        details = output.next_step.code_delivery_details
        step = output.next_step.sign_up_step
        return jsonify(next_step=step, destination=details and details.destination)

    @app.post("/confirm-sign-up")
    def confirm() -> ResponseReturnValue:
        state = pending.pop(session["id"])
        output = confirm_sign_up(
            auth,
            username=state.username,
            confirmation_code=request.form["code"],
            auto_sign_in=state,
        )
        tokens = auto_sign_in(auth, output.auto_sign_in).tokens
        return jsonify(email=tokens.claims["email"] if tokens else None)

    @app.errorhandler(AuthError)
    def refuse(error: AuthError) -> ResponseReturnValue:
        return jsonify(error=error.name), 422

    return app
