"""`/learn`: the React form and its port in Flask side by side, and the code behind the links."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from justhtml import Node

from config.settings import ROOT
from demo.teaching.amplify_js import AMPLIFY_JS_CALLS
from demo.teaching.api_table import CALLS
from demo.teaching.hardening import hardenings
from demo.teaching.side_by_side import FLASK, REACT, TEMPLATE
from demo.teaching.source import source_of_file
from tests.html_lint import attributes_of
from tests.pages import Page, Visitor

# The code of Amplify's practical example.
EXAMPLE = {
    'import type { FormEvent } from "react"',
    'import { Amplify } from "aws-amplify"',
    'import outputs from "../amplify_outputs.json"',
    "Amplify.configure(outputs)",
    "interface SignUpFormElements extends HTMLFormControlsCollection {",
    "email: HTMLInputElement",
    "password: HTMLInputElement",
    "interface SignUpForm extends HTMLFormElement {",
    "readonly elements: SignUpFormElements",
    "async function handleSubmit(event: FormEvent<SignUpForm>) {",
    "event.preventDefault()",
    "const form = event.currentTarget",
    "// ... validate inputs",
    "username: form.elements.email.value,",
    "password: form.elements.password.value,",
    "})",
    "return (",
    "<form onSubmit={handleSubmit}>",
    '<label htmlFor="email">Email:</label>',
    '<input type="text" id="email" name="email" />',
    '<label htmlFor="password">Password:</label>',
    '<input type="password" id="password" name="password" />',
    '<input type="submit" />',
    "</form>",
    ")",
    "}",
    "",
}


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.get("/learn")


def lines_of(node: Node) -> list[tuple[int, str]]:
    """Return the lines of code in an element, with their numbers."""
    return [
        (int(attributes_of(line)["data-line"]), "" if text == " " else text)
        for line in node.query(".line")
        if (text := line.to_text(separator="", strip=False)) is not None
    ]


def columns(page: Page) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the lines of both columns, from the top."""
    rows = [row.query("figure") for row in page.document.query(".comparison-row")]
    left = [line for react, _flask in rows for line in lines_of(react)]
    right = [line for _react, flask in rows for line in lines_of(flask)]
    return left, right


def numbered(file: str) -> list[tuple[int, str]]:
    return list(enumerate((ROOT / file).read_text().splitlines(), 1))


def row_with(page: Page, text: str) -> tuple[str, str]:
    """Return what stands on both sides of the row whose React side has a text."""
    for row in page.document.query(".comparison-row"):
        react, flask = ("\n".join(line for _, line in lines_of(f)) for f in row.query("figure"))
        if text in react:
            return react, flask
    pytest.fail(f"no row has {text!r}")


def test_it_is_there_for_learners_alone(make_app: Callable[..., Flask]) -> None:
    for path in ("/learn", "/learn/source/signup/views/sign_up.py"):
        assert Visitor(make_app()).get(path).status == 200
        assert Visitor(make_app(TEACH="0")).get(path).status == 404
        production = Visitor(make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1"))
        secure = {"wsgi.url_scheme": "https"}
        assert production.get(path, environ_overrides=secure).status == 404


def test_both_sides_are_whole_and_in_order(page: Page) -> None:
    react, flask = columns(page)
    assert react == [(n, text.removesuffix(" // added")) for n, text in numbered(REACT)]
    assert flask == numbered(FLASK) + numbered(TEMPLATE)


def test_what_is_added_to_amplify_s_example_is_marked(page: Page) -> None:
    added = {int(attributes_of(line)["data-line"]) for line in page.document.query("ins.line")}
    react, _flask = columns(page)
    assert added
    assert {n: text for n, text in react if n not in added and text.strip() not in EXAMPLE} == {}
    says_something = {text.strip() for n, text in react if n not in added}
    assert says_something == EXAMPLE


@pytest.mark.parametrize(
    ("react", "flask"),
    [
        ('signUp } from "aws-amplify/auth"', "sign_up\n"),
        ("Amplify.configure", "amplify_auth.configure"),
        ("email: HTMLInputElement", 'email = StringField("Email:"'),
        ("async function handleSubmit", "def handle_submit"),
        ("// ... validate inputs", "# ... validate inputs"),
        ("await signUp({", "sign_up("),
        ("autoSignIn: true", "auto_sign_in=True"),
        ("switch (nextStep", "match output.next_step"),
        ('"CONFIRM_SIGN_UP"', "SignUpStep.CONFIRM_SIGN_UP"),
        ('"COMPLETE_AUTO_SIGN_IN"', "SignUpStep.COMPLETE_AUTO_SIGN_IN"),
        ('"DONE"', "SignUpStep.DONE"),
        ("<form", "<form"),
        ('htmlFor="email"', "form.email.label"),
        ('type="password"', "{{ form.password }}"),
        ('type="submit"', 'type="submit"'),
    ],
)
def test_matching_lines_are_in_one_row(page: Page, react: str, flask: str) -> None:
    _left, right = row_with(page, react)
    assert flask in f"{right}\n"


@pytest.mark.parametrize("marks", [["import boto3"], ["from flask"], ['"""', "app = ", "import"]])
def test_a_mark_that_points_nowhere_is_an_error(marks: list[str]) -> None:
    with pytest.raises(LookupError, match=r"app\.py"):
        source_of_file(FLASK).split(marks)


def test_each_hardening_links_to_the_lines_that_do_it(visitor: Visitor, page: Page) -> None:
    links = page.document.query('[aria-labelledby="hardening"] td a')
    assert len(links) == len(hardenings()) == 8
    for link, hardening in zip(links, hardenings(), strict=True):
        source = visitor.get(attributes_of(link)["href"])
        assert source.heading == hardening.source.file
        marked = [line.to_text().strip() for line in source.document.query(".line.marked")]
        assert marked[0].startswith(("@", "def "))
        assert len(marked) == hardening.source.last_line - hardening.source.first_line + 1
        (target,) = source.document.query("#lines")
        assert target


@pytest.mark.slow
def test_every_call_of_the_helper_is_there_with_its_page(visitor: Visitor, page: Page) -> None:
    assert set(CALLS) == set(AMPLIFY_JS_CALLS)
    rows = page.document.query('[aria-labelledby="calls"] tbody tr')
    assert len(rows) == len(CALLS)
    for row, (name, (javascript, endpoint)) in zip(rows, CALLS.items(), strict=True):
        text = row.to_text()
        assert javascript in text
        assert name in text
        links = [attributes_of(node)["href"] for node in row.query("a")]
        assert len(links) == (2 if endpoint else 1)
        for link in links:
            assert visitor.get(link).status == 200


def test_what_has_no_page_is_called_by_none() -> None:
    code = "".join(path.read_text() for path in (ROOT / "signup").rglob("*.py"))
    called = {name for name in CALLS if f"amplify_auth.{name}(" in code}
    assert called == {name for name, (_, endpoint) in CALLS.items() if endpoint}


@pytest.mark.parametrize(
    "file",
    [
        *("config/settings.py", "signup/../config/settings.py", "../etc/passwd", "signup"),
        *("signup/nothing.py", "signup/forms/data/countries.txt", "signup/%00.py"),
        *("static/style.css", "demo/embedded_pool.py", ".env"),
    ],
)
def test_no_other_file_can_be_read(visitor: Visitor, file: str) -> None:
    assert visitor.get(f"/learn/source/{file}").status == 404


def test_lines_that_do_not_exist_mark_nothing(visitor: Visitor) -> None:
    for query in ("", "?first=9999&last=10000", "?first=x&last=-1", "?first=20&last=10"):
        page = visitor.get(f"/learn/source/signup/views/sign_up.py{query}")
        assert page.status == 200
        assert not page.document.query(".line.marked")


def test_only_the_learner_s_pages_carry_their_styles(visitor: Visitor) -> None:
    def hashes(path: str) -> list[str]:
        policy = visitor.get(path).response.headers["Content-Security-Policy"]
        (styles,) = re.findall(r"style-src ([^;]*)", policy)
        return str(styles).split()

    learn = hashes("/learn")
    assert len(learn) == len(visitor.get("/learn").document.query("style"))
    assert hashes("/sign-in") == learn[:-2]
    assert hashes("/sign-up") == hashes("/learn")[:1]


def test_it_leads_on(page: Page) -> None:
    targets = {attributes_of(link).get("href") for link in page.document.query("main a")}
    assert {"/workbench", "/"} <= targets
