"""Log formats: one JSON object per line in production, plain text in development.

Control characters are escaped, so that a request cannot forge a line. In production the text of an
exception is omitted, because it may quote input (OWASP ASVS 16.2.5). Its type and stack are enough
to find the fault.
"""

import json
import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask.logging import wsgi_errors_stream

CONTEXT = ("event", "request_id", "method", "route", "who", "client", "reason")
"""Optional fields of a record. Every JSON line has all of them, null if unset."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
RUNNING_ON = re.compile(r"\* Running on (https?://\S+)")
LOOPBACK = re.compile(r"(?<=//)(127\.0\.0\.1|\[::1\])(?=:|$)")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class JsonFormatter(logging.Formatter):
    """Formatter that writes a JSON object in ASCII, always with the same keys."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        error = record.exc_info[1] if record.exc_info else None
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_context(record),
            "error": type(error).__qualname__ if error else None,
            "stack": _stack(error) if error else None,
        }
        return json.dumps(line)


class PlainFormatter(logging.Formatter):
    """Formatter for a terminal, with the traceback indented below the line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line and the traceback."""
        message = COLOURS.sub("", record.getMessage())
        fields = (
            f"{name}={value}"
            for name, value in _context(record).items()
            if value and value != message
        )
        words = [record.levelname, record.name, message, *fields]
        lines = [" ".join(words)]
        if record.exc_info and record.exc_info[1]:
            text = "".join(traceback.format_exception(record.exc_info[1]))
            lines += [f"    {line}" for line in text.splitlines()]
        return "\n".join(CONTROLS.sub(_escape, line) for line in lines)


class ShortBanner(logging.Filter):
    """Filter that reduces the development server's banner to the line with the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a record, and return whether to log it."""
        message = COLOURS.sub("", record.getMessage())
        address = RUNNING_ON.search(message)
        if address:
            # The name, because browsers refuse passkeys at an IP address.
            url = LOOPBACK.sub("localhost", address[1])
            record.msg, record.args = f"Running on {url} (press Ctrl+C to stop)", ()
        return not message.startswith("Press CTRL+C")


class Handler(logging.StreamHandler[Any]):
    """The root logger's handler, which writes to the server's error stream or standard error."""

    def __init__(self) -> None:
        super().__init__(wsgi_errors_stream)


SHORT_BANNER = ShortBanner()


def configure_logging(context: logging.Filter, *, as_json: bool) -> None:
    """Send all records to standard error. Calling it again replaces the handler.

    Args:
        context: Adds the current request's fields to each record.
        as_json: Whether to write JSON rather than plain text.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, Handler)]:
        root.removeHandler(handler)
    handler = Handler()
    handler.setFormatter(JsonFormatter() if as_json else PlainFormatter())
    handler.addFilter(context)
    root.addHandler(handler)
    logging.getLogger("werkzeug").addFilter(SHORT_BANNER)
    logging.getLogger("fido2").setLevel(logging.WARNING)  # it names every passkey
    # Python's default level hides INFO. Keep a level that was set explicitly.
    if root.level == logging.WARNING:
        root.setLevel(logging.INFO)


def _context(record: logging.LogRecord) -> Mapping[str, str | None]:
    return {name: getattr(record, name, None) for name in CONTEXT}


def _stack(error: BaseException) -> list[str]:
    """Return the frames of an exception and of its causes."""
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is None:
        return frames
    return [*frames, f"caused by {type(cause).__qualname__}", *_stack(cause)]


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()
