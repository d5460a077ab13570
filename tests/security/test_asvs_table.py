"""docs/security.md has every requirement, and something that shows how it is met."""

import re

from config.settings import ROOT
from scripts.security_table import DOCUMENT, marks, requirements, with_table


def test_the_table_is_the_one_that_the_script_makes() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_table(text), "make security-table writes it anew"


def test_every_mark_is_of_a_requirement() -> None:
    assert not marks().keys() - requirements().keys()


def test_requirements_are_in_order_and_have_a_level() -> None:
    rows = requirements()
    assert len(rows) > 100
    ids = [[int(number) for number in name.split(".")] for name in rows]
    assert ids == sorted(ids)
    assert {len(parts) for parts in ids} == {3}
    assert {row.level for row in rows.values()} == {1, 2, 3}
    assert all(row.asks and row.met for row in rows.values())


def test_every_requirement_has_a_test_or_a_document_or_a_reason() -> None:
    tests = marks()
    bare = [
        name
        for name, row in requirements().items()
        if not (tests.get(name) or row.section or row.waived)
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
