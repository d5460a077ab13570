"""Parsing of the project's documents."""

import re

from config.settings import ROOT

README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PACKAGES = [
    ROOT / package / name
    for package in ("amplify_auth", "user_pool")
    for name in ("README.md", "CHANGELOG.md")
]
PAGES = [README, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *DOCS, *PACKAGES]


def read(name: str) -> str:
    """Return the text of a page, named from the project's folder."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return the text between a heading and the next one."""
    (_before, found, rest) = text.partition(f"{heading}\n")
    assert found, heading
    return re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of the rows of all tables of a page, headings included."""
    lines = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def code_blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def without_code(text: str) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
