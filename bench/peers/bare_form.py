"""The minimum: a Flask-WTF form that calls boto3."""

from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, redirect, render_template
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import Email, InputRequired, Length

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

app = Flask(__name__)
app.secret_key = "a key for measuring only, long enough"
CSRFProtect(app)


class SignUpForm(FlaskForm):
    """Email and password."""

    email = EmailField("Email", [InputRequired(), Email()])
    password = PasswordField("Password", [InputRequired(), Length(min=8)])


@cache
def user_pools() -> "CognitoIdentityProviderClient":
    """Return the client of the pool, whose address is in the environment."""
    import boto3  # noqa: PLC0415 - takes longer than the first page

    return boto3.client(
        "cognito-idp",
        region_name="eu-central-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )


@app.get("/healthz")
def healthz() -> str:
    """Say that the server is ready."""
    return "ok"


@app.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> str | Response:
    """Create an account."""
    form = SignUpForm()
    if form.validate_on_submit():
        user_pools().sign_up(
            ClientId="3demoemail0client0000000000",
            Username=form.email.data or "",
            Password=form.password.data or "",
            UserAttributes=[{"Name": "email", "Value": form.email.data or ""}],
        )
        return redirect("/done", 303)
    return render_template("bare_form.html", form=form)
