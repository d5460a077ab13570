from __future__ import annotations

from typing import Any

import pytest

from tests.unit.user_pool.harness import (
    CLIENT_ID,
    EMAIL,
    PASSWORD,
    Pool,
    definition,
    respond,
    user_auth,
)

INVALID_SESSION = ("NotAuthorizedException", "Invalid session for the user.")
WRONG = ("NotAuthorizedException", "Incorrect username or password.")


def by_session(session: str, username: str = EMAIL) -> dict[str, Any]:
    return {**user_auth(username), "Session": session}


def test_the_session_of_a_confirmation_signs_in_once(pool: Pool) -> None:
    ticket = pool.sign_up()["Session"]
    session = pool.confirm(Session=ticket)["Session"]
    answer = pool.call("InitiateAuth", **by_session(session))
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"
    assert pool.refused("InitiateAuth", **by_session(session)) == INVALID_SESSION


def test_it_comes_without_a_ticket_too(pool: Pool) -> None:
    pool.call("InitiateAuth", **by_session(pool.add_user()["Session"]))


@pytest.mark.asvs("6.6.2")
def test_the_session_of_a_sign_up_is_no_factor(pool: Pool) -> None:
    ticket = pool.sign_up()["Session"]
    assert pool.refused("InitiateAuth", **by_session(ticket)) == (
        "UserNotConfirmedException",
        "User is not confirmed.",
    )
    pool.confirm()
    assert pool.refused("InitiateAuth", **by_session(ticket)) == INVALID_SESSION


def test_a_ticket_is_taken_once(pool: Pool) -> None:
    ticket = pool.sign_up()["Session"]
    pool.confirm(Session=ticket)
    pool.sign_up("bob@example.com")
    assert pool.confirm("bob@example.com", Session=ticket) == {}


def test_a_late_ticket_confirms_without_a_session(pool: Pool) -> None:
    ticket = pool.sign_up()["Session"]
    pool.clock.turn(minutes=3)
    assert pool.confirm(Session=ticket) == {}
    pool.sign_in()


def test_a_session_lives_as_long_as_the_client_says(pool: Pool) -> None:
    pool.configure(client={"AuthSessionValidity": 5})
    in_time, late = (pool.add_user(f"{name}@example.com")["Session"] for name in "ab")
    pool.clock.turn(minutes=5, seconds=-1)
    pool.call("InitiateAuth", **by_session(in_time, "a@example.com"))
    pool.clock.turn(seconds=1)
    assert pool.refused("InitiateAuth", **by_session(late, "b@example.com")) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


@pytest.mark.asvs("6.6.2")
def test_a_session_is_its_users(pool: Pool) -> None:
    pool.add_user("bob@example.com")
    session = pool.add_user()["Session"]
    for other in ("bob@example.com", "nobody@example.com"):
        assert pool.refused("InitiateAuth", **by_session(session, other)) == INVALID_SESSION
    pool.call("InitiateAuth", **by_session(session, "ANN@example.com"))


@pytest.mark.asvs("6.6.2")
def test_a_session_is_its_clients(pool: Pool) -> None:
    pool.service.ensure_user_pool(definition(client_id="another"))
    ticket = pool.sign_up()["Session"]
    assert pool.confirm(ClientId="another", Session=ticket) == {}
    session = pool.add_user("bob@example.com")["Session"]
    by_another = {"ClientId": "another", **by_session(session, "bob@example.com")}
    assert pool.refused("InitiateAuth", **by_another) == INVALID_SESSION
    pool.call("InitiateAuth", **by_session(session, "bob@example.com"))


@pytest.mark.asvs("6.6.2")
def test_a_challenge_is_answered_by_the_client_that_asked(pool: Pool) -> None:
    pool.service.ensure_user_pool(definition(client_id="another"))
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth())
    chosen = respond(challenge, "SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD=PASSWORD)
    assert pool.refused("RespondToAuthChallenge", ClientId="another", **chosen) == INVALID_SESSION
    pool.call("RespondToAuthChallenge", **chosen)


def test_no_session_for_a_client_without_user_auth(pool: Pool) -> None:
    pool.configure(client={"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
    assert pool.add_user() == {}
    assert pool.refused("InitiateAuth", **by_session("s" * 20)) == (
        "InvalidParameterException",
        "USER_AUTH flow not enabled for this client",
    )


def test_a_password_signs_in(pool: Pool) -> None:
    pool.add_user()
    assert pool.sign_in("Ann@example.com")["ExpiresIn"] == 3600
    assert pool.refused_sign_in(password="Wrong-horse-1") == WRONG
    assert pool.refused_sign_in("nobody@example.com") == WRONG


def test_an_unconfirmed_user_must_know_the_password_to_learn_it(pool: Pool) -> None:
    pool.sign_up()
    assert pool.refused_sign_in(password="Wrong-horse-1") == WRONG
    assert pool.refused_sign_in()[0] == "UserNotConfirmedException"


def test_a_legacy_client_learns_who_is_unknown(pool: Pool) -> None:
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})
    assert pool.refused_sign_in() == ("UserNotFoundException", "User does not exist.")


@pytest.mark.asvs("6.3.1")
@pytest.mark.parametrize("username", [EMAIL, "nobody@example.com"])
def test_five_wrong_passwords_lock_for_a_second_that_doubles(pool: Pool, username: str) -> None:
    pool.add_user()
    locked = ("NotAuthorizedException", "Password attempts exceeded")
    for _ in range(5):
        assert pool.refused_sign_in(username, "Wrong-horse-1") == WRONG
    for seconds in (1, 2, 4, 8):
        assert pool.refused_sign_in(username) == locked
        pool.clock.turn(seconds=seconds - 0.5)
        assert pool.refused_sign_in(username) == locked
        pool.clock.turn(seconds=0.5)
        assert pool.refused_sign_in(username, "Wrong-horse-1") == WRONG
    pool.clock.turn(seconds=900)
    assert pool.refused_sign_in(username, "Wrong-horse-1") == WRONG
    assert pool.refused_sign_in(username, "Wrong-horse-1") == WRONG


def test_the_lock_is_15_minutes_at_most(pool: Pool) -> None:
    pool.add_user()
    for number in range(15):
        assert pool.refused_sign_in(password="Wrong-horse-1") == WRONG
        # Never 15 quiet minutes, so that nothing is forgotten.
        pool.clock.turn(seconds=min(2 ** max(number - 4, 0), 899))
    assert pool.refused_sign_in()[1] == "Password attempts exceeded"
    pool.clock.turn(seconds=1)
    pool.sign_in()


def test_a_right_password_forgets_wrong_ones(pool: Pool) -> None:
    pool.add_user()
    for _ in range(3):
        for _ in range(4):
            assert pool.refused_sign_in(password="Wrong-horse-1") == WRONG
        pool.sign_in()


@pytest.mark.parametrize(
    ("flow", "parameters", "message"),
    [
        ("USER_PASSWORD_AUTH", {"USERNAME": EMAIL}, "Missing required parameter PASSWORD"),
        ("USER_PASSWORD_AUTH", {}, "Missing required parameter USERNAME"),
        ("REFRESH_TOKEN_AUTH", {}, "Missing required parameter REFRESH_TOKEN"),
        ("ADMIN_NO_SRP_AUTH", {}, "Initiate Auth method not supported."),
    ],
)
def test_parameters_are_missed_by_name(
    pool: Pool, flow: str, parameters: dict[str, str], message: str
) -> None:
    assert pool.refused("InitiateAuth", AuthFlow=flow, AuthParameters=parameters) == (
        "InvalidParameterException",
        message,
    )


def test_flows_are_the_clients(pool: Pool) -> None:
    pool.configure(client={"ExplicitAuthFlows": []})
    parameters = {"USERNAME": EMAIL, "PASSWORD": PASSWORD}
    assert pool.refused(
        "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    ) == ("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client")


def test_amplify_style_clients_may_use_the_older_flow_names(pool: Pool) -> None:
    pool.configure(client={"ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]})
    pool.add_user()
    refresh_token = pool.sign_in()["RefreshToken"]
    refresh = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": refresh_token}}
    assert "AuthenticationResult" in pool.call("InitiateAuth", **refresh)
    srp = {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": EMAIL, "SRP_A": "5"}}
    assert pool.call("InitiateAuth", **srp)["ChallengeName"] == "PASSWORD_VERIFIER"
    assert pool.refused("InitiateAuth", **user_auth())[0] == "InvalidParameterException"


@pytest.mark.parametrize("flow", ["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY"])
def test_older_flow_names_allow_a_password_only_where_they_say_so(pool: Pool, flow: str) -> None:
    pool.configure(client={"ExplicitAuthFlows": [flow]})
    assert pool.refused_sign_in()[1] == "USER_PASSWORD_AUTH flow not enabled for this client"
    srp = {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": EMAIL, "SRP_A": "5"}}
    refused = flow == "CUSTOM_AUTH_FLOW_ONLY"
    assert ("__type" in pool.raw("InitiateAuth", {"ClientId": CLIENT_ID, **srp})[1]) is refused
