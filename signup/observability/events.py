"""Events for the log.

Names come from the OWASP Logging Vocabulary where possible; `docs/logging.md` describes them. Lines
identify people and clients only by keyed hashes. OWASP ASVS 16.2, 16.3.
"""

import logging
import re
import secrets
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, Response, g, has_app_context, has_request_context, request

from signup.observability.metrics import metrics
from signup.observability.pseudonyms import pseudonym

if TYPE_CHECKING:
    from prometheus_client import Counter

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# Ids from proxies: long enough to be unique, and safe to log.
TRUSTED_ID = re.compile(r"[0-9A-Za-z-]{16,64}")
HASH_DIGITS = 16


class Event(StrEnum):
    """The events."""

    # OWASP's names
    USER_CREATED = "user_created"
    USER_DELETED = "user_deleted"
    AUTHN_LOGIN_SUCCESS = "authn_login_success"
    AUTHN_LOGIN_FAIL = "authn_login_fail"
    AUTHN_PASSWORD_CHANGE = "authn_password_change"
    AUTHN_TOKEN_REVOKED = "authn_token_revoked"
    AUTHZ_FAIL = "authz_fail"
    SESSION_CREATED = "session_created"
    SESSION_EXPIRED = "session_expired"
    INPUT_VALIDATION_FAIL = "input_validation_fail"
    EXCESS_RATE_LIMIT_EXCEEDED = "excess_rate_limit_exceeded"
    MALICIOUS_CSRF = "malicious_csrf"
    MALICIOUS_EXTRANEOUS = "malicious_extraneous"
    MALICIOUS_CSP_VIOLATION = "malicious_csp_violation"
    SEQUENCE_FAIL = "sequence_fail"
    SYS_CRASH = "sys_crash"

    # our own names
    USER_CONFIRMED = "user_confirmed"
    USER_EXISTS = "user_exists"
    USER_REFUSED = "user_refused"
    CODE_SENT = "code_sent"
    CODE_NOT_SENT = "code_not_sent"
    CODE_REFUSED = "code_refused"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_DELETED = "passkey_deleted"
    PASSKEY_REFUSED = "passkey_refused"
    SECOND_FACTOR_ADDED = "second_factor_added"
    TOKEN_NOT_REVOKED = "token_not_revoked"
    SENT_OVER_PLAIN_HTTP = "sent_over_plain_http"
    POOL_FAILED = "pool_failed"
    POOL_UNREACHABLE = "pool_unreachable"
    POOL_REACHABLE = "pool_reachable"
    BREACH_LIST_UNREACHABLE = "breach_list_unreachable"
    STORE_UNREACHABLE = "store_unreachable"
    STORED_VALUE_UNREADABLE = "stored_value_unreadable"


WENT_WELL = {
    Event.USER_CREATED,
    Event.USER_DELETED,
    Event.AUTHN_LOGIN_SUCCESS,
    Event.AUTHN_PASSWORD_CHANGE,
    Event.AUTHN_TOKEN_REVOKED,
    Event.SESSION_CREATED,
    Event.SESSION_EXPIRED,
    Event.USER_CONFIRMED,
    Event.CODE_SENT,
    Event.PASSKEY_ADDED,
    Event.PASSKEY_DELETED,
    Event.SECOND_FACTOR_ADDED,
    Event.POOL_REACHABLE,
}
NEEDS_SOMEBODY = {Event.SYS_CRASH, Event.POOL_UNREACHABLE, Event.STORE_UNREACHABLE}


def record(
    event: Event, *, who: str = "", reason: str = "", error: BaseException | None = None
) -> None:
    """Log an event, and count it.

    Args:
        event: What happened.
        who: The login, which is logged as a keyed hash.
        reason: The reason, never input or an exception's text.
        error: An unexpected exception.
    """
    counters()[event].inc()
    level = logging.WARNING
    if event in WENT_WELL:
        level = logging.INFO
    elif event in NEEDS_SOMEBODY:
        level = logging.ERROR
    if has_request_context():
        g.recorded = True
    names = {"event": event, "who": keyed_hash(who), "reason": reason or None}
    logger.log(level, "%s", event, extra=names, exc_info=error)


@cache
def counters() -> Mapping[Event, "Counter"]:
    """Return the counters of all events, including those at 0."""
    return {event: metrics().events.labels(event) for event in Event}


def is_recorded() -> bool:
    """Return whether this request was logged, so that each failure is logged once."""
    return bool(g.get("recorded"))


def record_outage(began: bool) -> None:  # noqa: FBT001 - what the helper tells
    """Log that the pool's circuit has opened or closed."""
    metrics().circuits_open.inc(1 if began else -1)
    record(Event.POOL_UNREACHABLE if began else Event.POOL_REACHABLE, reason="circuit breaker")


def request_id() -> str:
    """Return this request's id: the proxy's, if well-formed, or a new one."""
    if "request_id" not in g:
        sent = request.headers.get(HEADER, "")
        g.request_id = sent if TRUSTED_ID.fullmatch(sent) else secrets.token_hex(8)
    return str(g.request_id)


def keyed_hash(value: str | None) -> str | None:
    """Return the keyed hash of a login or address for the log, or None."""
    if not value or not has_app_context():
        return None
    return pseudonym("log", value)[:HASH_DIGITS]


class RequestContext(logging.Filter):
    """Filter that adds the current request's fields to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the fields, and keep the record."""
        if has_request_context():
            record.request_id = request_id()
            record.method = request.method
            record.route = request.endpoint
            record.client = keyed_hash(request.remote_addr)
        return True


def init_app(app: Flask) -> None:
    """Send each response's request id, to quote in reports."""

    @app.after_request
    def tell_request_id(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        return response
