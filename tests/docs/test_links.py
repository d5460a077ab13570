"""Links between documents, and the files that documents name."""

import re
from pathlib import Path

import pytest

from config.settings import ROOT
from tests.docs.markdown import DOCS, PAGES, README, read, without_code

CLICKS = 2
# Made when the app runs, or by a brand.
NOT_IN_THE_REPOSITORY = re.compile(r"instance/|static/brand\.css$")


def links(page: Path) -> list[tuple[Path, str]]:
    """Return the files that a page links to, and the heading that each link names."""
    text = without_code(page.read_text(encoding="utf-8"))
    found = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", text)
    return [((page.parent / path).resolve() if path else page, part) for path, part in found]


def anchors(page: Path) -> set[str]:
    """Return what GitHub calls the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_has_a_target(page: Path) -> None:
    for target, part in links(page):
        assert target.exists(), f"{page.name} links to {target}"
        assert not part or part in anchors(target), f"{target.name} has no heading {part!r}"


def test_every_document_is_within_two_clicks_of_the_readme() -> None:
    reached = {README}
    for _ in range(CLICKS):
        reached |= {
            target for page in reached if page.suffix == ".md" for target, _part in links(page)
        }
    assert set(DOCS) <= reached


def test_every_file_that_the_architecture_names_exists() -> None:
    text = read("docs/architecture.md")
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:py|toml|example))`", text))
    named = {name for name in named if not NOT_IN_THE_REPOSITORY.match(name)}
    assert len(named) > 30
    assert not [name for name in named if not (ROOT / name).exists()]
