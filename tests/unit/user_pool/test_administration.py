from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.unit.user_pool.harness import (
    EMAIL,
    PASSWORD,
    PHONE,
    POOL_ID,
    Pool,
    attributes,
    definition,
)

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import SchemaAttributeTypeTypeDef

NO_USER = ("UserNotFoundException", "User does not exist.")


def string(name: str, **constraints: str) -> dict[str, Any]:
    return {
        "Name": name,
        "AttributeDataType": "String",
        "StringAttributeConstraints": constraints,
    }


def test_a_pool_can_be_made_used_and_deleted(
    pool: Pool, admin: CognitoIdentityProviderClient
) -> None:
    created = admin.create_user_pool(
        PoolName="shop",
        AutoVerifiedAttributes=["email"],
        UsernameAttributes=["email"],
        Schema=[{"Name": "given_name", "Required": True}],
    )["UserPool"]
    pool_id = created["Id"]
    assert pool_id.startswith("us-east-1_")
    assert created["Name"] == "shop"
    assert created["Arn"].endswith(f"userpool/{pool_id}")
    client = admin.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", GenerateSecret=True
    )["UserPoolClient"]
    assert len(client["ClientSecret"]) == 51
    assert "SECRET_HASH" in pool.refused(
        "SignUp", ClientId=client["ClientId"], Username=EMAIL, Password=PASSWORD
    )[1]  # fmt: skip
    public = admin.create_user_pool_client(UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    assert "ClientSecret" not in public
    assert public["RefreshTokenValidity"] == 30
    pool.sign_up(
        ClientId=public["ClientId"], UserAttributes=[{"Name": "given_name", "Value": "Ann"}]
    )
    described = admin.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert described["EstimatedNumberOfUsers"] == 1
    schema = {item["Name"]: item for item in described["SchemaAttributes"]}
    assert schema["given_name"]["Required"] is True
    assert schema["birthdate"]["StringAttributeConstraints"] == {
        "MinLength": "10",
        "MaxLength": "10",
    }
    assert schema["updated_at"]["NumberAttributeConstraints"] == {"MinValue": "0"}
    assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    assert described["MfaConfiguration"] == "OFF"
    names = {"UserPoolId": pool_id, "ClientId": public["ClientId"]}
    assert admin.describe_user_pool_client(**names)["UserPoolClient"]["ClientName"] == "app"
    admin.delete_user_pool_client(**names)
    with pytest.raises(admin.exceptions.ResourceNotFoundException):
        admin.describe_user_pool_client(**names)
    admin.delete_user_pool(UserPoolId=pool_id)
    with pytest.raises(admin.exceptions.ResourceNotFoundException):
        admin.describe_user_pool(UserPoolId=pool_id)


def test_second_factors_are_chosen_by_an_operation_of_their_own(
    pool: Pool, admin: CognitoIdentityProviderClient
) -> None:
    answer = admin.set_user_pool_mfa_config(
        UserPoolId=POOL_ID,
        SoftwareTokenMfaConfiguration={"Enabled": False},
        EmailMfaConfiguration={"Subject": "Hello"},
        MfaConfiguration="ON",
    )
    assert answer["MfaConfiguration"] == "ON"
    pool.add_user()
    parameters = {"USERNAME": EMAIL, "PASSWORD": PASSWORD}
    challenge = pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert pool.service.outbox()[0].subject == "Hello"


def test_a_protected_pool_stays(pool: Pool, admin: CognitoIdentityProviderClient) -> None:
    pool.configure({"DeletionProtection": "ACTIVE"})
    with pytest.raises(admin.exceptions.InvalidParameterException, match="deletion protection"):
        admin.delete_user_pool(UserPoolId=POOL_ID)


def test_usernames_and_aliases_exclude_each_other(admin: CognitoIdentityProviderClient) -> None:
    with pytest.raises(admin.exceptions.InvalidParameterException, match="Only one of"):
        admin.create_user_pool(
            PoolName="x", AliasAttributes=["email"], UsernameAttributes=["email"]
        )


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ({"Required": True}, "has no name"),
        ({"Name": "x"}, "Invalid AttributeDataType input"),
        (
            {"Name": "x", "AttributeDataType": "String", "Required": True},
            "Required custom attributes are not supported currently.",
        ),
        (
            {"Name": "email", "AttributeDataType": "Number"},
            "You can not change AttributeDataType .* standard schema attribute email",
        ),
        ({"Name": "sub", "DeveloperOnlyAttribute": True}, "standard schema attribute sub"),
        (string("x", MinLength="one"), "Invalid StringAttributeConstraints .* custom:x"),
        (string("x", MinLength="3", MaxLength="2"), "Max length cannot be less than min length"),
        (string("x", MaxLength="2049"), "custom:x: String .* of more than 2048"),
        (string("name", MinLength="2049"), "user.name: String .* of more than 2048"),
        (
            {
                "Name": "x",
                "AttributeDataType": "Number",
                "NumberAttributeConstraints": {"MinValue": "3", "MaxValue": "2"},
            },
            "Max value cannot be less than min value",
        ),
    ],
)
def test_a_schema_that_cognito_refuses_makes_no_pool(
    admin: CognitoIdentityProviderClient, attribute: SchemaAttributeTypeTypeDef, message: str
) -> None:
    with pytest.raises(admin.exceptions.InvalidParameterException, match=message):
        admin.create_user_pool(PoolName="x", Schema=[attribute])


def test_a_schema_is_described_with_what_every_pool_has(
    admin: CognitoIdentityProviderClient,
) -> None:
    schema: list[Any] = [
        string("plan", MinLength="2", MaxLength="2048"),
        {"Name": "phone_number", "Mutable": False},
        {"Name": "age", "AttributeDataType": "Number"},
    ]
    created = admin.create_user_pool(PoolName="x", Schema=schema)["UserPool"]
    described: dict[str, Any] = {item["Name"]: item for item in created["SchemaAttributes"]}
    assert described["sub"] == {
        "Name": "sub",
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": False,
        "Required": True,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"},
    }
    assert described["email"]["StringAttributeConstraints"] == {
        "MinLength": "0",
        "MaxLength": "2048",
    }
    for name in ("email_verified", "phone_number_verified"):
        assert described[name]["AttributeDataType"] == "Boolean"
    assert described["phone_number"]["Mutable"] is False
    assert described["custom:plan"]["StringAttributeConstraints"] == {
        "MinLength": "2",
        "MaxLength": "2048",
    }
    assert described["custom:age"]["NumberAttributeConstraints"] == {}


@pytest.mark.parametrize("setting", ["ON", "OPTIONAL"])
def test_a_second_factor_is_configured_before_it_is_asked_for(
    admin: CognitoIdentityProviderClient, setting: Literal["ON", "OPTIONAL"]
) -> None:
    pool_id = admin.create_user_pool(PoolName="x")["UserPool"]["Id"]
    for refused in (
        lambda: admin.create_user_pool(PoolName="x", MfaConfiguration=setting),
        lambda: admin.update_user_pool(UserPoolId=pool_id, MfaConfiguration=setting),
    ):
        with pytest.raises(admin.exceptions.InvalidParameterException, match="SMS configuration"):
            refused()
    with pytest.raises(admin.exceptions.InvalidParameterException, match="must be provided"):
        admin.set_user_pool_mfa_config(
            UserPoolId=pool_id,
            SoftwareTokenMfaConfiguration={"Enabled": False},
            MfaConfiguration="ON",
        )
    admin.set_user_pool_mfa_config(
        UserPoolId=pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    admin.update_user_pool(UserPoolId=pool_id, MfaConfiguration=setting)
    sms: Any = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "x"}
    admin.create_user_pool(PoolName="y", MfaConfiguration=setting, SmsConfiguration=sms)


APP: Any = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
SINGLE_FACTOR: Any = {"WebAuthnConfiguration": {"FactorConfiguration": "SINGLE_FACTOR"}}
BOTH_FACTORS: Any = {
    "WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
}


@pytest.mark.parametrize(
    ("first_factors", "settings", "says"),
    [
        (["PASSWORD"], {"MfaConfiguration": "OFF", **APP}, "can't turn off MFA and configure"),
        (["PASSWORD"], {"MfaConfiguration": "OFF"}, None),
        (["PASSWORD", "WEB_AUTHN"], {"MfaConfiguration": "OFF", **SINGLE_FACTOR}, None),
        (["PASSWORD", "EMAIL_OTP"], {"MfaConfiguration": "ON", **APP}, "Only PASSWORD and WEB"),
        (["PASSWORD", "SMS_OTP"], {"MfaConfiguration": "ON", **APP}, "Only PASSWORD and WEB"),
        (["PASSWORD", "EMAIL_OTP"], {"MfaConfiguration": "OPTIONAL", **APP}, None),
        (["PASSWORD", "WEB_AUTHN"], {"MfaConfiguration": "ON", **APP}, "to SINGLE_FACTOR"),
        (
            ["PASSWORD", "WEB_AUTHN"],
            {"MfaConfiguration": "ON", **APP, **SINGLE_FACTOR},
            "to SINGLE_FACTOR",
        ),
        (["PASSWORD", "WEB_AUTHN"], {"MfaConfiguration": "ON", **APP, **BOTH_FACTORS}, None),
        (["PASSWORD", "WEB_AUTHN"], {"MfaConfiguration": "OPTIONAL", **APP}, None),
    ],
)
def test_factors_that_do_not_go_together(
    admin: CognitoIdentityProviderClient,
    first_factors: Any,
    settings: Any,
    says: str | None,
) -> None:
    policies: Any = {"SignInPolicy": {"AllowedFirstAuthFactors": first_factors}}
    pool_id = admin.create_user_pool(PoolName="x", Policies=policies)["UserPool"]["Id"]
    if says is None:
        answer = admin.set_user_pool_mfa_config(UserPoolId=pool_id, **settings)
        assert answer["MfaConfiguration"] == settings["MfaConfiguration"]
        return
    with pytest.raises(admin.exceptions.InvalidParameterException, match=says):
        admin.set_user_pool_mfa_config(UserPoolId=pool_id, **settings)
    after = admin.get_user_pool_mfa_config(UserPoolId=pool_id)
    assert after["MfaConfiguration"] == "OFF", "nothing is changed"


def test_a_second_factor_is_turned_off_by_itself(admin: CognitoIdentityProviderClient) -> None:
    pool_id = admin.create_user_pool(PoolName="x")["UserPool"]["Id"]
    admin.set_user_pool_mfa_config(UserPoolId=pool_id, MfaConfiguration="ON", **APP)
    answer = admin.set_user_pool_mfa_config(UserPoolId=pool_id, MfaConfiguration="OFF")
    assert answer["MfaConfiguration"] == "OFF"


def test_the_template_and_the_older_members_are_one(admin: CognitoIdentityProviderClient) -> None:
    pool = admin.create_user_pool(
        PoolName="x",
        EmailVerificationSubject="Hello",
        VerificationMessageTemplate={"EmailMessage": "Use {####}", "SmsMessage": "SMS {####}"},
    )["UserPool"]
    assert pool["VerificationMessageTemplate"] == {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailMessage": "Use {####}",
        "EmailSubject": "Hello",
        "SmsMessage": "SMS {####}",
    }
    assert pool["EmailVerificationMessage"] == "Use {####}"
    assert pool["SmsVerificationMessage"] == "SMS {####}"
    admin.update_user_pool(UserPoolId=pool["Id"], EmailVerificationMessage="Now {####}")
    pool = admin.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]
    assert pool["VerificationMessageTemplate"] == {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailMessage": "Now {####}",
    }


def test_older_and_newer_names_of_flows_do_not_mix(admin: CognitoIdentityProviderClient) -> None:
    with pytest.raises(admin.exceptions.InvalidParameterException, match="ExplicitAuthFlows"):
        admin.create_user_pool_client(
            UserPoolId=POOL_ID,
            ClientName="x",
            ExplicitAuthFlows=["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
        )


def test_an_administrator_confirms_without_verifying(
    pool: Pool, admin: CognitoIdentityProviderClient
) -> None:
    pool.sign_up()
    names: Any = {"UserPoolId": POOL_ID, "Username": EMAIL}
    assert admin.admin_get_user(**names)["UserStatus"] == "UNCONFIRMED"
    admin.admin_confirm_sign_up(**names)
    user = admin.admin_get_user(**names)
    assert user["UserStatus"] == "CONFIRMED"
    assert user["Enabled"] is True
    assert {"Name": "email_verified", "Value": "false"} in user["UserAttributes"]
    assert user["UserCreateDate"].timestamp() == pool.clock.now
    with pytest.raises(admin.exceptions.NotAuthorizedException, match="is CONFIRMED"):
        admin.admin_confirm_sign_up(**names)
    pool.sign_in()


def test_a_disabled_user_is_out(pool: Pool, admin: CognitoIdentityProviderClient) -> None:
    pool.add_user()
    result = pool.sign_in()
    admin.admin_disable_user(UserPoolId=POOL_ID, Username=EMAIL)
    assert pool.refused_sign_in() == ("NotAuthorizedException", "User is disabled.")
    assert pool.refused("GetUser", AccessToken=result["AccessToken"])[1].endswith("revoked")
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})
    assert pool.refused("ForgotPassword", Username=EMAIL)[1] == "User is disabled."


def test_a_deleted_user_is_gone_and_the_address_free(
    pool: Pool, admin: CognitoIdentityProviderClient
) -> None:
    pool.add_user()
    result = pool.sign_in()
    names = {"UserPoolId": POOL_ID, "Username": EMAIL}
    admin.admin_delete_user(**names)
    assert pool.refused("GetUser", AccessToken=result["AccessToken"])[0] == "NotAuthorizedException"
    with pytest.raises(admin.exceptions.UserNotFoundException):
        admin.admin_delete_user(**names)
    pool.sign_up()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["ann", "bob", "eve"]),
        ('email = "bob@example.com"', ["bob"]),
        ('email = "Bob@example.com"', []),
        ('email ^= "bob"', ["bob"]),
        ('phone_number = "+15550001234"', ["eve"]),
        ('"phone_number" ^= "+1555"', ["eve"]),
        ('cognito:user_status = "CONFIRMED"', ["ann"]),
        ('status="Enabled"', ["ann", "bob", "eve"]),
        ('status = "Disabled"', []),
        ('username = "%"', []),
        (r'given_name = "\"A\""', []),
    ],
)
def test_users_are_listed_by_filter(
    pool: Pool, admin: CognitoIdentityProviderClient, text: str, names: list[str]
) -> None:
    three_users(pool)
    users = admin.list_users(UserPoolId=POOL_ID, Filter=text)["Users"]
    assert [user["Username"] for user in users] == names


def test_users_are_listed_in_pages(pool: Pool, admin: CognitoIdentityProviderClient) -> None:
    three_users(pool)
    pages: list[Any] = list(
        admin.get_paginator("list_users").paginate(
            UserPoolId=POOL_ID, AttributesToGet=["email"], PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["Users"]) for page in pages] == [2, 1]
    assert pages[0]["Users"][0]["Attributes"] == [{"Name": "email", "Value": "ann@example.com"}]


@pytest.mark.parametrize("text", ["email", 'email > "a"', 'custom:x = "a"', "email = 'a'"])
def test_a_filter_that_cannot_be_read_is_refused(
    admin: CognitoIdentityProviderClient, text: str
) -> None:
    with pytest.raises(admin.exceptions.InvalidParameterException, match="filter"):
        admin.list_users(UserPoolId=POOL_ID, Filter=text)


@pytest.mark.parametrize("token", ["x", "\u0663", "9" * 19, "9" * 5000])
def test_a_pagination_token_is_the_number_of_a_row(
    admin: CognitoIdentityProviderClient, token: str
) -> None:
    with pytest.raises(admin.exceptions.InvalidParameterException, match="pagination token"):
        admin.list_users(UserPoolId=POOL_ID, PaginationToken=token)
    with pytest.raises(admin.exceptions.InvalidParameterException, match="pagination token"):
        admin.list_user_pools(MaxResults=1, NextToken=token)
    assert admin.list_users(UserPoolId=POOL_ID, PaginationToken="9" * 18)["Users"] == []


def three_users(pool: Pool) -> None:
    pool.service.ensure_user_pool(definition({"UsernameAttributes": []}))
    for name in ("ann", "bob", "eve"):
        given = {"email": f"{name}@example.com"}
        if name == "eve":
            given["phone_number"] = PHONE
        pool.call("SignUp", Username=name, Password=PASSWORD, UserAttributes=attributes(**given))
    pool.confirm("ann", ConfirmationCode=pool.code("ann@example.com"))


def test_an_update_keeps_what_cognito_keeps_and_resets_the_rest(
    pool: Pool, admin: CognitoIdentityProviderClient
) -> None:
    pool_id = admin.create_user_pool(
        PoolName="shop",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[{"Name": "given_name", "Required": True}],
        Policies={
            "PasswordPolicy": {"MinimumLength": 10},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
        },
        DeletionProtection="ACTIVE",
    )["UserPool"]["Id"]
    admin.set_user_pool_mfa_config(
        UserPoolId=pool_id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    pool.clock.turn(minutes=1)
    admin.update_user_pool(UserPoolId=pool_id, Policies={"PasswordPolicy": {"MinimumLength": 15}})
    described = admin.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 15
    factors = described["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    assert factors == ["PASSWORD", "EMAIL_OTP"]
    assert described["Name"] == "shop"
    assert described["UsernameAttributes"] == ["email"]
    assert described["UsernameConfiguration"] == {"CaseSensitive": False}
    required = {item["Name"] for item in described["SchemaAttributes"] if item.get("Required")}
    assert required == {"sub", "given_name"}
    assert described["MfaConfiguration"] == "OPTIONAL"
    assert described["DeletionProtection"] == "INACTIVE"
    assert "AutoVerifiedAttributes" not in described
    assert described["LastModifiedDate"].timestamp() == pool.clock.now
    mfa = admin.get_user_pool_mfa_config(UserPoolId=pool_id)
    assert mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert mfa["MfaConfiguration"] == "OPTIONAL"
    admin.update_user_pool(UserPoolId=pool_id, PoolName="store", AutoVerifiedAttributes=["email"])
    described = admin.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert described["Name"] == "store"
    assert described["AutoVerifiedAttributes"] == ["email"]
    assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 15


def test_a_client_keeps_its_name_and_secret_and_loses_what_an_update_leaves_out(
    admin: CognitoIdentityProviderClient,
) -> None:
    created = admin.create_user_pool_client(
        UserPoolId=POOL_ID, ClientName="web", GenerateSecret=True, RefreshTokenValidity=5
    )["UserPoolClient"]
    names: Any = {"UserPoolId": POOL_ID, "ClientId": created["ClientId"]}
    updated = admin.update_user_pool_client(**names, ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    assert updated["UserPoolClient"]["ExplicitAuthFlows"] == ["ALLOW_USER_AUTH"]
    described = admin.describe_user_pool_client(**names)["UserPoolClient"]
    assert described["ClientName"] == "web"
    assert described["ClientSecret"] == created["ClientSecret"]
    assert described["RefreshTokenValidity"] == 30
    with pytest.raises(admin.exceptions.ResourceNotFoundException):
        admin.update_user_pool_client(UserPoolId=POOL_ID, ClientId="missing")


def test_pools_and_clients_are_listed_in_pages(admin: CognitoIdentityProviderClient) -> None:
    for number in range(4):
        admin.create_user_pool(PoolName=f"shop {number}")
        admin.create_user_pool_client(UserPoolId=POOL_ID, ClientName=f"web {number}")
    size: Any = {"PageSize": 2}
    pools = list(admin.get_paginator("list_user_pools").paginate(PaginationConfig=size))
    assert [[item["Name"] for item in page["UserPools"]] for page in pools] == [
        [POOL_ID, "shop 0"], ["shop 1", "shop 2"], ["shop 3"],
    ]  # fmt: skip
    clients = list(
        admin.get_paginator("list_user_pool_clients").paginate(
            UserPoolId=POOL_ID, PaginationConfig=size
        )
    )
    assert [len(page["UserPoolClients"]) for page in clients] == [2, 2, 1]
    assert clients[2]["UserPoolClients"][0]["ClientName"] == "web 3"
