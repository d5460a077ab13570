"""`/outbox`, `/scenarios` and the page that mailed links lead to.

On Amazon Cognito, links lead to Cognito's own pages.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

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
from demo.demo_pool import current_pool
from demo.english import use_english
from signup.flows import passkeys
from signup.flows.navigation import current_step
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.forms.base import Form
from signup.i18n.lazy_text import Text
from signup.messages.error_page_texts import ErrorPage
from signup.observability.events import Event, record
from signup.session.current_session import rotate_session
from signup.user_pools import SCENARIO
from signup.web import rate_limits, slots
from signup.web.fetch_metadata import Refused
from signup.web.loopback import has_loopback_host
from signup.web.rate_limits import Rule
from signup.web.relying_party import has_ip_address_host

blueprint = Blueprint("demo", __name__)

LINKS = Rule("links", account=0, network=200, minutes=20)
WAITING = {"signup.confirm_sign_up", "signup.confirm_sign_in", "signup.auto_sign_in"}
"""Pages on which visitors wait for a message."""

LOCALHOST = "localhost"
"""The relying party of the scenarios with passkeys."""

NEVER_OPEN = {"demo.outbox", "workbench"}


class OtherMachineRefused(Refused):
    """A request from another machine or under another host name (DNS rebinding)."""

    event = Event.AUTHZ_FAIL
    page = ErrorPage(
        Text.of("You don't have access to this page"),
        Text.of("This demo only works on the computer it runs on."),
    )


class ScenarioForm(Form):
    """The choice of a scenario. Each request sets the choices."""

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
    app.jinja_env.globals["address_for_passkeys"] = address_for_passkeys
    slots.add(app, "below", "demo/strip.html")
    slots.add(app, "after_code", "demo/outbox_hint.html")


def address_for_passkeys() -> str | None:
    """Return where to start again, if the pool has passkeys and they can't work at this host."""
    auth = current_pool().current_auth()
    if not (has_ip_address_host() and passkeys.are_enabled(auth)):
        return None
    endpoint = "demo.scenarios" if SCENARIO in session else "signup.home"
    port = urlsplit(request.host_url).port
    return f"http://{LOCALHOST}{f':{port}' if port else ''}{url_for(endpoint)}"


@blueprint.before_app_request
def refuse_other_machines() -> None:
    """Answer only this machine, under a loopback name, unless `ALLOW_EMBEDDED_POOL` is set.

    The outbox contains all codes and the workbench all addresses, so they never answer others. The
    Host header is checked because of DNS rebinding, which makes another site's page a local client.
    """
    asked_for = {request.endpoint, request.blueprint}
    is_open = current_pool().open_to_others and NEVER_OPEN.isdisjoint(asked_for)
    if not is_open and not (is_loopback(request.remote_addr) and has_loopback_host()):
        use_english()
        raise OtherMachineRefused


@blueprint.before_request
def choose_language() -> None:
    """Use English, except on the page of a mailed link, which belongs to the sign-up."""
    if request.endpoint != "demo.verification_link":
        use_english()


@blueprint.get("/outbox")
def outbox() -> Response:
    """Show the messages of the embedded pool as a page or, if requested, as JSON."""
    messages = current_pool().outbox(request.args.get("to"))
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if wanted == "application/json":
        return jsonify(messages)
    here = "signup.confirm_sign_in" if PendingFirstFactor.load() else current_step()
    waiting = here if here in WAITING else None
    return make_response(render_template("demo/outbox.html", messages=messages, waiting=waiting))


@blueprint.route("/scenarios", methods=["GET", "POST"])
def scenarios() -> Response:
    """Choose the scenario of this browser, which starts again."""
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
    """Show the page of a mailed link: a button, because mail scanners open links too.

    The link may be opened on another device, so there is no session and no CSRF token. The page
    posts the link's token, which cannot be guessed.
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
