"""Writes the table of docs/security.md: each requirement, how it is met, and which tests show it.

The requirements are in docs/asvs.toml; the tests are those marked with `pytest.mark.asvs`, found in
the source without running it. Run it as `python -m scripts.security_table`.
"""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "asvs.toml"
DOCUMENT = ROOT / "docs" / "security.md"
BEGIN = "<!-- made by scripts/security_table.py: begin -->"
END = "<!-- end -->"
HEAD = "| id | level | asks for | here | shown by |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One of ASVS's requirements.

    Attributes:
        level: 1 to 3.
        asks: What it asks for.
        met: How it is met.
        section: The headings of documents that meet it, as `file#Heading`.
        waived: Why it is not met, or not in full.
    """

    level: int
    asks: str
    met: str
    section: tuple[str, ...] = ()
    waived: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A test that is marked.

    Attributes:
        path: Its file, from the project's folder.
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
    """Return the marked tests by the requirement that they are marked with."""
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
    """Yield what the calls of `pytest.mark.asvs` in a piece of source are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.asvs":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def table() -> str:
    """Return the table, in Markdown."""
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
    by_file: dict[str, list[str]] = defaultdict(list)
    for mark in tests:
        by_file[mark.path].append(mark.test.removeprefix("test_").replace("_", " "))
    files = [
        f"[{path.removeprefix('tests/').removesuffix('.py')}](../{path}): {', '.join(names)}"
        for path, names in by_file.items()
    ]
    return "<br>".join([*documents, *files])


def _link(section: str) -> str:
    path, _, heading = section.partition("#")
    anchor = "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")
    target = path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"
    place = "" if path == "docs/security.md" else target
    return f"[{heading}]({place}#{anchor})"


def with_table(text: str) -> str:
    """Return the document with the table between its markers made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
