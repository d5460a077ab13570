"""Callbacks for `configure`."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from amplify_auth.errors import AuthError

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

OnOutage = Callable[[bool], None]
"""Called with True when an outage of the pool begins, and with False when it ends."""

OnCall = Callable[[str, AuthError | None, float], None]
"""Called after each call with boto3's name of the operation, the error or None, and the seconds
that it took."""

OnOutcome = Callable[[str, object], None]
"""Called after each API with its name and its output, or the `AuthError` that it raised."""


class PrepareClient(Protocol):
    """Prepares the boto3 client, for example by registering event handlers."""

    def __call__(self, client: "CognitoIdentityProviderClient", /) -> None:
        """Take the client, once, before its first call."""


class _Observed(Protocol):
    """The part of `Auth` that `reports_outcome` needs. `Auth` imports this module."""

    @property
    def on_outcome(self) -> OnOutcome | None: ...


AuthT = TypeVar("AuthT", bound=_Observed)
P = ParamSpec("P")
T = TypeVar("T")


def reports_outcome(
    api: Callable[Concatenate[AuthT, P], T],
) -> Callable[Concatenate[AuthT, P], T]:
    """Report what an API returns or raises to the connection's `on_outcome`, if there is one."""

    @wraps(api)
    def call(auth: AuthT, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if auth.on_outcome is None:
            return api(auth, *args, **kwargs)
        try:
            output = api(auth, *args, **kwargs)
        except AuthError as error:
            auth.on_outcome(api.__name__, error)
            raise
        auth.on_outcome(api.__name__, output)
        return output

    return call
