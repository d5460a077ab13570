"""Confirmation by a mailed link, while the page waits."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.doubles import Clock
from tests.outputs import write_outputs
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

EMAIL = "ada@example.com"


@pytest.fixture
def visitor(visitor: Visitor) -> Visitor:
    """Return somebody who has signed up where a link is mailed."""
    visitor.choose("link")
    signed_up = visitor.sign_up(EMAIL)
    assert (signed_up.status, signed_up.location) == (303, "/auto-sign-in")
    return visitor


def path_of_link(visitor: Visitor) -> str:
    link = urlsplit(visitor.messages(EMAIL)[0]["link"])
    return f"{link.path}?{link.query}"


def press_button(page: Page, visitor: Visitor) -> Page:
    return visitor.post_raw("/confirmUser", {"token": page.value("token")})


def test_the_page_waits_until_the_link_is_opened(
    visitor: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    waiting = visitor.get("/auto-sign-in")
    assert waiting.heading == "Open the link we emailed you"
    assert EMAIL in waiting.text
    early = visitor.auto_sign_in()
    assert early.location == "/auto-sign-in"
    assert "hasn't been opened yet" in visitor.follow(early).notices[0]

    another_device = new_visitor()
    opened = another_device.get(path_of_link(visitor))
    assert opened.heading == "Confirm your account"
    assert visitor.auto_sign_in().location == "/auto-sign-in"
    assert press_button(opened, another_device).heading == "Your account is confirmed"
    signed_in = visitor.auto_sign_in()
    assert signed_in.location == AFTER_SIGN_IN_URL
    assert EMAIL in visitor.account_after(signed_in).text


@pytest.mark.parametrize("address", ["http://localhost:5000", "http://127.0.0.1:8080"])
def test_the_link_begins_with_the_address_that_the_visitor_typed(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    other = new_visitor()
    monkeypatch.setattr(other.client, "open", partial(other.client.open, base_url=address))
    other.choose("link")
    other.sign_up("grace@example.com")
    assert other.messages("grace@example.com")[0]["link"].startswith(f"{address}/confirmUser?")


@pytest.mark.asvs("3.5.3", "7.6.2")
def test_opening_the_link_uses_nothing_up_and_makes_no_session(
    visitor: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    scanner = new_visitor()
    for method in ("GET", "HEAD", "OPTIONS"):
        response = scanner.client.open(path_of_link(visitor), method=method)
        assert "Set-Cookie" not in response.headers
    opened = scanner.get(path_of_link(visitor))
    assert opened.status == 200
    assert press_button(opened, scanner).status == 200


@pytest.mark.asvs("6.5.1")
def test_a_link_works_once(visitor: Visitor) -> None:
    opened = visitor.get(path_of_link(visitor))
    assert press_button(opened, visitor).status == 200
    assert press_button(opened, visitor).status == 410
    again = visitor.get(path_of_link(visitor))
    assert (again.status, again.heading) == (410, "This link no longer works")


@pytest.mark.parametrize("token", ["", "x", "a.b", "é.é", "." * 3000, "\x00"])
def test_a_made_up_link_leads_nowhere(visitor: Visitor, token: str) -> None:
    assert visitor.get("/confirmUser", query_string={"token": token}).status == 410
    assert visitor.post_raw("/confirmUser", {"token": token}).status == 410


def test_a_new_link_kills_the_old_one(visitor: Visitor, clock: Clock) -> None:
    old = path_of_link(visitor)
    clock.advance(30)
    resent = visitor.post("/resend-sign-up-code", page="/auto-sign-in")
    assert resent.location == "/auto-sign-in"
    assert visitor.follow(resent).notices == [
        ("We're sending a new link. Earlier links no longer work.")
    ]
    assert visitor.get(old).status == 410
    assert visitor.get(path_of_link(visitor)).status == 200


def test_a_link_opened_too_late_leads_to_signing_in(visitor: Visitor, clock: Clock) -> None:
    clock.advance(3 * 60)
    opened = visitor.get(path_of_link(visitor))
    assert press_button(opened, visitor).status == 200
    late = visitor.auto_sign_in()
    assert late.location == "/sign-in"
    assert visitor.sign_in(EMAIL).location == AFTER_SIGN_IN_URL


def test_somebody_unconfirmed_who_signs_in_waits_for_a_fresh_link(
    visitor: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    returned = new_visitor()
    returned.choose("link")
    assert returned.sign_in(EMAIL).location == "/auto-sign-in"
    assert len(visitor.messages(EMAIL)) == 2
    press_button(returned.get(path_of_link(visitor)), returned)
    assert returned.auto_sign_in().location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.3.8")
def test_without_auto_sign_in_a_taken_address_waits_like_a_new_one_too(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    by_link = {
        "auth": {"sign_up_verification_method": "link"},
        "user_pool": {"verification": "link"},
    }
    path = write_outputs(tmp_path, custom=by_link)
    app = make_app(AMPLIFY_OUTPUTS=path, AUTO_SIGN_IN="false")
    answers = [Visitor(app).sign_up(EMAIL).location for _ in range(2)]
    assert answers == ["/confirm-sign-up"] * 2


@pytest.mark.asvs("6.3.8")
def test_a_taken_address_waits_like_a_new_one(
    visitor: Visitor, new_visitor: Callable[[], Visitor], clock: Clock
) -> None:
    press_button(visitor.get(path_of_link(visitor)), visitor)
    stranger = new_visitor()
    stranger.choose("link")
    assert stranger.sign_up(EMAIL, "Strangers-guess-1").location == "/auto-sign-in"
    for _ in range(7):
        assert stranger.auto_sign_in().location == "/auto-sign-in"
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL, "the owner was locked out"
    clock.advance(3 * 60)
    assert stranger.auto_sign_in().location == "/sign-in"


@pytest.mark.asvs("14.1.2", "16.2.5")
def test_the_password_that_waits_is_nowhere_to_be_read(
    visitor: Visitor, tmp_path: Path, clock: Clock
) -> None:
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    cookie = visitor.client.get_cookie("sign-up-session")
    assert cookie is not None
    assert PASSWORD.encode() not in kept
    assert PASSWORD not in cookie.value
    clock.advance(3 * 60)
    assert visitor.auto_sign_in().location == "/sign-in"
