"""Sign-up as a JSON API in FastAPI. Its endpoints are no coroutines, because boto3 blocks."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from amplify_auth import (
    Auth,
    AuthError,
    AutoSignIn,
    SignUpOptions,
    auto_sign_in,
    confirm_sign_up,
    sign_up,
)


class Account(BaseModel):
    """The body of a sign-up request."""

    email: str
    password: str


class Confirmation(BaseModel):
    """The code, and whose it is."""

    email: str
    code: str


def create_app(auth: Auth) -> FastAPI:
    """Make the app.

    Args:
        auth: The connection, from `configure`.
    """
    app = FastAPI()
    # Several processes need a store that they share.
    pending: dict[str, AutoSignIn] = {}

    @app.post("/sign-up")
    def create_account(account: Account) -> dict[str, str | None]:
        output = sign_up(
            auth,
            username=account.email,
            password=account.password,
            options=SignUpOptions(auto_sign_in=True),
        )
        if output.auto_sign_in:
            pending[account.email] = output.auto_sign_in
        details = output.next_step.code_delivery_details
        return {
            "next_step": output.next_step.sign_up_step,
            "destination": details.destination if details else None,
        }

    @app.post("/confirm-sign-up")
    def confirm(confirmation: Confirmation) -> dict[str, str | None]:
        output = confirm_sign_up(
            auth,
            username=confirmation.email,
            confirmation_code=confirmation.code,
            auto_sign_in=pending.pop(confirmation.email, None),
        )
        tokens = auto_sign_in(auth, output.auto_sign_in).tokens
        return {"email": tokens.claims["email"] if tokens else None}

    @app.exception_handler(AuthError)
    def refuse(_request: Request, error: Exception) -> JSONResponse:
        name = error.name if isinstance(error, AuthError) else "Unknown"
        return JSONResponse({"error": name}, 422)

    return app
