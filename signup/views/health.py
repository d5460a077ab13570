"""`/healthz` and `/readyz`, for whatever watches the app."""

import socket
from urllib.parse import urlsplit

from flask import jsonify
from werkzeug.wrappers import Response

from signup.pools import Pools, current_pools
from signup.store import StoreError

CONNECT_SECONDS = 2
PORTS = {"https": 443, "http": 80}


def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="alive")


def readyz() -> Response:
    """Say whether the user pool and the session store can be reached."""
    pools = current_pools()
    reachable = {
        "user_pool": _user_pool_answers(pools),
        "session_store": _store_answers(pools),
    }
    response: Response = jsonify(reachable)
    if not all(reachable.values()):
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return response


def _user_pool_answers(pools: Pools) -> bool:
    if pools.demo:  # the embedded pool is in this process, with no socket to try
        try:
            pools.demo.outbox("readyz")
        except StoreError:
            return False
        return True
    endpoint = urlsplit(pools.auth.client.get().meta.endpoint_url)
    address = (endpoint.hostname, endpoint.port or PORTS[endpoint.scheme])
    try:
        socket.create_connection(address, timeout=CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def _store_answers(pools: Pools) -> bool:
    try:
        pools.store.get(b"readyz")
    except StoreError:
        return False
    return True
