"""Tells what each API came to, for whoever counts or shows it: metrics, tracing, teaching."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from amplify_auth.errors import AuthError

if TYPE_CHECKING:
    from amplify_auth.auth import Auth

P = ParamSpec("P")
T = TypeVar("T")

OnOutcome = Callable[[str, object], None]
"""Is told the name of an API, and what it returned or the `AuthError` that it raised."""


def tells_outcome(
    api: "Callable[Concatenate[Auth, P], T]",
) -> "Callable[Concatenate[Auth, P], T]":
    """Have an API tell the connection's `on_outcome`, when there is one, what it came to."""

    @wraps(api)
    def call(auth: "Auth", /, *args: P.args, **kwargs: P.kwargs) -> T:
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
