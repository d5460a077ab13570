from __future__ import annotations

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool

MISMATCH = (
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
)
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
CONFIRMED = (
    "NotAuthorizedException",
    "User cannot be confirmed. Current status is CONFIRMED",
)


def refused(pool: Pool, code: str, username: str = EMAIL) -> tuple[str, str]:
    return pool.refused("ConfirmSignUp", Username=username, ConfirmationCode=code)


@pytest.mark.asvs("6.5.1")
def test_the_right_code_confirms_once(pool: Pool) -> None:
    pool.sign_up()
    code = pool.code()
    pool.confirm("Ann@EXAMPLE.com")
    assert refused(pool, code) == CONFIRMED
    user = pool.call("GetUser", AccessToken=pool.sign_in()["AccessToken"])
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]


def test_the_sub_is_a_username_too(pool: Pool) -> None:
    pool.confirm(pool.sign_up()["UserSub"])


def test_a_wrong_code_does_not_confirm(pool: Pool) -> None:
    pool.sign_up()
    assert refused(pool, pool.wrong_code()) == MISMATCH
    assert pool.refused_sign_in() == ("UserNotConfirmedException", "User is not confirmed.")
    pool.confirm()


def test_a_code_is_its_users(pool: Pool) -> None:
    pool.sign_up("bob@example.com")
    code = pool.code()
    pool.sign_up()
    if code != pool.code():
        assert refused(pool, code) == MISMATCH


@pytest.mark.asvs("6.5.4", "6.4.1")
def test_codes_are_six_digits_and_differ(pool: Pool) -> None:
    for number in range(40):
        pool.sign_up(f"{number}@example.com")
    codes = [message.code or "" for message in pool.service.outbox()]
    assert {(len(code), code.isdecimal()) for code in codes} == {(6, True)}
    assert len(set(codes)) > 37  # four that meet by chance: one in many millions


@pytest.mark.asvs("6.4.1")
def test_a_code_lives_24_hours(pool: Pool) -> None:
    pool.sign_up("early@example.com")
    early = pool.code()
    pool.sign_up("late@example.com")
    late = pool.code()
    pool.clock.turn(hours=24, seconds=-1)
    pool.confirm("early@example.com", ConfirmationCode=early)
    pool.clock.turn(seconds=1)
    assert refused(pool, late, "late@example.com") == EXPIRED
    assert pool.service.outbox() == []


@pytest.mark.asvs("6.6.3", "2.3.2")
def test_fifteen_tries_an_hour(pool: Pool) -> None:
    pool.sign_up()
    wrong = pool.wrong_code()
    for _ in range(15):
        assert refused(pool, wrong) == MISMATCH
    assert refused(pool, pool.code()) == LIMIT
    pool.clock.turn(hours=1, seconds=-1)
    assert refused(pool, pool.code()) == LIMIT
    pool.clock.turn(seconds=1)
    pool.confirm()


@pytest.mark.asvs("6.3.8")
def test_confirmed_and_unknown_users_run_into_the_same_limit(pool: Pool) -> None:
    pool.add_user()
    for _ in range(14):
        assert refused(pool, "000000") == CONFIRMED
    assert refused(pool, "000000") == LIMIT
    for _ in range(15):
        assert refused(pool, "000000", "nobody@example.com") == EXPIRED
    assert refused(pool, "000000", "NOBODY@example.com") == LIMIT


def test_a_legacy_client_learns_who_is_unknown(pool: Pool) -> None:
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})
    assert refused(pool, "000000") == (
        "UserNotFoundException",
        "Username/client id combination not found.",
    )


def test_a_code_is_not_kept_as_it_is(pool: Pool) -> None:
    pool.sign_up()
    ((stored,),) = pool.rows("SELECT hash FROM codes")
    assert len(stored) == 32


def test_in_an_alias_pool_the_first_to_confirm_has_the_address(pool: Pool) -> None:
    pool.configure({"UsernameAttributes": [], "AliasAttributes": ["email"]})
    given = [{"Name": "email", "Value": EMAIL}]
    for name in ("ann", "bob", "eve"):
        pool.call("SignUp", Username=name, Password=PASSWORD, UserAttributes=given)
    eve, bob, ann = (message.code or "" for message in pool.service.outbox())
    assert pool.refused_sign_in(EMAIL)[1] == "Incorrect username or password."
    pool.confirm("ann", ConfirmationCode=ann)
    ann_sub = pool.call("GetUser", AccessToken=pool.sign_in("ANN@example.com")["AccessToken"])
    assert ann_sub["Username"] == "ann"
    assert refused(pool, bob, "bob") == (
        "AliasExistsException",
        "An account with the email already exists.",
    )
    pool.confirm("bob", ConfirmationCode=bob, ForceAliasCreation=True)
    assert pool.call("GetUser", AccessToken=pool.sign_in()["AccessToken"])["Username"] == "bob"
    ann_now = pool.call("GetUser", AccessToken=pool.sign_in("ann")["AccessToken"])
    assert {"Name": "email_verified", "Value": "false"} in ann_now["UserAttributes"]
    assert refused(pool, eve, "eve")[0] == "AliasExistsException"
