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


@pytest.mark.parametrize("version", ["1", "1.1", "1.2", "1.3", "1.4", "1.5"])
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
WRONG: list[tuple[str, object, str]] = [
    ("version", MISSING, "version is required"),
    ("version", 1, "version must be one of 1, 1.1, 1.2, 1.3, 1.4, 1.5"),
    ("version", "2", "version must be one of 1, 1.1, 1.2, 1.3, 1.4, 1.5"),
    ("auth", MISSING, "auth is required"),
    ("auth", [], "auth must be an object"),
    ("auth.aws_region", MISSING, "auth.aws_region is required"),
    ("auth.aws_region", "", "auth.aws_region must be a string with something in it"),
    ("auth.user_pool_id", MISSING, "auth.user_pool_id is required"),
    ("auth.user_pool_id", "eu-west-1", "auth.user_pool_id must be a user pool id"),
    ("auth.user_pool_id", "eu-west-1_a/../b", "auth.user_pool_id must be a user pool id"),
    ("auth.user_pool_id", None, "auth.user_pool_id must be a user pool id"),
    ("auth.user_pool_client_id", MISSING, "auth.user_pool_client_id is required"),
    ("auth.user_pool_client_id", "a b", "auth.user_pool_client_id must be an app client id"),
    ("auth.identity_pool_id", 1, "auth.identity_pool_id must be a string"),
    ("auth.username_attributes", "email", "auth.username_attributes must be a list"),
    (
        "auth.username_attributes",
        [],
        "auth.username_attributes must be a list with something in it",
    ),
    (
        "auth.username_attributes",
        ["fax"],
        "auth.username_attributes[0] must be one of email, phone_number, username",
    ),
    (
        "auth.username_attributes",
        ["email", "email"],
        "auth.username_attributes must be a list without repetitions",
    ),
    (
        "auth.standard_required_attributes",
        ["email", "custom:x"],
        "auth.standard_required_attributes[1] must be one of address, birthdate, email",
    ),
    (
        "auth.user_verification_types",
        ["fax"],
        "auth.user_verification_types[0] must be one of email, phone_number",
    ),
    ("auth.password_policy", None, "auth.password_policy must be an object"),
    (
        "auth.password_policy.min_length",
        5,
        "auth.password_policy.min_length must be a whole number, 6 to 99",
    ),
    (
        "auth.password_policy.min_length",
        100,
        "auth.password_policy.min_length must be a whole number, 6 to 99",
    ),
    (
        "auth.password_policy.min_length",
        "8",
        "auth.password_policy.min_length must be a whole number, 6 to 99",
    ),
    (
        "auth.password_policy.min_length",
        True,
        "auth.password_policy.min_length must be a whole number, 6 to 99",
    ),
    (
        "auth.password_policy.require_numbers",
        "yes",
        "auth.password_policy.require_numbers must be true or false",
    ),
    (
        "auth.password_policy.max_length",
        99,
        "auth.password_policy.max_length is not a key that this schema knows",
    ),
    ("auth.mfa_configuration", "ON", "auth.mfa_configuration must be one of NONE, OPTIONAL"),
    ("auth.mfa_methods", ["FAX"], "auth.mfa_methods[0] must be one of SMS, TOTP, EMAIL"),
    (
        "auth.passwordless.email_otp_enabled",
        1,
        "auth.passwordless.email_otp_enabled must be true or false",
    ),
    (
        "auth.passwordless.web_authn.user_verification",
        "never",
        "auth.passwordless.web_authn.user_verification must be one of required, preferred",
    ),
    (
        "auth.passwordless.preferred_challenge",
        "FAX",
        "auth.passwordless.preferred_challenge must be one of EMAIL_OTP, SMS_OTP",
    ),
    ("auth.oauth.domain", MISSING, "auth.oauth.domain is required"),
    ("auth.oauth.response_type", "id", "auth.oauth.response_type must be one of code, token"),
    ("auth.oauth.scopes", [""], "auth.oauth.scopes[0] must be a string with something in it"),
    (
        "auth.unauthenticated_identities_enabled",
        "no",
        "auth.unauthenticated_identities_enabled must be true or false",
    ),
    ("auth.groups", [{}], "auth.groups[0] must be an object with a group's name in it"),
    (
        "auth.groups",
        [{"A": {"precedence": -1}}],
        "auth.groups[0].A.precedence must be a whole number, 0 to 2147483647",
    ),
    ("auth.pasword_policy", {}, "auth.pasword_policy is not a key that this schema knows"),
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
    document = deepcopy(COMPLETE)
    *parents, last = key.split(".")
    place = document
    for parent in parents:
        place = place[parent]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(AmplifyOutputsError, match=re.escape(f"amplify_outputs.json: {complaint}")):
        write_outputs(tmp_path, document)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[]", "the file must be an object"),
        (b"null", "the file must be an object"),
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
