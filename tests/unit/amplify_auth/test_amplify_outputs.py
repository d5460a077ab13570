import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from amplify_auth import (
    AmplifyOutputsError,
    Group,
    OAuth,
    Passwordless,
    PasswordPolicy,
    WebAuthn,
    load_amplify_outputs,
)
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs

# As `npx ampx generate outputs` writes it, with every key of `auth` that schema 1.5 has.
COMPLETE: dict[str, Any] = {
    "$schema": "https://raw.githubusercontent.com/aws-amplify/amplify-backend/main/schema_v1.5.json",
    "version": "1.5",
    "auth": {
        "aws_region": "eu-west-1",
        "user_pool_id": "eu-west-1_Example12",
        "user_pool_client_id": "1example23456789",
        "identity_pool_id": "eu-west-1:00000000-0000-0000-0000-000000000000",
        "username_attributes": ["email", "phone_number"],
        "standard_required_attributes": ["email", "given_name"],
        "user_verification_types": ["email"],
        "password_policy": {
            "min_length": 8,
            "require_numbers": True,
            "require_lowercase": True,
            "require_uppercase": True,
            "require_symbols": False,
        },
        "mfa_configuration": "OPTIONAL",
        "mfa_methods": ["SMS", "TOTP", "EMAIL"],
        "passwordless": {
            "email_otp_enabled": True,
            "sms_otp_enabled": False,
            "web_authn": {"relying_party_id": "example.com", "user_verification": "preferred"},
            "preferred_challenge": "EMAIL_OTP",
        },
        "oauth": {
            "identity_providers": ["GOOGLE"],
            "domain": "example.auth.eu-west-1.amazoncognito.com",
            "scopes": ["openid", "email"],
            "redirect_sign_in_uri": ["https://example.com/"],
            "redirect_sign_out_uri": ["https://example.com/"],
            "response_type": "code",
        },
        "unauthenticated_identities_enabled": False,
        "groups": [{"ADMINS": {"precedence": 0}}, {"EDITORS": {}}],
    },
    "data": {"url": "https://example.com/graphql"},
    "custom": {
        "auth": {
            "sign_up_verification_method": "link",
            "user_pool_endpoint": "https://cognito.example.com",
            "anything": "else",
        },
        "theme": "dark",
    },
}


def test_reads_every_key(tmp_path: Path) -> None:
    outputs = write_outputs(tmp_path, COMPLETE)
    auth = outputs.auth
    assert outputs.version == "1.5"
    assert outputs.source == tmp_path / "amplify_outputs.json"
    assert outputs.custom == COMPLETE["custom"]
    assert auth.aws_region == "eu-west-1"
    assert auth.user_pool_id == "eu-west-1_Example12"
    assert auth.user_pool_client_id == "1example23456789"
    assert auth.identity_pool_id == "eu-west-1:00000000-0000-0000-0000-000000000000"
    assert auth.username_attributes == ("email", "phone_number")
    assert auth.standard_required_attributes == ("email", "given_name")
    assert auth.user_verification_types == ("email",)
    assert auth.password_policy == PasswordPolicy(
        min_length=8, require_numbers=True, require_lowercase=True, require_uppercase=True
    )
    assert auth.mfa_configuration == "OPTIONAL"
    assert auth.mfa_methods == ("SMS", "TOTP", "EMAIL")
    assert auth.passwordless == Passwordless(
        email_otp_enabled=True,
        web_authn=WebAuthn("example.com", "preferred"),
        preferred_challenge="EMAIL_OTP",
    )
    assert auth.oauth == OAuth(
        identity_providers=("GOOGLE",),
        domain="example.auth.eu-west-1.amazoncognito.com",
        scopes=("openid", "email"),
        redirect_sign_in_uri=("https://example.com/",),
        redirect_sign_out_uri=("https://example.com/",),
        response_type="code",
    )
    assert auth.unauthenticated_identities_enabled is False
    assert auth.groups == (Group("ADMINS", 0), Group("EDITORS"))
    assert auth.sign_up_verification_method == "link"
    assert auth.user_pool_endpoint == "https://cognito.example.com"
    assert (auth.region, auth.user_pool_name) == ("eu-west-1", "Example12")


def test_gives_absent_keys_amplifys_defaults(tmp_path: Path) -> None:
    outputs = write_outputs(tmp_path, outputs_document())
    auth = outputs.auth
    assert outputs.custom == {}
    assert auth.username_attributes == ("username",)
    assert auth.standard_required_attributes == ()
    assert auth.user_verification_types == ()
    assert auth.password_policy == PasswordPolicy()
    assert auth.mfa_configuration == "NONE"
    assert auth.passwordless is None
    assert auth.oauth is None
    assert auth.sign_up_verification_method == "code"
    assert auth.user_pool_endpoint is None


@pytest.mark.parametrize(
    "version", ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.10", "1.5.1"]
)
def test_reads_every_version(version: str, tmp_path: Path) -> None:
    outputs = write_outputs(tmp_path, {**outputs_document(), "version": version})
    assert outputs.version == version


def test_is_frozen(tmp_path: Path) -> None:
    outputs = write_outputs(tmp_path, COMPLETE)
    with pytest.raises(AttributeError):
        outputs.auth.user_pool_id = "other"  # type: ignore[misc] # what is tested
    with pytest.raises(TypeError):
        outputs.custom["theme"] = "light"  # type: ignore[index] # what is tested


MISSING = object()


def changed(key: str, value: object) -> dict[str, Any]:
    """Return the complete document with another value at a dotted key."""
    document = deepcopy(COMPLETE)
    *parents, last = key.split(".")
    place = document
    for parent in parents:
        place = place[parent]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return document


# Written by generators or by hand, and accepted by amplify-js.
TOLERATED: list[tuple[str, object, str, object]] = [
    ("auth.aws_region", MISSING, "region", "eu-west-1"),
    ("auth.aws_region", "", "aws_region", None),
    ("auth.identity_pool_id", "", "identity_pool_id", None),
    ("auth.identity_pool_id", None, "identity_pool_id", None),
    ("auth.username_attributes", [], "username_attributes", ("username",)),
    ("auth.username_attributes", ["email", "email"], "username_attributes", ("email",)),
    ("auth.username_attributes", None, "username_attributes", ("username",)),
    ("auth.standard_required_attributes", [], "standard_required_attributes", ()),
    ("auth.user_verification_types", ["email", "email"], "user_verification_types", ("email",)),
    ("auth.password_policy", None, "password_policy", PasswordPolicy()),
    ("auth.password_policy", {}, "password_policy", PasswordPolicy()),
    ("auth.mfa_methods", [], "mfa_methods", ()),
    ("auth.passwordless", None, "passwordless", None),
    ("auth.passwordless", {}, "passwordless", Passwordless()),
    ("auth.oauth", None, "oauth", None),
    ("auth.oauth", {}, "oauth", OAuth()),
    ("auth.oauth", {"domain": ""}, "oauth", OAuth()),
    (
        "auth.oauth",
        {"identity_providers": ["GOOGLE", "MyCompany", "OIDC"]},
        "oauth",
        OAuth(identity_providers=("GOOGLE", "MyCompany", "OIDC")),
    ),
    ("auth.groups", [], "groups", ()),
    ("auth.groups", [{}], "groups", ()),
    (
        "auth.groups",
        [{"ADMINS": {"precedence": 0}, "EDITORS": {"precedence": 1}}, {"READERS": {}}],
        "groups",
        (Group("ADMINS", 0), Group("EDITORS", 1), Group("READERS")),
    ),
]


@pytest.mark.parametrize(("key", "value", "name", "expected"), TOLERATED)
def test_reads_what_the_world_writes(
    *,
    key: str,
    value: object,
    name: str,
    expected: object,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    auth = write_outputs(tmp_path, changed(key, value)).auth
    assert getattr(auth, name) == expected
    assert caplog.text == ""


@pytest.mark.parametrize("custom", [None, {}, {"auth": None}, {"auth": {}}])
def test_a_custom_section_may_be_empty(custom: object, tmp_path: Path) -> None:
    auth = write_outputs(tmp_path, changed("custom", custom)).auth
    assert auth.sign_up_verification_method == "code"


IGNORED: list[tuple[str, object, str, str, object]] = [
    ("auth.username_attributes", ["fax"], "[0] 'fax'", "username_attributes", ("username",)),
    ("auth.username_attributes", ["x", "email"], "[0] 'x'", "username_attributes", ("email",)),
    (
        "auth.standard_required_attributes",
        ["email", "custom:x"],
        "[1] 'custom:x'",
        "standard_required_attributes",
        ("email",),
    ),
    ("auth.user_verification_types", ["fax"], "[0] 'fax'", "user_verification_types", ()),
    ("auth.mfa_configuration", "ON", " 'ON'", "mfa_configuration", "NONE"),
    ("auth.mfa_methods", ["FAX", "SMS"], "[0] 'FAX'", "mfa_methods", ("SMS",)),
    ("auth.passwordless.preferred_challenge", "FAX", " 'FAX'", "region", "eu-west-1"),
    ("auth.passwordless.web_authn.user_verification", "never", " 'never'", "region", "eu-west-1"),
    ("auth.oauth.response_type", "id", " 'id'", "region", "eu-west-1"),
    ("auth.oauth.custom_domain", "x", "", "region", "eu-west-1"),
    ("auth.password_policy.max_length", 99, "", "region", "eu-west-1"),
    ("auth.authentication_flow_type", "USER_SRP_AUTH", "", "region", "eu-west-1"),
    ("auth.pasword_policy", {}, "", "region", "eu-west-1"),
]


@pytest.mark.parametrize(("key", "value", "shown", "name", "expected"), IGNORED)
def test_ignores_what_it_does_not_know_and_warns(
    *,
    key: str,
    value: object,
    shown: str,
    name: str,
    expected: object,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    auth = write_outputs(tmp_path, changed(key, value)).auth
    assert getattr(auth, name) == expected
    assert [record.message for record in caplog.records] == [
        f"{tmp_path}/amplify_outputs.json: ignored {key}{shown}"
    ]


def test_warns_once_of_everything(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_outputs(tmp_path, outputs_document(a=1, b={}, mfa_methods=["FAX"]))
    (record,) = caplog.records
    assert record.message.endswith("ignored auth.a, auth.b, auth.mfa_methods[0] 'FAX'")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_reads_every_encoding_of_json(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "amplify_outputs.json"
    path.write_text(json.dumps(COMPLETE), encoding=encoding)
    assert load_amplify_outputs(path).version == "1.5"


POOL_ID = "eu-west-1_AbCdEfGhI"
GEN_2 = {
    "version": "1",
    "auth": {
        "aws_region": "eu-west-1",
        "user_pool_id": POOL_ID,
        "user_pool_client_id": "1example23456789",
        "username_attributes": ["email", "phone_number"],
        "standard_required_attributes": ["email"],
        "user_verification_types": ["email"],
    },
}
AWS_EXPORTS = """{
    "aws_project_region": "us-east-1",
    "aws_cognito_identity_pool_id": "eu-west-1:00000000-0000-0000-0000-000000000000",
    "aws_cognito_region": "eu-west-1",
    "aws_user_pools_id": "eu-west-1_AbCdEfGhI",
    "aws_user_pools_web_client_id": "1example23456789",
    "oauth": {},
    "aws_cognito_username_attributes": ["EMAIL", "PHONE_NUMBER"],
    "aws_cognito_signup_attributes": ["EMAIL"],
    "aws_cognito_mfa_configuration": "OFF",
    "aws_cognito_verification_mechanisms": ["EMAIL"]
}"""
BY_HAND = """// src/aws-exports.js
const awsmobile = {
  // the pool
  aws_user_pools_id: 'eu-west-1_AbCdEfGhI',
  aws_user_pools_web_client_id: '1example23456789',
  aws_cognito_username_attributes: ['EMAIL', 'PHONE_NUMBER'],
  aws_cognito_signup_attributes: ['EMAIL'],
  aws_cognito_verification_mechanisms: ['EMAIL'],
};
export default awsmobile;
"""
OF_A_PHONE = """{
  "UserAgent": "aws-amplify-cli/2.0",
  "Version": "1.0",
  "auth": {"plugins": {"awsCognitoAuthPlugin": {
    "CredentialsProvider": {"CognitoIdentity": {"Default": {"PoolId": "eu-west-1:0000-0000"}}},
    "CognitoUserPool": {"Default": {
      "PoolId": "eu-west-1_AbCdEfGhI", "AppClientId": "1example23456789", "Region": "eu-west-1"}},
    "Auth": {"Default": {
      "usernameAttributes": ["EMAIL", "PHONE_NUMBER"], "signupAttributes": ["EMAIL"],
      "verificationMechanisms": ["EMAIL"]}}}}}
}"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("amplifyconfiguration.json", AWS_EXPORTS),
        ("aws-exports.js", f"const awsmobile = {AWS_EXPORTS};\n\n\nexport default awsmobile;\n"),
        ("aws-exports.js", BY_HAND),
        ("amplifyconfiguration.json", OF_A_PHONE),
        ("amplifyconfiguration.dart", f"const amplifyconfig = '''{OF_A_PHONE}''';"),
    ],
    ids=["json", "js", "by hand", "phone", "dart"],
)
def test_a_gen_1_file_is_named_with_the_gen_2_file_to_use(
    name: str, content: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(AmplifyOutputsError, match=f"{name}: is a .* of Amplify Gen 1") as raised:
        load_amplify_outputs(path)
    gen_2 = json.loads(str(raised.value).partition("place: ")[2])
    assert gen_2 == GEN_2
    assert write_outputs(tmp_path, gen_2).auth.user_pool_id == POOL_ID


def test_a_gen_1_file_may_lack_what_gen_2_needs(tmp_path: Path) -> None:
    path = tmp_path / "amplifyconfiguration.json"
    path.write_text('{"aws_project_region": "eu-west-1"}')
    with pytest.raises(AmplifyOutputsError, match='"user_pool_id": "<user pool id>"'):
        load_amplify_outputs(path)


WRONG: list[tuple[str, object, str]] = [
    ("version", MISSING, "version is required"),
    ("version", None, "version is required"),
    ("version", 1, "version must be 1 or 1.x"),
    ("version", "2", "version must be 1 or 1.x"),
    ("version", "11", "version must be 1 or 1.x"),
    ("version", "1.", "version must be 1 or 1.x"),
    ("auth", MISSING, "auth is required"),
    ("auth", None, "auth is required"),
    ("auth", [], "auth must be an object"),
    ("auth.aws_region", 1, "auth.aws_region must be a string"),
    ("auth.user_pool_id", MISSING, "auth.user_pool_id is required"),
    ("auth.user_pool_id", None, "auth.user_pool_id is required"),
    ("auth.user_pool_id", "", "auth.user_pool_id must be a user pool id"),
    ("auth.user_pool_id", "eu-west-1", "auth.user_pool_id must be a user pool id"),
    ("auth.user_pool_id", "eu-west-1_a/../b", "auth.user_pool_id must be a user pool id"),
    ("auth.user_pool_client_id", MISSING, "auth.user_pool_client_id is required"),
    ("auth.user_pool_client_id", "a b", "auth.user_pool_client_id must be an app client id"),
    ("auth.identity_pool_id", 1, "auth.identity_pool_id must be a string"),
    ("auth.username_attributes", "email", "auth.username_attributes must be a list"),
    ("auth.username_attributes", [1], "auth.username_attributes[0] must be one of email, phone"),
    ("auth.password_policy", [], "auth.password_policy must be an object"),
    *(
        (
            "auth.password_policy.min_length",
            value,
            "auth.password_policy.min_length must be a whole number, 6 to 99",
        )
        for value in (5, 100, "8", True, 8.0)
    ),
    (
        "auth.password_policy.require_numbers",
        "yes",
        "auth.password_policy.require_numbers must be true or false",
    ),
    ("auth.mfa_configuration", 1, "auth.mfa_configuration must be one of NONE, OPTIONAL"),
    ("auth.mfa_methods", "SMS", "auth.mfa_methods must be a list"),
    (
        "auth.passwordless.email_otp_enabled",
        1,
        "auth.passwordless.email_otp_enabled must be true or false",
    ),
    ("auth.oauth.scopes", [1], "auth.oauth.scopes[0] must be a string"),
    (
        "auth.unauthenticated_identities_enabled",
        "no",
        "auth.unauthenticated_identities_enabled must be true or false",
    ),
    ("auth.groups", {}, "auth.groups must be a list of objects"),
    ("auth.groups", ["ADMINS"], "auth.groups must be a list of objects"),
    (
        "auth.groups",
        [{"A": {"precedence": -1}}],
        "auth.groups[0].A.precedence must be a whole number, 0 to 2147483647",
    ),
    ("custom", [], "custom must be an object"),
    ("custom.auth", [], "custom.auth must be an object"),
    (
        "custom.auth.sign_up_verification_method",
        "fax",
        "custom.auth.sign_up_verification_method must be one of code, link",
    ),
    (
        "custom.auth.user_pool_endpoint",
        "http://cognito.example.com",
        "custom.auth.user_pool_endpoint must be an https URL, or http on a loopback address",
    ),
    (
        "custom.auth.user_pool_endpoint",
        9229,
        "custom.auth.user_pool_endpoint must be an https URL, or http on a loopback address",
    ),
]


@pytest.mark.parametrize(("key", "value", "complaint"), WRONG, ids=[row[2] for row in WRONG])
def test_names_the_file_and_the_wrong_key(
    key: str, value: object, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(AmplifyOutputsError, match=re.escape(f"amplify_outputs.json: {complaint}")):
        write_outputs(tmp_path, changed(key, value))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[]", "the file must be an object"),
        (b"null", "the file must be an object"),
        (b"[" * 200_000, "is not JSON"),
    ],
)
def test_names_a_file_that_cannot_be_read(content: bytes, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(AmplifyOutputsError, match=f"broken.json: {complaint}"):
        load_amplify_outputs(path)


def test_names_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(AmplifyOutputsError, match=r"absent\.json: No such file or directory"):
        load_amplify_outputs(tmp_path / "absent.json")


def test_takes_a_path_as_text(tmp_path: Path) -> None:
    path = tmp_path / "amplify_outputs.json"
    path.write_text(json.dumps(outputs_document()))
    assert load_amplify_outputs(str(path)).source == path
