"""`/healthz` and `/readyz`, for whatever watches the app."""

from flask import jsonify
from werkzeug.wrappers import Response

from signup.storage.interface import StoreError
from signup.user_pools import UserPools, current_pools
from signup.views.blueprint import blueprint


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether the user pool and the session store can be reached."""
    pools = current_pools()
    reachable = {
        "user_pool": pools.pool.is_reachable(),
        "session_store": _store_answers(pools),
    }
    response: Response = jsonify(reachable)
    if not all(reachable.values()):
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return response


def _store_answers(pools: UserPools) -> bool:
    try:
        pools.store.get(b"readyz")
    except StoreError:
        return False
    return True
