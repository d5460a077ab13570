"""`/behind`: the panel “Behind this page”, in a frame or in a tab of its own."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from demo.demo_pool import EXTENSION
from demo.english import use_english
from demo.teaching.amplify_js import AMPLIFY_JS_CALLS
from demo.teaching.calls import Frame, frames
from demo.teaching.claims import explained
from demo.teaching.decision_tables import decision_table
from demo.teaching.explanations import explain
from demo.teaching.fingerprints import journeys
from demo.teaching.sequence_diagram import sequence_diagram
from demo.teaching.steps import Step, load_steps
from signup.web import honeypot

blueprint = Blueprint("teaching", __name__)
blueprint.before_request(use_english)

PARAMETER = "step"
LAYERS = (
    ("View", "signup.views."),
    ("Flow", "signup.flows."),
    ("Helper API", "amplify_auth.apis."),
)
"""Stack frames that are shown by default, by their modules."""

FIELD_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "csrf_token": "Flask-WTF's token. It proves that the form is from a page of this browser.",
        honeypot.TRAP: "A honeypot for bots. People don't see this field, so they leave it empty.",
        honeypot.RENDERED_AT: "The signed time when the form was rendered. A form that comes back "
        "at once is from a bot.",
    }
)
"""Explanations of hidden fields."""


@blueprint.get("/behind")
def behind() -> Response:
    """Show the requested step, by default the newest one."""
    steps = load_steps()
    asked = request.args.get(PARAMETER, type=int)
    step = next((step for step in steps if step.number == asked), steps[-1] if steps else None)
    stack = frames(step.calls) if step else []
    pool = "Embedded pool" if EXTENSION in current_app.extensions else "Cognito"
    page = render_template(
        "demo/behind.html",
        framed=request.headers.get("Sec-Fetch-Dest") == "iframe",
        step=step,
        before=_neighbour(steps, step, -1),
        after=_neighbour(steps, step, 1),
        texts=explain(step) if step else [],
        field_notes=FIELD_NOTES,
        rejections=[(each, frames(each.calls)[-1:]) for each in step.rejections] if step else [],
        main_frames=_main_frames(stack),
        all_frames=stack,
        journeys=journeys(steps, step) if step else [],
        diagram=sequence_diagram(steps, pool),
        amplify_js=AMPLIFY_JS_CALLS,
        decision_table=decision_table,
        explained=explained,
        kept={PARAMETER: step.number} if step else {},
    )
    return make_response(page)


def _neighbour(steps: list[Step], step: Step | None, distance: int) -> Step | None:
    if step is None:
        return None
    wanted = step.number + distance
    return next((other for other in steps if other.number == wanted), None)


def _main_frames(stack: list[Frame]) -> dict[str, Frame]:
    """Return the first frame of each layer, by the layer's name."""
    found = {
        name: next((frame for frame in stack if frame.module.startswith(prefix)), None)
        for name, prefix in LAYERS
    }
    return {name: frame for name, frame in found.items() if frame}
