"""InitiateAuth, with a function for each flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, first_factors, sign_in, tokens
from user_pool.errors import invalid_parameter
from user_pool.registry import operation
from user_pool.sign_in import required

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from user_pool.context import Call


@operation("InitiateAuth")
def initiate_auth(call: Call) -> dict[str, Any]:
    """Start a sign-in: return tokens or a challenge."""
    flow = call.request["AuthFlow"]
    if flow not in _FLOWS:
        raise invalid_parameter("Initiate Auth method not supported.")
    run, permission = _FLOWS[flow]
    if not call.client.allows(permission):
        raise invalid_parameter(f"{permission} flow not enabled for this client")
    return run(call)


def _user_password(call: Call) -> dict[str, Any]:
    return first_factors.password(call, call.request.get("AuthParameters", {}), _username(call))


def _user_srp(call: Call) -> dict[str, Any]:
    answer = first_factors.password_srp(
        call, call.request.get("AuthParameters", {}), _username(call)
    )
    del answer["Session"]
    return answer


def _user_auth(call: Call) -> dict[str, Any]:
    username = _username(call)
    if "Session" in call.request:
        return _user_auth_by_session(call, username)
    parameters = _parameters(call)
    with call.store.write() as db:
        user = sign_in.find(db, call, username)
        preferred = parameters.get("PREFERRED_CHALLENGE")
        if preferred not in first_factors.available(db, call, user, username):
            return first_factors.select(db, call, user, username)
    return first_factors.FACTORS[preferred](call, parameters, username)


def _user_auth_by_session(call: Call, username: str) -> dict[str, Any]:
    session = call.request["Session"]
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        if cognito_sessions.is_live(db, call, session, user, cognito_sessions.SIGN_UP):
            # amplify-js polls with this Session until the link in the mail has been used. An
            # unconfirmed user has to wait, and a confirmed one needs a factor.
            sign_in.check_status(user)
        cognito_sessions.redeem(db, call, session, user, cognito_sessions.CONFIRMED)
        return sign_in.complete_first_factor(db, call, user)


def _refresh(call: Call) -> dict[str, Any]:
    if call.client.rotation_grace_period is not None:
        raise invalid_parameter("Refresh token rotation requires GetTokensFromRefreshToken.")
    parameters = _parameters(call)
    refresh_token = required(parameters, "REFRESH_TOKEN")
    with call.store.write() as db:
        user, result = tokens.refresh(db, call, refresh_token)
        call.check_secret_hash(user.username, parameters.get("SECRET_HASH"))
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


def _parameters(call: Call) -> Mapping[str, str]:
    parameters: Mapping[str, str] = call.request.get("AuthParameters", {})
    return parameters


def _username(call: Call) -> str:
    parameters = _parameters(call)
    username = required(parameters, "USERNAME")
    call.check_secret_hash(username, parameters.get("SECRET_HASH"))
    return username


_FLOWS: Mapping[str, tuple[Callable[[Call], dict[str, Any]], str]] = {
    "USER_SRP_AUTH": (_user_srp, "USER_SRP_AUTH"),
    "USER_PASSWORD_AUTH": (_user_password, "USER_PASSWORD_AUTH"),
    "USER_AUTH": (_user_auth, "USER_AUTH"),
    "REFRESH_TOKEN_AUTH": (_refresh, "REFRESH_TOKEN_AUTH"),
    "REFRESH_TOKEN": (_refresh, "REFRESH_TOKEN_AUTH"),
}
