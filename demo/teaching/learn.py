"""`/learn`: the React form and this one, side by side."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from demo.teaching.left_out import left_out
from demo.teaching.side_by_side import steps

blueprint = Blueprint("learn", __name__)


@blueprint.get("/learn")
def learn() -> Response:
    """Show what each line of the example became."""
    return make_response(render_template("demo/learn.html", steps=steps(), left_out=left_out()))
