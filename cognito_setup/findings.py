"""Findings about a pool: for each thing that the app does, whether the pool allows it.

A check is a function of a `Reading` that yields findings; `CHECKS` in `checks.py` has them all.
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
        subject: What it is about.
        verdict: `NO` keeps people from signing up or in.
        detail: What the pool says.
        fix: What to do; empty where nothing is to be done.
    """

    subject: str
    verdict: Verdict
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The descriptions that the checks read.

    Attributes:
        user_pool: `DescribeUserPool`'s answer.
        client: `DescribeUserPoolClient`'s.
        mfa: `GetUserPoolMfaConfig`'s.
        outputs: The file that names the pool, None where only ids are known.
        secret: `COGNITO_CLIENT_SECRET`, None where it is not set.
    """

    user_pool: Mapping[str, Any]
    client: Mapping[str, Any] = field(repr=False)
    mfa: Mapping[str, Any]
    outputs: AmplifyOutputs | None = None
    secret: str | None = field(default=None, repr=False)

    @property
    def flows(self) -> frozenset[str]:
        """`ExplicitAuthFlows`; without any the client has Cognito's default."""
        default = ("ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
        return frozenset(self.client.get("ExplicitAuthFlows") or default)

    @property
    def verified(self) -> tuple[str, ...]:
        """The attributes that a code is sent to at sign-up."""
        return tuple(self.user_pool.get("AutoVerifiedAttributes") or ())

    @property
    def required(self) -> list[str]:
        """The attributes that a sign-up must bring."""
        return required_attributes(self.user_pool)

    @property
    def triggers(self) -> Mapping[str, Any]:
        """The pool's Lambda functions, by what they run at."""
        return self.user_pool.get("LambdaConfig") or {}

    @property
    def first_factors(self) -> tuple[str, ...]:
        """The first factors of `USER_AUTH`."""
        sign_in = self.user_pool.get("Policies", {}).get("SignInPolicy", {})
        return tuple(sign_in.get("AllowedFirstAuthFactors", ("PASSWORD",)))
