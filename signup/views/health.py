"""`/healthz` and `/readyz`."""

from flask import jsonify
from werkzeug.wrappers import Response

from signup.views.blueprint import blueprint
from signup.web.readiness import readiness


@blueprint.get("/healthz")
def healthz() -> Response:
    """Report that the process answers."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Report whether the user pool and the session store can be reached."""
    reachable = readiness()
    response: Response = jsonify(reachable)
    if not all(reachable.values()):
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return response
