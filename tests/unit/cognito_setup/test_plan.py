"""The plan that follows from the findings."""

from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore import xform_name

from cognito_setup.nested_settings import differences
from cognito_setup.plan import Change, Found, PlanError, plan
from cognito_setup.settings import LOGINS, Wanted
from tests.unit.cognito_setup.descriptions import CLIENT_ID, POOL_ID, client, user_pool

WANTED = Wanted(name="shop", login="email")


@pytest.fixture(scope="module")
def members() -> dict[str, set[str]]:
    """Return the members of the two updates, as boto3's model has them."""
    model = boto3.client("cognito-idp", region_name="eu-west-1").meta.service_model
    return {
        xform_name(name): set(model.operation_model(name).input_shape.members)  # type: ignore[union-attr] # both have one
        for name in ("UpdateUserPool", "UpdateUserPoolClient")
    }


def found(wanted: Wanted = WANTED, **changed: Any) -> Found:
    return Found(user_pool(wanted, **changed), client(wanted))


@pytest.mark.parametrize("login", list(LOGINS))
def test_where_nothing_is_a_pool_and_a_client_are_made(
    login: str, members: dict[str, set[str]]
) -> None:
    pool, app_client = plan(replace(WANTED, login=login), None, members)
    assert (pool.operation, app_client.operation) == ("create_user_pool", "create_user_pool_client")
    assert pool.request["UserPoolTags"] == {"amplify-sign-up": "shop"}
    assert "Policies.PasswordPolicy.MinimumLength: 8" in pool.lines
    assert "GenerateSecret: false" in app_client.lines


def test_a_new_pool_s_messages_name_it(members: dict[str, set[str]]) -> None:
    pool, _ = plan(replace(WANTED, name="B & Q"), None, members)
    texts = pool.request["VerificationMessageTemplate"]
    assert texts["DefaultEmailOption"] == "CONFIRM_WITH_CODE"
    assert texts["EmailSubject"] == "Your code for B & Q"
    assert texts["EmailMessage"].startswith("{####} is your code for B &amp; Q.<br><br>")
    admin = pool.request["AdminCreateUserConfig"]
    assert admin["AllowAdminCreateUserOnly"] is False
    invitation = admin["InviteMessageTemplate"]
    for text in (invitation["EmailMessage"], invitation["SMSMessage"]):
        assert "{username}" in text
        assert "{####}" in text


@pytest.mark.parametrize(("length", "has_text"), [(88, True), (89, False)])
def test_a_long_name_leaves_text_messages_as_they_are(
    members: dict[str, set[str]], length: int, *, has_text: bool
) -> None:
    pool, _ = plan(replace(WANTED, name="x" * length), None, members)
    invitation = pool.request["AdminCreateUserConfig"]["InviteMessageTemplate"]
    assert ("SMSMessage" in invitation) is has_text


@pytest.mark.parametrize("login", list(LOGINS))
@pytest.mark.parametrize("policy", ["cognito", "nist"])
def test_where_all_is_there_nothing_is_done(
    login: str, policy: str, members: dict[str, set[str]]
) -> None:
    wanted = replace(WANTED, login=login, password_policy=policy)
    assert plan(wanted, found(wanted), members) == ()


def test_texts_that_somebody_changed_stay(members: dict[str, set[str]]) -> None:
    own = {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailSubject": "Hi",
        "EmailMessage": "{####}",
    }
    assert plan(WANTED, found(VerificationMessageTemplate=own), members) == ()


def test_a_client_that_was_not_made_is_made_next_time(members: dict[str, set[str]]) -> None:
    (change,) = plan(WANTED, Found(user_pool(WANTED), None), members)
    assert change.operation == "create_user_pool_client"


def update(wanted: Wanted, found: Found, members: dict[str, set[str]]) -> Change:
    (change,) = plan(wanted, found, members)
    return change


def test_another_policy_is_one_update_that_sends_all_the_rest_again(
    members: dict[str, set[str]],
) -> None:
    before = found(
        LambdaConfig={"PreSignUp": "arn:aws:lambda:eu-west-1:1:function:f"},
        MfaConfiguration="OPTIONAL",
        UserPoolTags={"amplify-sign-up": "shop", "team": "blue"},
    )
    change = update(replace(WANTED, password_policy="nist"), before, members)
    assert change.operation == "update_user_pool"
    assert "Policies.PasswordPolicy.MinimumLength: 8 -> 15" in change.lines
    assert "Policies.PasswordPolicy.RequireSymbols: true -> false" in change.lines
    assert len(change.lines) == 5
    assert change.request["Policies"]["PasswordPolicy"]["MinimumLength"] == 15
    assert change.request["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 7
    assert change.request["LambdaConfig"] == before.user_pool["LambdaConfig"]
    assert change.request["DeletionProtection"] == "ACTIVE"
    assert change.request["UserPoolTags"]["team"] == "blue"
    assert set(change.request) <= members["update_user_pool"]


def test_an_update_leaves_out_what_cognito_would_refuse(members: dict[str, set[str]]) -> None:
    change = update(WANTED, found(AutoVerifiedAttributes=[]), members)
    assert "MfaConfiguration" not in change.request
    assert change.request["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": False}


def test_a_client_that_lost_a_flow_gets_it_back_and_keeps_the_rest(
    members: dict[str, set[str]],
) -> None:
    before = client(WANTED, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"], RefreshTokenValidity=5)
    change = update(WANTED, Found(user_pool(WANTED), before), members)
    assert change.operation == "update_user_pool_client"
    assert change.lines[0].startswith('ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] -> ')
    assert change.request["RefreshTokenValidity"] == 5
    assert set(change.request) <= members["update_user_pool_client"] - {"UserPoolId", "ClientId"}


def test_a_secret_is_in_no_request_and_no_line(members: dict[str, set[str]]) -> None:
    wanted = replace(WANTED, client_secret=True)
    before = Found(user_pool(wanted), client(wanted, EnableTokenRevocation=False))
    change = update(wanted, before, members)
    assert "a secret" not in repr(change)
    assert "a secret" not in repr(before)


@pytest.mark.parametrize(("tier", "changes"), [("LITE", 1), ("ESSENTIALS", 0), ("PLUS", 0)])
def test_a_tier_is_raised_and_never_lowered(
    tier: str, changes: int, members: dict[str, set[str]]
) -> None:
    assert len(plan(WANTED, found(UserPoolTier=tier), members)) == changes


@pytest.mark.parametrize(
    ("changed", "setting"),
    [
        ({"UsernameAttributes": ["phone_number"]}, "UsernameAttributes"),
        ({"UsernameAttributes": []}, "UsernameAttributes"),
        ({"AliasAttributes": ["email"]}, "AliasAttributes"),
        ({"UsernameConfiguration": {"CaseSensitive": True}}, "CaseSensitive"),
        ({"UsernameConfiguration": {}}, "CaseSensitive"),
        ({"SchemaAttributes": []}, "required attributes"),
        (
            {
                "SchemaAttributes": [
                    {"Name": "email", "Required": True},
                    {"Name": "name", "Required": True},
                ]
            },
            "required attributes",
        ),
    ],
)
def test_what_can_never_be_changed_is_said(
    changed: dict[str, Any], setting: str, members: dict[str, set[str]]
) -> None:
    with pytest.raises(PlanError, match=setting) as error:
        plan(WANTED, found(**changed), members)
    assert POOL_ID in str(error.value)
    assert "another --name" in str(error.value)


@pytest.mark.parametrize(("has", "way"), [(True, "Add"), (False, "Leave out")])
def test_a_secret_comes_with_the_client_or_never(
    *, has: bool, way: str, members: dict[str, set[str]]
) -> None:
    before = Found(user_pool(WANTED), client(replace(WANTED, client_secret=has)))
    with pytest.raises(PlanError, match=f"{way} --client-secret") as error:
        plan(replace(WANTED, client_secret=not has), before, members)
    assert CLIENT_ID in str(error.value)


def test_the_order_of_a_list_is_no_difference() -> None:
    assert not list(differences({"a": [1, 2], "b": {"c": [3]}}, {"a": [2, 1], "b": {"c": [3]}}))
    (difference,) = differences({"b": {"c": [3]}}, {"b": {}})
    assert str(difference) == "b.c: not set -> [3]"


PASSKEYS = replace(WANTED, passkeys="example.com")
WEB_AUTHN = {"RelyingPartyId": "example.com", "UserVerification": "required"}


def test_a_new_pool_with_passkeys_has_their_domain(members: dict[str, set[str]]) -> None:
    pool, mfa, _client = plan(PASSKEYS, None, members)
    assert pool.request["Policies"]["SignInPolicy"] == {
        "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]
    }
    assert mfa.operation == "set_user_pool_mfa_config"
    assert mfa.request == {"MfaConfiguration": "OFF", "WebAuthnConfiguration": WEB_AUTHN}
    assert 'WebAuthnConfiguration.RelyingPartyId: "example.com"' in mfa.lines


def test_passkeys_that_are_there_are_set_up_no_more(members: dict[str, set[str]]) -> None:
    mfa = {"MfaConfiguration": "OFF", "WebAuthnConfiguration": WEB_AUTHN}
    assert plan(PASSKEYS, replace(found(PASSKEYS), mfa=mfa), members) == ()


def test_passkeys_keep_the_second_factors_and_come_before_their_permission(
    members: dict[str, set[str]],
) -> None:
    app = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    mfa, pool = plan(
        PASSKEYS, replace(found(), mfa={"MfaConfiguration": "OPTIONAL", **app}), members
    )
    assert mfa.request == {
        "MfaConfiguration": "OPTIONAL",
        **app,
        "WebAuthnConfiguration": WEB_AUTHN,
    }
    assert pool.operation == "update_user_pool"


def test_a_pool_without_second_factors_is_sent_none(members: dict[str, set[str]]) -> None:
    """Cognito refuses OFF together with the configuration of a factor, which it describes."""
    sms = {"SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": "arn"}}}
    mfa, _pool = plan(PASSKEYS, replace(found(), mfa={"MfaConfiguration": "OFF", **sms}), members)
    assert mfa.request == {"MfaConfiguration": "OFF", "WebAuthnConfiguration": WEB_AUTHN}


def test_where_a_second_factor_is_required_a_passkey_is_both(members: dict[str, set[str]]) -> None:
    app = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    mfa, _pool = plan(PASSKEYS, replace(found(), mfa={"MfaConfiguration": "ON", **app}), members)
    assert mfa.request["WebAuthnConfiguration"] == {
        **WEB_AUTHN,
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }


def test_where_a_second_factor_is_required_codes_are_refused(members: dict[str, set[str]]) -> None:
    with pytest.raises(PlanError, match="requires a second factor"):
        plan(
            replace(WANTED, passwordless=True),
            replace(found(), mfa={"MfaConfiguration": "ON"}),
            members,
        )
