"""docs/tutorial.md as its reader meets it: commands, files to save, outputs, steps in a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = re.compile(
    r"^```(\w+)( server)?\n(.*?)^```$|^(1\. .*?)\n(?=\n\S)", re.DOTALL | re.MULTILINE
)
SAVE_AS = re.compile(r"[Ss]ave this as\s`([\w.]+)`:\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the reader does, or sees.

    Attributes:
        kind: `sh`, `server` for what goes on running, `python`, `text` for an output, or `steps`.
        text: What stands in it.
        before: The words between the part before and this one.
    """

    kind: str
    text: str
    before: str

    @property
    def file(self) -> str:
        """What to save it as."""
        found = SAVE_AS.search(self.before)
        assert found, f"nobody knows what to save this as:\n{self.text}"
        return found[1]


def parts(page: str) -> Iterator[Part]:
    """Yield the parts of a page in their order."""
    end = 0
    for found in BLOCK.finditer(page):
        language, server, text, steps = found.groups()
        kind = "steps" if steps else "server" if server else language
        yield Part(kind, steps or text, page[end : found.start()])
        end = found.end()


def pattern(output: str) -> re.Pattern[str]:
    """Return what an output has to match: `…` is anything, within a line or for whole lines."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else r"[^\n]*?".join(map(re.escape, line.split("…"))) + r"\n"
        for line in output.splitlines()
    ]
    return re.compile("".join(lines))
