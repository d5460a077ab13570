"""Amplify's practical example in Flask: a form that calls `sign_up()`."""

from flask import Flask, redirect, render_template, request, session
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, validators
import amplify_auth
from amplify_auth import AuthError, AutoSignIn, SignUpOptions, SignUpStep, auto_sign_in, sign_up

app = Flask(__name__)
app.secret_key = "replace this with a random value"
outputs = amplify_auth.load_amplify_outputs(f"{app.root_path}/amplify_outputs.json")
auth = amplify_auth.configure(outputs)


class SignUpForm(FlaskForm):
    email = StringField("Email:", [validators.Email()])
    password = PasswordField("Password:", [validators.Length(min=8)])


@app.route("/", methods=["GET", "POST"])
def handle_submit():
    form = SignUpForm()
    # ... validate inputs
    if not form.validate_on_submit():
        return render_template("page.html", heading="Sign up", form=form)
    output = sign_up(
        auth,
        username=form.email.data,
        password=form.password.data,
        options=SignUpOptions(auto_sign_in=True),
    )
    return next_page(output)


def next_page(output):
    match output.next_step.sign_up_step:
        case SignUpStep.CONFIRM_SIGN_UP:
            session["auto_sign_in"] = output.auto_sign_in.to_dict()
            return redirect("/confirm-sign-up")
        case SignUpStep.COMPLETE_AUTO_SIGN_IN:
            return render_template("page.html", user=auto_sign_in(auth, output.auto_sign_in))
        case SignUpStep.DONE:
            return render_template("page.html", heading="Your account is ready")


@app.route("/confirm-sign-up", methods=["GET", "POST"])
def confirm_sign_up():
    form = FlaskForm()
    if not form.validate_on_submit():
        return render_template("page.html", heading="Enter your code", form=form)
    code, state = request.form["code"], AutoSignIn.from_dict(session["auto_sign_in"])
    output = amplify_auth.confirm_sign_up(
        auth, username=state.username, confirmation_code=code, auto_sign_in=state
    )
    return next_page(output)


@app.errorhandler(AuthError)
def show_error(error):
    return render_template("page.html", heading=error.message), 422
