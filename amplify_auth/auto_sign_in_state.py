"""State between `sign_up` and `auto_sign_in`, as a value.

amplify-js keeps it in one variable of the module (`client/utils/store/autoSignInStore.ts`), because
a browser has one user. A server has many, so here each call passes it to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from amplify_auth.options import AuthFactor, AuthFlowType, SignInOptions

PASSWORD_FACTORS = (AuthFactor.PASSWORD, AuthFactor.PASSWORD_SRP)


@dataclass(frozen=True, slots=True)
class AutoSignIn:
    """An auto sign-in under way. It never holds a password.

    Attributes:
        LIFETIME: Seconds from `sign_up` to the end, amplify-js's `MAX_AUTOSIGNIN_POLLING_MS`.
        username: The username that signed up.
        expires_at: The end, in seconds since 1970.
        options: The options of the sign-in.
        by_link: Whether a link confirms the account. Only a sign-in can then show whether it was
            opened.
        session: Cognito's `Session`, the proof that the code was entered.
    """

    LIFETIME: ClassVar[int] = 3 * 60

    username: str = field(repr=False)
    expires_at: float
    options: SignInOptions = field(default_factory=SignInOptions)
    by_link: bool = False
    session: str | None = field(default=None, repr=False)

    def belongs_to(self, username: str) -> bool:
        """Return whether this is the auto sign-in of a user.

        amplify-js compares exactly. Amplify's pools ignore case: `Ana@…` and `ana@…` are one user.
        """
        return self.username.casefold() == username.casefold()

    def is_active(self, now: float) -> bool:
        """Return whether the three minutes have not passed."""
        return now < self.expires_at

    @property
    def takes_password(self) -> bool:
        """Return whether `auto_sign_in` needs the password.

        Opening a link returns no `Session` to the page that waits for it.
        """
        flow = self.options.auth_flow_type
        if flow is None:
            return self.by_link or self.session is None
        if flow is AuthFlowType.USER_AUTH:
            return self.options.preferred_challenge in PASSWORD_FACTORS
        return flow is not AuthFlowType.CUSTOM_WITHOUT_SRP

    def to_dict(self) -> dict[str, Any]:
        """Return the state as JSON's own types. It is secret: keep it on the server."""
        return {
            "username": self.username,
            "expires_at": self.expires_at,
            "options": self.options.to_dict(),
            "by_link": self.by_link,
            "session": self.session,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Return the state that `to_dict` was called on."""
        return cls(**{**value, "options": SignInOptions.from_dict(value["options"])})
