from __future__ import annotations

from typing import Any

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, PHONE, POOL_ID, Pool, user_auth
from user_pool import DefinitionError, user_pool_from_amplify_outputs

AUTH: dict[str, Any] = {
    "aws_region": "eu-west-1",
    "user_pool_id": "eu-west-1_Test",
    "user_pool_client_id": "testclient",
    "username_attributes": ["email"],
    "user_verification_types": ["email"],
}


def outputs(auth: dict[str, Any] | None = None, **custom: Any) -> dict[str, Any]:
    return {
        "version": "1.5",
        "auth": AUTH | (auth or {}),
        "custom": {"user_pool": custom},
    }


def apply(pool: Pool, auth: dict[str, Any] | None = None, **custom: Any) -> None:
    pool.service.ensure_user_pool(user_pool_from_amplify_outputs(outputs(auth, **custom)))


def test_the_defaults_are_a_gen_2_backends() -> None:
    definition = user_pool_from_amplify_outputs({"auth": AUTH})
    assert (definition.user_pool_id, definition.client_id) == ("eu-west-1_Test", "testclient")
    assert definition.user_pool["UsernameAttributes"] == ["email"]
    assert definition.user_pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert definition.user_pool["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 8,
        "RequireLowercase": True,
        "RequireUppercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
    }
    assert definition.client["PreventUserExistenceErrors"] == "ENABLED"
    assert "ALLOW_USER_AUTH" in definition.client["ExplicitAuthFlows"]


def test_the_email_scenario(pool: Pool) -> None:
    apply(pool)
    ticket = pool.sign_up("Ann@Example.com")["Session"]
    pool.clock.turn(minutes=14)
    assert "Session" in pool.confirm(Session=ticket)


def test_the_auto_confirm_scenario(pool: Pool) -> None:
    apply(pool, pre_sign_up="auto-confirm")
    assert pool.sign_up()["UserConfirmed"] is True


def test_the_phone_scenario(pool: Pool) -> None:
    apply(
        pool,
        {"username_attributes": ["phone_number"], "user_verification_types": ["phone_number"]},
    )
    assert pool.sign_up(PHONE)["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"


def test_the_email_and_phone_scenario(pool: Pool) -> None:
    apply(pool, {"username_attributes": ["email", "phone_number"]})
    phone = [{"Name": "phone_number", "Value": PHONE}]
    answer = pool.sign_up(UserAttributes=phone)
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    assert pool.refused("SignUp", Username=PHONE, Password=PASSWORD) == (
        "UsernameExistsException",
        "An account with the given phone_number already exists.",
    )


def test_the_username_scenario(pool: Pool) -> None:
    apply(pool, {"username_attributes": ["username"]})
    answer = pool.sign_up("ann", UserAttributes=[{"Name": "email", "Value": EMAIL}])
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"


def test_the_attributes_scenario(pool: Pool) -> None:
    file = outputs({"standard_required_attributes": ["given_name"]})
    file["custom"]["sign_up"] = {"attributes": [{"name": "nickname"}, {"name": "custom:team"}]}
    pool.service.ensure_user_pool(user_pool_from_amplify_outputs(file))
    assert (
        "given_name: The attribute is required"
        in (pool.refused("SignUp", Username=EMAIL, Password=PASSWORD)[1])
    )
    given = {"given_name": "Ann", "custom:team": "red"}
    pool.sign_up(UserAttributes=[{"Name": name, "Value": value} for name, value in given.items()])


def test_the_no_user_auth_scenario(pool: Pool) -> None:
    apply(pool, explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    assert "Session" not in pool.sign_up()


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:5000", None])
def test_the_link_scenario(pool: Pool, base_url: str | None) -> None:
    apply(pool, verification="link", link_base_url=base_url)
    pool.sign_up()
    message = pool.service.outbox()[0]
    assert message.code is None
    assert message.link is not None
    assert message.link.startswith(f"{base_url or 'http://127.0.0.1:9229'}/confirmUser?token=")
    assert message.link in message.body


@pytest.mark.parametrize(
    ("custom", "host"),
    [
        ({}, "cognito-idp.eu-west-1.amazonaws.com"),
        ({"issuer": "UPDATED"}, "issuer-cognito-idp.eu-west-1.amazonaws.com"),
    ],
)
def test_the_issuer_is_the_original_or_the_updated_one(
    pool: Pool, custom: dict[str, Any], host: str
) -> None:
    apply(pool, **custom)
    assert pool.service.issuer(POOL_ID) == f"https://{host}/{POOL_ID}"


def test_the_choice_scenario(pool: Pool) -> None:
    web_authn = {"relying_party_id": "localhost", "user_verification": "required"}
    apply(pool, {"passwordless": {"email_otp_enabled": True, "web_authn": web_authn}})
    pool.add_user()
    answer = pool.call("InitiateAuth", **user_auth())
    assert answer["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]
    started = pool.call("StartWebAuthnRegistration", AccessToken=pool.access_token())
    options = started["CredentialCreationOptions"]
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["userVerification"] == "required"


def test_the_passwordless_scenario(pool: Pool) -> None:
    apply(
        pool,
        {"passwordless": {"email_otp_enabled": True}},
        allowed_first_auth_factors=["EMAIL_OTP"],
    )
    pool.call("SignUp", Username=EMAIL)
    session = pool.confirm()["Session"]
    answer = pool.call("InitiateAuth", **user_auth(), Session=session)
    assert "AuthenticationResult" in answer
    for username in (EMAIL, "nobody@example.com"):
        answer = pool.call("InitiateAuth", **user_auth(username))
        assert answer["AvailableChallenges"] == ["EMAIL_OTP"]


def test_other_settings() -> None:
    definition = user_pool_from_amplify_outputs(
        outputs(
            {
                "mfa_configuration": "OPTIONAL",
                "mfa_methods": ["SMS", "EMAIL"],
                "passwordless": {"email_otp_enabled": True},
                "password_policy": {"min_length": 12, "require_symbols": False},
            },
            client_secret="s" * 32,
            alias_attributes=["email"],
        )
    )
    assert definition.user_pool["MfaConfiguration"] == "OPTIONAL"
    assert "SmsMfaConfiguration" in definition.user_pool
    assert "EmailMfaConfiguration" in definition.user_pool
    assert definition.user_pool["AliasAttributes"] == ["email"]
    assert definition.user_pool["Policies"]["SignInPolicy"] == {
        "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]
    }
    assert definition.user_pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert definition.client["ClientSecret"] == "s" * 32


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("verification", "lnk", "must be code or link"),
        ("verification", ["link"], "must be code or link"),
        ("pre_sign_up", "auto_confirm", "must be auto-confirm"),
        ("client_secret", 1, "must be text"),
        ("link_base_url", "", "must be text"),
        ("verifcation", "link", "is unknown; known are .*, verification"),
        ("issuer", "x", "is invalid: .*ORIGINAL"),
        ("explicit_auth_flows", "ALLOW_USER_AUTH", "is invalid: .*List"),
        ("explicit_auth_flows", ["USER_AUTH"], "is invalid: .*ALLOW_USER_AUTH"),
        ("allowed_first_auth_factors", 1, "is invalid: .*List"),
        ("alias_attributes", ["email", "x"], "is invalid: .*preferred_username"),
        ("auth_session_validity", 2, "is invalid: .*greater than or equal to 3"),
        ("auth_session_validity", 16, "is invalid: .*less than or equal to 15"),
        ("auth_session_validity", "15", "is invalid: .*Integer"),
        ("prevent_user_existence_errors", "off", "is invalid: .*LEGACY"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: Any, problem: str) -> None:
    with pytest.raises(DefinitionError, match=rf"^custom\.user_pool\.{name} {problem}"):
        user_pool_from_amplify_outputs(outputs(**{name: value}))


def test_nulls_are_absent() -> None:
    auth = AUTH | {"password_policy": None, "mfa_configuration": None, "passwordless": None}
    custom = {"user_pool": {"issuer": None, "verification": None}, "sign_up": None}
    definition = user_pool_from_amplify_outputs({"auth": auth, "custom": custom})
    assert definition == user_pool_from_amplify_outputs({"auth": AUTH})


@pytest.mark.parametrize(
    ("auth", "message"),
    [
        ({"mfa_configuration": "on"}, r"^auth\.mfa_configuration must be one of NONE, OPTIONAL"),
        (
            {"mfa_methods": ["TOTP", "sms"]},
            r"^auth\.mfa_methods may only contain SMS, EMAIL, TOTP$",
        ),
    ],
)
def test_a_wrong_second_factor_is_named(auth: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        user_pool_from_amplify_outputs(outputs(auth))


def test_the_settings_are_an_object() -> None:
    with pytest.raises(DefinitionError, match=r"^custom\.user_pool must be an object$"):
        user_pool_from_amplify_outputs({"auth": AUTH, "custom": {"user_pool": []}})
