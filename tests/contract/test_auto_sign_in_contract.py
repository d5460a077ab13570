"""Contract of a user pool: from the right code to the tokens."""

from dataclasses import replace

import pytest

from amplify_auth import (
    NotAuthorizedException,
    SignInStep,
    SignUpStep,
    auto_sign_in,
)
from config.settings import ROOT
from tests.contract.people import Person
from tests.contract.pools import embedded_pool
from tests.doubles import Clock
from user_pool import UserPoolService

MINUTE = 60
HOUR = 60 * MINUTE


def test_the_session_of_a_sign_up_ends_in_verified_tokens(person: Person) -> None:
    signed_up = person.sign_up()
    assert signed_up.auto_sign_in
    confirmed = person.confirm(auto_sign_in=signed_up.auto_sign_in)
    assert confirmed.is_sign_up_complete
    assert confirmed.next_step.sign_up_step is SignUpStep.COMPLETE_AUTO_SIGN_IN
    assert confirmed.auto_sign_in
    assert confirmed.auto_sign_in.session != signed_up.auto_sign_in.session

    output = auto_sign_in(person.pool.auth, confirmed.auto_sign_in)
    assert output.is_signed_in
    assert output.next_step.sign_in_step is SignInStep.DONE
    assert output.tokens
    claims = output.tokens.claims
    outputs = person.pool.auth.outputs.auth
    assert claims["sub"] == signed_up.user_id
    assert claims["cognito:username"] == signed_up.user_id
    assert claims["email"] == person.address
    assert claims["email_verified"] is True
    assert claims["token_use"] == "id"
    assert claims["aud"] == outputs.user_pool_client_id
    assert claims["iss"] == (
        f"https://cognito-idp.{outputs.region}.amazonaws.com/{outputs.user_pool_id}"
    )
    assert claims["exp"] - claims["iat"] == HOUR
    assert output.tokens.refresh_token


def test_sessions_fit_where_the_service_model_puts_them(person: Person) -> None:
    signed_up = person.sign_up()
    confirmed = person.confirm(auto_sign_in=signed_up.auto_sign_in)
    for state in (signed_up.auto_sign_in, confirmed.auto_sign_in):
        assert state
        assert 20 <= len(state.session or "") <= 4096


def test_without_auto_sign_in_a_confirmed_account_is_done(person: Person) -> None:
    person.sign_up(auto_sign_in=False)
    confirmed = person.confirm()
    assert confirmed.is_sign_up_complete
    assert confirmed.next_step.sign_up_step is SignUpStep.DONE
    assert confirmed.auto_sign_in is None


@pytest.mark.parametrize(
    ("seconds", "step"),
    [(3 * MINUTE - 1, SignUpStep.COMPLETE_AUTO_SIGN_IN), (3 * MINUTE, SignUpStep.DONE)],
)
def test_auto_sign_in_lasts_three_minutes(person: Person, seconds: int, step: SignUpStep) -> None:
    state = person.sign_up().auto_sign_in
    person.pool.clock.advance(seconds)
    confirmed = person.confirm(auto_sign_in=state)
    assert confirmed.next_step.sign_up_step is step
    if confirmed.auto_sign_in:
        assert auto_sign_in(person.pool.auth, confirmed.auto_sign_in).is_signed_in


@pytest.mark.parametrize("step", [SignUpStep.COMPLETE_AUTO_SIGN_IN, SignUpStep.DONE])
def test_a_pool_may_confirm_everybody_at_once(
    service: UserPoolService, pool_clock: Clock, step: SignUpStep
) -> None:
    wanted = step is SignUpStep.COMPLETE_AUTO_SIGN_IN
    scenario = ROOT / "config" / "scenarios" / "auto-confirm.json"
    person = Person(embedded_pool(service, pool_clock, scenario))
    output = person.sign_up(auto_sign_in=wanted)
    assert output.is_sign_up_complete
    assert output.next_step.sign_up_step is step
    assert output.next_step.code_delivery_details is None
    if wanted:
        tokens = auto_sign_in(person.pool.auth, output.auto_sign_in).tokens
        assert tokens
        # Nobody has proved the address.
        assert tokens.claims["email_verified"] is False


# A Session proves what it was given for, and no more


def test_a_session_signs_in_once(person: Person) -> None:
    state = person.confirm(auto_sign_in=person.sign_up().auto_sign_in).auto_sign_in
    assert auto_sign_in(person.pool.auth, state).is_signed_in
    with pytest.raises(NotAuthorizedException) as refused:
        auto_sign_in(person.pool.auth, state)
    assert refused.value.message == "Invalid session for the user."


def test_the_session_of_a_sign_up_signs_nobody_in_before_the_code(person: Person) -> None:
    output = auto_sign_in(person.pool.auth, person.sign_up().auto_sign_in)
    assert not output.is_signed_in
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP


def test_who_registered_an_address_is_not_signed_in_when_its_owner_confirms_it(
    person: Person,
) -> None:
    squatters = person.sign_up().auto_sign_in
    person.confirm()
    with pytest.raises(NotAuthorizedException):
        auto_sign_in(person.pool.auth, squatters)


def test_a_session_is_one_users(person: Person, neighbour: Person) -> None:
    neighbour.sign_up()
    neighbour.confirm()
    state = person.confirm(auto_sign_in=person.sign_up().auto_sign_in).auto_sign_in
    assert state
    with pytest.raises(NotAuthorizedException):
        auto_sign_in(person.pool.auth, replace(state, username=neighbour.address))
