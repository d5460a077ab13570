from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.user_pool.harness import (
    EMAIL,
    PASSWORD,
    PHONE,
    POOL_ID,
    Pool,
    attributes,
    respond,
    user_auth,
)

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

NEW = "Better-horse-2"
UNKNOWN_ATTRIBUTE = (
    "Attributes did not conform to the schema: plan: Attribute does not exist in the schema."
)
EXPIRED = (
    "NotAuthorizedException",
    "Temporary password has expired and must be reset by an administrator.",
)


class Admin:
    """An administrator of the pool."""

    def __init__(self, client: CognitoIdentityProviderClient) -> None:
        self.client: Any = client

    def create(self, username: str = EMAIL, **members: Any) -> dict[str, Any]:
        user: dict[str, Any] = self.client.admin_create_user(
            UserPoolId=POOL_ID, Username=username, **members
        )["User"]
        return user

    def refused(self, username: str = EMAIL, **members: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as caught:
            self.create(username, **members)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    def set_password(self, password: str, username: str = EMAIL, **members: bool) -> None:
        self.client.admin_set_user_password(
            UserPoolId=POOL_ID, Username=username, Password=password, **members
        )

    def user(self, username: str = EMAIL) -> dict[str, Any]:
        user: dict[str, Any] = self.client.admin_get_user(UserPoolId=POOL_ID, Username=username)
        user["attributes"] = {item["Name"]: item["Value"] for item in user["UserAttributes"]}
        return user


@pytest.fixture
def administrator(admin: CognitoIdentityProviderClient) -> Admin:
    return Admin(admin)


def sign_in(pool: Pool, password: str, username: str = EMAIL) -> dict[str, Any]:
    parameters = {"USERNAME": username, "PASSWORD": password}
    return pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def new_password(challenge: dict[str, Any], password: str = NEW, **given: str) -> dict[str, Any]:
    named = {f"userAttributes.{name}": value for name, value in given.items()}
    return respond(challenge, "NEW_PASSWORD_REQUIRED", NEW_PASSWORD=password, **named)


@pytest.mark.asvs("6.4.1")
def test_an_invited_user_chooses_a_password_at_the_first_sign_in(
    pool: Pool, administrator: Admin
) -> None:
    verified = attributes(email_verified="true")
    created = administrator.create(DesiredDeliveryMediums=["EMAIL"], UserAttributes=verified)
    assert created["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    message = pool.service.outbox(EMAIL)[0]
    assert message.subject == "Your temporary password"
    assert message.body == f"Your username is {EMAIL} and temporary password is {message.code}."
    challenge = sign_in(pool, pool.code())
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    parameters = challenge["ChallengeParameters"]
    assert json.loads(parameters["requiredAttributes"]) == []
    assert json.loads(parameters["userAttributes"]) == {"email": EMAIL, "email_verified": "true"}
    assert parameters["USER_ID_FOR_SRP"] == created["Username"]
    answer = pool.call("RespondToAuthChallenge", **new_password(challenge))
    assert "AuthenticationResult" in answer
    assert administrator.user()["UserStatus"] == "CONFIRMED"
    pool.sign_in(password=NEW)
    assert pool.refused_sign_in(password=message.code or "")[0] == "NotAuthorizedException"
    assert pool.refused("RespondToAuthChallenge", **new_password(challenge)) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )


def test_a_generated_password_fits_any_policy(pool: Pool, administrator: Admin) -> None:
    pool.configure({"Policies": {"PasswordPolicy": {"MinimumLength": 20, "RequireSymbols": True}}})
    generated = set()
    for number in range(5):
        administrator.create(f"{number}@example.com")
        password = pool.code()
        assert len(password) == 20
        generated.add(password)
        assert sign_in(pool, password, f"{number}@example.com")["ChallengeName"]
        administrator.set_password(password, f"{number}@example.com")
    assert len(generated) == 5


def test_missing_attributes_are_asked_for_with_the_password(
    pool: Pool, administrator: Admin
) -> None:
    pool.configure({"Schema": [{"Name": "given_name", "Required": True}]})
    administrator.create(TemporaryPassword=PASSWORD)
    challenge = sign_in(pool, PASSWORD)
    names = json.loads(challenge["ChallengeParameters"]["requiredAttributes"])
    assert names == ["userAttributes.given_name"]
    refusals = [
        ({}, ("InvalidParameterException", "Invalid attributes given, given_name is missing")),
        (
            {"given_name": "Ann", "email": "bob@example.com"},
            ("NotAuthorizedException", "Cannot modify an already provided email"),
        ),
        (
            {"given_name": "Ann", "email_verified": "true"},
            ("NotAuthorizedException", "Cannot modify an already provided email_verified"),
        ),
        (
            {"given_name": "Ann", "phone_number": "1"},
            ("InvalidParameterException", "Invalid phone number format."),
        ),
        (
            {"given_name": "Ann", "phone_number_verified": "true"},
            ("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
        ),
    ]
    for given, refusal in refusals:
        answered = new_password(challenge, **given)
        assert pool.refused("RespondToAuthChallenge", **answered) == refusal
    weak = new_password(challenge, "short", given_name="Ann")
    assert pool.refused("RespondToAuthChallenge", **weak) == (
        "InvalidPasswordException",
        "Password does not conform to policy: Password not long enough",
    )
    # The Session has outlived every refusal.
    pool.call(
        "RespondToAuthChallenge", **new_password(challenge, given_name="Ann", phone_number=PHONE)
    )
    user = administrator.user()["attributes"]
    assert (user["given_name"], user["phone_number_verified"]) == ("Ann", "false")


def test_an_address_of_somebody_else_cannot_be_given(pool: Pool, administrator: Admin) -> None:
    pool.configure({"UsernameAttributes": ["email", "phone_number"]})
    pool.sign_up(PHONE)
    administrator.create(TemporaryPassword=PASSWORD)
    answered = new_password(sign_in(pool, PASSWORD), phone_number=PHONE)
    assert pool.refused("RespondToAuthChallenge", **answered) == (
        "AliasExistsException",
        "An account with the phone_number already exists.",
    )


def test_the_new_password_is_followed_by_the_second_factor(
    pool: Pool, administrator: Admin
) -> None:
    pool.configure({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}})
    administrator.create(TemporaryPassword=PASSWORD)
    answer = pool.call("RespondToAuthChallenge", **new_password(sign_in(pool, PASSWORD)))
    assert answer["ChallengeName"] == "EMAIL_OTP"


def test_a_new_password_is_required(pool: Pool, administrator: Admin) -> None:
    administrator.create(TemporaryPassword=PASSWORD)
    without = respond(sign_in(pool, PASSWORD), "NEW_PASSWORD_REQUIRED")
    assert pool.refused("RespondToAuthChallenge", **without) == (
        "InvalidParameterException",
        "Missing required parameter NEW_PASSWORD",
    )


@pytest.mark.asvs("6.4.1")
@pytest.mark.parametrize(("days", "settings"), [(7, {}), (1, {"TemporaryPasswordValidityDays": 1})])
def test_a_temporary_password_expires_until_another_is_sent(
    pool: Pool, administrator: Admin, days: int, settings: dict[str, int]
) -> None:
    pool.configure({"Policies": {"PasswordPolicy": {"MinimumLength": 8, **settings}}})
    administrator.create()
    first = pool.code()
    pool.clock.turn(hours=24 * days, seconds=-1)
    assert sign_in(pool, first)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    pool.clock.turn(seconds=1)
    assert pool.refused_sign_in(password=first) == EXPIRED
    administrator.create(MessageAction="RESEND")
    second = pool.code()
    assert pool.refused_sign_in(password=first)[1] == "Incorrect username or password."
    assert sign_in(pool, second)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_only_an_invitation_can_be_sent_again(pool: Pool, administrator: Admin) -> None:
    assert administrator.refused(MessageAction="RESEND") == (
        "UserNotFoundException",
        "User does not exist.",
    )
    pool.add_user()
    assert administrator.refused(MessageAction="RESEND") == (
        "UnsupportedUserStateException",
        "Resend not possible. User status is not FORCE_CHANGE_PASSWORD",
    )


def test_an_invitation_can_be_suppressed(pool: Pool, administrator: Admin) -> None:
    administrator.create(MessageAction="SUPPRESS", TemporaryPassword=PASSWORD)
    assert pool.service.outbox() == []
    assert sign_in(pool, PASSWORD)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


@pytest.mark.parametrize(
    ("mediums", "sent"),
    [
        ({}, ["SMS"]),
        ({"DesiredDeliveryMediums": ["EMAIL"]}, ["EMAIL"]),
        ({"DesiredDeliveryMediums": ["SMS", "EMAIL"]}, ["EMAIL", "SMS"]),
    ],
)
def test_invitations_go_where_the_administrator_says(
    pool: Pool, administrator: Admin, mediums: dict[str, Any], sent: list[str]
) -> None:
    template = {
        "EmailSubject": "Welcome",
        "EmailMessage": "{username}: {####}",
        "SMSMessage": "SMS {username} {####}",
    }
    pool.configure({"AdminCreateUserConfig": {"InviteMessageTemplate": template}})
    phone = attributes(phone_number=PHONE)
    administrator.create(TemporaryPassword=PASSWORD, UserAttributes=phone, **mediums)
    messages = pool.service.outbox()
    assert [message.medium for message in messages] == sent
    texts = {"EMAIL": ("Welcome", f"{EMAIL}: {PASSWORD}"), "SMS": ("", f"SMS {EMAIL} {PASSWORD}")}
    for message in messages:
        assert (message.subject, message.body) == texts[message.medium]


def test_a_user_of_a_passwordless_pool_needs_no_password(pool: Pool, administrator: Admin) -> None:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool.configure({"Policies": policies})
    created = administrator.create(UserAttributes=attributes(email_verified="true"))
    assert created["UserStatus"] == "CONFIRMED"
    assert pool.service.outbox()[0].body == f"Your username is {EMAIL}."
    assert pool.call("InitiateAuth", **user_auth())["AvailableChallenges"] == ["EMAIL_OTP"]
    administrator.create("bob@example.com", TemporaryPassword=PASSWORD)
    assert administrator.user("bob@example.com")["UserStatus"] == "FORCE_CHANGE_PASSWORD"


@pytest.mark.parametrize(
    ("username", "members", "refusal"),
    [
        (
            "taken@example.com",
            {},
            ("UsernameExistsException", "User account already exists"),
        ),
        ("ann", {}, ("InvalidParameterException", "Username should be an email.")),
        (
            EMAIL,
            {"TemporaryPassword": "short"},
            (
                "InvalidPasswordException",
                "Password did not conform with password policy: Password not long enough",
            ),
        ),
        (
            EMAIL,
            {"UserAttributes": attributes(plan="x")},
            ("InvalidParameterException", UNKNOWN_ATTRIBUTE),
        ),
        (
            EMAIL,
            {"UserAttributes": attributes(sub="x")},
            ("InvalidParameterException", "sub cannot be set."),
        ),
    ],
)
def test_what_cannot_be_created(
    pool: Pool,
    administrator: Admin,
    username: str,
    members: dict[str, Any],
    refusal: tuple[str, str],
) -> None:
    pool.sign_up("taken@example.com")
    assert administrator.refused(username, **members) == refusal


def test_an_alias_moves_only_when_it_is_forced_to(pool: Pool, administrator: Admin) -> None:
    pool.configure({"UsernameAttributes": [], "AliasAttributes": ["email"]})
    verified = {"UserAttributes": attributes(email=EMAIL, email_verified="true")}
    administrator.create("ann", **verified)
    assert administrator.refused("bob", **verified) == (
        "AliasExistsException",
        "An account with the email already exists.",
    )
    administrator.create("bob", ForceAliasCreation=True, **verified)
    assert administrator.user(EMAIL)["Username"] == "bob"
    assert administrator.user("ann")["attributes"]["email_verified"] == "false"


@pytest.mark.asvs("6.3.8")
def test_an_invited_user_cannot_reset_a_password_and_seems_to(
    pool: Pool, administrator: Admin
) -> None:
    administrator.create(UserAttributes=attributes(email_verified="true"))
    answer = pool.call("ForgotPassword", Username=EMAIL)
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    assert len(pool.service.outbox()) == 1
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})
    assert pool.refused("ForgotPassword", Username=EMAIL) == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )


@pytest.mark.parametrize("permanent", [True, False])
def test_an_administrator_sets_a_password(
    pool: Pool, administrator: Admin, *, permanent: bool
) -> None:
    pool.sign_up()
    for _ in range(5):
        pool.refused_sign_in(password="Wrong-horse-1")
    administrator.set_password(NEW, Permanent=permanent)
    answer = sign_in(pool, NEW)
    assert ("AuthenticationResult" in answer) is permanent
    assert permanent or answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    status = "CONFIRMED" if permanent else "FORCE_CHANGE_PASSWORD"
    assert administrator.user()["UserStatus"] == status


def test_a_password_that_cannot_be_set(
    pool: Pool, administrator: Admin, admin: CognitoIdentityProviderClient
) -> None:
    with pytest.raises(admin.exceptions.UserNotFoundException):
        administrator.set_password(NEW, "nobody@example.com")
    pool.add_user()
    with pytest.raises(admin.exceptions.InvalidPasswordException, match="password policy"):
        administrator.set_password("short")
