"""What the current request has done so far, as far as a learner is told."""

from typing import TYPE_CHECKING, NamedTuple

from flask import g, has_request_context

if TYPE_CHECKING:
    from demo.teaching.calls import Call
    from demo.teaching.exchanges import Exchange
    from demo.teaching.outcomes import Outcome

KEY = "teaching"


class Current(NamedTuple):
    """What is noted while a request is worked on.

    Attributes:
        calls: Which functions ran.
        exchanges: What crossed the wire.
        outcomes: What the helper's functions came to.
    """

    calls: list["Call"]
    exchanges: list["Exchange"]
    outcomes: list["Outcome"]


def begin() -> None:
    """Note from here on what this request does."""
    setattr(g, KEY, Current([], [], []))


def current() -> Current | None:
    """Return what is noted of this request; None where nobody's is worked on, or no more.

    What runs in the background belongs to no request, and to nobody's panel.
    """
    found: Current | None = g.get(KEY) if has_request_context() else None
    return found


def end() -> Current | None:
    """Return what was noted of this request, and note nothing more."""
    found: Current | None = g.pop(KEY, None)
    return found
