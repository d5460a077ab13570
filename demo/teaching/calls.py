"""Functions of ours that ran, read from the stack, so that nobody has to keep a list."""

from dataclasses import dataclass
from inspect import currentframe
from pkgutil import resolve_name
from traceback import walk_stack
from types import FrameType

from demo.teaching.source import Source, source_of

PACKAGES = ("signup.", "amplify_auth.")
INSTRUMENTATION = ("signup.observability.metrics", "amplify_auth.hooks")


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ours on the stack.

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
        function: Its name.
        source: Its text.
        lines: The numbers of those lines in the file.
    """

    function: str
    source: Source
    lines: frozenset[int]


def calls_on_the_stack() -> list[Call]:
    """Return the functions of ours that wait for the current one, the view first."""
    calls = [
        Call(str(frame.f_globals["__name__"]), frame.f_code.co_qualname, line)
        for frame, line in walk_stack(currentframe())
        if _is_ours(frame)
    ]
    return calls[::-1]


def frames(calls: list[Call]) -> list[Frame]:
    """Return each function once, in the order in which they were entered."""
    lines: dict[tuple[str, str], set[int]] = {}
    for call in calls:
        lines.setdefault((call.module, call.function), set()).add(call.line)
    return [
        Frame(function, Call(module, function, 0).source, frozenset(found))
        for (module, function), found in lines.items()
    ]


def _is_ours(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    # A lambda or a nested function has no name to find its source by.
    has_name = "<" not in frame.f_code.co_qualname
    return has_name and module.startswith(PACKAGES) and not module.startswith(INSTRUMENTATION)
