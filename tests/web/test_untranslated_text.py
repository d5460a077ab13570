"""Search for text outside the catalogues, in a language that marks every translation."""

import json
import re
from collections.abc import Callable, Iterator
from gettext import NullTranslations
from unittest.mock import Mock

import pytest
from flask import Flask
from justhtml import Node
from werkzeug.test import TestResponse

import amplify_auth
from signup.i18n import languages
from signup.i18n.languages import Language
from tests.html_lint import attributes_of
from tests.outputs import FULL
from tests.pages import ENGLISH_ONLY, Page, Visitor
from tests.web.signed_in import CHOICE, add_passkey, send, sign_up

pytestmark = pytest.mark.slow

EMAIL = "ada@example.com"
OPEN, CLOSE = "⟦", "⟧"
WORDS = {
    *("aria-label", "title", "placeholder", "alt", "data-text", "data-show", "data-hide"),
    *("data-is-visible", "data-is-hidden", "data-other", "data-complete", "data-incomplete"),
    *(
        "data-busy",
        "data-copied",
        "data-countdown",
        "data-found",
        "data-list-label",
        "data-none-found",
    ),
    *("data-offline", "data-over", "data-question", "data-slow", "data-wanted", "data-warning"),
}
# Names of places come from CLDR, addresses and codes from people, messages from the pool.
DATA = {"script", "style", "svg", "bdi", "code", "pre", "option", "optgroup", "strong"}
LISTS = {"messages", "languages", "code", "site-name"}


class Marked(NullTranslations):
    """A catalogue whose every text shows where it begins and ends."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{CLOSE}"


class Reader(Visitor):
    """A visitor who fails when a page says anything that is not in the catalogue."""

    own_words: frozenset[str] = frozenset()

    def _page(self, response: TestResponse) -> Page:
        page = super()._page(response)
        assert page.status != 500
        if response.request.path.startswith(ENGLISH_ONLY):
            return page
        if response.mimetype == "text/html" and not 300 <= page.status < 400:
            self.read(page)
        return page

    def read(self, page: Page) -> None:
        (title,) = page.document.query("title")
        (body,) = page.document.query("body")
        said = "".join(texts(body)) + title.to_text().rpartition(" \N{EN DASH} ")[0]
        rest = said
        while rest != (rest := re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", rest)):
            pass
        for word in sorted(self.own_words, key=len, reverse=True):
            rest = rest.replace(word, "")
        assert not re.search(r"[^\W\d_]", rest), f"outside the catalogue: {rest.split()}"
        for node in elements(body):
            attributes = attributes_of(node)
            for name in attributes.keys() & WORDS:
                assert attributes[name][0] + attributes[name][-1] == OPEN + CLOSE, attributes[name]


def is_translated(node: Node) -> bool:
    """Return whether an element belongs to the pages, and not to the demo, which is in English."""
    return attributes_of(node).get("lang") != "en"


def elements(node: Node) -> Iterator[Node]:
    """Yield the elements of a page, without the demo's own."""
    for child in node.children or ():
        if not child.name.startswith(("#", "!")) and is_translated(child):
            yield child
            yield from elements(child)


def texts(node: Node) -> Iterator[str]:
    """Yield what a page says, without what is data."""
    for child in node.children or ():
        if child.name == "#text":
            yield str(child.data)
        elif (
            is_translated(child)
            and child.name not in DATA
            and not LISTS & set(attributes_of(child).get("class", "").split())
        ):
            yield from texts(child)


@pytest.fixture
def reader(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Reader]:
    """Return a maker of readers of an app of their own."""
    marked = Language("qps", "Marked")
    monkeypatch.setitem(languages.FORMATS, "qps", "en_GB")
    monkeypatch.setattr(languages, "languages", lambda: {"en": marked})
    monkeypatch.setattr(languages, "catalogue_of", {"qps": Marked()}.get)
    return lambda **environment: Reader(make_app(**environment), language=None)


def test_the_journey(reader: Callable[..., Reader]) -> None:
    person = reader()
    person.get("/sign-up")
    person.post("/sign-up")
    person.sign_up("ada", "password")
    person.sign_up("ada", " ü" * 300)
    person.follow(person.sign_up(EMAIL))
    for code in ("", "12", "abc", "000000"):
        person.confirm(code)
    person.resend()
    person.get("/confirm-sign-up")
    code = person.newest_code(EMAIL)
    person.get("/sign-in")
    person.follow(person.confirm(code))
    person.follow(person.auto_sign_in())
    person.follow(person.sign_out())


def test_the_ways_back(reader: Callable[..., Reader]) -> None:
    person = reader()
    person.post("/sign-in")
    person.sign_in(EMAIL, "wrong")
    person.post("/reset-password")
    person.follow(person.reset_password(EMAIL))
    person.set_password("000000", "Correct-horse-8")
    person.set_password("", "")
    person.follow(person.sign_up("grace@example.com"))
    person.follow(person.sign_in("grace@example.com"))
    person.get("/sign-up/done")


@pytest.mark.parametrize(
    "scenario",
    ["email", "phone", "email-and-phone", "username", "auto-confirm", "attributes", "no-user-auth"],
)
def test_each_scenario(reader: Callable[..., Reader], scenario: str) -> None:
    person = reader()
    person.own_words = frozenset(
        {"Plan", "Free", "Team, for up to 20 people", "You can change it later"}
    )
    person.follow(person.choose(scenario))
    person.get("/sign-up")
    person.post("/sign-up")
    wrong = {"phone_number": "12", "username": "a b", "birthdate": "2999-01-01", "website": "x"}
    person.post("/sign-up", {**wrong, "country_code": "ZZ", "zoneinfo": "Mars"})
    person.get("/sign-in")
    person.get("/reset-password")
    person.post("/reset-password")


def test_the_account(reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    person = reader(AMPLIFY_OUTPUTS=CHOICE)
    person.follow(sign_up(person, passkeys="supported"))
    for error in ("NotAllowedError", "InvalidStateError", "SecurityError", "TypeError", "Other"):
        send(person, error=error)
    person.follow(person.post("/account/passkeys/skip", page="/account/passkeys"))
    person.follow(add_passkey(person))
    with monkeypatch.context() as fault:
        full = Mock(side_effect=amplify_auth.LimitExceededException())
        fault.setattr(amplify_auth, "start_web_authn_registration", full)
        person.get("/account/passkeys")
    person.follow(person.post("/account/passkeys/delete", page="/account/passkeys"))
    person.get("/account/password")
    person.post("/account/password")
    person.follow(person.post("/account/password", {"password": "Correct-horse-7"}))
    person.get("/account/delete")
    person.post("/account/delete")
    person.follow(person.post("/account/delete", {"understood": "y"}))


def test_first_factors(reader: Callable[..., Reader]) -> None:
    person = reader()
    person.follow(person.choose("passwordless"))  # which takes the demo's notice
    person.get("/sign-up")
    person.follow(person.post("/sign-up", {"email": EMAIL}))
    person.follow(person.choose("choice"))
    person.post("/sign-up", {"email": EMAIL, "first_factor": "nothing"})
    person.follow(person.begin_sign_in(EMAIL))
    person.choose_factor("nothing")
    for factor in ("PASSWORD", "WEB_AUTHN", "EMAIL_OTP"):
        person.follow(person.choose_factor(factor))
        person.confirm_sign_in()
    for name in ("NotAllowedError", "SecurityError", "NotSupportedError"):
        person.choose_factor("WEB_AUTHN")
        person.confirm_sign_in(error=name)
    person.choose_factor("EMAIL_OTP")
    person.confirm_sign_in(confirmation_code="000000")
    person.follow(person.resend_sign_in_code())


def test_the_link(reader: Callable[..., Reader]) -> None:
    person = reader()
    person.follow(person.choose("link"))
    person.follow(person.sign_up(EMAIL))
    person.follow(person.auto_sign_in())
    link = str(person.messages(EMAIL)[0]["link"])
    path = link[link.index("/confirmUser") :]
    person.get(path)
    person.post_raw("/confirmUser", {"token": path.rpartition("=")[2]})
    person.get(path)
    person.get("/confirmUser?token=none")


def test_every_attribute(reader: Callable[..., Reader]) -> None:
    person = reader(AMPLIFY_OUTPUTS=str(FULL))
    document = json.loads(FULL.read_text())
    person.own_words = frozenset(re.findall(r'"([^"]+)"', json.dumps(document["custom"])))
    page = person.get("/sign-up")
    names = [attributes_of(node)["name"] for node in page.document.query("main [name]")]
    typed = {name: "\x07" for name in names if name not in {"csrf_token", "password"}}
    person.post("/sign-up")
    person.post("/sign-up", typed)
    person.post("/sign-up", dict.fromkeys(typed, "9" * 3000))
    person.post("/sign-up", dict.fromkeys(typed, "1700-01-01"))


def test_errors(reader: Callable[..., Reader]) -> None:
    person = reader()
    assert person.get("/nothing").status == 404
    assert person.get("/sign-out").status == 405
    assert person.post_raw("/sign-up", {}).status == 400
    assert person.post_raw("/sign-out", {}).status == 400
    assert person.post_raw("/sign-up", {"a": "b" * 70_000}).status == 413
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert person.post_raw("/sign-up", {}, headers=elsewhere).status == 403
    stranger = Reader(person.client.application, language=None, REMOTE_ADDR="203.0.113.9")
    assert stranger.get("/sign-up").status == 403
    for _ in range(12):
        last = person.sign_in(EMAIL, "wrong")
    assert last.status == 429
