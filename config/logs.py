"""How the log looks: one JSON object a line in production, plain text in development.

Nobody can write a line of their own: control characters of what a browser sent are escaped. In
production the text of exceptions stays out, because it may quote what somebody typed (OWASP ASVS
16.2.5); their type, and where they came from, are enough to find the fault.
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
"""What a line may have beside its message; every line of JSON has all of them, null or not."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class JsonFormatter(logging.Formatter):
    """A line is a JSON object, in ASCII, with the same keys as every other."""

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
    """A line for a developer's terminal, with the traceback indented under it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines of the traceback."""
        message = COLOURS.sub("", record.getMessage())
        told = _context(record).items()
        known = (f"{name}={value}" for name, value in told if value and value != message)
        words = [record.levelname, record.name, message, *known]
        lines = [" ".join(words)]
        if record.exc_info and record.exc_info[1]:
            text = "".join(traceback.format_exception(record.exc_info[1]))
            lines += [f"    {line}" for line in text.splitlines()]
        return "\n".join(CONTROLS.sub(_escape, line) for line in lines)


class Handler(logging.StreamHandler[Any]):
    """The one handler of the root logger: to standard error, or to where the server says."""

    def __init__(self) -> None:
        super().__init__(wsgi_errors_stream)


def configure(context: logging.Filter, *, as_json: bool) -> None:
    """Send everything that is logged to standard error. May be called again.

    Args:
        context: Adds to a record what is known of the request.
        as_json: Whether lines are JSON.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, Handler)]:
        root.removeHandler(handler)
    handler = Handler()
    handler.setFormatter(JsonFormatter() if as_json else PlainFormatter())
    handler.addFilter(context)
    root.addHandler(handler)
    # Python's own default, which nobody chose, hides what went well.
    if root.level == logging.WARNING:
        root.setLevel(logging.INFO)


def _context(record: logging.LogRecord) -> Mapping[str, str | None]:
    return {name: getattr(record, name, None) for name in CONTEXT}


def _stack(error: BaseException) -> list[str]:
    """Return where an exception came from, and where those came from that led to it."""
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
