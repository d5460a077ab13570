"""`/auto-sign-in`: the last step of a sign-up, with no password typed again."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import AuthError, AutoSignInException, NotAuthorizedException
from signup import pending, signed_in
from signup.failures import failed
from signup.forms import ButtonForm
from signup.pools import current_auth
from signup.views import blueprint

PAGE = "auto_sign_in.html"


@blueprint.route("/auto-sign-in", methods=["GET", "POST"])
def auto_sign_in() -> Response:
    """Sign in to the account just made. A GET changes nothing: link scanners follow those."""
    state = pending.current_auto_sign_in()
    if state is None:
        return redirect(url_for("signup.sign_up"), 303)
    form = ButtonForm()
    if not form.validate_on_submit():
        return make_response(render_template(PAGE, form=form), form.status)

    try:
        output = amplify_auth.auto_sign_in(current_auth(), state)
    except (AutoSignInException, NotAuthorizedException):
        pending.forget_auto_sign_in()
        return redirect(url_for("signup.done"), 303)
    except AuthError as error:
        return failed(error, {}, form, PAGE)

    pending.forget_auto_sign_in()
    if output.tokens is None:
        return redirect(url_for("signup.done"), 303)
    signed_in.keep_tokens(output.tokens)
    return redirect(url_for("signup.account"), 303)
