"""Auto sign-in on pools that ask for more than the code."""

from collections.abc import Callable

import pytest
from flask import Flask

from signup.session import pending_password
from tests.authenticator_app import AuthenticatorApp
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, Visitor

EMAIL = "ada@example.com"


def sign_up_and_confirm(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"


def test_a_client_without_choice_based_sign_in(visitor: Visitor) -> None:
    visitor.choose("no-user-auth")
    sign_up_and_confirm(visitor)
    assert visitor.account_after(visitor.auto_sign_in()).heading == "Your account"


@pytest.mark.parametrize(
    ("flow", "allowed"),
    [
        ("USER_SRP_AUTH", "ALLOW_USER_SRP_AUTH"),
        ("USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"),
        ("USER_AUTH", "ALLOW_USER_AUTH"),
    ],
)
def test_each_flow_that_the_setting_can_name(
    visitor_of: Callable[..., Visitor], flow: str, allowed: str
) -> None:
    flows = {"explicit_auth_flows": [allowed, "ALLOW_REFRESH_TOKEN_AUTH"]}
    visitor = visitor_of(user_pool=flows, AUTO_SIGN_IN=flow)
    sign_up_and_confirm(visitor)
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_the_password_that_waits_is_gone_after_three_minutes(
    visitor: Visitor, clock: Clock, app: Flask
) -> None:
    visitor.choose("no-user-auth")
    visitor.sign_up(EMAIL)
    cookie = visitor.client.get_cookie("sign-up-session")
    assert cookie is not None
    with app.test_request_context(headers={"Cookie": f"sign-up-session={cookie.value}"}):
        clock.advance(3 * 60 - 1)
        assert pending_password.read() is not None
        clock.advance(1)
        assert pending_password.read() is None


def test_the_password_that_waits_is_gone_after_its_use(visitor: Visitor, app: Flask) -> None:
    visitor.choose("no-user-auth")
    sign_up_and_confirm(visitor)
    cookie = visitor.client.get_cookie("sign-up-session")
    assert cookie is not None
    visitor.auto_sign_in()
    with app.test_request_context(headers={"Cookie": f"sign-up-session={cookie.value}"}):
        assert pending_password.read() is None


def test_a_second_factor_by_mail(visitor_of: Callable[..., Visitor]) -> None:
    visitor = visitor_of({"mfa_configuration": "REQUIRED", "mfa_methods": ["EMAIL"]})
    sign_up_and_confirm(visitor)
    asked = visitor.auto_sign_in()
    assert asked.location == "/confirm-sign-in"
    assert visitor.follow(asked).heading == "Enter your sign-in code"
    wrong = visitor.post("/confirm-sign-in", {"confirmation_code": "000000"})
    assert wrong.status == 422
    right = visitor.post("/confirm-sign-in", {"confirmation_code": visitor.newest_code(EMAIL)})
    assert right.location == AFTER_SIGN_IN_URL


def test_an_authenticator_app_is_set_up_at_the_first_sign_in(
    visitor_of: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = visitor_of({"mfa_configuration": "REQUIRED", "mfa_methods": ["TOTP"]})
    sign_up_and_confirm(visitor)
    asked = visitor.follow(visitor.auto_sign_in())
    authenticator = AuthenticatorApp.of(asked, clock)
    fields = {"confirmation_code": authenticator.code()}
    assert visitor.post("/confirm-sign-in", fields).location == AFTER_SIGN_IN_URL
    visitor.sign_out()
    clock.advance(60)
    assert visitor.sign_in(EMAIL).location == "/confirm-sign-in"
    fields = {"confirmation_code": authenticator.code()}
    assert visitor.post("/confirm-sign-in", fields).location == AFTER_SIGN_IN_URL
