"""The plan of calls that create or update a pool. Nothing is called here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cognito_setup.message_templates import message_templates
from cognito_setup.nested_settings import Difference, comparable, differences, listed, merged
from cognito_setup.settings import Wanted, client_settings, mfa_settings, user_pool_settings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_FIXED = {"PoolName", "Schema", "UsernameAttributes", "UsernameConfiguration"}
"""Members that are compared by `_check_fixed`: Cognito never changes them, or we never do."""

_LEFT_OUT = {
    # An update keeps it if omitted; sending it requires an SMS role.
    "MfaConfiguration",
    # The caller adds them.
    "UserPoolId",
    "ClientId",
}
"""Members of updates that are not copied from the existing pool."""


_SECOND_FACTORS = (
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
)
_BOTH_FACTORS = "MULTI_FACTOR_WITH_USER_VERIFICATION"


class PlanError(Exception):
    """The existing pool cannot be changed as requested. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """The existing pool.

    Attributes:
        user_pool: `DescribeUserPool`'s answer.
        client: `DescribeUserPoolClient`'s, or None if the pool has no client of its name.
        mfa: `GetUserPoolMfaConfig`'s.
    """

    user_pool: Mapping[str, Any]
    client: Mapping[str, Any] | None = field(repr=False)
    mfa: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One call that changes something.

    Attributes:
        operation: boto3's name of the operation.
        request: Its members, without the ids.
        title: A summary for the terminal.
        lines: The details.
    """

    operation: str
    request: Mapping[str, Any]
    title: str
    lines: tuple[str, ...]


def plan(
    wanted: Wanted, found: Found | None, update_members: Mapping[str, Collection[str]]
) -> tuple[Change, ...]:
    """Return the calls to make, none if the pool already matches.

    Args:
        wanted: The requested pool.
        found: The existing pool, if any.
        update_members: The members of the requests `update_user_pool` and
            `update_user_pool_client`, by these names. An update sends all of them, because it
            resets those that are missing.

    Raises:
        PlanError: A setting differs that cannot be changed.
    """
    user_pool, client = user_pool_settings(wanted), client_settings(wanted)
    if found is None:
        user_pool = merged(user_pool, message_templates(wanted.name))
        return (
            Change("create_user_pool", user_pool, "Create the user pool", listed(user_pool)),
            *_passkeys(wanted, {}),
            _create_client(wanted, client),
        )
    _check_fixed(wanted, user_pool, found)
    _check_second_factor(wanted, found)
    if found.user_pool.get("UserPoolTier") == "PLUS":
        del user_pool["UserPoolTier"]  # includes ESSENTIALS; somebody chose it
    pool_changes = (
        *_passkeys(wanted, found.mfa),  # first: the pool refuses passkeys that it has no domain for
        *_update(
            "update_user_pool",
            f"Update the user pool {found.user_pool['Id']}",
            {name: value for name, value in user_pool.items() if name not in _FIXED},
            found.user_pool,
            update_members["update_user_pool"],
        ),
    )
    if found.client is None:
        return (*pool_changes, _create_client(wanted, client))
    client_changes = _update(
        "update_user_pool_client",
        f"Update the app client {found.client['ClientId']}",
        client,
        found.client,
        update_members["update_user_pool_client"],
    )
    return (*pool_changes, *client_changes)


def required_attributes(user_pool: Mapping[str, Any]) -> list[str]:
    """Return the required attributes, without `sub`, which the pool sets.

    Args:
        user_pool: `DescribeUserPool`'s answer.
    """
    return [
        attribute["Name"]
        for attribute in user_pool.get("SchemaAttributes", ())
        if attribute.get("Required") and attribute["Name"] != "sub"
    ]


def _update(
    operation: str,
    title: str,
    wanted: Mapping[str, Any],
    found: Mapping[str, Any],
    members: Collection[str],
) -> tuple[Change, ...]:
    changed = tuple(differences(wanted, found))
    if not changed:
        return ()
    sent = set(members) - _LEFT_OUT
    now = {name: value for name, value in found.items() if name in sent}
    request = merged(now, wanted)
    # Described, but refused: PasswordPolicy.TemporaryPasswordValidityDays replaces it.
    request.get("AdminCreateUserConfig", {}).pop("UnusedAccountValidityDays", None)
    return (Change(operation, request, title, tuple(str(change) for change in changed)),)


def _passkeys(wanted: Wanted, found: Mapping[str, Any]) -> tuple[Change, ...]:
    """Set the relying party. The call replaces second factors that it does not name."""
    settings = mfa_settings(wanted)
    if not settings:
        return ()
    mfa = found.get("MfaConfiguration", "OFF")
    if mfa == "ON":  # Cognito refuses a passkey that would not be both factors
        settings["WebAuthnConfiguration"]["FactorConfiguration"] = _BOTH_FACTORS
    changed = tuple(differences(settings, found))
    if not changed:
        return ()
    kept = {name: found[name] for name in _SECOND_FACTORS if name in found and mfa != "OFF"}
    request = {"MfaConfiguration": mfa, **kept, **settings}
    lines = tuple(str(change) for change in changed) if found else listed(settings)
    return (Change("set_user_pool_mfa_config", request, "Set up passkeys", lines),)


def _check_second_factor(wanted: Wanted, found: Found) -> None:
    """Refuse codes as a first factor where a second one is required, as Cognito does."""
    if wanted.passwordless and found.mfa.get("MfaConfiguration") == "ON":
        raise PlanError(
            f"The user pool {found.user_pool['Id']} requires a second factor, so Cognito refuses "
            "codes as the first. Leave out --passwordless, or make the second factor optional."
        )


def _create_client(wanted: Wanted, settings: Mapping[str, Any]) -> Change:
    request = {**settings, "GenerateSecret": wanted.client_secret}
    return Change("create_user_pool_client", request, "Create the app client", listed(request))


def _check_fixed(wanted: Wanted, settings: Mapping[str, Any], found: Found) -> None:
    """Refuse changes that need another pool or client."""
    pool = found.user_pool
    fixed = (
        ("UsernameAttributes", pool.get("UsernameAttributes"), settings.get("UsernameAttributes")),
        ("AliasAttributes", pool.get("AliasAttributes"), None),
        (
            "UsernameConfiguration.CaseSensitive",
            pool.get("UsernameConfiguration", {}).get("CaseSensitive", True),
            False,
        ),
        (
            "required attributes",
            required_attributes(pool),
            [attribute["Name"] for attribute in settings["Schema"]],
        ),
    )
    for path, before, after in fixed:
        if comparable(before or None) != comparable(after or None):
            difference = Difference(path, before or None, after or "not set")
            raise PlanError(
                f"The user pool {pool['Id']} differs in a setting that cannot be changed "
                f"({difference}). Choose another --name, or delete the pool first."
            )
    has_secret = bool(found.client and "ClientSecret" in found.client)
    if found.client and has_secret != wanted.client_secret:
        state, way = ("has a", "add") if has_secret else ("has no", "leave out")
        raise PlanError(
            f"The app client {found.client['ClientId']} {state} secret, which cannot be changed. "
            f"{way.capitalize()} --client-secret, or delete the user pool first."
        )
