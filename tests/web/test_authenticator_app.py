"""Authenticator apps as the second step: setting one up, and its codes."""

import re
from collections.abc import Callable

import pytest
import segno

import amplify_auth
from amplify_auth import NetworkError
from signup.web.qr_code import QUIET_ZONE
from tests.authenticator_app import AuthenticatorApp
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, Page, Visitor
from tests.web.second_steps import EMAIL, OVER, answer, other_than, with_second_factors

WRONG_APP_CODE = "That code isn't right. Enter the code your app shows now."
WRONG_SETUP_CODE = f"{WRONG_APP_CODE} If it still doesn't work, check the time on your device."


def test_the_key_is_there_to_scan_to_open_and_to_type(visitor_of: Callable[..., Visitor]) -> None:
    page = with_second_factors(visitor_of, "TOTP").get("/confirm-sign-in")
    assert page.heading == "Set up your authenticator app"
    (key,) = page.document.query("code.key")
    groups = key.to_text().split(" ")
    assert len(groups) == 13
    assert all(len(group) == 4 for group in groups)
    (link,) = page.document.query('a[href^="otpauth:"]')
    uri = attributes_of(link)["href"]
    expected = f"otpauth://totp/Amplify%20on%20Flask:ada%40example.com?secret={''.join(groups)}"
    assert uri == f"{expected}&issuer=Amplify%20on%20Flask"
    (drawing,) = page.document.query('.scan > svg[role="img"]')
    assert attributes_of(drawing)["aria-label"].startswith("QR code for your authenticator app.")
    assert modules(page) == [list(row) for row in segno.make_qr(uri).matrix_iter(border=QUIET_ZONE)]
    (button,) = page.document.query("[data-copy]")
    assert attributes_of(button)["data-copy"] == "".join(groups)
    assert "hidden" in attributes_of(button)


def modules(page: Page) -> list[list[int]]:
    """Return the modules that the page's drawing is made of, dark ones as 1."""
    (drawing,) = page.document.query(".scan > svg")
    (path,) = drawing.query("path")
    size = int(attributes_of(drawing)["viewBox"].split()[2])
    rows = [[0] * size for _ in range(size)]
    for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", attributes_of(path)["d"]):
        x, y, length = map(int, run)
        rows[y][x : x + length] = [1] * length
    return rows


def test_the_first_code_sets_an_app_up_and_later_ones_sign_in(
    visitor_of: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = with_second_factors(visitor_of, "TOTP")
    app = AuthenticatorApp.of(visitor.get("/confirm-sign-in"), clock)
    wrong = answer(visitor, other_than(app.code()))
    assert (wrong.status, wrong.errors) == (422, [WRONG_SETUP_CODE])
    assert wrong.document.query("#confirmation_code-error")
    assert AuthenticatorApp.of(wrong, clock) == app, "the key stays"
    done = answer(visitor, app.code())
    assert done.location == AFTER_SIGN_IN_URL
    assert "Your authenticator app is set up." in visitor.account_after(done).notices
    visitor.sign_out()

    asked = visitor.follow(visitor.sign_in(EMAIL))
    assert asked.heading == "Enter the code from your app"
    used = answer(visitor, app.code())
    assert used.errors == ["That code has already been used. Wait for the next one in your app."]
    clock.advance(60)
    assert answer(visitor, other_than(app.code())).errors == [WRONG_APP_CODE]
    done = answer(visitor, app.code())
    assert done.location == AFTER_SIGN_IN_URL
    assert "Your authenticator app is set up." not in visitor.account_after(done).notices


def test_an_app_that_was_set_up_although_the_answer_was_lost(
    visitor_of: Callable[..., Visitor], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = with_second_factors(visitor_of, "TOTP")
    app = AuthenticatorApp.of(visitor.get("/confirm-sign-in"), clock)
    original = amplify_auth.confirm_sign_in

    def lose(*args: object, **kwargs: object) -> None:
        original(*args, **kwargs)  # type: ignore[arg-type] # passed on
        raise NetworkError

    with monkeypatch.context() as patch:
        patch.setattr(amplify_auth, "confirm_sign_in", lose)
        assert answer(visitor, app.code()).status == 503
    clock.advance(60)
    page = visitor.follow(answer(visitor, app.code()))
    assert (page.heading, page.notices) == ("Sign in", [OVER])
    assert visitor.follow(visitor.sign_in(EMAIL)).heading == "Enter the code from your app"
    assert answer(visitor, app.code()).location == AFTER_SIGN_IN_URL


def test_the_set_up_ends_with_the_session(visitor_of: Callable[..., Visitor], clock: Clock) -> None:
    visitor = with_second_factors(visitor_of, "TOTP")
    app = AuthenticatorApp.of(visitor.get("/confirm-sign-in"), clock)
    clock.advance(15 * 60)
    page = visitor.follow(answer(visitor, app.code()))
    assert (page.heading, page.notices, page.value("email")) == ("Sign in", [OVER], EMAIL)
