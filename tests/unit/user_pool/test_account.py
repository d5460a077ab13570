"""Operations of a signed-in user on the account itself."""

from __future__ import annotations

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool, user_auth

NEW = "Better-horse-2"
WRONG = ("NotAuthorizedException", "Incorrect username or password.")
OTP = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}


def test_a_deleted_user_is_gone_with_everything_of_theirs(pool: Pool) -> None:
    session = pool.add_user()["Session"]
    token = pool.access_token()
    assert pool.call("DeleteUser", AccessToken=token) == {}
    assert pool.refused("GetUser", AccessToken=token) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )
    assert pool.refused_sign_in() == WRONG
    by_session = {**user_auth(), "Session": session}
    assert pool.refused("InitiateAuth", **by_session)[0] == "NotAuthorizedException"
    assert pool.rows("SELECT * FROM users") == pool.rows("SELECT * FROM sessions") == []
    pool.sign_up()


def test_a_password_is_changed_by_whoever_knows_it(pool: Pool) -> None:
    pool.add_user()
    change = {"AccessToken": pool.access_token(), "ProposedPassword": NEW}
    assert pool.refused("ChangePassword", **change, PreviousPassword="Wrong-horse-1") == WRONG
    name, message = pool.refused("ChangePassword", **change)
    assert name == "InvalidParameterException"
    assert "'previousPassword'" in message
    assert pool.call("ChangePassword", **change, PreviousPassword=PASSWORD) == {}
    pool.sign_in(password=NEW)
    assert pool.refused_sign_in() == WRONG


def test_a_new_password_follows_the_policy(pool: Pool) -> None:
    pool.add_user()
    weak = {"PreviousPassword": PASSWORD, "ProposedPassword": "short"}
    assert pool.refused("ChangePassword", AccessToken=pool.access_token(), **weak) == (
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    )
    pool.sign_in()


def test_a_user_without_a_password_adds_one(pool: Pool) -> None:
    pool.configure(OTP)
    pool.call("SignUp", Username=EMAIL)
    session = pool.confirm()["Session"]
    answer = pool.call("InitiateAuth", **user_auth(), Session=session)
    token = answer["AuthenticationResult"]["AccessToken"]
    assert pool.call("InitiateAuth", **user_auth())["AvailableChallenges"] == ["EMAIL_OTP"]
    pool.call("ChangePassword", AccessToken=token, ProposedPassword=NEW)
    pool.sign_in(password=NEW)
    change = {"AccessToken": token, "ProposedPassword": PASSWORD}
    assert pool.refused("ChangePassword", **change)[0] == "InvalidParameterException"


@pytest.mark.asvs("6.3.1")
def test_previous_passwords_can_be_guessed_five_times_an_hour(pool: Pool) -> None:
    pool.add_user()
    change = {"AccessToken": pool.access_token(), "ProposedPassword": NEW}
    for _ in range(5):
        assert pool.refused("ChangePassword", **change, PreviousPassword="Wrong-horse-1") == WRONG
    assert pool.refused("ChangePassword", **change, PreviousPassword=PASSWORD) == (
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    )
    pool.clock.turn(hours=1)
    change["AccessToken"] = pool.access_token()
    pool.call("ChangePassword", **change, PreviousPassword=PASSWORD)


@pytest.mark.parametrize(
    ("operation", "members"),
    [("DeleteUser", {}), ("ChangePassword", {"ProposedPassword": NEW})],
)
def test_the_caller_is_signed_in(pool: Pool, operation: str, members: dict[str, str]) -> None:
    pool.add_user()
    refused = ("NotAuthorizedException", "Invalid Access Token")
    assert pool.refused(operation, AccessToken="x", **members) == refused
    token = pool.access_token()
    pool.call("GlobalSignOut", AccessToken=token)
    assert pool.refused(operation, AccessToken=token, **members)[1].endswith("revoked")
    pool.sign_in()
