"""Server-side, encrypted sessions for Flask. The browser has only an opaque id.

The row is stored under a hash of the cookie's id and encrypted with a key derived from it, so
neither the store nor the cookie reveals anything alone. A visitor who has sent nothing has an id
but no row; the CSRF token is derived from the id. OWASP ASVS 7.2.1, 7.2.2, 14.3.3.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, Signer
from werkzeug.datastructures import CallbackDict

from signup.host.cookies import Cookies
from signup.session import stored_values
from signup.session.encryption import derive, seal_for
from signup.storage.interface import Store, StoreError

COOKIE = "session"
ID_BYTES = 32
MINUTE = 60
HOUR = 60 * MINUTE
ROW = "row of a session with its beginning"
FLASHES = "_flashes"  # Flask reads these itself
Flashes = tuple[tuple[str, str], ...]
Row = tuple[float, dict[str, Any]]
CSRF_KEY = "csrf_token"  # where Flask-WTF looks


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Lifetime of a session, in seconds. OWASP ASVS 7.1.1, 7.3.1, 7.3.2.

    Attributes:
        idle: Since the last request or, if nobody is signed in, the last change.
        absolute: Since its start.
    """

    idle: int
    absolute: int


# A pending sign-up lasts as long as its code, 24 hours. A signed-in page may be left open on a
# shared computer.
WAITING = Lifetime(idle=24 * HOUR, absolute=72 * HOUR)
SIGNED_IN = Lifetime(idle=30 * MINUTE, absolute=12 * HOUR)
TOKENS = "tokens"
"""The key that is present if somebody is signed in."""


class EncryptedSession(CallbackDict[str, Any], SessionMixin):
    """The session of a browser.

    Args:
        session_id: The cookie's value, without its signature.
        data: The stored data.
        begun: Its start, in seconds since the epoch; 0 before it is stored.
        new: Whether the browser does not have the id yet.
    """

    def __init__(
        self,
        session_id: str,
        data: Mapping[str, Any] | None = None,
        *,
        begun: float = 0,
        new: bool = False,
    ) -> None:
        super().__init__(data, on_update=_note_change)
        self.session_id = session_id
        self.begun = begun
        self.new = new
        self.retired_id = ""
        self.is_abandoned = False
        self[CSRF_KEY] = derive(session_id, "csrf").hex()
        self.modified = False
        self.is_used = False

    def __getitem__(self, name: str) -> object:
        self.is_used = True
        return super().__getitem__(name)

    @property
    def lifetime(self) -> Lifetime:
        """The lifetime, which depends on whether somebody is signed in."""
        return SIGNED_IN if TOKENS in self else WAITING

    def empty(self, *keep: str) -> None:
        """Go on with only the named keys."""
        kept = {name: self[name] for name in keep if name in self}
        self.clear()
        self.update(kept)
        self[CSRF_KEY] = derive(self.session_id, "csrf").hex()

    def rotate(self, *keep: str) -> None:
        """Continue under a new id with only the given keys. OWASP ASVS 7.2.4."""
        self.retired_id = self.retired_id or self.session_id
        self.session_id = new_session_id()
        self.begun = 0
        self.empty(*keep)

    def abandon(self) -> None:
        """Store nothing more in this request, because the store is unavailable."""
        self.is_abandoned = True


class EncryptedSessionInterface(SessionInterface):
    """Flask's session interface for `EncryptedSession`.

    Args:
        store: The session store.
        cookies: The names of the cookies.
        clock: Seconds since the epoch.
    """

    def __init__(
        self, store: Store, cookies: Cookies, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._cookies = cookies
        self._clock = clock

    def open_session(self, app: Flask, request: Request) -> EncryptedSession:
        """Return the session of the request's cookie; or a new one if it is forged or missing.

        Static files have none. While the store is unavailable, the session is empty and abandoned,
        but has the cookie's id, so that CSRF tokens can be checked.
        """
        if request.path.startswith(f"{app.static_url_path}/"):
            return EncryptedSession("")
        try:
            cookie = request.cookies[self._cookies.name(request, COOKIE)]
            session_id = _signer(app).unsign(cookie).decode()
        except (KeyError, BadSignature):
            return EncryptedSession(new_session_id(), new=True)
        empty = EncryptedSession(session_id)
        try:
            begun, data = self._read(session_id)
        except StoreError:
            empty.abandon()
            return empty
        kept = EncryptedSession(session_id, data, begun=begun)
        return kept if self._clock() < begun + kept.lifetime.absolute else empty

    def save_session(self, app: Flask, opened: SessionMixin, response: Response) -> None:
        """Store changes, delete a rotated id, and set the cookie for a new id."""
        session = cast("EncryptedSession", opened)
        if session.is_abandoned:
            return
        if session.retired_id:
            self._store.delete(_row_key(session.retired_id))
        if session.modified:
            self.keep(session)
        elif session.lifetime is SIGNED_IN:
            self.extend(session)
        # A page without data, such as that of a mailed link, sets no cookie.
        if (session.new and (session.is_used or session.modified)) or session.retired_id:
            signed = _signer(app).sign(session.session_id).decode()
            self._cookies.set(response, request, COOKIE, signed)

    def extend(self, session: EncryptedSession) -> None:
        """Extend a session without writing it, which could undo a concurrent sign-out."""
        with suppress(StoreError):
            self._store.extend(_row_key(session.session_id), self._remaining(session))

    def reload(self, session: EncryptedSession) -> None:
        """Read a session again, because another request of the browser may have changed it."""
        session.begun, data = self._read(session.session_id)
        session.clear()
        session.update(data)
        session[CSRF_KEY] = derive(session.session_id, "csrf").hex()
        session.modified = False

    def _read(self, session_id: str) -> tuple[float, dict[str, Any]]:
        """Return a session's start and data, or those of an empty one if it is unreadable."""
        sealed = self._store.get(_row_key(session_id))
        row: Row | None = None
        if sealed is not None:
            row = stored_values.unseal(session_id, sealed, Row)
            if row is None:
                self._store.delete(_row_key(session_id))
        begun, data = row or (0, {})
        if FLASHES in data and stored_values.read(Flashes, data[FLASHES], FLASHES) is None:
            del data[FLASHES]
        return begun, data

    def keep(self, session: EncryptedSession) -> None:
        """Write a session to the store. Empty sessions are not stored.

        Raises:
            StoreError: The store is unavailable, or was when the session was opened.
        """
        if session.is_abandoned:
            raise StoreError("The session could not be read.")
        row_key = _row_key(session.session_id)
        data = {name: value for name, value in session.items() if name != CSRF_KEY}
        if data:
            session.begun = session.begun or self._clock()
            sealed = seal_for(session.session_id, json.dumps([session.begun, data]).encode())
            self._store.set(row_key, sealed, self._remaining(session))
        else:
            self._store.delete(row_key)

    def _remaining(self, session: EncryptedSession) -> int:
        end = session.begun + session.lifetime.absolute
        return max(1, min(session.lifetime.idle, int(end - self._clock())))


def new_session_id() -> str:
    """Return a fresh id of 256 random bits."""
    return secrets.token_urlsafe(ID_BYTES)


def _note_change(session: "CallbackDict[str, Any]") -> None:
    session.modified = True  # type: ignore[attr-defined] # only EncryptedSession calls this


def _signer(app: Flask) -> Signer:
    # The last key signs, all verify, so that a new SECRET_KEY signs nobody out. ASVS 13.3.4.
    keys = [*(app.config.get("SECRET_KEY_FALLBACKS") or ()), app.config["SECRET_KEY"]]
    return Signer(keys, salt="session", digest_method=hashlib.sha256)


def _row_key(session_id: str) -> bytes:
    return derive(session_id, ROW)
