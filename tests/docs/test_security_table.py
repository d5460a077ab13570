"""The ASVS table of docs/security.md: complete, current, and each requirement shown to be met."""

import re

import pytest

from config.settings import ROOT
from scripts.security_table import DOCUMENT, Mark, marks, requirements, with_tables

Marks = dict[str, list[Mark]]


@pytest.fixture(scope="module")
def marked() -> Marks:
    """Return the marked tests, which are found by parsing all of them."""
    return marks()


def test_the_tables_are_those_that_the_script_makes(
    marked: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.security_table.marks", lambda: marked)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_tables(text), "make security-table writes it anew"


def test_every_mark_names_a_requirement(marked: Marks) -> None:
    assert not marked.keys() - requirements().keys()


def test_requirements_are_in_order_and_have_a_level() -> None:
    rows = requirements()
    assert len(rows) > 100
    ids = [[int(number) for number in name.split(".")] for name in rows]
    assert ids == sorted(ids)
    assert {len(parts) for parts in ids} == {3}
    assert {row.level for row in rows.values()} == {1, 2, 3}
    assert all(row.asks and row.met for row in rows.values())


def test_every_requirement_has_a_test_or_a_document_or_a_reason(marked: Marks) -> None:
    bare = [
        name
        for name, row in requirements().items()
        if not (marked.get(name) or row.section or row.waived)
    ]
    assert not bare


def test_a_reason_not_to_meet_a_requirement_is_a_sentence() -> None:
    waived = [row.waived for row in requirements().values() if row.waived]
    assert waived
    assert all(len(reason.split()) > 8 for reason in waived)


def test_every_document_named_has_its_heading_and_something_under_it() -> None:
    sections = [section for row in requirements().values() for section in row.section]
    assert sections
    for section in sections:
        path, _, heading = section.partition("#")
        text = (ROOT / path).read_text(encoding="utf-8")
        found = re.search(
            rf"^#+ {re.escape(heading)}\n\n(.+?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL
        )
        assert found, section
        assert len(found[1]) > 100, section
