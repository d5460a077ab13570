"""Source code for pages, read from the file that runs."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of a source file.

    Attributes:
        file: The file's path within the project, such as `signup/views/sign_up.py`.
        first_line: The number of the piece's first line.
        text: The lines as they stand in the file.
    """

    file: str
    first_line: int
    text: str

    @property
    def last_line(self) -> int:
        """The number of the piece's last line."""
        return self.first_line + len(self.text.splitlines()) - 1

    @property
    def numbered_lines(self) -> list[tuple[int, str]]:
        """The lines with their numbers, without the indentation that all of them have."""
        return list(enumerate(dedent(self.text).splitlines(), self.first_line))

    def between(self, first: str, last: str) -> "Source":
        """Return the lines from one that is marked to another.

        Args:
            first: What stands in the first line to return, and in no other of the piece.
            last: What stands in the last one: the first such line from there on.

        Raises:
            LookupError: A mark points nowhere, or to several lines.
        """
        lines = self.text.splitlines(keepends=True)
        begins = [number for number, line in enumerate(lines) if first in line]
        if len(begins) != 1:
            raise LookupError(f"{self.file}: {len(begins)} lines have {first!r}")
        (begin,) = begins
        ends = [number for number, line in enumerate(lines) if number >= begin and last in line]
        if not ends:
            raise LookupError(f"{self.file}: no line after {first!r} has {last!r}")
        return Source(self.file, self.first_line + begin, "".join(lines[begin : ends[0] + 1]))


@cache
def source_of(function: Callable[..., Any]) -> Source:
    """Return the text of a function of ours, decorators included."""
    lines, first_line = inspect.getsourcelines(inspect.unwrap(function))
    path = Path(inspect.getfile(inspect.unwrap(function))).resolve()
    return Source(str(path.relative_to(ROOT)), first_line, "".join(lines))


@cache
def source_of_file(file: str) -> Source:
    """Return the text of a whole file, by its path within the project."""
    return Source(file, 1, (ROOT / file).read_text("utf-8"))
