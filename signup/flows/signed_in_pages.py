"""Pages that require a sign-in. Other visitors sign in first and are sent back.

A sign-in lasts as long as its access token, an hour by default, because tokens are not renewed.
Factors and the account can only be changed soon after a sign-in, so that a browser that was left
open is not enough. OWASP ASVS 7.5.1, 7.5.3.
"""

from collections.abc import Callable
from functools import wraps

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from amplify_auth import (
    NotAuthorizedException,
    PasswordResetRequiredException,
    Tokens,
    UserNotConfirmedException,
    UserNotFoundException,
)
from signup.flows.pending_sign_in import keep_username
from signup.i18n.lazy_text import Text
from signup.messages.flashes import SESSION_ENDED, flash
from signup.observability.events import Event, record
from signup.session.current_user import current_tokens, forget_tokens, keep_return_page
from signup.user_pools import current_auth

MINUTE = 60
RECENT = 15 * MINUTE
"""Seconds after a sign-in in which such a page opens. Its form is accepted for as long again."""

SESSION_IS_OVER = (
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserNotConfirmedException,
    UserNotFoundException,
)
"""Exceptions for expired or revoked tokens and deleted accounts."""

View = Callable[[Tokens], Response]


def require_sign_in(
    page: str = "signup.account", *, recent: Text | None = None
) -> Callable[[View], Callable[[], Response]]:
    """Decorate a view that takes the tokens of the signed-in user.

    One of `SESSION_IS_OVER` that the view raises ends the session.

    Args:
        page: The endpoint to return to after a sign-in.
        recent: The message before another sign-in, if the last one must be recent.
    """

    def decorate(view: View) -> Callable[[], Response]:
        @wraps(view)
        def respond() -> Response:
            tokens = current_tokens()
            if tokens is None:
                record(Event.SEQUENCE_FAIL, reason="nobody is signed in")
                return _redirect_to_sign_in(page)
            if recent and not _is_recent(tokens):
                record(Event.SEQUENCE_FAIL, who=user_of(tokens), reason="signed in too long ago")
                keep_username(login_of(tokens))
                return _redirect_to_sign_in(page, recent)
            try:
                return view(tokens)
            except SESSION_IS_OVER as error:
                record(Event.SESSION_EXPIRED, who=user_of(tokens), reason=error.name)
                forget_tokens()
                keep_username(login_of(tokens))
                return _redirect_to_sign_in(page, SESSION_ENDED)

        return respond

    return decorate


def user_of(tokens: Tokens) -> str:
    """Return the id of the signed-in user, for the log and for limits."""
    return str(tokens.claims["sub"])


def login_of(tokens: Tokens) -> str:
    """Return the login of the signed-in user."""
    names = (*current_auth().outputs.auth.username_attributes, "cognito:username")
    return next((str(tokens.claims[name]) for name in names if name in tokens.claims), "")


def _is_recent(tokens: Tokens) -> bool:
    signed_in_at = tokens.claims.get("auth_time", tokens.claims["iat"])
    grace = RECENT if request.method == "POST" else 0
    return bool(current_auth().clock() < signed_in_at + RECENT + grace)


def _redirect_to_sign_in(page: str, notice: Text | None = None) -> Response:
    if notice:
        flash(notice)
    keep_return_page(page)
    return redirect(url_for("signup.sign_in"), 303)
