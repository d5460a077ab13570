"""Contract of a user pool: names, passwords and tokens of confirmed accounts."""

import pytest

from amplify_auth import (
    AuthFlowType,
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    NotAuthorizedException,
    SignInOptions,
    SignOutOptions,
    SignUpStep,
    auto_sign_in,
    confirm_reset_password,
    reset_password,
    sign_out,
)
from tests.contract.people import Person, get_user, refresh, signed_in
from tests.contract.pools import PoolWithMailbox

HOUR = 60 * 60


# Addresses and passwords


def test_an_address_is_one_account_in_any_case(person: Person) -> None:
    signed_up = person.sign_up()
    code, person.address = person.code, person.address.upper()
    state = person.confirm(code, auto_sign_in=signed_up.auto_sign_in).auto_sign_in
    tokens = auto_sign_in(person.pool.auth, state).tokens
    assert tokens
    assert tokens.claims["sub"] == signed_up.user_id == signed_in(person).claims["sub"]
    assert tokens.claims["email"] == person.address.lower()


def test_a_username_may_have_128_characters(person: Person) -> None:
    domain = "example.com"
    person.address = person.address.partition("@")[0].ljust(64, "a")
    person.address += f"@{'b' * (128 - 64 - len(f'@.{domain}'))}.{domain}"
    assert len(person.address) == 128
    person.sign_up()
    assert person.confirm().is_sign_up_complete


@pytest.mark.parametrize(
    ("password", "another"),
    [
        ("Correct-horse-7", "correct-horse-7"),
        ("Two words 1!", "Two  words 1!"),
        ("Two words 1!", "Two\N{NO-BREAK SPACE}words 1!"),
        ("Composed-é-1", "Composed-e\N{COMBINING ACUTE ACCENT}-1"),
        ("Full-width-1!", "Full-width-\N{FULLWIDTH DIGIT ONE}!"),
        ("Astral-\N{GRINNING FACE}-1", "Astral-\N{WINKING FACE}-1"),
        ("A1!" + "a" * 253, "A1!" + "a" * 252),
    ],
    ids=["case", "spaces", "no-break space", "composition", "width", "astral", "length"],
)
def test_a_password_is_kept_byte_for_byte(
    mailbox_pool: PoolWithMailbox, password: str, another: str
) -> None:
    person = Person(mailbox_pool, password)
    person.sign_up()
    person.confirm()
    for flow in (AuthFlowType.USER_SRP_AUTH, AuthFlowType.USER_PASSWORD_AUTH):
        options = SignInOptions(auth_flow_type=flow)
        with pytest.raises(NotAuthorizedException) as refused:
            person.sign_in(another, options=options)
        assert refused.value.message == "Incorrect username or password."
        assert person.sign_in(options=options).is_signed_in


@pytest.mark.parametrize("character", ["a", "é"])
def test_a_password_has_256_characters_at_most(
    mailbox_pool: PoolWithMailbox, character: str
) -> None:
    longest = Person(mailbox_pool, "aA1!".ljust(256, character))
    assert longest.sign_up().next_step.sign_up_step is SignUpStep.CONFIRM_SIGN_UP
    with pytest.raises(InvalidParameterException) as refused:
        Person(mailbox_pool, longest.password + character).sign_up()
    assert "'password'" in refused.value.message
    assert "Member must have length less than or equal to 256" in refused.value.message
    assert longest.password not in refused.value.message


def test_a_forgotten_password_is_set_anew(person: Person) -> None:
    person.sign_up()
    person.confirm()
    auth, forgotten, new = person.pool.auth, person.password, "Another-horse-7"
    delivery = reset_password(auth, username=person.address).next_step.code_delivery_details
    assert delivery.destination == "a***@e***"

    def set_anew(code: str) -> None:
        confirm_reset_password(
            auth, username=person.address, new_password=new, confirmation_code=code
        )

    with pytest.raises(CodeMismatchException):
        set_anew(person.wrong_code)
    set_anew(person.code)
    assert person.sign_in(new).is_signed_in
    with pytest.raises(NotAuthorizedException):
        person.sign_in(forgotten)
    with pytest.raises(ExpiredCodeException):
        set_anew(person.code)


# Tokens


def test_a_refresh_token_renews_the_others_and_stays(person: Person) -> None:
    person.sign_up()
    person.confirm()
    tokens = signed_in(person)
    person.pool.clock.advance(HOUR)
    result = refresh(person.pool.auth, tokens)
    renewed = person.pool.auth.verifier.verify(result)
    assert renewed.refresh_token is None
    assert renewed.claims["exp"] == tokens.claims["exp"] + HOUR
    for claim in ("sub", "origin_jti", "auth_time", "email"):
        assert renewed.claims[claim] == tokens.claims[claim]
    assert renewed.claims["jti"] != tokens.claims["jti"]
    assert refresh(person.pool.auth, tokens)


def test_an_access_token_lasts_an_hour(person: Person) -> None:
    person.sign_up()
    person.confirm()
    tokens = signed_in(person)
    person.pool.clock.advance(HOUR - 1)
    assert get_user(person.pool.auth, tokens)["Username"] == tokens.claims["sub"]
    person.pool.clock.advance(1)
    with pytest.raises(NotAuthorizedException) as refused:
        get_user(person.pool.auth, tokens)
    assert refused.value.message == "Access Token has expired"


def test_signing_out_revokes_this_sign_in_and_no_other(person: Person) -> None:
    person.sign_up()
    person.confirm()
    auth, here, elsewhere = person.pool.auth, signed_in(person), signed_in(person)
    sign_out(auth, here)
    with pytest.raises(NotAuthorizedException) as refused:
        get_user(auth, here)
    assert refused.value.message == "Access Token has been revoked"
    with pytest.raises(NotAuthorizedException) as refused:
        refresh(auth, here)
    assert refused.value.message == "Refresh Token has been revoked"
    assert get_user(auth, elsewhere)
    assert refresh(auth, elsewhere)
    sign_out(auth, here)  # and doing so twice is no error


def test_signing_out_everywhere_revokes_every_sign_in(person: Person) -> None:
    person.sign_up()
    person.confirm()
    auth, here, elsewhere = person.pool.auth, signed_in(person), signed_in(person)
    sign_out(auth, here, options=SignOutOptions(global_sign_out=True))
    for tokens in (here, elsewhere):
        with pytest.raises(NotAuthorizedException):
            get_user(auth, tokens)
        with pytest.raises(NotAuthorizedException):
            refresh(auth, tokens)
    assert person.sign_in().is_signed_in
