"""docs/mutants.toml: the faults that tests must notice, and the mutants that none has to."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "docs" / "mutants.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A mutant made by hand.

    Attributes:
        what: The promise that it breaks, in words.
        asvs: The requirement of ASVS that this is.
        file: The file that it is in, from the root.
        text: What stands there, once.
        becomes: What stands there instead.
        test: The test, file or folder that fails because of it.
    """

    what: str
    asvs: str
    file: str
    text: str
    becomes: str
    test: str

    def applied_to(self, source: str) -> str:
        """Return a file with this fault.

        Raises:
            ValueError: The text is not there, or more than once.
        """
        if source.count(self.text) != 1:
            raise ValueError(f"{self.file} has no such place any more: {self.text}")
        return source.replace(self.text, self.becomes)


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """A mutant made by mutmut.

    Attributes:
        function: Its function, with module and class.
        code: The lines that differ, as they are in the mutant.
    """

    function: str
    code: str

    def __str__(self) -> str:
        """Return it as it is written in the file."""
        return f"{self.function}: {self.code}"


def fault_list() -> list[Fault]:
    """Return the faults."""
    return [Fault(**row) for row in tomllib.loads(DATA.read_text("utf-8"))["fault"]]


def survivors() -> dict[Mutant, str]:
    """Return the mutants that may survive, with the reason of each."""
    rows = tomllib.loads(DATA.read_text("utf-8")).get("survivors", [])
    return {mutant: row["why"] for row in rows for mutant in _mutants(row["mutants"])}


def _mutants(lines: str) -> Iterator[Mutant]:
    for line in lines.strip().splitlines():
        function, _, code = line.partition(": ")
        yield Mutant(function, code)
