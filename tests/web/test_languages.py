"""Pages in each language: negotiation, switching, and a whole journey."""

from collections.abc import Callable

import pytest
from flask import Flask

from signup.flows.mail import client_metadata
from signup.forms.sign_up_settings import DEFAULT_SERVICE_NAME
from signup.i18n.languages import SOURCE, languages, negotiate
from signup.messages.mail_texts import RESET_PASSWORD, SIGN_UP, MailTexts
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import PASSWORD, Page, Visitor
from tests.web.test_page_weight import BUDGET, view_weight

EMAIL, PHONE = "ada@example.com", "+441632960123"
TAGS = list(languages())
OTHERS = [tag for tag in TAGS if tag != SOURCE]


def in_language(tag: str, text: str) -> str:
    """Return a text of the catalogue in a language."""
    return languages()[tag].catalogue.gettext(text)


def first_line(tag: str, texts: MailTexts, code: str) -> str:
    """Return the first paragraph of a mail in a language."""
    template = in_language(tag, str.__str__(texts.paragraphs[0]))
    return template.replace("{####}", code) % {"service": DEFAULT_SERVICE_NAME}


def heading(tag: str, page: str) -> str:
    """Return the heading of a page in a language."""
    return in_language(tag, HEADINGS[page])


HEADINGS = {
    "sign-up": "Create an account",
    "confirm": "Confirm your email address",
    "account": "Your account",
    "sign-in": "Sign in",
    "link": "Confirm your account",
}


@pytest.fixture
def speaker(app: Flask) -> Callable[[str], Visitor]:
    """Return a maker of visitors whose browser asks for a language."""
    return lambda tag: Visitor(app, language=tag, HTTP_ACCEPT_LANGUAGE=tag)


def switched(page: Page) -> dict[str, str]:
    """The addresses that a page offers its other languages at."""
    nodes = page.document.query(".languages a")
    return {attributes_of(node)["lang"]: attributes_of(node)["href"] for node in nodes}


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("", "en"),
        ("*", "en"),
        ("tlh", "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-at", "de"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("ar-EG,en;q=0.5", "ar"),
        ("de-CH-1996;q=0.7,en;q=0.3", "de"),
        ("tlh,ja;q=0.4,de;q=0.6", "de"),
        ("de;q=0,ja;q=0.1", "ja"),
        ("en;q=0,tlh", "en"),
        ("zh_Hant_TW,ar;q=0.1", "ar"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browsers_first_choice_that_there_is(accepted: str, tag: str) -> None:
    assert negotiate(accepted) == tag


@pytest.mark.parametrize("tag", TAGS)
def test_a_page_says_its_language(speaker: Callable[[str], Visitor], tag: str) -> None:
    page = speaker(tag).get("/sign-up")
    assert page.heading == heading(tag, "sign-up")
    assert page.response.headers["Content-Language"] == tag
    assert {"Accept-Language", "Cookie"} <= set(page.response.vary)
    (html,) = page.document.query("html")
    assert attributes_of(html)["dir"] == (languages()[tag].direction)


def test_what_is_no_page_has_no_language(visitor: Visitor) -> None:
    for path in ("/healthz", "/static/icon.svg"):
        assert "Content-Language" not in visitor.get(path).response.headers


def test_a_journey_in_each_language(speaker: Callable[[str], Visitor]) -> None:
    for tag in TAGS:
        email = f"{tag}@example.com"
        person = speaker(tag)
        refused = person.sign_up("nobody", "short")
        assert refused.status == 422
        assert len(refused.errors) == 2
        page = person.follow(person.sign_up(email))
        assert page.heading == heading(tag, "confirm")
        assert email in page.text
        assert person.confirm("12").errors
        message = person.messages(email)[0]
        assert message["body"].startswith(first_line(tag, SIGN_UP, message["code"]))
        assert person.follow(person.confirm(message["code"])).status == 200
        assert person.account_after(person.auto_sign_in()).heading == heading(tag, "account")
        assert person.follow(person.sign_out()).notices


@pytest.mark.parametrize("tag", OTHERS)
def test_the_mails_of_later_codes_are_in_the_language_too(
    speaker: Callable[[str], Visitor], clock: Clock, tag: str
) -> None:
    person = speaker(tag)
    person.sign_up(EMAIL)
    clock.advance(31)
    person.resend()
    person.follow(person.confirm(person.newest_code(EMAIL)))
    person.auto_sign_in()
    person.sign_out()
    person.reset_password(EMAIL)
    for message, texts in zip(
        person.messages(EMAIL), (RESET_PASSWORD, SIGN_UP, SIGN_UP), strict=True
    ):
        assert message["body"].startswith(first_line(tag, texts, message["code"]))


def test_what_the_owner_of_a_taken_address_gets_is_in_the_language_of_whoever_typed_it(
    speaker: Callable[[str], Visitor], visitor: Visitor, clock: Clock
) -> None:
    def assert_is_told(texts: MailTexts, number: int) -> None:
        messages = visitor.messages(EMAIL)
        assert len(messages) == number
        assert messages[0]["body"].startswith(first_line("de", texts, messages[0]["code"]))

    visitor.sign_up(EMAIL)
    speaker("de").sign_up(EMAIL)
    assert_is_told(SIGN_UP, 2)
    speaker("de").reset_password(EMAIL)
    assert_is_told(SIGN_UP, 3)
    visitor.confirm(visitor.newest_code(EMAIL))
    person = speaker("de")
    person.sign_up(EMAIL)
    assert_is_told(RESET_PASSWORD, 4)
    clock.advance(31)
    person.resend()
    assert_is_told(RESET_PASSWORD, 5)


def test_so_is_the_code_of_an_account_without_a_password(
    speaker: Callable[[str], Visitor], visitor: Visitor
) -> None:
    for person in (visitor, speaker("de")):
        person.choose("passwordless")
        person.post("/sign-up", {"email": EMAIL})
    newest, first = visitor.messages(EMAIL)
    assert first["body"].startswith(first_line("en", SIGN_UP, first["code"]))
    assert newest["body"].startswith(first_line("de", SIGN_UP, newest["code"]))


@pytest.mark.parametrize("tag", TAGS)
def test_a_text_message_ends_with_the_line_for_the_browser(
    speaker: Callable[[str], Visitor], clock: Clock, tag: str
) -> None:
    """https://wicg.github.io/sms-one-time-codes/: the last line, for any number of digits."""
    person = speaker(tag)
    person.choose("phone")
    person.post("/sign-up", {"phone_number": PHONE, "password": PASSWORD})
    clock.advance(31)
    person.resend()
    messages = person.messages(PHONE)
    assert len(messages) == 2
    for message in messages:
        text, line = message["body"].split("\n\n")
        template = in_language(tag, str.__str__(SIGN_UP.text_message))
        assert text == template.replace("{####}", message["code"]) % {
            "service": DEFAULT_SERVICE_NAME
        }
        assert line == f"@localhost #{message['code']}"
    assert person.confirm(messages[0]["code"]).status == 303


def test_the_line_names_the_host_that_the_page_is_at(app: Flask) -> None:
    with app.test_request_context("/sign-up", base_url="http://demo.example:8000"):
        assert client_metadata() == {"locale": "en", "host": "demo.example"}


def test_a_real_pool_is_told_of_no_host(make_app: Callable[..., Flask]) -> None:
    """Its trigger knows the page, and whoever calls it may say anything."""
    app = make_app(AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="http://127.0.0.1:1")
    with app.test_request_context("/sign-up", base_url="http://evil.example"):
        assert client_metadata() == {"locale": "en"}


def test_mail_has_no_such_line(speaker: Callable[[str], Visitor]) -> None:
    person = speaker("en")
    person.sign_up(EMAIL)
    assert "@" not in person.messages(EMAIL)[0]["body"]


def test_a_switch_stays_until_the_next_one(speaker: Callable[[str], Visitor]) -> None:
    person = speaker("en")
    links = switched(person.get("/sign-up"))
    assert set(links) == set(OTHERS)
    person.language = "de"
    assert person.get("/sign-up" + links["de"]).heading == heading("de", "sign-up")
    person.follow(person.sign_up(EMAIL))
    person.confirm(person.newest_code(EMAIL))
    person.follow(person.auto_sign_in())
    assert person.follow(person.sign_out()).heading == heading("de", "sign-in")
    person.follow(person.sign_in(EMAIL, PASSWORD))
    person.language = "ja"
    assert person.get("/account?lang=ja").heading == heading("ja", "account")
    assert person.get("/account").heading == heading("ja", "account")


def test_a_switch_needs_no_session_and_makes_none(visitor: Visitor) -> None:
    visitor.language = None
    cookies = visitor.get("/nothing?lang=ar").response.headers.getlist("Set-Cookie")
    (cookie,) = (cookie for cookie in cookies if not cookie.startswith("sign-up-session="))
    assert cookie.startswith("sign-up-language=ar;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_language_that_there_is_not_changes_nothing(visitor: Visitor) -> None:
    for tag in ("tlh", "", "../../etc", "de\r\nSet-Cookie: a=b", "<b>"):
        page = visitor.get("/sign-up", query_string={"lang": tag})
        assert "sign-up-language=" not in " ".join(page.response.headers.getlist("Set-Cookie"))
    visitor.client.set_cookie("sign-up-language", "tlh")
    assert visitor.get("/sign-up").heading == heading("en", "sign-up")


def test_production_keeps_the_choice_on_this_host_over_https(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1")
    person = Visitor(app, language="de", **{"wsgi.url_scheme": "https"})
    cookies = person.get("/sign-up?lang=de").response.headers.getlist("Set-Cookie")
    (cookie,) = (cookie for cookie in cookies if "language" in cookie)
    assert cookie.startswith("__Host-language=de;")
    assert "Secure" in cookie
    assert person.get("/sign-up").heading == heading("de", "sign-up")


def test_a_switch_leads_nowhere_else(visitor: Visitor) -> None:
    for path in ("/sign-up?next=//evil.example", "/nothing?lang=//evil.example", "/@evil.example"):
        links = switched(visitor.get(path))
        assert links == {tag: f"?lang={tag}" for tag in OTHERS}


def test_the_answer_to_a_button_switches_on_the_first_page(visitor: Visitor) -> None:
    page = visitor.post_raw("/resend-sign-up-code", {})
    assert page.status == 400
    assert switched(page)["de"] == "/?lang=de"


def test_a_mailed_link_keeps_its_token_when_the_language_changes(visitor: Visitor) -> None:
    visitor.choose("link")
    visitor.sign_up(EMAIL)
    link = str(visitor.messages(EMAIL)[0]["link"])
    path = link[link.index("/confirmUser") :]
    other = switched(visitor.get(path))["de"]
    visitor.language = "de"
    assert visitor.get("/confirmUser" + other).heading == heading("de", "link")


def test_arabic_pages_leave_addresses_and_codes_as_they_run(
    speaker: Callable[[str], Visitor],
) -> None:
    person = speaker("ar")
    (email,) = person.get("/sign-up").document.query("#email")
    assert attributes_of(email)["dir"] == "ltr"
    page = person.follow(person.sign_up(EMAIL))
    (code,) = page.document.query("#confirmation_code")
    assert attributes_of(code)["dir"] == "ltr"
    assert [node.to_text() for node in page.document.query("bdi")] == [EMAIL]


def test_digits_of_any_script_are_a_code(speaker: Callable[[str], Visitor]) -> None:
    person = speaker("ar")
    person.sign_up(EMAIL)
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert person.confirm(person.newest_code(EMAIL).translate(arabic)).status == 303


@pytest.mark.parametrize(
    ("tag", "written", "example", "order"),
    [
        ("de", "10. Dezember 1995", "10 12 1995", "day month year"),
        ("ja", "1995年12月10日", "1995 12 10", "year month day"),
        ("ar", "10 ديسمبر 1995", "10 12 1995", "day month year"),
    ],
)
def test_a_date_is_asked_for_in_the_order_of_the_language_and_may_be_written_in_words(
    speaker: Callable[[str], Visitor], tag: str, written: str, example: str, order: str
) -> None:
    person = speaker(tag)
    person.choose("attributes")
    page = person.post("/sign-up", {"birthdate": written})
    assert example in page.text
    names = [attributes_of(node)["name"] for node in page.document.query(".dates input")]
    assert names == [f"birthdate-{part}" for part in order.split()]
    assert not [error for error in page.errors if "1995" in error]
    assert len(person.post("/sign-up", {"birthdate": "gestern"}).errors) == len(page.errors) + 1


@pytest.mark.parametrize(("tag", "first"), [("ja", "family_name"), ("de", "given_name")])
def test_the_family_name_comes_first_where_it_does(
    speaker: Callable[[str], Visitor], tag: str, first: str
) -> None:
    person = speaker(tag)
    person.choose("attributes")
    fields = person.get("/sign-up").document.query(".field input")
    names = [name for name in (attributes_of(node)["name"] for node in fields) if "_name" in name]
    assert names == [first, "family_name" if first == "given_name" else "given_name"]


def test_the_first_view_is_light_in_every_language(speaker: Callable[[str], Visitor]) -> None:
    assert max(view_weight(speaker(tag), "/sign-up") for tag in languages()) <= BUDGET
