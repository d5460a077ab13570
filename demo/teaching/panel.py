"""`/behind`: the panel behind a page, in a frame within it or in a tab of its own."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from demo.english import use_english
from demo.teaching.amplify_js import AMPLIFY_JS_CALLS
from demo.teaching.calls import frames
from demo.teaching.decision_tables import decision_table
from demo.teaching.explanations import explain
from demo.teaching.recording import json_text
from demo.teaching.sequence_diagram import sequence_diagram
from demo.teaching.steps import Step, load_steps

blueprint = Blueprint("teaching", __name__)
blueprint.before_request(use_english)

PARAMETER = "step"


@blueprint.get("/behind")
def behind() -> Response:
    """Show the step that is asked for, by default the newest one."""
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
        frames=frames(step.calls) if step else [],
        diagram=sequence_diagram(steps),
        amplify_js=AMPLIFY_JS_CALLS,
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
