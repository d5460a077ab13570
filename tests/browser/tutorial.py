"""Parser of docs/tutorial.md: commands, files, outputs, steps in a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = re.compile(
    r"^```(\w+)( server)?\n(.*?)^```$|^(1\. .*?)\n(?=\n\S)", re.DOTALL | re.MULTILINE
)
FILE = re.compile(r"(Save\sthis\sas|Add\sthis\sto\sthe\send\sof)\s`([\w./]+)`:\s*$")
FILES = {"html", "json", "python"}
"""The languages of files to save."""


@dataclass(frozen=True, slots=True)
class Part:
    """A command, file, output or list of steps.

    Attributes:
        kind: `sh`, `server` for a command that keeps running, `file`, `text` for an output, or
            `steps`.
        text: Its text.
        before: The words between the part before and this one.
    """

    kind: str
    text: str
    before: str

    @property
    def file(self) -> tuple[str, bool]:
        """The file that it belongs to, and whether it goes to its end."""
        found = FILE.search(self.before)
        assert found, f"no file is named for this:\n{self.text}"
        return found[2], found[1].startswith("Add")


def parts(page: str) -> Iterator[Part]:
    """Yield the parts of a page in their order."""
    end = 0
    for found in BLOCK.finditer(page):
        language, server, text, steps = found.groups()
        kind = "steps" if steps else "server" if server else language
        kind = "file" if kind in FILES else kind
        yield Part(kind, steps or text, page[end : found.start()])
        end = found.end()


def pattern(output: str) -> re.Pattern[str]:
    """Return a pattern of an output. `…` is anything, within a line or for whole lines."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else r"[^\n]*?".join(map(re.escape, line.split("…"))) + r"\n"
        for line in output.splitlines()
    ]
    return re.compile("".join(lines))
