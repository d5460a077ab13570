"""Sign-up contract of all Cognito user pools, as far as it can be checked without reading mail.

It runs over the embedded pool, and over a real one when that is asked for: `pools` says how, what
is made there and how to clean up. Where real pools differ by their settings, every answer that the
pages know what to do with is right.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from amplify_auth import (
    AuthError,
    CodeDeliveryDetails,
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    PasswordRule,
    ResourceNotFoundException,
    SignInStep,
    SignUpOptions,
    SignUpStep,
    UsernameExistsException,
    UserNotFoundException,
    confirm_sign_up,
    resend_sign_up_code,
    sign_in,
    sign_up,
)
from tests.contract.pools import (
    CHARACTERS,
    EMAIL_POOL,
    EMBEDDED,
    FILLER,
    REAL,
    Pool,
    pools_to_check,
)

LIKE_A_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

RULE_MESSAGES = {
    PasswordRule.MIN_LENGTH: "Password not long enough",
    PasswordRule.UPPERCASE: "Password must have uppercase characters",
    PasswordRule.LOWERCASE: "Password must have lowercase characters",
    PasswordRule.NUMBERS: "Password must have numeric characters",
    PasswordRule.SYMBOLS: "Password must have symbol characters",
}

# A pool with an unconfirmed account on it, so that tests need not each make one.
Unconfirmed = tuple[Pool, str]


@pytest.fixture(scope="session")
def unconfirmed(pool: Pool) -> Unconfirmed:
    address = pool.new_address()
    sign_up(pool.auth, username=address, password=pool.shortest_password)
    return pool, address


def masked(address: str) -> CodeDeliveryDetails:
    local, _, domain = address.partition("@")
    return CodeDeliveryDetails(f"{local[0]}***@{domain[0]}***", "EMAIL", "email")


def refusal(call: Callable[[], object]) -> type[AuthError] | None:
    try:
        call()
    except AuthError as error:
        return type(error)
    return None


def test_a_new_address_has_to_be_confirmed(pool: Pool) -> None:
    address = pool.new_address()
    output = sign_up(pool.auth, username=address, password=pool.shortest_password)
    assert not output.is_sign_up_complete
    assert output.next_step.sign_up_step is SignUpStep.CONFIRM_SIGN_UP
    assert output.next_step.code_delivery_details == masked(address)
    assert LIKE_A_UUID.fullmatch(output.user_id or "")
    assert output.auto_sign_in is None


def test_attributes_and_metadata_go_along(pool: Pool) -> None:
    address = pool.new_address()
    options = SignUpOptions(
        user_attributes={"email": address, "given_name": "Ada"},
        validation_data={"source": "contract"},
        client_metadata={"source": "contract"},
        auto_sign_in=True,
    )
    output = sign_up(pool.auth, username=address, password=pool.shortest_password, options=options)
    assert output.next_step.sign_up_step is SignUpStep.CONFIRM_SIGN_UP
    assert output.auto_sign_in
    assert output.auto_sign_in.belongs_to(address)


@pytest.mark.parametrize("written", [str.lower, str.upper, str.title])
def test_an_address_is_taken_in_any_case(
    unconfirmed: Unconfirmed, written: Callable[[str], str]
) -> None:
    pool, address = unconfirmed
    with pytest.raises(UsernameExistsException) as refused:
        sign_up(pool.auth, username=written(address), password=pool.shortest_password)
    # Both are known of Cognito, whose documentation does not say when it says which.
    assert refused.value.message in {
        "An account with the given email already exists.",
        "User already exists",
    }
    assert refused.value.metadata.http_status_code == 400
    assert refused.value.metadata.request_id


def test_each_rule_of_the_policy_has_words_of_its_own(pool: Pool) -> None:
    def complaint(rule: PasswordRule) -> str:
        """Say what the pool does of a password that breaks this rule alone."""
        password = pool.shortest_password
        if rule is PasswordRule.MIN_LENGTH:
            password = password[:-1]
        elif rule is PasswordRule.LOWERCASE:
            password = password.upper()
        else:
            password = password.replace(CHARACTERS[rule], FILLER)
        with pytest.raises(InvalidPasswordException) as refused:
            sign_up(pool.auth, username=pool.new_address(), password=password)
        return refused.value.message

    rules = pool.auth.outputs.auth.password_policy.rules
    assert {rule: complaint(rule) for rule in rules} == {
        rule: f"Password did not conform with policy: {RULE_MESSAGES[rule]}" for rule in rules
    }


@pytest.mark.parametrize("outside", [" {}", "{} "])
def test_a_password_may_not_begin_or_end_with_a_space(pool: Pool, outside: str) -> None:
    password = outside.format(pool.shortest_password)
    with pytest.raises(InvalidParameterException):
        sign_up(pool.auth, username=pool.new_address(), password=password)


def test_a_username_has_to_be_an_address(pool: Pool) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        sign_up(pool.auth, username="ada", password=pool.shortest_password)
    assert refused.value.message == "Username should be an email."


@pytest.mark.parametrize("username", ["ada lovelace@example.com", "ada@example.com\n", "\x00"])
def test_a_username_has_no_white_space_or_control_characters(pool: Pool, username: str) -> None:
    with pytest.raises(InvalidParameterException):
        sign_up(pool.auth, username=username, password=pool.shortest_password)


def test_a_username_has_128_characters_at_most(pool: Pool) -> None:
    address = f"{'a' * (129 - len('@example.com'))}@example.com"
    with pytest.raises(InvalidParameterException) as refused:
        sign_up(pool.auth, username=address, password=pool.shortest_password)
    assert "'username'" in refused.value.message
    assert "Member must have length less than or equal to 128" in refused.value.message


def test_an_attribute_outside_the_schema_is_refused(pool: Pool) -> None:
    options = SignUpOptions(user_attributes={"custom:no_such_attribute": "1"})
    with pytest.raises((InvalidParameterException, NotAuthorizedException)):
        sign_up(
            pool.auth,
            username=pool.new_address(),
            password=pool.shortest_password,
            options=options,
        )


def test_nobody_verifies_an_address_by_saying_so(pool: Pool) -> None:
    options = SignUpOptions(user_attributes={"email_verified": "true"})
    with pytest.raises(NotAuthorizedException) as refused:
        sign_up(
            pool.auth,
            username=pool.new_address(),
            password=pool.shortest_password,
            options=options,
        )
    assert refused.value.message == "A client attempted to write unauthorized attribute"


def test_a_wrong_code_is_refused(unconfirmed: Unconfirmed) -> None:
    pool, address = unconfirmed
    with pytest.raises(CodeMismatchException) as refused:
        # Too short to be anybody's code.
        confirm_sign_up(pool.auth, username=address, confirmation_code="0")
    assert refused.value.message == "Invalid verification code provided, please try again."


def test_a_code_is_sent_again_to_the_same_place(unconfirmed: Unconfirmed) -> None:
    pool, address = unconfirmed
    assert resend_sign_up_code(pool.auth, username=address) == masked(address)


def test_an_unconfirmed_person_has_to_confirm_before_signing_in(unconfirmed: Unconfirmed) -> None:
    pool, address = unconfirmed
    output = sign_in(pool.auth, username=address, password=pool.shortest_password)
    assert not output.is_signed_in
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP


def test_an_unknown_address_is_answered_with_what_the_pages_know(pool: Pool) -> None:
    auth, unknown = pool.auth, pool.new_address()
    # A pool that hides its users alternates between answers; one that does not says not found.
    assert refusal(lambda: confirm_sign_up(auth, username=unknown, confirmation_code="0")) in {
        CodeMismatchException,
        ExpiredCodeException,
        NotAuthorizedException,
        UserNotFoundException,
    }
    assert refusal(lambda: resend_sign_up_code(auth, username=unknown)) in {
        None,
        InvalidParameterException,
        UserNotFoundException,
    }
    assert refusal(lambda: sign_in(auth, username=unknown, password="Wrong-1!")) in {
        NotAuthorizedException,
        UserNotFoundException,
    }


def test_an_app_client_that_does_not_exist_is_named(pool: Pool) -> None:
    outputs = pool.auth.outputs
    elsewhere = replace(outputs.auth, user_pool_client_id="0" * 26)
    auth = replace(pool.auth, outputs=replace(outputs, auth=elsewhere))
    with pytest.raises(ResourceNotFoundException) as refused:
        sign_up(auth, username=pool.new_address(), password=pool.shortest_password)
    assert refused.value.message == f"User pool client {'0' * 26} does not exist."


def test_a_real_pool_is_opt_in(tmp_path: Path) -> None:
    outputs = tmp_path / "amplify_outputs.json"
    outputs.write_text(EMAIL_POOL.read_text().replace('"user_pool"', '"another_key"'))
    named = {"AMPLIFY_OUTPUTS": str(outputs)}
    assert pools_to_check(named) == [EMBEDDED]
    assert pools_to_check(named | {"CONTRACT_REAL_POOL": "0"}) == [EMBEDDED]
    assert pools_to_check(named | {"CONTRACT_REAL_POOL": "1"}) == [EMBEDDED, REAL]


@pytest.mark.parametrize("outputs", [{}, {"AMPLIFY_OUTPUTS": str(EMAIL_POOL)}])
def test_a_real_pool_that_is_not_named_stops_the_tests(outputs: dict[str, str]) -> None:
    with pytest.raises(pytest.UsageError, match="AMPLIFY_OUTPUTS"):
        pools_to_check({"CONTRACT_REAL_POOL": "1"} | outputs)
