"""First factors: the ways to sign in that the pages offer, from `amplify_outputs.json`.

They depend on the file and never on an account, so the pages do not reveal the factors of an
account.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from amplify_auth import AmplifyOutputs, AuthFactor
from signup.forms.sign_up_settings import SignUpSettingsError

SECTION, NAME = "custom.sign_in", "hidden_auth_methods"
"""Amplify UI's `hiddenAuthMethods`. A pool on Cognito always has passwords among its factors."""

ORDER = (AuthFactor.PASSWORD, AuthFactor.WEB_AUTHN, AuthFactor.EMAIL_OTP, AuthFactor.SMS_OTP)

CODE_ATTRIBUTES = {AuthFactor.EMAIL_OTP: "email", AuthFactor.SMS_OTP: "phone_number"}
"""The factors that are codes, and the attributes that the codes go to."""


@dataclass(frozen=True, slots=True)
class FirstFactors:
    """The first factors of a pool's pages.

    Attributes:
        offered: The factors, in the order of the page.
        preferred: The initial choice, or None.
    """

    offered: tuple[AuthFactor, ...]
    preferred: AuthFactor | None

    @property
    def takes_passwords(self) -> bool:
        """Whether passwords are offered."""
        return AuthFactor.PASSWORD in self.offered

    @property
    def is_password_only(self) -> bool:
        """Whether only passwords are offered."""
        return self.offered == (AuthFactor.PASSWORD,)

    def codes(self, attributes: Collection[str]) -> tuple[AuthFactor, ...]:
        """Return the code factors for these attributes."""
        return tuple(factor for factor in self.offered if CODE_ATTRIBUTES.get(factor) in attributes)


@lru_cache
def first_factors(outputs: AmplifyOutputs) -> FirstFactors:
    """Return the first factors that a pool's pages offer.

    Args:
        outputs: The file.

    Raises:
        SignUpSettingsError: The file hides unknown factors, or all of them.
    """
    passwordless, hidden = outputs.auth.passwordless, _hidden(outputs)
    allowed = {AuthFactor.PASSWORD}
    if passwordless:
        allowed = {factor for factor in ORDER if passwordless.enables(factor)}
        if passwordless.web_authn and not passwordless.web_authn.relying_party_id:
            allowed.discard(AuthFactor.WEB_AUTHN)
    offered = tuple(factor for factor in ORDER if factor in allowed and factor not in hidden)
    if set(offered) <= {AuthFactor.WEB_AUTHN}:
        raise SignUpSettingsError(
            f"{outputs.source}: {SECTION}.{NAME} must leave passwords or codes"
        )
    preferred = passwordless and passwordless.preferred_challenge
    if preferred not in offered:
        preferred = offered[0] if len(offered) == 1 else None
    return FirstFactors(offered, AuthFactor(preferred) if preferred else None)


def _hidden(outputs: AmplifyOutputs) -> list[str]:
    section = outputs.custom.get("sign_in", {})
    if not isinstance(section, dict) or section.keys() - {NAME}:
        raise SignUpSettingsError(f"{outputs.source}: {SECTION} may only have {NAME}")
    hidden = section.get(NAME, [])
    if not isinstance(hidden, list) or not all(name in ORDER for name in hidden):
        raise SignUpSettingsError(
            f"{outputs.source}: {SECTION}.{NAME} must be a list of {', '.join(ORDER)}"
        )
    return hidden
