"""Checks for signing in and staying signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_setup.findings import Finding, Reading, Verdict
from cognito_setup.settings import AUTH_SESSION_MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

OK, WARNING, NO = Verdict.OK, Verdict.WARNING, Verdict.NO


def existence(reading: Reading) -> Iterator[Finding]:
    """Check that the pool hides who has an account."""
    if reading.client.get("PreventUserExistenceErrors") == "ENABLED":
        yield Finding("existence errors", OK, "the pool hides who has an account")
    else:
        yield Finding(
            "existence errors",
            WARNING,
            "the pool reveals who has an account",
            "Set the client's PreventUserExistenceErrors to ENABLED.",
        )


def session(reading: Reading) -> Iterator[Finding]:
    """Check that confirming an account can sign the user in."""
    minutes = reading.client.get("AuthSessionValidity", 3)
    if reading.user_pool.get("UserPoolTier") == "LITE":
        detail = "the LITE tier has no choice-based sign-in"
        fix = "Set the pool's UserPoolTier to ESSENTIALS, and add ALLOW_USER_AUTH to the client."
    elif "ALLOW_USER_AUTH" not in reading.flows:
        detail = "the client lacks ALLOW_USER_AUTH"
        fix = "Add ALLOW_USER_AUTH to the client's ExplicitAuthFlows."
    elif minutes < AUTH_SESSION_MINUTES:
        yield Finding(
            "auto sign-in",
            WARNING,
            f"by Session, for codes entered within {minutes} minutes",
            f"Set the client's AuthSessionValidity to {AUTH_SESSION_MINUTES}.",
        )
        return
    else:
        yield Finding("auto sign-in", OK, f"by Session, for codes entered within {minutes} minutes")
        return
    yield Finding(
        "auto sign-in",
        WARNING,
        f"{detail}: the server must store the password, encrypted, for up to three minutes",
        fix,
    )


def password(reading: Reading) -> Iterator[Finding]:
    """Check the auth flow of the sign-in page."""
    plain = "ALLOW_USER_PASSWORD_AUTH" in reading.flows
    if "ALLOW_USER_SRP_AUTH" in reading.flows:
        yield Finding("sign-in", OK, "by SRP, so the password is never sent")
    else:
        yield Finding(
            "sign-in",
            WARNING if plain else NO,
            "the client lacks ALLOW_USER_SRP_AUTH"
            + (": set AUTO_SIGN_IN=USER_PASSWORD_AUTH" if plain else ""),
            "Add ALLOW_USER_SRP_AUTH to the client's ExplicitAuthFlows.",
        )
    if plain:
        yield Finding(
            "USER_PASSWORD_AUTH",
            WARNING,
            "allowed, but needed only for AUTO_SIGN_IN=USER_PASSWORD_AUTH",
            "Remove ALLOW_USER_PASSWORD_AUTH from the client's ExplicitAuthFlows.",
        )
    else:
        yield Finding("USER_PASSWORD_AUTH", OK, "not allowed, and not needed")


def second_factor(reading: Reading) -> Iterator[Finding]:
    """Check whether a second factor is required."""
    match reading.mfa.get("MfaConfiguration", "OFF"):
        case "ON":
            yield Finding(
                "second factor",
                WARNING,
                "required, so everyone sets one up after signing up",
                "Set the pool's MfaConfiguration to OPTIONAL unless you require it.",
            )
        case "OPTIONAL":
            yield Finding("second factor", OK, "optional")
        case _:
            yield Finding("second factor", OK, "none")


def refresh(reading: Reading) -> Iterator[Finding]:
    """Check that tokens can be refreshed."""
    rotated = reading.client.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED"
    if rotated or "ALLOW_REFRESH_TOKEN_AUTH" in reading.flows:
        yield Finding("refresh", OK, "tokens can be renewed")
    else:
        yield Finding(
            "refresh",
            WARNING,
            "tokens cannot be renewed",
            "Add ALLOW_REFRESH_TOKEN_AUTH to the client's ExplicitAuthFlows.",
        )


def revocation(reading: Reading) -> Iterator[Finding]:
    """Check that signing out revokes the tokens."""
    if reading.client.get("EnableTokenRevocation"):
        yield Finding("sign-out", OK, "revokes the tokens")
    else:
        yield Finding(
            "sign-out",
            WARNING,
            "tokens stay valid until they expire",
            "Set the client's EnableTokenRevocation to true.",
        )


def recovery(reading: Reading) -> Iterator[Finding]:
    """Check that a forgotten password can be reset."""
    setting = reading.user_pool.get("AccountRecoverySetting") or {}
    names = [item["Name"] for item in setting.get("RecoveryMechanisms", ())]
    ways = {f"verified_{name}" for name in reading.verified}
    if not names or ways.intersection(names):
        yield Finding("password reset", OK, "by a code to the verified address")
    else:
        yield Finding(
            "password reset",
            WARNING,
            f"by {', '.join(names)}, which no sign-up verifies",
            "Set the pool's AccountRecoverySetting to the attributes in AutoVerifiedAttributes.",
        )
