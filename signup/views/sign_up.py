"""`/sign-up`, the form that the example is about, and `/sign-up/done`."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from amplify_auth import AuthError, SignUpStep
from signup import bots, limits, pending
from signup.blank_page import PAGE
from signup.failures import failed
from signup.pending import PendingSignUp
from signup.pools import current_auth, current_pools
from signup.registration import has_answer, register
from signup.sign_up_form import sign_up_form
from signup.wording import SIGN_UP_FAILURES


def sign_up() -> Response:
    """Create an account, and go where its next step is."""
    auth = current_auth()
    before = PendingSignUp.load()
    form = sign_up_form(auth.outputs)(data=before.typed if before else None)
    if not form.validate_on_submit() or bots.was_too_quick(form):
        return make_response(render_template(PAGE, form=form), form.status)

    again = before and before.is_repeated_by(form, current_pools().clock())
    if before and again and has_answer(before):
        waits = pending.current_auto_sign_in() is not None
        return redirect(url_for("signup.auto_sign_in" if waits else "signup.confirm_sign_up"), 303)
    try:
        limits.count(form.code_address[1])
        output = register(auth, form)
    except AuthError as error:
        return failed(error, SIGN_UP_FAILURES, form, PAGE, who=form.sign_up_username)

    match output.next_step.sign_up_step:
        case SignUpStep.CONFIRM_SIGN_UP:
            return redirect(url_for("signup.confirm_sign_up"), 303)
        case SignUpStep.COMPLETE_AUTO_SIGN_IN:
            pending.keep_auto_sign_in(output.auto_sign_in)
            return redirect(url_for("signup.auto_sign_in"), 303)
        case SignUpStep.DONE:
            PendingSignUp.forget()
            return redirect(url_for("signup.done"), 303)


def done() -> Response:
    """Say that the account is there, where nobody was signed in to it."""
    return make_response(render_template("signup/done.html"))
