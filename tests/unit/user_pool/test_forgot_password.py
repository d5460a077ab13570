from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, PHONE, Pool

NEW = "Better-horse-2"
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
UNVERIFIED = (
    "InvalidParameterException",
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
)


def confirm(code: str, username: str = EMAIL, password: str = NEW) -> dict[str, Any]:
    return {"Username": username, "ConfirmationCode": code, "Password": password}


def legacy(pool: Pool) -> None:
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})


@pytest.mark.asvs("6.5.1")
def test_the_code_sets_a_new_password_once(pool: Pool) -> None:
    pool.add_user()
    answer = pool.call("ForgotPassword", Username="Ann@example.com")
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    code = pool.code()
    assert pool.call("ConfirmForgotPassword", **confirm(code)) == {}
    pool.sign_in(password=NEW)
    assert pool.refused_sign_in()[1] == "Incorrect username or password."
    assert pool.refused("ConfirmForgotPassword", **confirm(code)) == EXPIRED


def test_it_lives_an_hour(pool: Pool) -> None:
    pool.add_user()
    pool.call("ForgotPassword", Username=EMAIL)
    pool.clock.turn(hours=1)
    assert pool.refused("ConfirmForgotPassword", **confirm(pool.code())) == EXPIRED


def test_a_weak_password_does_not_cost_the_code(pool: Pool) -> None:
    pool.add_user()
    pool.call("ForgotPassword", Username=EMAIL)
    weak = confirm(pool.code(), password="short")
    assert pool.refused("ConfirmForgotPassword", **weak)[0] == "InvalidPasswordException"
    pool.call("ConfirmForgotPassword", **confirm(pool.code()))


@pytest.mark.asvs("2.3.2")
@pytest.mark.parametrize("username", [EMAIL, "nobody@example.com"])
def test_tries_are_limited_and_alike_for_everybody(pool: Pool, username: str) -> None:
    pool.add_user()
    assert pool.refused("ConfirmForgotPassword", **confirm("000000", username)) == EXPIRED
    for _ in range(5):
        answer = pool.call("ForgotPassword", Username=username)
        assert answer["CodeDeliveryDetails"]["Destination"] == f"{username[0]}***@e***"
    assert pool.refused("ForgotPassword", Username=username) == LIMIT
    wrong = confirm(pool.wrong_code(), username)
    for _ in range(14):
        assert pool.refused("ConfirmForgotPassword", **wrong) == MISMATCH
    assert pool.refused("ConfirmForgotPassword", **wrong) == LIMIT


@pytest.mark.asvs("6.3.8")
def test_an_unconfirmed_user_seems_to_get_a_code(pool: Pool) -> None:
    pool.sign_up()
    pool.call("ForgotPassword", Username=EMAIL)
    assert len(pool.service.outbox()) == 1
    legacy(pool)
    assert pool.refused("ForgotPassword", Username=EMAIL) == UNVERIFIED


def test_a_legacy_client_learns_who_is_unknown(pool: Pool) -> None:
    legacy(pool)
    unknown = ("UserNotFoundException", "Username/client id combination not found.")
    assert pool.refused("ForgotPassword", Username=EMAIL) == unknown
    assert pool.refused("ConfirmForgotPassword", **confirm("000000")) == unknown


def test_a_new_password_ends_a_lock(pool: Pool) -> None:
    pool.add_user()
    for _ in range(5):
        pool.refused_sign_in(password="Wrong-horse-1")
    pool.call("ForgotPassword", Username=EMAIL)
    pool.call("ConfirmForgotPassword", **confirm(pool.code()))
    pool.sign_in(password=NEW)


@pytest.mark.parametrize(
    ("mechanisms", "medium"),
    [
        (None, "SMS"),
        (["verified_email", "verified_phone_number"], "EMAIL"),
        (["verified_phone_number", "verified_email"], "SMS"),
    ],
)
def test_the_pool_says_where_the_code_goes(
    pool: Pool, mechanisms: list[str] | None, medium: str
) -> None:
    settings: dict[str, Any] = {"AutoVerifiedAttributes": ["email", "phone_number"]}
    if mechanisms:
        recovery = [{"Priority": number, "Name": name} for number, name in enumerate(mechanisms, 1)]
        # The order of the list says nothing.
        settings["AccountRecoverySetting"] = {"RecoveryMechanisms": recovery[::-1]}
    pool.configure(settings)
    phone = [{"Name": "phone_number", "Value": PHONE}]
    sub = pool.sign_up(UserAttributes=phone)["UserSub"]
    pool.confirm()
    verify_both(pool, sub)
    answer = pool.call("ForgotPassword", Username=EMAIL)
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == medium


def test_a_pool_without_ways_back_says_so(pool: Pool) -> None:
    only_admins = {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
    pool.configure({"AccountRecoverySetting": only_admins})
    pool.add_user()
    assert pool.refused("ForgotPassword", Username=EMAIL) == UNVERIFIED


def verify_both(pool: Pool, sub: str) -> None:
    """Verify both addresses of a user, which takes two codes otherwise."""
    with closing(sqlite3.connect(pool.database, isolation_level=None)) as db:
        db.execute(
            "UPDATE users SET attributes = json_set(attributes, '$.email_verified', 'true')"
            " WHERE sub = ?",
            (sub,),
        )


def test_passwords_do_not_meet(pool: Pool) -> None:
    pool.add_user()
    pool.call("ForgotPassword", Username=EMAIL)
    pool.call("ConfirmForgotPassword", **confirm(pool.code(), password=PASSWORD))
    pool.sign_in()


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("username", [EMAIL, "nobody@example.com"])
def test_a_code_that_nobody_got_is_asked_for_and_ends_like_a_real_one(
    pool: Pool, username: str
) -> None:
    pool.add_user()
    pool.call("ForgotPassword", Username=username)
    wrong = "000000" if pool.code() != "000000" else "000001"
    assert pool.refused("ConfirmForgotPassword", **confirm(wrong, "eve@example.com")) == EXPIRED
    assert pool.refused("ConfirmForgotPassword", **confirm(wrong, username)) == MISMATCH
    pool.clock.turn(hours=1)
    assert pool.refused("ConfirmForgotPassword", **confirm(wrong, username)) == EXPIRED


def test_putting_the_clock_back_forgets_no_attempt_but_later_ones(pool: Pool) -> None:
    pool.add_user()
    for _ in range(5):
        pool.call("ForgotPassword", Username=EMAIL)
        pool.refused_sign_in(password="Wrong-horse-1")
    pool.service.clock_was_put_back()
    assert pool.refused("ForgotPassword", Username=EMAIL) == LIMIT
    assert pool.refused_sign_in()[1] == "Password attempts exceeded"
    pool.clock.turn(seconds=-1)
    pool.service.clock_was_put_back()
    pool.call("ForgotPassword", Username=EMAIL)
    pool.sign_in()


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("channel", "username", "destination"),
    [
        ("email", "nobody@example.com", r"n\*\*\*@e\*\*\*"),
        ("email", "+15550009876", r"[a-z]\*\*\*@[a-z]\*\*\*"),
        ("email", "nobody", r"[a-z]\*\*\*@[a-z]\*\*\*"),
        ("phone_number", "+15550009876", r"\+\*{7}9876"),
        ("phone_number", "nobody@example.com", r"\+\*{7}\d{4}"),
        ("phone_number", "nobody", r"\+\*{7}\d{4}"),
    ],
)
def test_a_code_for_nobody_goes_where_one_for_somebody_would(
    pool: Pool, channel: str, username: str, destination: str
) -> None:
    """An address is made up from the name where the name is none that codes are sent to."""
    ways = [{"Name": f"verified_{channel}", "Priority": 1}]
    recovery = {"AccountRecoverySetting": {"RecoveryMechanisms": ways}}
    pool.configure({"UsernameAttributes": [], **recovery})
    found = set()
    for number in range(60 if username == "nobody" else 1):
        answer = pool.call(
            "ForgotPassword", Username=username + ("" if number == 0 else str(number))
        )
        details = answer["CodeDeliveryDetails"]
        assert details["AttributeName"] == channel
        assert re.fullmatch(destination, details["Destination"])
        found.add(details["Destination"])
    if username == "nobody":
        assert len(found) > 30
        assert any(address[0] != address[5] for address in found)


@pytest.mark.asvs("6.3.1")
def test_a_lock_is_one_user_s(pool: Pool) -> None:
    locked, other = EMAIL, "eve@example.com"
    for username in (locked, other):
        pool.add_user(username)
    for _ in range(5):
        pool.refused_sign_in(locked, "Wrong-horse-1")
    pool.sign_in(other)
    assert pool.refused_sign_in(locked)[1] == "Password attempts exceeded"
