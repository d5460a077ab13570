"""The signed-in user of this browser. The tokens stay on the server. OWASP ASVS 10.1.1."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self, cast

from flask import Request, current_app, session

from amplify_auth import Tokens
from signup.host.mount import Mount, MountError, current_mount
from signup.host.signals import send, signed_in, signed_out
from signup.observability.events import Event, record
from signup.session import stored_values
from signup.session.current_session import empty_session, rotate_session
from signup.session.interface import TOKENS, EncryptedSessionInterface
from signup.storage.interface import StoreError
from signup.user_pools import SCENARIO

RETURN_PAGE = "return_page"
"""The session's key for the page to go to after the next sign-in."""

RETURN_PAGES = {"signup.add_password", "signup.delete_account", "signup.passkeys"}
"""Endpoints to return to after a sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A signed-in user.

    Attributes:
        id: Cognito's `sub`, unique and constant.
        claims: The claims of the ID token, such as `email`.
    """

    id: str
    claims: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, tokens: Tokens) -> Self:
        """Return the user of verified tokens."""
        return cls(id=str(tokens.claims["sub"]), claims=tokens.claims)


def current_user(request: Request) -> User | None:
    """Return the signed-in user of a request, or None.

    Args:
        request: Flask's request, on any route of the host.

    Raises:
        MountError: The browser does not send the pages' cookie to this route. See
            docs/embedding.md.
        StoreError: The session store is unavailable.
    """
    mount = current_mount()
    if not mount.gets_cookies(request):
        raise MountError(
            f"The cookies of the pages stay under {mount.url_prefix}. To ask for the user on other "
            "routes, pass cookie_path='/' to signup.init_app, or keep the user in your own session "
            "when signup.signed_in is sent."
        )
    tokens = current_tokens() if current_app == mount.pages else _tokens(mount, request)
    return User.of(tokens) if tokens else None


def _tokens(mount: Mount, request: Request) -> Tokens | None:
    """Return the tokens of a request to the host, and extend the session."""
    interface = cast("EncryptedSessionInterface", mount.pages.session_interface)
    opened = interface.open_session(mount.pages, request)
    if opened.is_abandoned:
        raise StoreError("The session could not be read.")
    if TOKENS not in opened:
        return None
    interface.extend(opened)
    return _readable(stored_values.read(Tokens, opened[TOKENS], TOKENS))


def keep_tokens(tokens: Tokens) -> None:
    """Sign this browser in, under a new session id. OWASP ASVS 7.2.4."""
    rotate_session(SCENARIO)
    session[TOKENS] = asdict(tokens)
    record(Event.SESSION_CREATED, who=str(tokens.claims["sub"]))
    send(signed_in, user=User.of(tokens))


def forget_tokens() -> None:
    """Sign this browser out, and end its session. OWASP ASVS 7.4.1."""
    tokens = current_tokens()
    rotate_session(SCENARIO)
    if tokens:
        send(signed_out, user=User.of(tokens))


def forget_deleted_user() -> None:
    """Count this browser as signed out of an account that is gone, and its tokens with it.

    The session keeps its id, so that a second press of the button, which the browser sent with the
    same cookie, finds what the first one has left.
    """
    tokens = current_tokens()
    empty_session(SCENARIO)
    if tokens:
        send(signed_out, user=User.of(tokens))


def current_tokens() -> Tokens | None:
    """Return the verified tokens of this browser, or None if nobody is signed in."""
    return _readable(stored_values.load(TOKENS, Tokens))


def _readable(tokens: Tokens | None) -> Tokens | None:
    return tokens if tokens and isinstance(tokens.claims.get("sub"), str) else None


def keep_return_page(endpoint: str) -> None:
    """Store the page that requires a sign-in."""
    session.pop(RETURN_PAGE, None)
    if endpoint in RETURN_PAGES:
        session[RETURN_PAGE] = endpoint


def return_page() -> str | None:
    """Return the endpoint to come back to after a sign-in, if there is one."""
    endpoint = stored_values.load(RETURN_PAGE, str)
    return endpoint if endpoint in RETURN_PAGES else None


def has_to_sign_in() -> bool:
    """Return whether this browser is not signed in, or has to sign in again."""
    return current_tokens() is None or RETURN_PAGE in session
