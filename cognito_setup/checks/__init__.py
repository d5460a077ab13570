"""The checks, in the order of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_setup.checks import first_factors, outputs, sign_in, sign_up, user_pool

if TYPE_CHECKING:
    from cognito_setup.findings import Finding, Reading

__all__ = ["findings"]

_CHECKS = (
    sign_up.sign_up,
    sign_up.code,
    sign_up.mail,
    sign_up.text_messages,
    sign_up.required_attributes,
    sign_up.written_attributes,
    sign_up.client_secret,
    sign_in.session,
    sign_in.password,
    first_factors.allowed,
    first_factors.choice,
    first_factors.passkeys,
    sign_in.second_factor,
    sign_in.refresh,
    sign_in.revocation,
    sign_in.recovery,
    sign_in.existence,
    user_pool.case,
    user_pool.password_policy,
    user_pool.triggers,
    user_pool.issuer,
    user_pool.web_acl,
    user_pool.deletion_protection,
    outputs.drift,
    outputs.form_attributes,
)


def findings(reading: Reading) -> list[Finding]:
    """Run all checks.

    Args:
        reading: The pool's settings, and the file.
    """
    return [finding for check in _CHECKS for finding in check(reading)]
