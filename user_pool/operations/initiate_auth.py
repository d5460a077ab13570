"""InitiateAuth: one function a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import sessions, sign_in, tokens, users
from user_pool.errors import invalid_parameter, not_authorized
from user_pool.registry import operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from user_pool.context import Call


@operation("InitiateAuth")
def initiate_auth(call: Call) -> dict[str, Any]:
    """Sign in, or ask for the next factor."""
    flow = call.request["AuthFlow"]
    client = call.client
    if flow not in _FLOWS:
        raise invalid_parameter("Initiate Auth method not supported.")
    run, permission = _FLOWS[flow]
    if not client.allows(permission):
        raise invalid_parameter(f"{permission} flow not enabled for this client")
    return run(call)


def _user_password(call: Call) -> dict[str, Any]:
    username, password = _username(call), sign_in.parameter(call, "PASSWORD")
    user = sign_in.check_password(call, username, password)
    with call.store.write() as db:
        return sign_in.finish(db, call, user)


def _user_auth(call: Call) -> dict[str, Any]:
    username = _username(call)
    session = call.request.get("Session")
    if session is None:
        raise invalid_parameter("Initiate Auth method not supported.")
    with call.store.write() as db:
        user = users.find(db, call.pool, username)
        if user is None:
            raise not_authorized("Invalid session for the user.")
        if sessions.is_live(db, call, session, user.sub, sessions.SIGN_UP):
            # What amplify-js polls with while somebody looks for the link in their mail. It is
            # told to wait, and turned away once the user is confirmed.
            sign_in.check_status(user)
        sessions.redeem(db, call, session, user.sub, sessions.CONFIRMED)
        return sign_in.finish(db, call, user)


def _refresh(call: Call) -> dict[str, Any]:
    refresh_token = sign_in.parameter(call, "REFRESH_TOKEN")
    with call.store.write() as db:
        user, result = tokens.refresh(db, call, refresh_token)
        call.check_secret_hash(user.username, call.request["AuthParameters"].get("SECRET_HASH"))
        if not user.enabled:
            raise not_authorized("User is disabled.")
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


def _username(call: Call) -> str:
    username = sign_in.parameter(call, "USERNAME")
    call.check_secret_hash(username, call.request["AuthParameters"].get("SECRET_HASH"))
    return username


_FLOWS: Mapping[str, tuple[Callable[[Call], dict[str, Any]], str]] = {
    "USER_PASSWORD_AUTH": (_user_password, "USER_PASSWORD_AUTH"),
    "USER_AUTH": (_user_auth, "USER_AUTH"),
    "REFRESH_TOKEN_AUTH": (_refresh, "REFRESH_TOKEN_AUTH"),
    "REFRESH_TOKEN": (_refresh, "REFRESH_TOKEN_AUTH"),
}
