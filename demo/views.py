"""`/outbox`, `/scenarios` and the page that mailed links lead to.

On Amazon Cognito, links lead to Cognito's own pages.
"""

from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response
from wtforms import RadioField, ValidationError

from config.settings import is_loopback
from demo.embedded_pool import current_pool
from demo.english import use_english
from signup.flows.navigation import current_step
from signup.forms.base import Form
from signup.i18n.lazy_text import Text
from signup.messages.error_page_texts import ErrorPage
from signup.observability.events import Event, record
from signup.session.interface import rotate_session
from signup.user_pools import SCENARIO
from signup.web import rate_limits, slots
from signup.web.fetch_metadata import Refused
from signup.web.loopback import has_loopback_host
from signup.web.rate_limits import Rule

blueprint = Blueprint("demo", __name__)

LINKS = Rule("links", account=0, network=200, minutes=20)
WAITING = {"signup.confirm_sign_up", "signup.auto_sign_in"}
"""The pages that wait for a message."""

NEVER_OPEN = {"demo.outbox", "workbench"}


class OtherMachineRefused(Refused):
    """Another machine asks for the demo, or a page that rebinds its name."""

    event = Event.AUTHZ_FAIL
    page = ErrorPage(
        Text.of("You don't have access to this page"),
        Text.of("This demo only works on the computer it runs on."),
    )


class ScenarioForm(Form):
    """The choice of a pool. Each request adds the choices."""

    scenario = RadioField("Scenario", validate_choice=False)

    def validate_scenario(self, field: RadioField) -> None:
        """Refuse a value that is not among the choices."""
        if field.data not in {value for value, *_ in field.iter_choices()}:
            raise ValidationError("Choose one of these scenarios")


def init_app(app: Flask) -> None:
    """Add the demo's pages to an app, and refuse other machines.

    Args:
        app: The app, with the pages.
    """
    app.register_blueprint(blueprint)
    slots.add(app, "below", "demo/strip.html")
    slots.add(app, "after_code", "demo/outbox_hint.html")


@blueprint.before_app_request
def refuse_other_machines() -> None:
    """Answer only this machine, under its own name, unless the pages are open to others on purpose.

    The outbox holds everybody's codes and the workbench their addresses, so neither is ever open.
    The Host header is checked too: with DNS rebinding, another site's page is a local client.
    """
    asked_for = {request.endpoint, request.blueprint}
    is_open = current_pool().open_to_others and NEVER_OPEN.isdisjoint(asked_for)
    if not is_open and not (is_loopback(request.remote_addr) and has_loopback_host()):
        use_english()
        raise OtherMachineRefused


@blueprint.before_request
def choose_language() -> None:
    """Use English, except where a mailed link leads: its visitors are the sign-up's own."""
    if request.endpoint != "demo.verification_link":
        use_english()


@blueprint.get("/outbox")
def outbox() -> Response:
    """Show what the embedded pool has sent, as a page or, where that is asked for, as JSON."""
    messages = current_pool().outbox(request.args.get("to"))
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if wanted == "application/json":
        return jsonify(messages)
    here = current_step()
    waiting = here if here in WAITING else None
    return make_response(render_template("demo/outbox.html", messages=messages, waiting=waiting))


@blueprint.route("/scenarios", methods=["GET", "POST"])
def scenarios() -> Response:
    """Choose the user pool of this browser, which starts again with it."""
    pool = current_pool()
    form = ScenarioForm(scenario=pool.current_scenario())
    form.scenario.choices = [
        (name, auth.outputs.custom.get("description", "")) for name, auth in pool.scenarios.items()
    ]
    if form.validate_on_submit():
        rotate_session()
        session[SCENARIO] = form.scenario.data
        flash(f"The demo now signs up to the pool “{form.scenario.data}”.")
        return redirect(url_for("demo.scenarios"), 303)
    return make_response(render_template("demo/scenarios.html", form=form), form.status)


@blueprint.route("/confirmUser", methods=["GET", "POST"])
def verification_link() -> Response:
    """Show where a mailed link leads: a page with a button, as scanners follow links, too.

    It may be opened on another device, so there is no session and no CSRF token: the link's own
    token, which nobody can guess, is posted back.
    """
    rate_limits.count_for_network(LINKS)
    pool = current_pool()
    token = request.values.get("token", "")
    if request.method == "POST":
        done = pool.use_link(token)
        record(Event.USER_CONFIRMED if done else Event.CODE_REFUSED, reason="link")
        page = render_template("demo/link_used.html", done=done)
        return make_response(page, HTTPStatus.OK if done else HTTPStatus.GONE)
    address = pool.look_up_link(token)
    if not address:
        record(Event.CODE_REFUSED, reason="link")
    page = render_template("demo/link.html", address=address, token=token)
    return make_response(page, HTTPStatus.OK if address else HTTPStatus.GONE)
