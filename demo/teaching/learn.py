"""`/learn`: the React form and its port in Flask side by side, and the code behind the links."""

from functools import cache
from http import HTTPStatus

from flask import Blueprint, Flask, abort, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from demo.english import use_english
from demo.teaching.api_table import api_rows
from demo.teaching.hardening import hardenings
from demo.teaching.side_by_side import FLASK, REACT, TEMPLATE, rows
from demo.teaching.source import LEXERS, ROOT, source_of_file

blueprint = Blueprint("learn", __name__)
blueprint.before_request(use_english)

FOLDERS = ("amplify_auth", "examples", "signup", "templates")
"""The code that can be read."""


def init_app(app: Flask) -> None:
    """Add the pages to an app, and highlight the code that they compare."""
    app.register_blueprint(blueprint)
    rows()


@cache
def readable_files() -> frozenset[str]:
    """Return the files that can be read, by their path within the project."""
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    return frozenset(path.relative_to(ROOT).as_posix() for path in paths if path.suffix in LEXERS)


@blueprint.get("/learn")
def learn() -> Response:
    """Compare the two, and list what a public form needs besides and what else there is to call."""
    page = render_template(
        "demo/learn.html",
        rows=rows(),
        files={"react": REACT, "flask": FLASK, "template": TEMPLATE},
        hardenings=hardenings(),
        calls=api_rows(),
        has_workbench="workbench" in current_app.blueprints,
    )
    return make_response(page)


@blueprint.get("/learn/source/<path:file>")
def source(file: str) -> Response:
    """Show a file of the project, with the lines from `first` to `last` marked."""
    if file not in readable_files():
        abort(HTTPStatus.NOT_FOUND)
    page = render_template(
        "demo/source.html",
        source=source_of_file(file),
        first=request.args.get("first", 0, type=int),
        last=request.args.get("last", 0, type=int),
    )
    return make_response(page)
