"""The signed-in user of this browser. The tokens stay on the server. OWASP ASVS 10.1.1."""

from dataclasses import asdict

from flask import session

from amplify_auth import Tokens
from signup.observability.events import Event, record
from signup.session import stored_values
from signup.session.interface import TOKENS, rotate_session
from signup.user_pools import SCENARIO


def keep_tokens(tokens: Tokens) -> None:
    """Count this browser as signed in, under a new session id. OWASP ASVS 7.2.4."""
    rotate_session(SCENARIO)
    session[TOKENS] = asdict(tokens)
    record(Event.SESSION_CREATED, who=str(tokens.claims["sub"]))


def forget_tokens() -> None:
    """Count this browser as signed out; the old session id is dead. OWASP ASVS 7.4.1."""
    rotate_session(SCENARIO)


def current_tokens() -> Tokens | None:
    """Return the verified tokens of this browser, or None when nobody is signed in."""
    tokens = stored_values.load(TOKENS, Tokens)
    return tokens if tokens and isinstance(tokens.claims.get("sub"), str) else None
