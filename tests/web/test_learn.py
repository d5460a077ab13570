"""`/learn`: the React form and the Flask port, side by side."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from config.settings import ROOT
from demo.teaching.left_out import left_out
from demo.teaching.side_by_side import REACT, steps
from demo.teaching.source import Source, source_of_file
from tests.html_lint import attributes_of
from tests.pages import Visitor

SHOWN = [
    *(
        source
        for step in steps()
        for match in step.matches
        for source in (match.react, match.flask)
    ),
    *(item.source for item in left_out()),
]


def as_text(html: str) -> str:
    """Return the text of a piece of HTML with its spaces and lines, which code has."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_it_is_there_for_learners_alone(make_app: Callable[..., Flask]) -> None:
    assert Visitor(make_app()).get("/learn").status == 200
    assert Visitor(make_app(TEACH="0")).get("/learn").status == 404
    production = Visitor(make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1"))
    secure = {"wsgi.url_scheme": "https"}
    assert production.get("/learn", environ_overrides=secure).status == 404


def test_each_piece_leads_to_its_counterpart_and_back(visitor: Visitor) -> None:
    page = visitor.get("/learn")
    leads_to = {
        attributes_of(figure)["id"]: {
            attributes_of(link)["href"].removeprefix("#") for link in figure.query("a")
        }
        for figure in page.document.query(".pair > figure")
    }
    react = {name for name in leads_to if name.startswith("react-")}
    flask = {name for name in leads_to if name.startswith("flask-")}
    assert len(react) == len(flask) == sum(len(step.matches) for step in steps()) > 10
    for name in react:
        (other,) = leads_to[name]
        assert other in flask
        assert leads_to[other] == {name}


def test_each_line_is_a_link_and_each_piece_one_stop(visitor: Visitor) -> None:
    for figure in visitor.get("/learn").document.query(".pair > figure"):
        links = [attributes_of(link) for link in figure.query("a")]
        stops = [link for link in links if link.get("tabindex") != "-1"]
        if attributes_of(figure)["id"].startswith("left-out"):
            assert not links
            assert attributes_of(figure)["tabindex"] == "0"
            continue
        (code,) = figure.query("pre code")
        assert len(stops) == 1
        assert len(links) - 1 == len(as_text(code.to_html(pretty=False)).splitlines())
        assert all(link.get("aria-hidden") == "true" for link in links if link not in stops)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"{shown.file}:{shown.first_line}")
def test_what_is_shown_stands_in_its_file(shown: Source, visitor: Visitor) -> None:
    lines = (ROOT / shown.file).read_text().splitlines(keepends=True)
    assert "".join(lines[shown.first_line - 1 : shown.last_line]) == shown.text
    written = "".join(f"{number}{line}\n" for number, line in shown.numbered_lines)
    assert written in as_text(visitor.get("/learn").response.text)


def test_every_line_of_the_react_form_is_matched_in_its_order() -> None:
    matched = [match.react for step in steps() for match in step.matches]
    numbers = [number for source in matched for number, _line in source.numbered_lines]
    assert numbers == sorted(set(numbers))
    for number, line in source_of_file(REACT).numbered_lines:
        says_something = re.search(r"\w", line) and not line.startswith("//")
        assert not says_something or number in numbers, f"{number}: {line}"


def test_every_next_step_is_on_both_sides() -> None:
    (step,) = (step for step in steps() if step.heading == "Go where the next step says")
    for name in ("CONFIRM_SIGN_UP", "COMPLETE_AUTO_SIGN_IN", "DONE"):
        (match,) = (match for match in step.matches if name in match.react.text)
        assert name in match.flask.text


@pytest.mark.parametrize(
    ("first", "last"), [("nowhere", ""), ("import", ""), ("outputs from", "nowhere")]
)
def test_a_mark_that_points_nowhere_or_everywhere_is_an_error(first: str, last: str) -> None:
    with pytest.raises(LookupError, match=r"SignUp\.tsx"):
        source_of_file(REACT).between(first, last)


def test_only_this_page_carries_its_stylesheet(visitor: Visitor) -> None:
    def hashes(path: str) -> list[str]:
        policy = visitor.get(path).response.headers["Content-Security-Policy"]
        (styles,) = re.findall(r"style-src ([^;]*)", policy)
        return str(styles).split()

    assert len(hashes("/learn")) == len(visitor.get("/learn").document.query("style")) == 3
    assert hashes("/sign-in") == hashes("/learn")[:2]
    assert hashes("/sign-up") == hashes("/learn")[:1]
