"""`/sign-up`, the form that the example is about, and `/sign-up/done`."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import AuthError, SignUpOptions, SignUpStep, UsernameExistsException
from signup import pending, stand_in
from signup.failures import failed
from signup.pending import PendingSignUp
from signup.pools import current_auth, current_pools
from signup.sign_up_form import sign_up_form
from signup.views import blueprint
from signup.wording import SIGN_UP_FAILURES, USERNAME_TAKEN

PAGE = "sign_up.html"


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Response:
    """Create an account, and go where its next step is."""
    pools, auth = current_pools(), current_auth()
    form = sign_up_form(auth.outputs)()
    if not form.validate_on_submit():
        return make_response(render_template(PAGE, form=form), form.status)

    username = form.sign_up_username
    already_existed = False
    try:
        output = amplify_auth.sign_up(
            auth,
            username=username,
            password=form.password.data,
            options=SignUpOptions(
                user_attributes=form.user_attributes, auto_sign_in=pools.auto_sign_in
            ),
        )
    except UsernameExistsException as error:
        if "username" in form:
            # Only the person can choose another name; whose name it is, and which address goes
            # with it, stays hidden.
            return failed(error, USERNAME_TAKEN, form, PAGE)
        already_existed = True
        output = stand_in.sign_up(
            auth, pools.background, username=username, code_address=form.code_address
        )
    except AuthError as error:
        return failed(error, SIGN_UP_FAILURES, form, PAGE)

    match output.next_step.sign_up_step:
        case SignUpStep.CONFIRM_SIGN_UP:
            PendingSignUp(
                username=username,
                delivery=output.next_step.code_delivery_details
                or stand_in.delivery(*form.code_address),
                code_sent_at=pools.clock(),
                already_existed=already_existed,
                auto_sign_in=output.auto_sign_in,
            ).save()
            return redirect(url_for("signup.confirm_sign_up"), 303)
        case SignUpStep.COMPLETE_AUTO_SIGN_IN:
            pending.keep_auto_sign_in(output.auto_sign_in)
            return redirect(url_for("signup.auto_sign_in"), 303)
        case SignUpStep.DONE:
            return redirect(url_for("signup.done"), 303)


@blueprint.get("/sign-up/done")
def done() -> Response:
    """Say that the account is there, where nobody was signed in to it."""
    return make_response(render_template("done.html"))
