from __future__ import annotations

import hmac
from base64 import b64encode
from typing import Any

import pytest

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, PHONE, Pool, attributes
from user_pool.triggers import AUTO_CONFIRM

USERNAME_POOL: dict[str, Any] = {"UsernameAttributes": []}
TAKEN = ("UsernameExistsException", "An account with the given email already exists.")


def test_a_new_user_gets_a_code_and_a_masked_destination(pool: Pool) -> None:
    answer = pool.sign_up("Ann@Example.com")
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "AttributeName": "email",
        "DeliveryMedium": "EMAIL",
        "Destination": "A***@E***",
    }
    assert len(answer["UserSub"]) == 36
    assert len(answer["Session"]) >= 20
    message = pool.service.outbox()[0]
    assert (message.to, message.medium) == ("Ann@Example.com", "EMAIL")
    assert message.subject == "Your verification code"
    assert message.body == f"Your verification code is {message.code}"
    assert message.code is not None
    assert len(message.code) == 6
    assert message.link is None


def test_no_session_for_a_client_without_user_auth(pool: Pool) -> None:
    pool.configure(client={"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]})
    assert "Session" not in pool.sign_up()


@pytest.mark.parametrize("again", [EMAIL, "ANN@example.COM"])
def test_a_taken_address_is_refused_in_any_case_even_unconfirmed(pool: Pool, again: str) -> None:
    pool.sign_up()
    assert pool.refused("SignUp", Username=again, Password=PASSWORD) == TAKEN
    assert len(pool.service.outbox()) == 1


def test_a_case_sensitive_pool_tells_cases_apart(pool: Pool) -> None:
    pool.configure({"UsernameConfiguration": {"CaseSensitive": True}})
    pool.sign_up("ann@example.com")
    pool.sign_up("Ann@example.com")


def test_a_taken_username_is_refused_in_other_words(pool: Pool) -> None:
    pool.configure(USERNAME_POOL)
    pool.sign_up("ann")
    assert pool.refused("SignUp", Username="Ann", Password=PASSWORD) == (
        "UsernameExistsException",
        "User already exists",
    )


def test_a_username_without_an_address_is_not_sent_anything(pool: Pool) -> None:
    pool.configure(USERNAME_POOL)
    assert "CodeDeliveryDetails" not in pool.sign_up("ann")
    assert pool.service.outbox() == []


@pytest.mark.parametrize(
    ("auto_verified", "medium", "destination"),
    [
        (["email"], "EMAIL", "a***@e***"),
        (["email", "phone_number"], "SMS", "+*******1234"),
    ],
)
def test_of_mail_and_phone_the_phone_is_verified(
    pool: Pool, auto_verified: list[str], medium: str, destination: str
) -> None:
    pool.configure({"AutoVerifiedAttributes": auto_verified})
    answer = pool.sign_up(UserAttributes=attributes(phone_number=PHONE))
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == medium
    assert answer["CodeDeliveryDetails"]["Destination"] == destination


@pytest.mark.parametrize(
    ("logins", "username", "message"),
    [
        (["email"], "ann", "Username should be an email."),
        (["email"], PHONE, "Username should be an email."),
        (["phone_number"], EMAIL, "Username should be a phone number."),
        (
            ["phone_number", "email"],
            "ann",
            "Username should be either an email or a phone number.",
        ),
    ],
)
def test_a_username_has_the_form_that_the_pool_wants(
    pool: Pool, logins: list[str], username: str, message: str
) -> None:
    pool.configure({"UsernameAttributes": logins})
    assert pool.refused("SignUp", Username=username, Password=PASSWORD) == (
        "InvalidParameterException",
        message,
    )


@pytest.mark.parametrize(
    ("username", "form"),
    [
        (EMAIL, "email"),
        (PHONE, "phone number"),
    ],
)
def test_a_username_does_not_look_like_an_alias(pool: Pool, username: str, form: str) -> None:
    pool.configure(USERNAME_POOL | {"AliasAttributes": ["email", "phone_number"]})
    assert pool.refused("SignUp", Username=username, Password=PASSWORD)[1] == (
        f"Username cannot be of {form} format, since user pool is configured for {form} alias."
    )


@pytest.mark.asvs("6.2.1")
@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Short-1", "Password not long enough"),
        ("no-upper-case-1", "Your password must have uppercase characters"),
        ("NO-LOWER-CASE-1", "Your password must have lowercase characters"),
        ("No-numbers", "Your password must have numeric characters"),
        ("NoSymbols1", "Your password must have symbol characters"),
        ("short", "Password not long enough"),
    ],
)
def test_a_password_breaks_one_rule_at_a_time(pool: Pool, password: str, complaint: str) -> None:
    assert pool.refused("SignUp", Username=EMAIL, Password=password) == (
        "InvalidPasswordException",
        f"Password did not conform with policy: {complaint}",
    )


@pytest.mark.parametrize("password", ["Exact-l1", "Inner space 1", "é" * 60 + "Aa1 x"])
def test_a_password_at_the_limit_is_taken(pool: Pool, password: str) -> None:
    pool.sign_up(Password=password)


def test_the_policy_is_the_pools(pool: Pool) -> None:
    pool.configure({"Policies": {"PasswordPolicy": {"MinimumLength": 6}}})
    assert pool.refused("SignUp", Username=EMAIL, Password="12345")[1].endswith("long enough")
    pool.sign_up(Password="123456")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {},
            (
                "Attributes did not conform to the schema:"
                " given_name: The attribute is required\n"
                "birthdate: The attribute is required\n"
            ),
        ),
        ({"given_name": "Ann", "birthdate": ""}, "birthdate: The attribute is required\n"),
        ({"given_name": "Ann", "birthdate": "1990"}, "birthdate: The value must have at least 10"),
        ({"given_name": "Ann", "birthdate": "1" * 11}, "birthdate: The value must have at most 10"),
        ({"custom:x": "1"}, "custom:x: Attribute does not exist in the schema."),
        ({"phone_number": "0555"}, "Invalid phone number format."),
        ({"custom:age": "old"}, "custom:age: The value is not a number"),
        ({"custom:age": "17"}, "custom:age: The value must have at least 18"),
        ({"custom:age": "131"}, "custom:age: The value must have at most 130"),
        ({"custom:member": "yes"}, "custom:member: The value is not a boolean"),
    ],
)
def test_attributes_follow_the_schema(pool: Pool, given: dict[str, str], message: str) -> None:
    required = {"Required": "phone_number" not in given}
    schema = [
        {"Name": "given_name", **required},
        {"Name": "birthdate", **required},
        {
            "Name": "age",
            "AttributeDataType": "Number",
            "NumberAttributeConstraints": {"MinValue": "18", "MaxValue": "130"},
        },
        {"Name": "member", "AttributeDataType": "Boolean"},
        {"Name": "sub", "Required": True},
    ]
    pool.configure({"Schema": schema})
    name, text = pool.refused(
        "SignUp", Username=EMAIL, Password=PASSWORD, UserAttributes=attributes(**given)
    )
    assert name == "InvalidParameterException"
    assert message in text


def test_attributes_that_fit_are_kept(pool: Pool) -> None:
    schema = [
        {"Name": "age", "AttributeDataType": "Number"},
        {"Name": "member", "AttributeDataType": "Boolean"},
    ]
    pool.configure({"Schema": schema})
    given = {"given_name": "Ann", "birthdate": "1990-01-31", "custom:age": "36"}
    pool.add_user(UserAttributes=attributes(**given, **{"custom:member": "true"}))
    kept = pool.call("GetUser", AccessToken=pool.sign_in()["AccessToken"])["UserAttributes"]
    for item in attributes(**given):
        assert item in kept


@pytest.mark.asvs("15.3.3")
@pytest.mark.parametrize("name", ["email_verified", "sub", "given_name", "email"])
def test_a_client_sets_only_what_it_may(pool: Pool, name: str) -> None:
    pool.configure(client={"WriteAttributes": ["nickname", "email"]})
    assert name != "email" or pool.sign_up()
    if name != "email":
        assert pool.refused(
            "SignUp",
            Username=EMAIL,
            Password=PASSWORD,
            UserAttributes=attributes(**{name: "true"}),
        ) == ("NotAuthorizedException", "A client attempted to write unauthorized attribute")


def test_an_email_attribute_must_be_one(pool: Pool) -> None:
    pool.configure(USERNAME_POOL)
    for email in (
        "ann",
        "ann@",
        "ann@example",
        "a@b@example.com",
        "ann@example..",
        "ann @e.com",
        "a\x1b[2J@e.com",
    ):
        assert pool.refused(
            "SignUp", Username="ann", Password=PASSWORD, UserAttributes=attributes(email=email)
        ) == ("InvalidParameterException", "Invalid email address format.")


def test_another_address_than_the_username_is_refused(pool: Pool) -> None:
    assert (
        pool.refused(
            "SignUp",
            Username=EMAIL,
            Password=PASSWORD,
            UserAttributes=attributes(email="victim@example.com"),
        )[0]
        == "InvalidParameterException"
    )


def test_a_pool_may_leave_signing_up_to_administrators(pool: Pool) -> None:
    pool.configure({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}})
    assert pool.refused("SignUp", Username=EMAIL, Password=PASSWORD) == (
        "NotAuthorizedException",
        "SignUp is not permitted for this user pool",
    )


def test_the_trigger_may_confirm_at_once(pool: Pool) -> None:
    pool.configure({"LambdaConfig": {"PreSignUp": AUTO_CONFIRM}})
    answer = pool.sign_up()
    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    assert pool.service.outbox() == []
    tokens = pool.call(
        "InitiateAuth",
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": EMAIL},
        Session=answer["Session"],
    )
    assert "AccessToken" in tokens["AuthenticationResult"]


def test_a_client_with_a_secret_wants_its_hash(pool: Pool) -> None:
    secret = "s" * 32
    pool.configure(client={"ClientSecret": secret})
    members: dict[str, Any] = {"Username": EMAIL, "Password": PASSWORD}
    assert pool.refused("SignUp", **members) == (
        "NotAuthorizedException",
        f"Client {CLIENT_ID} is configured with secret but SECRET_HASH was not received",
    )
    assert pool.refused("SignUp", **members, SecretHash="no") == (
        "NotAuthorizedException",
        f"Unable to verify secret hash for client {CLIENT_ID}",
    )
    digest = hmac.digest(secret.encode(), f"{EMAIL}{CLIENT_ID}".encode(), "sha256")
    pool.call("SignUp", **members, SecretHash=b64encode(digest).decode())


def test_an_unknown_client_is_named(pool: Pool) -> None:
    assert pool.refused("SignUp", ClientId="other", Username=EMAIL, Password=PASSWORD) == (
        "ResourceNotFoundException",
        "User pool client other does not exist.",
    )


def test_a_password_may_be_left_out_only_where_codes_sign_in(pool: Pool) -> None:
    name, message = pool.refused("SignUp", Username=EMAIL)
    assert name == "InvalidParameterException"
    assert "'password'" in message
    assert "Member must not be null" in message
    factors = ["PASSWORD", "EMAIL_OTP"]
    pool.configure({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": factors}}})
    pool.call("SignUp", Username=EMAIL)
    pool.confirm()
    assert pool.refused_sign_in()[1] == "Incorrect username or password."
