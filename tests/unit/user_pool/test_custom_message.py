from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.user_pool.harness import (
    EMAIL,
    PASSWORD,
    PHONE,
    POOL_ID,
    Pool,
    attributes,
    make_pool,
    respond,
    user_auth,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

METADATA = {"locale": "de"}
BY_CODE = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}
BY_LINK = {"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}}
OWN_TEXTS = {"VerificationMessageTemplate": {"EmailSubject": "Hi", "EmailMessage": "Use {####}"}}


class Trigger:
    """A CustomMessage trigger that remembers its events."""

    def __init__(self) -> None:
        self.events: list[Mapping[str, Any]] = []
        self.response: dict[str, str] = {}

    def __call__(self, event: Mapping[str, Any]) -> Mapping[str, str]:
        self.events.append(event)
        return self.response

    @property
    def occasions(self) -> list[str]:
        return [event["triggerSource"] for event in self.events]


@pytest.fixture
def trigger() -> Trigger:
    return Trigger()


@pytest.fixture
def pool(tmp_path: Path, trigger: Trigger) -> Pool:
    return make_pool(tmp_path / "pool.db", custom_message=trigger)


def test_the_trigger_is_told_what_the_message_is_for(pool: Pool, trigger: Trigger) -> None:
    pool.configure(BY_CODE)
    pool.sign_up(ClientMetadata=METADATA)
    pool.call("ResendConfirmationCode", Username=EMAIL, ClientMetadata=METADATA)
    pool.confirm()
    pool.call("ForgotPassword", Username=EMAIL, ClientMetadata=METADATA)
    pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="EMAIL_OTP"), ClientMetadata=METADATA)
    assert trigger.occasions == [
        "CustomMessage_SignUp",
        "CustomMessage_ResendCode",
        "CustomMessage_ForgotPassword",
        "CustomMessage_Authentication",
    ]
    assert [event["request"]["codeParameter"] for event in trigger.events] == ["{####}"] * 4
    # Cognito hands no metadata of a sign-in to this trigger.
    told = [event["request"]["clientMetadata"] for event in trigger.events]
    assert told == [METADATA, METADATA, METADATA, {}]
    assert {event["request"]["userAttributes"]["email"] for event in trigger.events} == {EMAIL}


def test_a_code_for_a_new_address_is_to_verify_it(pool: Pool, trigger: Trigger) -> None:
    by_email = {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
    names = {"UsernameAttributes": ["phone_number", "email"]}
    pool.configure({"AutoVerifiedAttributes": ["phone_number"], **by_email, **names})
    pool.add_user(PHONE)
    parameters = {"USERNAME": PHONE, "PASSWORD": PASSWORD}
    answer = pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    given = respond(answer, "MFA_SETUP", USERNAME=PHONE, EMAIL=EMAIL)
    pool.call("RespondToAuthChallenge", **given)
    assert trigger.occasions[-1] == "CustomMessage_VerifyUserAttribute"


def test_the_trigger_s_texts_take_the_place_of_the_pool_s(pool: Pool, trigger: Trigger) -> None:
    pool.configure(OWN_TEXTS)
    trigger.response = {"emailSubject": "Hallo", "emailMessage": "{####} ist Ihr Code"}
    pool.sign_up()
    message = pool.service.outbox()[0]
    assert (message.subject, message.body) == ("Hallo", f"{message.code} ist Ihr Code")


@pytest.mark.parametrize("response", [{}, {"emailSubject": "", "emailMessage": ""}])
def test_the_pool_s_own_texts_stay_where_the_trigger_has_none(
    pool: Pool, trigger: Trigger, response: dict[str, str]
) -> None:
    pool.configure(OWN_TEXTS)
    trigger.response = response
    pool.sign_up()
    message = pool.service.outbox()[0]
    assert (message.subject, message.body) == ("Hi", f"Use {message.code}")


def test_a_mail_with_a_link_has_a_parameter_for_it(pool: Pool, trigger: Trigger) -> None:
    pool.configure(BY_LINK)
    trigger.response = {"emailMessage": "Open it: {##Confirm##}"}
    pool.sign_up()
    assert trigger.occasions == ["CustomMessage_SignUp"]
    assert trigger.events[0]["request"]["linkParameter"] == "{##Click Here##}"
    message = pool.service.outbox()[0]
    assert message.body == f"Open it: Confirm: {message.link}"


def test_a_code_for_a_new_address_is_an_occasion_of_its_own(pool: Pool, trigger: Trigger) -> None:
    phones = {"UsernameAttributes": ["phone_number"], "AutoVerifiedAttributes": ["phone_number"]}
    pool.configure({**phones, "MfaConfiguration": "ON", "EmailMfaConfiguration": {}})
    pool.add_user(PHONE)
    parameters = {"USERNAME": PHONE, "PASSWORD": PASSWORD}
    answer = pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    given = respond(answer, "MFA_SETUP", USERNAME=PHONE, EMAIL=EMAIL)
    pool.call("RespondToAuthChallenge", **given)
    assert trigger.occasions[-1] == "CustomMessage_VerifyUserAttribute"


@pytest.mark.parametrize("pool_settings", [{}, BY_CODE])
def test_an_invitation_has_parameters_for_what_it_brings(
    pool: Pool, trigger: Trigger, pool_settings: dict[str, Any]
) -> None:
    """A user who can sign in by code gets no temporary password."""
    pool.configure(pool_settings)
    trigger.response = {"emailMessage": "{username} / {####}"}
    pool.service.call(
        "AdminCreateUser",
        UserPoolId=POOL_ID,
        Username=EMAIL,
        UserAttributes=attributes(email_verified="true"),
    )
    assert trigger.occasions == ["CustomMessage_AdminCreateUser"]
    request = trigger.events[0]["request"]
    message = pool.service.outbox()[0]
    assert request["usernameParameter"] == "{username}"
    assert request["codeParameter"] == ("{####}" if message.code else None)
    assert bool(message.code) == (not pool_settings)
    assert message.body == f"{EMAIL} / {message.code or ''}"
