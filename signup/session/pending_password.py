"""The password of a pending sign-up, for pools without choice-based sign-in.

Such pools need the password again after confirmation. It is stored encrypted with a key that only
the browser's cookie has, for as long as amplify-js waits, and deleted after use.
"""

from amplify_auth import AutoSignIn
from signup.session.current_session import seal, sealed_key, unseal
from signup.user_pools import current_pools

NAME = "kept password"


def keep(password: str) -> None:
    """Store a password for this browser, for three minutes."""
    current_pools().store.set(sealed_key(NAME), seal(password), AutoSignIn.LIFETIME)


def read() -> str | None:
    """Return the password of this browser's sign-up, or None."""
    sealed = current_pools().store.get(sealed_key(NAME))
    return unseal(sealed, str) if sealed is not None else None


def forget() -> None:
    """Delete the password of this browser's sign-up."""
    current_pools().store.delete(sealed_key(NAME))
