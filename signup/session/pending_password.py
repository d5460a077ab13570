"""The password of a sign-up, for the minutes until the pool will take it.

A pool whose client does not allow choice-based sign-in wants the password again once the code is
right, and nobody should have to type it twice. It waits on the server, sealed under a key that only
the browser's cookie holds, for as long as amplify-js would wait, and is gone once it is used.
"""

from amplify_auth import AutoSignIn
from signup.session.interface import seal, sealed_key, unseal
from signup.user_pools import current_pools

NAME = "kept password"


def keep(password: str) -> None:
    """Keep a password for this browser, for three minutes."""
    current_pools().store.set(sealed_key(NAME), seal(password), AutoSignIn.LIFETIME)


def read() -> str | None:
    """Return the password of this browser's sign-up, or None when none is kept."""
    sealed = current_pools().store.get(sealed_key(NAME))
    return unseal(sealed, str) if sealed is not None else None


def forget() -> None:
    """Forget the password of this browser's sign-up."""
    current_pools().store.delete(sealed_key(NAME))
