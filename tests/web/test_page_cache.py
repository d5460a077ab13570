"""The cached page with an empty form, which is right for every visitor."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from config.settings import ROOT
from signup.i18n.languages import languages
from tests.html_lint import attributes_of
from tests.outputs import write_outputs
from tests.pages import Visitor

pytestmark = pytest.mark.slow

TOKENS = re.compile(r'(name="(?:csrf_token|drawn_at)"[^>]* value=")[^"]+')
BROWSERS = ("en-GB", "fr-CA,fr;q=0.5", "de-AT", "")
HEADERS = ("Content-Security-Policy", "Content-Language", "Vary", "Cache-Control")
SCENARIOS = sorted((ROOT / "config" / "scenarios").glob("*.json"))

MakeApp = Callable[..., Flask]


def page_of(app: Flask, tag: str, browser: str) -> tuple[str, list[str | None]]:
    """Return what a new visitor is shown, and told with it, but for their own tokens."""
    page = Visitor(app, language=tag).get(
        f"/sign-up?lang={tag}", headers={"Accept-Language": browser}
    )
    text, tokens = TOKENS.subn(r"\1", page.response.text)
    assert tokens == 2
    return text, [page.response.headers.get(name) for name in HEADERS]


def assert_same_as_drawn_anew(app: Flask) -> None:
    views = list(product(languages(), BROWSERS))
    first = [page_of(app, *view) for view in views]
    kept = [page_of(app, *view) for view in views]
    app.jinja_env.auto_reload = True
    anew = [page_of(app, *view) for view in views]
    assert kept == first == anew


@pytest.mark.parametrize("outputs", SCENARIOS, ids=lambda path: path.stem)
def test_the_page_that_is_kept_is_the_page(make_app: MakeApp, outputs: Path) -> None:
    assert_same_as_drawn_anew(make_app(AMPLIFY_OUTPUTS=str(outputs)))


def test_values_that_a_field_begins_with_stay_the_browsers_own(
    make_app: MakeApp, tmp_path: Path
) -> None:
    required = ["email", "phone_number", "locale", "zoneinfo", "birthdate"]
    path = write_outputs(tmp_path, {"standard_required_attributes": required})
    app = make_app(AMPLIFY_OUTPUTS=path)
    assert_same_as_drawn_anew(app)
    for browser, country, locale in (("fr-CA", "CA", "fr-CA"), ("de-AT", "AT", "de-AT")):
        page = Visitor(app).get("/sign-up?lang=en", headers={"Accept-Language": browser})
        chosen = page.document.query('[name="country_code"] [selected]')
        assert [attributes_of(node)["value"] for node in chosen] == [country]
        assert page.value("locale") == locale


@pytest.mark.asvs("3.5.1")
def test_everybody_has_tokens_of_their_own(new_visitor: Callable[[], Visitor]) -> None:
    tokens = [new_visitor().get("/sign-up").value("csrf_token") for _ in range(3)]
    assert len(set(tokens)) == 3


def test_nothing_of_anybody_is_kept(new_visitor: Callable[[], Visitor]) -> None:
    """Whoever has been here before gets their own page, and leaves nothing of it to others."""
    ada, bob = new_visitor(), new_visitor()
    ada.sign_up("ada@example.com")
    assert ada.get("/sign-up").value("email") == "ada@example.com"
    page = bob.get("/sign-up")
    assert page.value("email") == ""
    assert "ada@example.com" not in page.response.text
    assert ada.get("/sign-up").value("email") == "ada@example.com"


def test_a_notice_is_shown_once_and_to_its_reader(new_visitor: Callable[[], Visitor]) -> None:
    ada, bob = new_visitor(), new_visitor()
    ada.sign_up("ada@example.com")
    ada.confirm(ada.newest_code("ada@example.com"))
    ada.auto_sign_in()
    ada.sign_out()
    assert ada.get("/sign-up").notices == ["You're signed out."]
    assert bob.get("/sign-up").notices == []
    assert ada.get("/sign-up").notices == []


def test_addresses_begin_with_the_path_that_the_app_is_at(app: Flask) -> None:
    for root in ("", "/there", ""):
        page = Visitor(app).get("/sign-up", environ_overrides={"SCRIPT_NAME": root})
        actions = [attributes_of(form)["action"] for form in page.document.query("form")]
        assert actions == [f"{root}/sign-up"]


def test_who_edits_a_template_sees_it_at_once(app: Flask) -> None:
    app.jinja_env.auto_reload = True
    app.jinja_env.globals["service_name"] = "Before"
    assert "Before" in Visitor(app).get("/sign-up").title
    app.jinja_env.globals["service_name"] = "After"
    assert "After" in Visitor(app).get("/sign-up").title
