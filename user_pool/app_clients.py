"""Settings of app clients, read from `CreateUserPoolClient` requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_DEFAULT_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
_PREFIX = "ALLOW_"


@dataclass(frozen=True, slots=True)
class UserPoolClient:
    """Settings of an app client.

    Attributes:
        id: The client id.
        user_pool_id: Its pool's id.
        secret: The client secret, or None for a public client.
        flows: `ExplicitAuthFlows`, with the older names translated.
        hide_users: Whether `PreventUserExistenceErrors` is `ENABLED`.
        write_attributes: Attributes that the client may set, or None for all.
        session_validity: Lifetime of a Session in seconds.
        access_token_validity: Lifetime of an access token in seconds.
        id_token_validity: Lifetime of an ID token in seconds.
        refresh_token_validity: Lifetime of a refresh token in seconds.
        rotation_grace_period: Seconds that a rotated refresh token stays valid, or None without
            rotation.
    """

    id: str
    user_pool_id: str
    secret: str | None
    flows: frozenset[str]
    hide_users: bool
    write_attributes: frozenset[str] | None
    session_validity: int
    access_token_validity: int
    id_token_validity: int
    refresh_token_validity: int
    rotation_grace_period: int | None

    def allows(self, flow: str) -> bool:
        """Return whether the client allows a flow, `USER_SRP_AUTH` for example."""
        return f"{_PREFIX}{flow}" in self.flows


@lru_cache(maxsize=256)
def read_user_pool_client(client_id: str, user_pool_id: str, definition: str) -> UserPoolClient:
    """Read a stored client definition (JSON)."""
    given = json.loads(definition)
    units = given.get("TokenValidityUnits", {})
    write_attributes = given.get("WriteAttributes")

    def validity(name: str, default: int, unit: str) -> int:
        # 0 means the default, as in Cognito.
        number = given.get(f"{name}Validity") or default
        return int(number * _SECONDS[units.get(name, unit)])

    return UserPoolClient(
        id=client_id,
        user_pool_id=user_pool_id,
        secret=given.get("ClientSecret"),
        flows=_flows(given.get("ExplicitAuthFlows") or _DEFAULT_FLOWS),
        hide_users=given.get("PreventUserExistenceErrors") == "ENABLED",
        write_attributes=frozenset(write_attributes) if write_attributes else None,
        session_validity=60 * given.get("AuthSessionValidity", 3),
        access_token_validity=validity("AccessToken", 1, "hours"),
        id_token_validity=validity("IdToken", 1, "hours"),
        refresh_token_validity=validity("RefreshToken", 30, "days"),
        rotation_grace_period=_rotation_grace_period(given.get("RefreshTokenRotation", {})),
    )


def _flows(names: Sequence[str]) -> frozenset[str]:
    """Return the flows of a client. The older names leave the default flows on."""
    if all(name.startswith(_PREFIX) for name in names):
        return frozenset(names)
    if "CUSTOM_AUTH_FLOW_ONLY" in names:
        return frozenset({"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})
    return frozenset({*_DEFAULT_FLOWS, *(f"{_PREFIX}{name}" for name in names)})


def _rotation_grace_period(rotation: Mapping[str, Any]) -> int | None:
    if rotation.get("Feature") != "ENABLED":
        return None
    return int(rotation.get("RetryGracePeriodSeconds", 0))
