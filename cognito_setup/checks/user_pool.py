"""Checks of the pool's other settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_setup.findings import Finding, Reading, Verdict
from cognito_setup.settings import PASSWORD_POLICIES, password_policy_type

if TYPE_CHECKING:
    from collections.abc import Iterator

OK, WARNING, UNKNOWN = Verdict.OK, Verdict.WARNING, Verdict.UNKNOWN


def case(reading: Reading) -> Iterator[Finding]:
    """Check whether `Ada@` and `ada@` are the same user."""
    if reading.user_pool.get("UsernameConfiguration", {}).get("CaseSensitive", True):
        yield Finding(
            "case",
            WARNING,
            "Ada@example.com and ada@example.com are two accounts; this cannot be changed",
            "Create another pool with UsernameConfiguration.CaseSensitive false.",
        )
    else:
        yield Finding("case", OK, "Ada@example.com and ada@example.com are one account")


def password_policy(reading: Reading) -> Iterator[Finding]:
    """Compare the password policy with NIST's recommendation."""
    policy = reading.user_pool.get("Policies", {}).get("PasswordPolicy", {})
    nist = password_policy_type(PASSWORD_POLICIES["nist"])
    length = policy.get("MinimumLength", 0)
    kinds = [
        name.removeprefix("Require").lower()
        for name in nist
        if name.startswith("Require") and policy.get(name)
    ]
    detail = f"{length} characters" + (f" with {', '.join(kinds)}" if kinds else " of any kind")
    if length >= nist["MinimumLength"] and not kinds:
        yield Finding("password policy", OK, f"{detail}, as NIST SP 800-63B-4 asks")
    else:
        yield Finding(
            "password policy",
            WARNING,
            f"{detail}; NIST SP 800-63B-4 asks for 15 of any kind",
            "Set the pool's Policies.PasswordPolicy, or create with --password-policy nist.",
        )


def triggers(reading: Reading) -> Iterator[Finding]:
    """List the Lambda triggers."""
    names = [name for name, function in reading.triggers.items() if function]
    if names:
        yield Finding(
            "triggers",
            UNKNOWN,
            f"{', '.join(names)} run, and may change or refuse requests",
            "Check the functions' code.",
        )
    else:
        yield Finding("triggers", OK, "none")


def issuer(reading: Reading) -> Iterator[Finding]:
    """Report the issuer of the pool's tokens. The app accepts both."""
    kind = reading.user_pool.get("IssuerConfiguration", {}).get("Type", "ORIGINAL")
    host = "issuer-cognito-idp" if kind == "UPDATED" else "cognito-idp"
    yield Finding(
        "issuer", OK, f"{host} ({kind.lower()}); the app accepts both of the pool's issuers"
    )


def web_acl(reading: Reading) -> Iterator[Finding]:
    """Point to AWS WAF, whose rules the pool does not report."""
    yield Finding(
        "AWS WAF",
        UNKNOWN,
        "may protect the pool and refuse requests",
        "aws wafv2 get-web-acl-for-resource --resource-arn " + reading.user_pool["Arn"],
    )


def deletion_protection(reading: Reading) -> Iterator[Finding]:
    """Check the deletion protection."""
    if reading.user_pool.get("DeletionProtection") == "ACTIVE":
        yield Finding("deletion protection", OK, "on")
    else:
        yield Finding(
            "deletion protection",
            WARNING,
            "off: one call deletes the pool and its users",
            "Set the pool's DeletionProtection to ACTIVE before real people sign up.",
        )
