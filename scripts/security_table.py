"""Update the tables of docs/security.md: `python -m scripts.security_table`.

Requirements come from docs/asvs.toml, tests from `pytest.mark.asvs` in the source of the tests,
mutants from docs/mutants.toml.
"""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.mutants.data import survivors

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "asvs.toml"
DOCUMENT = ROOT / "docs" / "security.md"
BEGIN = "<!-- made by scripts/security_table.py: begin -->"
MUTANTS_BEGIN = "<!-- made from docs/mutants.toml: begin -->"
END = "<!-- end -->"
HEAD = "| id | level | requirement | how it is met | shown by |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A requirement of ASVS.

    Attributes:
        level: 1 to 3.
        asks: The requirement, in a few words.
        met: How it is met.
        section: Headings of documents that meet it, as `file#Heading`.
        waived: The reason why it is not met in full.
    """

    level: int
    asks: str
    met: str
    section: tuple[str, ...] = ()
    waived: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A marked test.

    Attributes:
        path: Its file, relative to the project.
        test: Its name.
    """

    path: str
    test: str


def requirements() -> dict[str, Requirement]:
    """Return the requirements by id, in the order of the file."""
    rows = tomllib.loads(ROWS.read_text(encoding="utf-8"))
    return {
        name: Requirement(**row | {"section": tuple(row.get("section", ()))})
        for name, row in rows.items()
    }


def marks() -> dict[str, list[Mark]]:
    """Return the marked tests by requirement."""
    found: dict[str, set[Mark]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        place = path.relative_to(ROOT).as_posix()
        for test, requirement in _marks_of(ast.parse(path.read_text(encoding="utf-8"))):
            found[requirement].add(Mark(place, test))
    return {requirement: sorted(tests) for requirement, tests in found.items()}


def _marks_of(module: ast.Module) -> Iterator[tuple[str, str]]:
    tests = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    tests = [test for test in tests if test.name.startswith("test_")]
    for test in tests:
        for decorator in test.decorator_list:
            yield from ((test.name, requirement) for requirement in _ids(decorator))
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            for requirement in _ids(node.value):
                yield from ((test.name, requirement) for test in tests)


def _ids(tree: ast.AST) -> Iterator[str]:
    """Yield the arguments of the calls of `pytest.mark.asvs` in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.asvs":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def table() -> str:
    """Return the table as Markdown."""
    tests = marks()
    rows = [
        (name, f"L{row.level}", row.asks, _here(row), _shown(row, tests.get(name, [])))
        for name, row in requirements().items()
    ]
    return "\n".join([HEAD, *(f"| {' | '.join(row)} |" for row in rows)])


def _here(row: Requirement) -> str:
    return f"{row.met}. **Not in full:** {row.waived}" if row.waived else row.met


def _shown(row: Requirement, tests: list[Mark]) -> str:
    documents = [_link(section) for section in row.section]
    files = {
        f"[{mark.path.removeprefix('tests/').removesuffix('.py')}](../{mark.path})": None
        for mark in tests
    }
    return "<br>".join([*documents, *files])


def _link(section: str) -> str:
    path, _, heading = section.partition("#")
    anchor = "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")
    target = path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"
    place = "" if path == "docs/security.md" else target
    return f"[{heading}]({place}#{anchor})"


def table_of_survivors() -> str:
    """Return the mutants that may survive as Markdown."""
    rows = [
        f"| `{mutant.function}` | ``{mutant.code.replace('|', chr(92) + '|')}`` | {why} |"
        for mutant, why in survivors().items()
    ]
    return "\n".join(["| function | mutant | why no test notices it |\n|---|---|---|", *rows])


def with_tables(text: str) -> str:
    """Return the document with updated tables."""
    for begin, rows in ((MUTANTS_BEGIN, table_of_survivors()), (BEGIN, table())):
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(END)
        text = f"{before}{begin}\n\n{rows}\n\n{END}{after}"
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
