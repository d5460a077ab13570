"""`/confirm-sign-in`, for what the pool asks before it signs somebody in."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

import amplify_auth
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.pending_sign_in import PendingSignIn
from signup.flows.sign_in import redirect_after_sign_in
from signup.flows.sign_in_steps import page_for
from signup.messages.confirm_sign_in_failures import SIGN_IN_IS_OVER
from signup.messages.flashes import SIGN_IN_OVER, flash
from signup.observability.events import Event, record
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import rate_limits

NOT_OFFERED_PAGE = "signup/not_offered.html"


@blueprint.route("/confirm-sign-in", methods=["GET", "POST"])
def confirm_sign_in() -> Response:
    """Answer what the pool asks, on the page that `flows.sign_in_steps` has for it."""
    waiting = PendingSignIn.load()
    if waiting is None:
        record(Event.SEQUENCE_FAIL, reason="no sign-in was begun")
        return redirect(url_for("signup.sign_in"), 303)
    offered = page_for(waiting)
    if offered is None or waiting.challenge is None:
        return make_response(render_template(NOT_OFFERED_PAGE))
    page, form = offered
    template = f"signup/confirm_sign_in/{page.template}"
    context = {"waiting": waiting}
    if not form.validate_on_submit():
        return make_response(render_template(template, form=form, **context), form.status)

    auth, answer, who = current_auth(), page.answer(form), waiting.challenge.username
    try:
        rate_limits.count(who)
        output = amplify_auth.confirm_sign_in(
            auth, waiting.challenge, challenge_response=answer.response, options=answer.options
        )
        waiting.forget()
        return redirect_after_sign_in(auth, output, who, None)
    except SIGN_IN_IS_OVER as error:
        record(Event.AUTHN_LOGIN_FAIL, who=who, reason=error.name)
        waiting.forget()
        flash(SIGN_IN_OVER)
        return redirect(url_for("signup.sign_in"), 303)
    except Refusal as error:
        failures = page.failures(auth.outputs.auth)
        return render_failure(error, failures, form, template, who=who, **context)
