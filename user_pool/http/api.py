"""HTTP API of the served pool, as a function from request to response."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from user_pool.errors import ServiceError
from user_pool.http import html
from user_pool.protocol import Response
from user_pool.verification import LINK_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from user_pool.service import UserPoolService

_JWKS = "/.well-known/jwks.json"

# Cognito's own headers, so that a page of any origin may call the API. No other route has them: a
# script of another site must not read the outbox.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "172800",
}
_PAGE = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # The URL of a verification page contains the link's secret.
    "Referrer-Policy": "no-referrer",
}
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request.

    Attributes:
        method: In uppercase.
        target: Path and query.
        headers: By lowercase name.
        body: The bytes.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    body: bytes = field(repr=False, default=b"")


def respond(service: UserPoolService, request: Request, *, only_loopback: bool = True) -> Response:
    """Answer a request.

    Args:
        service: The service.
        request: The request.
        only_loopback: Refuse every Host that is not loopback, which stops DNS rebinding: a page of
            another site could read the outbox.
    """
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
        path = urlsplit(request.target).path
    except ValueError:
        return _json(400, {"message": "This is not an address."})
    if only_loopback and host not in _LOOPBACK:
        return _json(403, {"message": "This development server answers its own machine only."})
    routes = _ROUTES.get(f"*{_JWKS}" if path.endswith(_JWKS) else path)
    if routes is None:
        return _json(404, {"message": "Not found."})
    # HEAD is GET, and the server leaves the body out.
    route = routes.get("GET" if request.method == "HEAD" else request.method)
    if route is None:
        allow = {"Allow": ", ".join(sorted(routes))}
        return _json(405, {"message": "Method not allowed."}, allow)
    return route(service, request)


def _api(service: UserPoolService, request: Request) -> Response:
    response = service.handle(request.headers.get("x-amz-target", ""), request.body)
    return Response(response.status, {**response.headers, **_CORS}, response.body)


def _preflight(_service: UserPoolService, _request: Request) -> Response:
    return Response(200, _PREFLIGHT, b"")


def _healthz(_service: UserPoolService, _request: Request) -> Response:
    return _json(200, {"status": "ok"})


def _jwks(service: UserPoolService, request: Request) -> Response:
    pool_id = urlsplit(request.target).path.removesuffix(_JWKS).lstrip("/")
    try:
        return _json(200, service.jwks(pool_id), _CORS)
    except ServiceError as error:
        return _json(404, {"message": error.message}, _CORS)


def _outbox(service: UserPoolService, request: Request) -> Response:
    messages = service.outbox(_parameter(urlsplit(request.target).query, "to") or None)
    if "application/json" in request.headers.get("accept", ""):
        return _json(200, [message.public() for message in messages])
    return _page(200, html.outbox(messages))


def _ask_to_confirm(service: UserPoolService, request: Request) -> Response:
    token = _parameter(urlsplit(request.target).query, "token")
    return _page(200, html.confirmation(service.confirmation_link(token), token))


def _confirm(service: UserPoolService, request: Request) -> Response:
    token = _parameter(request.body.decode(errors="replace"), "token")
    try:
        service.confirm_by_link(token)
    except ServiceError as error:
        return _page(error.status, html.refused())
    return _page(200, html.confirmed())


def _parameter(query: str, name: str) -> str:
    return parse_qs(query).get(name, [""])[0]


def _page(status: int, body: bytes) -> Response:
    return Response(status, _PAGE, body)


def _json(status: int, value: object, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, {**_JSON, **(headers or {})}, json.dumps(value).encode())


_ROUTES: Mapping[str, Mapping[str, Callable[[UserPoolService, Request], Response]]] = {
    "/": {"POST": _api, "OPTIONS": _preflight},
    "/healthz": {"GET": _healthz},
    "/outbox": {"GET": _outbox},
    LINK_PATH: {"GET": _ask_to_confirm, "POST": _confirm},
    f"*{_JWKS}": {"GET": _jwks},
}
