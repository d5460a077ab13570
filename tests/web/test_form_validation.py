"""Invalid input: a clear error, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
FORMAT = "Enter an email address like name@example.com"


def assert_refused(page: Page, *errors: str, email: str = EMAIL) -> None:
    assert page.status == 422
    assert page.errors == list(errors)
    assert page.value("email") == email
    assert page.value("password") in {None, ""}


def test_an_empty_form_says_what_to_enter(visitor: Visitor) -> None:
    page = visitor.sign_up("", "")
    assert_refused(page, "Enter your email address", "Enter a password", email="")


@pytest.mark.asvs("1.3.11")
@pytest.mark.parametrize(
    "email",
    [
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@@example.com",
        "ada lovelace@example.com",
        "ada@exam ple.com",
        "ada@example.com\x00",
        "ada\r\nBcc: eve@example.com",
        "ada\x1b[31m@example.com",
        "<svg onload=alert(1)>@example.com",
        "ada@-example.com",
        "😀@example.com",
    ],
)
def test_a_malformed_address_is_refused_and_kept(visitor: Visitor, email: str) -> None:
    page = visitor.sign_up(email)
    assert page.status == 422
    assert page.errors == [FORMAT]


@pytest.mark.asvs("1.2.1")
def test_markup_comes_back_as_text(visitor: Visitor) -> None:
    page = visitor.sign_up('"><svg onload=alert(1)>')
    assert page.status == 422
    assert page.value("email") == '"><svg onload=alert(1)>'
    assert not page.document.query("svg[onload]")


def test_the_longest_address_is_taken_and_one_more_is_not(visitor: Visitor) -> None:
    domain = ".".join(["d" * 30] * 2) + ".com"
    longest = "a" * (128 - len(domain) - 1 - 0) + "@" + domain
    longest = longest[-128:]
    local, _, _ = longest.partition("@")
    assert len(longest) == 128
    assert len(local) <= 64
    assert visitor.sign_up(longest).status == 303
    assert_refused(
        visitor.sign_up("a" + longest),
        "Email address must be 128 characters or fewer",
        email="a" + longest,
    )


@pytest.mark.asvs("6.2.1")
@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("Aa1!aaa", "Your password must have at least 8 characters"),
        ("Aa1!" + "a" * 253, "Your password must be 256 characters or fewer"),
        ("aa1!aaaa", "Your password must have one uppercase letter"),
        ("AA1!AAAA", "Your password must have one lowercase letter"),
        ("Aaa!aaaa", "Your password must have one number"),
        ("Aa1aaaaa", "Your password must have one symbol"),
        (" Aa1!aaaa", "Your password can't start or end with a space"),
        ("Aa1!aaaa ", "Your password can't start or end with a space"),
        (
            "abc",
            (
                "Your password must have at least 8 characters, one uppercase letter, one number "
                "and one symbol"
            ),
        ),
    ],
)
def test_a_password_that_breaks_the_policy(visitor: Visitor, password: str, error: str) -> None:
    assert_refused(visitor.sign_up(EMAIL, password), error)


@pytest.mark.asvs("6.2.9")
@pytest.mark.parametrize(
    "password", ["Aa1!aaaa", "Aa1!" + "moss-kettle-" * 5, "Aa1!" + "moss-kettle-" * 21]
)
def test_the_shortest_and_the_longest_password_are_taken(visitor: Visitor, password: str) -> None:
    assert visitor.sign_up(EMAIL, password).status == 303


@pytest.mark.slow
@pytest.mark.asvs("6.2.8")
@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\u2003", "\u200b"])
def test_a_password_may_end_in_what_the_pool_takes(visitor: Visitor, space: str) -> None:
    for number, password in enumerate((f"{PASSWORD}{space}", f"{space}{PASSWORD}")):
        email = f"{number}@example.com"
        assert visitor.sign_up(email, password).status == 303
        visitor.confirm(visitor.newest_code(email))
        assert visitor.sign_in(email, PASSWORD).status == 422
        assert visitor.sign_in(email, password).location == AFTER_SIGN_IN_URL
        visitor.sign_out()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("", "Enter the 6-digit code"),
        ("   ", "Enter the 6-digit code"),
        ("12345", "The code has 6 digits. You entered 5."),
        ("1234567", "The code has 6 digits. You entered 7."),
        ("12345a", "Enter only the 6 digits of the code"),
        ("<b>1</b>", "Enter only the 6 digits of the code"),
        ("1" * 60_000, "The code has 6 digits. You entered 60000."),
    ],
)
def test_a_code_that_cannot_be_one(visitor: Visitor, code: str, error: str) -> None:
    visitor.sign_up(EMAIL)
    page = visitor.confirm(code)
    assert (page.status, page.errors) == (422, [error])


@pytest.mark.parametrize(
    "written",
    [
        "{0}{1} is your code to confirm this email address for Amplify on Flask.",
        "\u2068{0}{1}\u2069 هو رمز تأكيد رقمك لدى Amplify on Flask.",
        "{0}{1} is your code.\n\n@localhost #{0}{1}",
        "Your code {0}{1} is good for 24 hours.",
        *("“{0}{1}”", "'{0}{1}'", "({0}{1})", "[{0}{1}]", "{0}{1}.", "#{0}{1}", "Code: {0}{1}"),
        *("{0} {1}", "{0}-{1}", "{0}\u2013{1}", "{0}\u2212{1}", "{0}\u30fc{1}", "Code: {0} - {1}."),
        *(" {0}\u00a0{1} ", "\u200b{0}\u200b{1}\ufeff", "{0}\u00ad{1}"),
    ],
)
def test_a_code_is_found_in_what_was_pasted(visitor: Visitor, written: str) -> None:
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    assert visitor.confirm(written.format(code[:3], code[3:])).location == "/auto-sign-in"


@pytest.mark.parametrize(
    "pasted", ["123456 or 654321", "Call 020 7946 0958", "order 1234567", "123456 7", "12 3456 78"]
)
def test_a_code_that_is_one_of_several_is_nobodys_guess(visitor: Visitor, pasted: str) -> None:
    visitor.sign_up(EMAIL)
    (error,) = visitor.confirm(pasted).errors
    assert error.startswith(("The code has 6 digits.", "Enter only the 6 digits"))


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("token", [{}, {"csrf_token": ""}, {"csrf_token": "forged"}])
def test_a_form_without_its_token_is_shown_again(visitor: Visitor, token: dict[str, str]) -> None:
    visitor.get("/sign-up")
    page = visitor.post_raw("/sign-up", {"email": EMAIL, "password": PASSWORD, **token})
    assert page.status == 400
    assert len(page.errors) == 1
    assert "Check your details and try again" in page.errors[0]
    assert page.value("email") == EMAIL
    assert not visitor.messages(EMAIL)


@pytest.mark.asvs("3.5.1")
def test_another_browsers_token_does_not_count(new_visitor: Callable[[], Visitor]) -> None:
    one, other = new_visitor(), new_visitor()
    other.get("/sign-up")
    token = one.csrf_token("/sign-up")
    page = other.post_raw("/sign-up", {"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    assert page.status == 400


EXPIRED = (
    "Your session expired. Check your details and try again. If this keeps happening, allow "
    "cookies for this site."
)
COOKIES_OFF = "Your browser is blocking cookies. Allow them for this site and try again."


@pytest.fixture
def cookieless(app: Flask) -> Visitor:
    """Return a visitor whose browser refuses cookies."""
    person = Visitor(app)
    person.client = app.test_client(use_cookies=False)
    return person


@pytest.mark.asvs("3.1.1", "3.7.5")
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in"])
def test_a_browser_that_did_not_send_the_page_s_cookie_back_blocks_them(
    cookieless: Visitor, path: str
) -> None:
    for _ in range(2):
        page = cookieless.post(path, {"email": EMAIL, "password": PASSWORD})
        assert (page.status, page.errors) == (400, [COOKIES_OFF])
        assert page.value("email") == EMAIL


@pytest.mark.parametrize("token", [{}, {"csrf_token": ""}, {"csrf_token": "forged"}])
def test_a_form_that_no_page_of_ours_had_says_nothing_of_cookies(
    cookieless: Visitor, token: dict[str, str]
) -> None:
    assert cookieless.post_raw("/sign-up", {"email": EMAIL, **token}).errors == [EXPIRED]


def test_cookies_are_not_blamed_where_some_came(cookieless: Visitor, visitor: Visitor) -> None:
    token = cookieless.csrf_token("/sign-up")
    visitor.client.set_cookie("other", "1")
    page = visitor.post_raw("/sign-up", {"csrf_token": token, "email": EMAIL})
    assert page.errors == [EXPIRED]


@pytest.mark.parametrize(("age", "error"), [(3600, COOKIES_OFF), (3601, EXPIRED)])
def test_cookies_are_not_blamed_for_a_page_that_was_open_for_long(
    cookieless: Visitor, monkeypatch: pytest.MonkeyPatch, age: int, error: str
) -> None:
    """A browser that was closed in between has forgotten them."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: 1_000_000)
    token = cookieless.csrf_token("/sign-up")
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: 1_000_000 + age)
    assert cookieless.post_raw("/sign-up", {"csrf_token": token}).errors == [error]


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize(
    "path", ["/sign-up", "/resend-sign-up-code", "/auto-sign-in", "/sign-out", "/scenarios"]
)
def test_every_form_wants_its_token(visitor: Visitor, path: str) -> None:
    visitor.choose("auto-confirm")
    assert visitor.sign_up(EMAIL).location == "/auto-sign-in"
    assert visitor.post_raw(path, {}).status == 400


@pytest.mark.asvs("15.3.7")
def test_of_a_repeated_field_the_first_counts(visitor: Visitor) -> None:
    page = visitor.post("/sign-up", {"email": [EMAIL, "eve@example.com"], "password": PASSWORD})
    assert page.status == 303
    assert visitor.messages(EMAIL)
    assert not visitor.messages("eve@example.com")


@pytest.mark.asvs("15.3.3")
def test_unknown_fields_are_ignored(visitor: Visitor) -> None:
    page = visitor.sign_up(EMAIL, email_verified="true", isSignUpComplete="true", sub="1")
    assert page.location == "/confirm-sign-up"


@pytest.mark.asvs("15.3.5")
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"email": 1, "password": null}', "application/json"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"email=a%", "text/plain"),
    ],
)
def test_a_body_of_another_kind_is_no_crash(
    visitor: Visitor, body: bytes, content_type: str
) -> None:
    assert visitor.post_raw("/sign-up", body, content_type=content_type).status == 400


def test_the_largest_form_is_read_and_one_byte_more_is_not(visitor: Visitor) -> None:
    fields = b"email=&password="
    kind = "application/x-www-form-urlencoded"
    largest = fields + b"a" * (64 * 1024 - len(fields))
    assert visitor.post_raw("/sign-up", largest, content_type=kind).status == 400
    assert visitor.post_raw("/sign-up", largest + b"a", content_type=kind).status == 413


def test_an_unknown_page(visitor: Visitor) -> None:
    assert visitor.get("/nothing").status == 404


@pytest.mark.asvs("4.1.4", "13.4.4")
@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/sign-up"), ("GET", "/sign-out"), ("TRACE", "/sign-up")]
)
def test_an_unknown_method(app: Flask, method: str, path: str) -> None:
    response = app.test_client().open(path, method=method)
    assert response.status_code == 405
    assert response.headers["Allow"]


@pytest.mark.asvs("13.4.3", "13.4.1", "13.4.7", "14.2.5")
@pytest.mark.parametrize(
    "path",
    [
        *("/static/", "/static/js/", "/.git/HEAD", "/app.py", "/.env", "/config/settings.py"),
        *("/static/../app.py", "/static/%2e%2e/app.py", "/console", "/sign-up/x.css"),
    ],
)
def test_no_file_but_the_static_ones(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    if page.location:  # without its last slash
        page = visitor.get(page.location)
    assert page.status == 404


@pytest.mark.parametrize("host", ["<svg>", "a b", "[::1", "..", "a" * 3000])
def test_a_host_that_is_none(visitor: Visitor, host: str) -> None:
    page = visitor.get("/sign-up", headers={"Host": host})
    assert page.status in {400, 403}
    assert page.response.headers["Content-Security-Policy"]
    # Our own script names hosts of this machine.
    assert host not in re.sub("<script.*?</script>", "", page.response.text, flags=re.DOTALL)
