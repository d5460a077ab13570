"""Auto sign-in on pools that ask for more than the code."""

import base64
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config.settings import ROOT
from signup.session import pending_password
from tests.doubles import Clock
from tests.pages import Visitor

EMAIL = "ada@example.com"
EMAIL_POOL = json.loads((ROOT / "config" / "scenarios" / "email.json").read_text())


@pytest.fixture
def visitor_of(make_app: Callable[..., Flask], tmp_path: Path) -> Callable[..., Visitor]:
    """Return a maker of visitors to a pool like the email scenario's, with changes."""

    def make(
        auth: dict[str, Any] | None = None,
        user_pool: dict[str, Any] | None = None,
        **environment: str,
    ) -> Visitor:
        outputs = json.loads(json.dumps(EMAIL_POOL))
        outputs["auth"] |= {"user_pool_id": "eu-central-1_Changed"} | (auth or {})
        outputs["custom"]["user_pool"] |= user_pool or {}
        path = tmp_path / "amplify_outputs.json"
        path.write_text(json.dumps(outputs))
        return Visitor(make_app(AMPLIFY_OUTPUTS=str(path), **environment))

    return make


def sign_up_and_confirm(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"


def test_a_client_without_choice_based_sign_in(visitor: Visitor) -> None:
    visitor.choose("no-user-auth")
    sign_up_and_confirm(visitor)
    assert visitor.follow(visitor.auto_sign_in()).heading == "Your account"


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
    assert visitor.auto_sign_in().location == "/account"


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
    assert right.location == "/account"


def test_an_authenticator_app_is_set_up_at_the_first_sign_in(
    visitor_of: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = visitor_of({"mfa_configuration": "REQUIRED", "mfa_methods": ["TOTP"]})
    sign_up_and_confirm(visitor)
    asked = visitor.follow(visitor.auto_sign_in())
    (key,) = asked.document.query("code.key")
    app_code = totp(key.to_text().strip(), clock)
    assert visitor.post("/confirm-sign-in", {"confirmation_code": app_code}).location == "/account"
    visitor.sign_out()
    clock.advance(60)
    assert visitor.sign_in(EMAIL).location == "/confirm-sign-in"
    assert "authenticator app" in visitor.get("/confirm-sign-in").text
    app_code = totp(key.to_text().strip(), clock)
    assert visitor.post("/confirm-sign-in", {"confirmation_code": app_code}).location == "/account"


def totp(secret: str, clock: Clock) -> str:
    """What an authenticator app shows. RFC 6238."""
    counter = int(clock() // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.mark.parametrize("begin", ["auto sign-in", "sign-in"])
def test_a_challenge_that_is_not_offered_ends_on_a_clear_page(
    visitor: Visitor, app: Flask, begin: str
) -> None:
    sign_up_and_confirm(visitor)

    def ask_for_a_device(parsed: dict[str, Any], **_: object) -> None:
        parsed.pop("AuthenticationResult", None)
        parsed.update(ChallengeName="DEVICE_SRP_AUTH", Session="s" * 20, ChallengeParameters={})

    events = app.extensions["signup"].auth.client.get().meta.events
    events.register("after-call.cognito-idp", ask_for_a_device)
    answer = visitor.auto_sign_in() if begin == "auto sign-in" else visitor.sign_in(EMAIL)
    page = visitor.follow(answer)
    assert page.status == 200
    assert page.heading == "You can't finish signing in here"


def test_a_secret_client(visitor_of: Callable[..., Visitor]) -> None:
    visitor = visitor_of(user_pool={"client_secret": "a" * 30})
    sign_up_and_confirm(visitor)
    assert visitor.auto_sign_in().location == "/account"
    visitor.sign_out()
    assert visitor.sign_in(EMAIL).location == "/account"
