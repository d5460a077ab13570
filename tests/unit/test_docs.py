"""Whoever begins at the README finds every page of docs/, and no link leads nowhere."""

import re
from pathlib import Path

import pytest

from config.settings import ROOT

README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [README, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *DOCS]
CLICKS = 2


def links(page: Path) -> list[tuple[Path, str]]:
    """Return the files that a page leads to, and the part of each that is meant."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", text)
    return [((page.parent / path).resolve() if path else page, part) for path, part in found]


def anchors(page: Path) -> set[str]:
    """Return what GitHub calls the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, part in links(page):
        assert target.exists(), f"{page.name} leads to {target}"
        assert not part or part in anchors(target), f"{target.name} has no part {part!r}"


def test_every_document_is_within_two_clicks_of_the_readme() -> None:
    reached = {README}
    for _ in range(CLICKS):
        reached |= {
            target for page in reached if page.suffix == ".md" for target, _part in links(page)
        }
    assert set(DOCS) <= reached
