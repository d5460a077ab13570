"""Values of each attribute: those that are accepted, and the errors for the others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.html_lint import attributes_of
from tests.sign_up_form import EMAIL, EVERY, Form


@pytest.mark.parametrize(
    ("name", "label"),
    [("given_name", "First name"), ("address", "Postal address"), ("nickname", "Nickname")],
)
def test_the_longest_text_and_one_more(
    form_with: Callable[..., Form], name: str, label: str
) -> None:
    form = form_with(name)
    assert form.refuses(name, "a" * 2049) == f"{label} must be 2048 characters or fewer"
    assert form.accepts(name, "é" * 2048) == "é" * 2048


@pytest.mark.parametrize("text", ["Ada\x00", "A\x1bda", "\u202eadA", "A\nda", "A\x85da"])
def test_characters_that_cannot_be_seen(form_with: Callable[..., Form], text: str) -> None:
    error = form_with("given_name").refuses("given_name", text)
    assert error == "First name contains a hidden character. Type it again instead of pasting it."


@pytest.mark.parametrize("text", ["O'Brien-Núñez", "王", "محمد", "X Æ A-12", "👩‍🚀", 'Jr., "Bob"'])
def test_names_are_as_people_have_them(form_with: Callable[..., Form], text: str) -> None:
    assert form_with("given_name").accepts("given_name", f" {text} ") == text


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("1995-12-10", "1995-12-10"),
        ("1995-1-5", "1995-01-05"),
        ("1995/12/10", "1995-12-10"),
        ("1995\u201312\u201310", "1995-12-10"),
        ("1995\u221212\u30fc10", "1995-12-10"),
        ("1995.12.10", "1995-12-10"),
        ("10 December 1995", "1995-12-10"),
        ("10. dec. 1995", "1995-12-10"),
        ("10th December, 1995", "1995-12-10"),
        ("December 10, 1995", "1995-12-10"),
        ("dec 10th 1995", "1995-12-10"),
        ("25/12/1995", "1995-12-25"),
        ("12/25/1995", "1995-12-25"),
        ("12.12.1995", "1995-12-12"),
        ("2000-02-29", "2000-02-29"),
        ("1800-01-01", "1800-01-01"),
        ("\uff11\uff19\uff19\uff15-\uff11\uff12-\uff11\uff10", "1995-12-10"),
    ],
)
def test_a_date_of_birth(form_with: Callable[..., Form], written: str, sent: str) -> None:
    assert form_with("birthdate").accepts("birthdate", written) == sent


AMBIGUOUS = "Enter a date like 10 December 1995 or 1995-12-10"


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("01/02/1995", AMBIGUOUS),
        ("95-12-10", AMBIGUOUS),
        ("10 Foo 1995", AMBIGUOUS),
        ("today", AMBIGUOUS),
        ("1995", AMBIGUOUS),
        ("<b>", AMBIGUOUS),
        ("1995-02-29", "Date of birth must be a real date"),
        ("1995-13-01", "Date of birth must be a real date"),
        ("0000-01-01", "Date of birth must be a real date"),
        ("1995-00-10", "Date of birth must be a real date"),
        ("31 June 1995", "Date of birth must be a real date"),
        (f"{'9' * 20} June 1995", AMBIGUOUS),
        ("1799-12-31", "Date of birth must be in 1800 or later"),
        ("2999-01-01", "Date of birth can't be in the future"),
    ],
)
def test_no_date_of_birth(form_with: Callable[..., Form], written: str, error: str) -> None:
    form = form_with("birthdate")
    assert form.refuses("birthdate", written) == error


Parts = tuple[str, str, str]


def parts(day: str, month: str, year: str) -> dict[str, str]:
    return {"birthdate-day": day, "birthdate-month": month, "birthdate-year": year}


@pytest.mark.parametrize(
    "typed",
    [
        ("10", "12", "1995"),
        (" 10. ", "12", "1995"),
        ("10", "dec", "1995"),
        ("10", "December", "1995"),
        ("\uff11\uff10", "\uff11\uff12", "\uff11\uff19\uff19\uff15"),
        ("\u0661\u0660", "\u0661\u0662", "\u0661\u0669\u0669\u0665"),
    ],
)
def test_a_date_of_birth_in_three_parts(form_with: Callable[..., Form], typed: Parts) -> None:
    form = form_with("birthdate")
    page = form.send(**parts(*typed))
    assert page.status == 303, page.errors
    assert form.sent[0]["birthdate"] == "1995-12-10"


@pytest.mark.parametrize(
    ("typed", "error", "wrong"),
    [
        (("", "", ""), "Enter your date of birth", "day month year"),
        (("", "12", "1995"), "Date of birth must include a day", "day"),
        (("", "", "1995"), "Date of birth must include a day and a month", "day month"),
        (("10", "12", ""), "Date of birth must include a year", "year"),
        (("10", "12", "95"), "Enter the year as four digits, like 1995", "year"),
        (("10", "12", "19950"), "Enter the year as four digits, like 1995", "year"),
        (("31", "6", "1995"), "Date of birth must be a real date", "day month year"),
        (("10", "Foo", "1995"), "Date of birth must be a real date", "day month year"),
        (("<b>", "1", "1995"), "Date of birth must be a real date", "day month year"),
        (("9" * 20, "1", "1995"), "Date of birth must be a real date", "day month year"),
        (("1", "9" * 2000, "1995"), "Date of birth must be a real date", "day month year"),
        (("1", "1", "2999"), "Date of birth can't be in the future", "day month year"),
        (("31", "12", "1799"), "Date of birth must be in 1800 or later", "day month year"),
    ],
)
def test_what_is_wrong_with_a_date_is_said_once_and_marked_where_it_is(
    form_with: Callable[..., Form], typed: Parts, error: str, wrong: str
) -> None:
    page = form_with("birthdate").send(**parts(*typed))
    assert page.errors == [error]
    inputs = [attributes_of(node) for node in page.document.query(".dates input")]
    assert tuple(found["value"] for found in inputs) == typed
    marked = [found["id"] for found in inputs if found.get("aria-invalid") == "true"]
    assert marked == [f"birthdate-{part}" for part in wrong.split()]
    (link,) = page.document.query(".error-summary a")
    assert attributes_of(link)["href"] == f"#{marked[0]}"
    assert len(page.document.query(".error-message")) == 1


def test_a_date_comes_back_in_its_parts(form_with: Callable[..., Form]) -> None:
    form = form_with("birthdate")
    form.send(**parts("1", "Feb", "1995"))
    inputs = form.visitor.get("/sign-up").document.query(".dates input")
    assert [attributes_of(node)["value"] for node in inputs] == ["01", "02", "1995"]


def test_who_is_born_today_may_sign_up_and_who_is_born_next_week_may_not(
    form_with: Callable[..., Form],
) -> None:
    form, today = form_with("birthdate"), datetime.now(UTC).date()
    assert form.accepts("birthdate", today.isoformat())
    assert form.refuses("birthdate", (today + timedelta(days=7)).isoformat())


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("http://example.com", "http://example.com"),
        ("example.com/me", "https://example.com/me"),
        ("example.com:8080/me", "https://example.com:8080/me"),
        ("HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM"),
        ("https://bücher.example", "https://bücher.example"),
        ("https://example.com/" + "a" * 2028, "https://example.com/" + "a" * 2028),
    ],
)
def test_a_web_address(form_with: Callable[..., Form], written: str, sent: str) -> None:
    assert form_with("website").accepts("website", written) == sent


HIDDEN = "contains a hidden character. Type it again instead of pasting it."
URL = "Enter a web address like https://example.com"


@pytest.mark.asvs("1.2.2")
@pytest.mark.parametrize(
    ("written", "error"),
    [
        *((text, URL) for text in (
            "javascript:alert(1)", "JavaScript:alert(1)//example.com", "javascript:1",
            "data:text/html,x",
            "ftp://example.com", "https://", "https:example.com", "//example.com", "example",
            "https://example.com@evil.example", "ada@example.com", "https://exa mple.com",
            'https://example.com/"><b>', "https://[", "https://[::1", "https://example.com:port",
            "https://example.com:99999", "https://.example.com", "a.b/" + "c" * 2044,
            "https://example.com\\@evil.example",
        )),
        ("https://example.com/\x00", f"Website {HIDDEN}"),
        ("https://example.com/" + "a" * 2029, "Website must be 2048 characters or fewer"),
    ],
)  # fmt: skip
def test_no_web_address(form_with: Callable[..., Form], written: str, error: str) -> None:
    assert form_with("website").refuses("website", written) == error


@pytest.mark.parametrize(
    ("written", "sent"),
    [("en", "en"), ("PT_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")],
)
def test_a_language(form_with: Callable[..., Form], written: str, sent: str) -> None:
    assert form_with("locale").accepts("locale", written) == sent


@pytest.mark.parametrize("written", ["e", "English (UK)", "en-", "-en", "en--GB", "de-123456789"])
def test_no_language(form_with: Callable[..., Form], written: str) -> None:
    error = form_with("locale").refuses("locale", written)
    assert error == "Enter a language code, like en or pt-BR"


def test_the_language_is_the_browsers_at_first(form_with: Callable[..., Form]) -> None:
    visitor = form_with("locale").visitor
    for header, language in (("pt-BR,pt;q=0.9", "pt-BR"), ("*", ""), ("", "")):
        page = visitor.get("/sign-up", headers={"Accept-Language": header})
        assert page.value("locale") == language


@pytest.mark.parametrize("zone", ["Europe/London", "America/Argentina/Buenos_Aires", "UTC"])
def test_a_time_zone(form_with: Callable[..., Form], zone: str) -> None:
    assert form_with("zoneinfo").accepts("zoneinfo", zone) == zone


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "europe/london", "../etc/passwd", "localtime"])
def test_no_time_zone(form_with: Callable[..., Form], zone: str) -> None:
    error = form_with("zoneinfo").refuses("zoneinfo", zone)
    assert error == "Choose an option for “Time zone”"


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.fixed_dictionaries(
        {
            name: st.text(max_size=40)
            | st.from_regex(r"[0-9+/:. -]{1,20}")
            | st.from_regex(r"(https?:)?//?[\[\]@:%.a-z0-9\\/]{1,20}", fullmatch=True)
            for name in (
                "birthdate",
                "phone_number",
                "country_code",
                "website",
                "locale",
                "zoneinfo",
            )
        }
    )
)
def test_no_value_is_a_crash(form_with: Callable[..., Form], values: dict[str, str]) -> None:
    visitor = form_with("birthdate", "phone_number", "website", "locale", "zoneinfo").visitor
    fields = {"email": EMAIL, "password": "", **values}
    assert visitor.client.post("/sign-up", data=fields).status_code == 400


CUSTOM = [
    {"name": f"custom:{kind}", "label": kind, "type": kind}
    for kind in ("checkbox", "date", "email", "multiline", "number", "text")
]
AWKWARD = [
    *("", " ", "0", "-", "9" * 20, "9" * 2000, "-" + "9" * 30, "1e999", "nan", "²", "①", "٣"),
    *("\x00", "\r\n", "\ufffd", "\ufeff", "\U0010ffff", "e\u0301" * 300, "%s", "{0}", "[]", "null"),
    *(
        "http://[",
        "https://x:99999999/",
        "https://" + "a." * 300,
        "a@[",
        "a@xn--",
        "a@" + "b." * 200,
    ),
    *("+" + "9" * 500, "+49", "99999999999-01-01", "0000-00-00", "en-" + "x" * 300, "../x"),
]


@pytest.mark.slow
@pytest.mark.asvs("2.2.1", "16.5.3")
@pytest.mark.parametrize("value", AWKWARD)
def test_no_value_of_any_field_is_a_crash(form_with: Callable[..., Form], value: str) -> None:
    visitor = form_with(*EVERY, attributes=CUSTOM).visitor
    nodes = [
        node
        for tag in ("input", "select", "textarea")
        for node in visitor.get("/sign-up").document.query(f"main {tag}[name]")
    ]
    names = {attributes_of(node)["name"] or "" for node in nodes}
    date = parts("10", "12", "1995")
    assert date.keys() < names
    # The parts of a date are checked together, so that each hides what is wrong with the others.
    for one in date:
        fields = dict.fromkeys(names, value) | date | {one: value}
        # Without its token a form is checked, and nothing else happens.
        assert visitor.client.post("/sign-up", data=fields).status_code == 400
