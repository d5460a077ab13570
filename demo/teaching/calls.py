"""Calls of our functions, read from the stack."""

from collections.abc import Iterable
from dataclasses import dataclass
from inspect import currentframe
from pkgutil import resolve_name
from traceback import walk_stack
from types import FrameType

from demo.teaching.source import Line, Source, source_of

PACKAGES = ("signup.", "amplify_auth.")
INSTRUMENTATION = ("signup.observability.metrics", "amplify_auth.hooks")
CONTEXT = 4
"""Lines shown before and after a line that called."""

HEAD = 2
"""Lines shown from the beginning of a function, decorators included."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function of this project on the stack.

    Attributes:
        module: Its module, such as `signup.flows.sign_up`.
        function: Its name within the module.
        line: The line of the file that called the next function, 0 when nothing was called.
    """

    module: str
    function: str
    line: int

    @property
    def source(self) -> Source:
        """The function as it stands in its file."""
        return source_of(resolve_name(f"{self.module}:{self.function}"))

    @property
    def exists(self) -> bool:
        """Whether the function is one of this release's."""
        try:
            return self.module.startswith(PACKAGES) and bool(self.source)
        except (ImportError, AttributeError, TypeError, ValueError, OSError):
            return False


@dataclass(frozen=True, slots=True)
class Frame:
    """A function that ran, with all lines that called another one.

    Attributes:
        module: Its module.
        function: Its name.
        source: Its lines in the file.
        marked: The numbers of the lines that called.
    """

    module: str
    function: str
    source: Source
    marked: frozenset[int]

    @property
    def excerpt(self) -> list[Line | None]:
        """The first lines and those around each marked one. None stands for lines left out."""
        first = self.source.first_line
        shown = {*range(first, first + HEAD)}
        for number in self.marked or {first}:
            shown |= {*range(number - CONTEXT, number + CONTEXT + 1)}
        lines: list[Line | None] = []
        for line in self.source.lines:
            if line.number in shown:
                lines.append(line)
            elif lines[-1]:
                lines.append(None)
        return lines


def calls_on_the_stack() -> list[Call]:
    """Return this project's functions on the stack, the view first."""
    return calls_of(walk_stack(currentframe()))[::-1]


def calls_of(stack: Iterable[tuple[FrameType, int]]) -> list[Call]:
    """Return this project's functions in a stack or traceback, in its order."""
    return [
        Call(str(frame.f_globals["__name__"]), frame.f_code.co_qualname, line)
        for frame, line in stack
        if _is_ours(frame)
    ]


def frames(calls: list[Call]) -> list[Frame]:
    """Return each function once, in the order in which they were entered."""
    lines: dict[tuple[str, str], set[int]] = {}
    for call in calls:
        lines.setdefault((call.module, call.function), set()).add(call.line)
    return [
        Frame(module, function, Call(module, function, 0).source, frozenset(found - {0}))
        for (module, function), found in lines.items()
    ]


def _is_ours(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    # A lambda or a nested function has no name to find its source by.
    has_name = "<" not in frame.f_code.co_qualname
    return has_name and module.startswith(PACKAGES) and not module.startswith(INSTRUMENTATION)
