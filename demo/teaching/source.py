"""Source code for pages, read from the file that runs and highlighted by Pygments."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import HtmlDjangoLexer, PythonLexer, TsxLexer

ROOT = Path(__file__).resolve().parents[2]
LEXERS = {".html": HtmlDjangoLexer, ".py": PythonLexer, ".tsx": TsxLexer}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file.

    Attributes:
        number: Its number in the file.
        html: Its text, highlighted.
    """

    number: int
    html: Markup


@dataclass(frozen=True, slots=True)
class Source:
    """Lines of a source file.

    Attributes:
        file: The file's path within the project, such as `signup/views/sign_up.py`.
        first_line: The number of the first line.
        last_line: The number of the last line.
    """

    file: str
    first_line: int
    last_line: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines, highlighted."""
        return highlighted_lines(self.file)[self.first_line - 1 : self.last_line]

    def split(self, marks: Iterable[str]) -> list["Source"]:
        """Cut the lines before each marked one.

        Args:
            marks: The beginnings of lines, without indentation, in order. The first one marks
                the first line.

        Raises:
            LookupError: A mark is missing, or the first one is not the first line.
        """
        text = [line.strip() for line in read_file(self.file).splitlines()]
        starts: list[int] = []
        for mark in marks:
            begin = starts[-1] + 1 if starts else self.first_line
            candidates = range(begin, self.last_line + 1)
            found = next((n for n in candidates if text[n - 1].startswith(mark)), None)
            if found is None or (not starts and found != self.first_line):
                raise LookupError(f"{self.file}: no line begins with {mark!r}")
            starts.append(found)
        ends = [start - 1 for start in starts[1:]] + [self.last_line]
        return [Source(self.file, *lines) for lines in zip(starts, ends, strict=True)]


@cache
def source_of(function: Callable[..., Any]) -> Source:
    """Return the lines of a function or class, with its decorators."""
    unwrapped = inspect.unwrap(function)
    lines, first_line = inspect.getsourcelines(unwrapped)
    path = Path(inspect.getfile(unwrapped)).resolve()
    file = path.relative_to(ROOT).as_posix()
    return Source(file, first_line, first_line + len(lines) - 1)


@cache
def source_of_file(file: str) -> Source:
    """Return all lines of a file, by its path within the project."""
    return Source(file, 1, len(read_file(file).splitlines()))


@cache
def read_file(file: str) -> str:
    """Return the text of a file, by its path within the project."""
    return (ROOT / file).read_text("utf-8")


@cache
def highlighted_lines(file: str) -> tuple[Line, ...]:
    """Return the lines of a file, highlighted."""
    lexer = LEXERS[Path(file).suffix](ensurenl=False, stripnl=False)
    html = highlight(read_file(file), lexer, HtmlFormatter(nowrap=True))
    return tuple(
        Line(number, Markup(line))  # noqa: S704 - Pygments escapes what it highlights
        for number, line in enumerate(html.splitlines(), 1)
    )
