"""`/behind`: what happened behind a page, for a frame within it or by itself."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from demo.teaching.calls import functions
from demo.teaching.decisions import decision_table
from demo.teaching.exchanges import json_text
from demo.teaching.explanations import explain
from demo.teaching.map import STATES, sign_up_map
from demo.teaching.ports import PORTS
from demo.teaching.sequence import sequence_diagram
from demo.teaching.steps import Step, load_steps
from signup.flows.navigation import current_step

blueprint = Blueprint("teaching", __name__)

PARAMETER = "step"
BY_PATH = {state.path: state.endpoint for state in STATES.values()}


@blueprint.get("/behind")
def behind() -> Response:
    """Show the step that is asked for, the newest one unless another is."""
    steps = load_steps()
    asked = request.args.get(PARAMETER, type=int)
    step = next((step for step in steps if step.number == asked), steps[-1] if steps else None)
    page = render_template(
        "demo/behind.html",
        framed=request.headers.get("Sec-Fetch-Dest") == "iframe",
        step=step,
        before=_neighbour(steps, step, -1),
        after=_neighbour(steps, step, 1),
        texts=explain(step) if step else [],
        functions=functions(step.calls) if step else [],
        diagram=sequence_diagram(steps),
        map=sign_up_map(_here(step)),
        ports=PORTS,
        decision_table=decision_table,
        json_text=json_text,
        kept={PARAMETER: step.number} if step else {},
    )
    return make_response(page)


def _neighbour(steps: list[Step], step: Step | None, distance: int) -> Step | None:
    if step is None:
        return None
    wanted = step.number + distance
    return next((other for other in steps if other.number == wanted), None)


def _here(step: Step | None) -> str:
    """Return the page that the reader is on: the one around the frame, else where the step led."""
    around = BY_PATH.get(urlsplit(request.referrer or "").path)
    if around:
        return around
    led_to = BY_PATH.get((step.location or step.path) if step else "")
    return led_to or current_step()
