"""Code as pages show it: read from the file that runs, so that it cannot drift."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
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


@cache
def source_of(function: Callable[..., Any]) -> Source:
    """Return the text of a function of ours, decorators included."""
    lines, first_line = inspect.getsourcelines(inspect.unwrap(function))
    path = Path(inspect.getfile(inspect.unwrap(function))).resolve()
    return Source(str(path.relative_to(ROOT)), first_line, "".join(lines))
