from __future__ import annotations

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, PHONE, Pool


@pytest.mark.asvs("6.5.1")
def test_a_new_code_kills_the_old_one(pool: Pool) -> None:
    pool.sign_up()
    first = pool.code()
    answer = pool.call("ResendConfirmationCode", Username="ANN@example.com")
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    assert len(pool.service.outbox()) == 2
    if first != pool.code():
        name, _ = pool.refused("ConfirmSignUp", Username=EMAIL, ConfirmationCode=first)
        assert name == "CodeMismatchException"
    pool.confirm()


@pytest.mark.asvs("2.3.2")
@pytest.mark.parametrize("username", [EMAIL, "nobody@example.com"])
def test_five_an_hour_known_or_not(pool: Pool, username: str) -> None:
    pool.sign_up()
    for _ in range(5):
        answer = pool.call("ResendConfirmationCode", Username=username)
        assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    limit = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
    assert pool.refused("ResendConfirmationCode", Username=username) == limit
    pool.clock.turn(hours=1)
    pool.call("ResendConfirmationCode", Username=username)


def test_a_confirmed_user_needs_none(pool: Pool) -> None:
    pool.add_user()
    assert pool.refused("ResendConfirmationCode", Username=EMAIL) == (
        "InvalidParameterException",
        "User is already confirmed.",
    )


def test_a_pool_that_verifies_nothing_sends_nothing(pool: Pool) -> None:
    pool.configure({"AutoVerifiedAttributes": []})
    pool.sign_up()
    off = ("NotAuthorizedException", "Cannot resend codes. Auto verification not turned on.")
    for username in (EMAIL, "nobody@example.com"):
        assert pool.refused("ResendConfirmationCode", Username=username) == off


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("channels", "username", "medium"),
    [
        (["email"], "nobody@example.com", "EMAIL"),
        (["email"], "nobody", "EMAIL"),
        (["email", "phone_number"], PHONE, "SMS"),
        (["phone_number"], "nobody", "SMS"),
    ],
)
def test_an_unknown_user_gets_a_stable_answer_and_no_mail(
    pool: Pool, channels: list[str], username: str, medium: str
) -> None:
    pool.configure({"AutoVerifiedAttributes": channels, "UsernameAttributes": []})
    answer = pool.call("ResendConfirmationCode", Username=username)
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == medium
    assert answer == pool.call("ResendConfirmationCode", Username=username.upper())
    assert pool.service.outbox() == []


def test_a_legacy_client_learns_who_is_unknown(pool: Pool) -> None:
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})
    assert pool.refused("ResendConfirmationCode", Username=EMAIL) == (
        "UserNotFoundException",
        "Username/client id combination not found.",
    )


def test_messages_are_the_pools(pool: Pool) -> None:
    pool.configure(
        {
            "SmsVerificationMessage": "SMS {####}",
            "EmailVerificationSubject": "Older subject",
            "VerificationMessageTemplate": {"EmailMessage": "Hello, {####}!"},
            "AutoVerifiedAttributes": ["email", "phone_number"],
        }
    )
    pool.sign_up()
    assert pool.service.outbox()[0].subject == "Older subject"
    assert pool.service.outbox()[0].body == f"Hello, {pool.code()}!"
    phone = [{"Name": "phone_number", "Value": PHONE}]
    pool.call("SignUp", Username="b@example.com", Password=PASSWORD, UserAttributes=phone)
    message = pool.service.outbox(PHONE)[0]
    assert (message.subject, message.body) == ("", f"SMS {message.code}")
