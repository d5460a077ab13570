"""Checks for the ways to sign in besides a password: codes and passkeys."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from amplify_auth import AuthFactor
from cognito_setup.findings import Finding, Reading, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amplify_auth import AmplifyOutputs

OK, WARNING, NO, UNKNOWN = Verdict.OK, Verdict.WARNING, Verdict.NO, Verdict.UNKNOWN

_FACTORS = (
    AuthFactor.PASSWORD,
    AuthFactor.EMAIL_OTP,
    AuthFactor.SMS_OTP,
    AuthFactor.WEB_AUTHN,
)
_SETTING = "Policies.SignInPolicy.AllowedFirstAuthFactors"


def allowed(reading: Reading) -> Iterator[Finding]:
    """Check that the pool allows the first factors that the pages offer."""
    pool = reading.first_factors
    offered = _offered(reading.outputs) if reading.outputs else [AuthFactor.PASSWORD, *pool]
    if missing := [factor for factor in offered if factor not in pool]:
        yield Finding(
            "first factors",
            NO,
            f"{', '.join(pool)}; the pages also offer {', '.join(missing)}",
            f"Add them to the pool's {_SETTING}, or change auth.passwordless of the file.",
        )
    elif unused := [factor for factor in pool if factor not in offered and factor != "PASSWORD"]:
        yield Finding(
            "first factors",
            WARNING,
            f"{', '.join(pool)}; the pages do not offer {', '.join(unused)}",
            "Add them to auth.passwordless of the file, or remove them from the pool's "
            f"{_SETTING}.",
        )
    else:
        yield Finding("first factors", OK, ", ".join(pool))


def choice(reading: Reading) -> Iterator[Finding]:
    """Check that the pool and the client allow choice-based sign-in, where there is a choice."""
    if not _others(reading):
        return
    tier = reading.user_pool.get("UserPoolTier", "ESSENTIALS")
    if tier == "LITE":
        yield Finding(
            "choice of factors",
            NO,
            "the LITE tier has passwords only",
            "Set the pool's UserPoolTier to ESSENTIALS.",
        )
    elif "ALLOW_USER_AUTH" not in reading.flows:
        yield Finding(
            "choice of factors",
            NO,
            "the client lacks ALLOW_USER_AUTH, without which there are only passwords",
            "Add ALLOW_USER_AUTH to the client's ExplicitAuthFlows.",
        )
    else:
        yield Finding("choice of factors", OK, f"by USER_AUTH, in the {tier} tier")


def passkeys(reading: Reading) -> Iterator[Finding]:
    """Check that passkeys are for the app's own domain."""
    if AuthFactor.WEB_AUTHN not in _others(reading):
        return
    domain = (reading.mfa.get("WebAuthnConfiguration") or {}).get("RelyingPartyId")
    if domain is None:
        yield Finding(
            "passkeys",
            NO,
            "the pool has no relying party, so none can be created",
            "Set the pool's WebAuthnConfiguration, or create with --passkeys and the app's domain.",
        )
    elif reading.address is None:
        yield Finding(
            "passkeys",
            UNKNOWN,
            f"work at {_place(domain)} and nowhere else",
            "Pass --address with the app's own address, such as https://example.com.",
        )
    elif problem := _mismatch(reading.address, domain):
        yield Finding(
            "passkeys",
            NO,
            f"are for {domain}, and {problem}",
            f"Serve the app at {_place(domain)}, or change the pool's RelyingPartyId. Passkeys "
            "that people have would then no longer work.",
        )
    else:
        yield Finding("passkeys", OK, f"are for {domain}, where the app is")


def _offered(outputs: AmplifyOutputs) -> list[AuthFactor]:
    """Return the first factors that the pages offer by this file, in Cognito's order."""
    passwordless = outputs.auth.passwordless
    section = outputs.custom.get("sign_in", {})
    hidden = section.get("hidden_auth_methods", ())  # the app refuses to start with anything else
    if passwordless is None:
        return [AuthFactor.PASSWORD]
    return [factor for factor in _FACTORS if passwordless.enables(factor) and factor not in hidden]


def _others(reading: Reading) -> set[str]:
    """Return the first factors besides a password, of the pool or of the file."""
    offered = _offered(reading.outputs) if reading.outputs else []
    return {*reading.first_factors, *offered} - {AuthFactor.PASSWORD}


def _place(domain: str) -> str:
    return "http://localhost" if domain == "localhost" else f"https://{domain} and its subdomains"


def _mismatch(address: str, domain: str) -> str | None:
    """Return why a browser at an address refuses passkeys for a domain, or None if it does not."""
    url = urlsplit(address)
    host = url.hostname or ""
    if _is_ip(host):
        return f"WebAuthn does not work at an IP address such as {host}"
    if host != domain and not host.endswith(f".{domain}"):
        return f"the app is at {host}"
    if url.scheme != "https" and host != "localhost":
        return "the app is not at https"
    return None


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
