"""Findings about a pool.

A check is a function that takes a `Reading` and yields findings; `checks/__init__.py` lists all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cognito_setup.plan import required_attributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amplify_auth import AmplifyOutputs


class Verdict(StrEnum):
    """Verdicts on a setting, worst first."""

    NO = "no"
    WARNING = "warning"
    UNKNOWN = "unknown"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        subject: The part of the configuration.
        verdict: `NO` if people cannot sign up or sign in.
        detail: The pool's setting.
        fix: What to do; empty if nothing.
    """

    subject: str
    verdict: Verdict
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings that the checks read.

    Attributes:
        user_pool: `DescribeUserPool`'s answer.
        client: `DescribeUserPoolClient`'s.
        mfa: `GetUserPoolMfaConfig`'s.
        outputs: The file that names the pool, None if only ids are known.
        secret: `COGNITO_CLIENT_SECRET`, None if unset.
        address: The app's own address, None if unknown.
    """

    user_pool: Mapping[str, Any]
    client: Mapping[str, Any] = field(repr=False)
    mfa: Mapping[str, Any]
    outputs: AmplifyOutputs | None = None
    secret: str | None = field(default=None, repr=False)
    address: str | None = None

    @property
    def flows(self) -> frozenset[str]:
        """`ExplicitAuthFlows`, or Cognito's default without any."""
        default = ("ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
        return frozenset(self.client.get("ExplicitAuthFlows") or default)

    @property
    def verified(self) -> tuple[str, ...]:
        """The attributes that receive a code at sign-up."""
        return tuple(self.user_pool.get("AutoVerifiedAttributes") or ())

    @property
    def required(self) -> list[str]:
        """The attributes that a sign-up must have."""
        return required_attributes(self.user_pool)

    @property
    def triggers(self) -> Mapping[str, Any]:
        """The pool's Lambda functions by trigger."""
        return self.user_pool.get("LambdaConfig") or {}

    @property
    def first_factors(self) -> tuple[str, ...]:
        """The first factors of `USER_AUTH`."""
        sign_in = self.user_pool.get("Policies", {}).get("SignInPolicy", {})
        return tuple(sign_in.get("AllowedFirstAuthFactors", ("PASSWORD",)))
