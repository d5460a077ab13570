"""`/learn`: the React form and this one, side by side."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from signup.teaching.left_out import left_out
from signup.teaching.side_by_side import steps


def learn() -> Response:
    """Show what each line of the example became."""
    return make_response(render_template("demo/learn.html", steps=steps(), left_out=left_out()))
