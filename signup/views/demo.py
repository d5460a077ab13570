"""`/outbox`, `/scenarios` and the page of mailed links: what only the embedded pool needs.

On Amazon Cognito, links lead to Cognito's own pages.
"""

from http import HTTPStatus

from flask import (
    Blueprint,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from config.settings import is_loopback
from signup.events import Event, record
from signup.forms import ScenarioForm
from signup.notices import tell
from signup.pools import SCENARIO, current_demo, current_scenario
from signup.sealed_session import rotate_session
from signup.texts import Text, _

blueprint = Blueprint("demo", __name__)

NEVER_OPEN = {"demo.outbox", "workbench"}


WAITING = {"signup.confirm_sign_up", "signup.auto_sign_in"}
"""The pages that wait for a message."""


@blueprint.before_app_request
def refuse_strangers() -> None:
    """Answer this machine alone, unless the pages are open to others on purpose.

    The outbox holds everybody's codes, the workbench their addresses: neither is ever open.
    """
    asked_for = {request.endpoint, request.blueprint}
    is_open = current_demo().open_to_others and NEVER_OPEN.isdisjoint(asked_for)
    if not is_open and not is_loopback(request.remote_addr):
        abort(HTTPStatus.FORBIDDEN)


@blueprint.get("/outbox")
def outbox() -> Response:
    """Show what the embedded pool has sent, as a page or, where that is asked for, as JSON."""
    from signup.whereabouts import whereabouts  # noqa: PLC0415 - a start does without it

    messages = current_demo().outbox(request.args.get("to"))
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if wanted == "application/json":
        return jsonify(messages)
    here = whereabouts()
    waiting = here if here in WAITING else None
    return make_response(render_template("demo/outbox.html", messages=messages, waiting=waiting))


@blueprint.route("/scenarios", methods=["GET", "POST"])
def scenarios() -> Response:
    """Choose the user pool of this browser, which starts again with it."""
    demo = current_demo()
    form = ScenarioForm(scenario=current_scenario())
    form.scenario.choices = [
        (name, Text.of(auth.outputs.custom.get("description", "")))
        for name, auth in demo.scenarios.items()
    ]
    if form.validate_on_submit():
        rotate_session()
        session[SCENARIO] = form.scenario.data
        tell(_("The demo now signs up to the pool “%(name)s”.").format(name=form.scenario.data))
        return redirect(url_for("demo.scenarios"), 303)
    return make_response(render_template("demo/scenarios.html", form=form), form.status)


@blueprint.route("/confirmUser", methods=["GET", "POST"])
def verification_link() -> Response:
    """Show where a mailed link leads: a page with a button, as scanners follow links, too.

    It may be opened on another device, so there is no session and no CSRF token: the link's own
    token, which nobody can guess, is posted back.
    """
    demo = current_demo()
    token = request.values.get("token", "")
    if request.method == "POST":
        done = demo.use_link(token)
        record(Event.USER_CONFIRMED if done else Event.CODE_REFUSED, reason="link")
        page = render_template("demo/link_used.html", done=done)
        return make_response(page, HTTPStatus.OK if done else HTTPStatus.GONE)
    address = demo.look_up_link(token)
    if not address:
        record(Event.CODE_REFUSED, reason="link")
    page = render_template("demo/link.html", address=address, token=token)
    return make_response(page, HTTPStatus.OK if address else HTTPStatus.GONE)
