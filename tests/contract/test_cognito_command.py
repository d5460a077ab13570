"""The `cognito` commands, on the embedded pool's server and on moto."""

import json
import re
import stat
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from config.settings import ROOT
from tests.contract.cognito_command import REGION, CognitoCommand
from tests.contract.pools import ENDPOINT
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, Visitor
from user_pool import Response, UserPoolServer, UserPoolService

pytestmark = pytest.mark.slow

DOCUMENTATION = (ROOT / "docs" / "cognito.md").read_text()
EMAIL = "grace@example.com"
AWS_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.fixture
def own_service(tmp_path: Path, clock: Clock) -> Iterator[UserPoolService]:
    """Return a service on the app's clock."""
    service = UserPoolService(tmp_path / "user_pool.db", clock=clock)
    yield service
    service.close()


@pytest.fixture
def embedded_url(own_service: UserPoolService) -> Iterator[str]:
    """Return the address of the embedded pool, served in this process."""
    server = UserPoolServer(own_service, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], CognitoCommand]:
    """Return a maker of commands for a server: no AWS account is near."""

    def make(url: str) -> CognitoCommand:
        folder = tmp_path / "project"
        folder.mkdir()
        monkeypatch.chdir(folder)
        for name in (*AWS_VARIABLES, "AMPLIFY_OUTPUTS", "COGNITO_CLIENT_SECRET"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv(ENDPOINT, url)
        return CognitoCommand(url, f"shop-{uuid.uuid4().hex}", folder)

    return make


@pytest.fixture
def embedded(call: Callable[[str], CognitoCommand], embedded_url: str) -> CognitoCommand:
    return call(embedded_url)


@pytest.fixture(params=["embedded", pytest.param("moto", marks=pytest.mark.slow)])
def cognito(
    request: pytest.FixtureRequest, call: Callable[[str], CognitoCommand]
) -> CognitoCommand:
    """Return the commands on each server; a test that asks for it runs over both."""
    return call(request.getfixturevalue(f"{request.param}_url"))


# Making


@pytest.mark.parametrize(
    ("login", "more"),
    [
        ("email", ()),
        ("phone", ("--sms-role-arn", "arn:aws:iam::123456789012:role/t", "--sms-external-id", "e")),
        ("email-and-phone", ()),
        ("username", ()),
    ],
)
def test_a_pool_of_each_kind_is_made_once_and_found_in_order(
    cognito: CognitoCommand, login: str, more: tuple[str, ...]
) -> None:
    auth = cognito.created(*more, login=login)
    assert cognito.pools() == [auth["user_pool_id"]]
    assert [client["ClientId"] for client in cognito.clients()] == [auth["user_pool_client_id"]]
    again = cognito.create(*more, login=login)
    assert again.exit_code == 0, again.output
    assert again.output == (
        "Nothing to do: the pool already matches.\n"
        "Next:\n  AMPLIFY_OUTPUTS=amplify_outputs.json make run\n"
    )
    checked = cognito.run("check")
    assert checked.exit_code == 0, checked.output
    assert "0 problems." in checked.output
    assert "agrees with the pool" in checked.output


def test_what_is_asked_is_shown_before_and_done_after_yes(cognito: CognitoCommand) -> None:
    result = cognito.create(answer="y\n")
    assert result.exit_code == 0
    shown, _, done = result.output.partition("[y/N]")
    assert "Policies.PasswordPolicy.MinimumLength: 8" in shown
    assert 'ExplicitAuthFlows: ["ALLOW_USER_AUTH"' in shown
    assert "Write amplify_outputs.json" in shown
    assert f"Created the user pool {cognito.auth['user_pool_id']}." in done


@pytest.mark.parametrize(
    ("answer", "says"),
    [("n\n", "Nothing was changed"), ("", "Pass --yes to continue without asking")],
)
def test_without_a_yes_nothing_is_done(cognito: CognitoCommand, answer: str, says: str) -> None:
    result = cognito.create(answer=answer)
    assert result.exit_code == 1
    assert says in result.stderr
    assert cognito.pools() == []
    assert not cognito.outputs.exists()


def test_a_dry_run_changes_nothing(cognito: CognitoCommand) -> None:
    result = cognito.create("--dry-run")
    assert result.exit_code == 0
    assert "Create the user pool:" in result.output
    assert result.output.endswith("This was a dry run: nothing was changed.\n")
    assert cognito.pools() == []
    cognito.created()
    before = cognito.description()
    result = cognito.create("--dry-run", "--password-policy", "nist")
    assert "Policies.PasswordPolicy.MinimumLength: 8 -> 15" in result.output
    assert cognito.description()["Policies"] == before["Policies"]
    assert list(cognito.folder.iterdir()) == [cognito.outputs]


def test_a_run_that_broke_off_is_finished_by_the_next(cognito: CognitoCommand) -> None:
    auth = cognito.created()
    cognito.administrator.delete_user_pool_client(
        UserPoolId=auth["user_pool_id"], ClientId=auth["user_pool_client_id"]
    )
    cognito.outputs.unlink()
    result = cognito.create("--yes")
    assert "Make the user pool" not in result.output
    assert cognito.auth["user_pool_id"] == auth["user_pool_id"]
    assert cognito.auth["user_pool_client_id"] != auth["user_pool_client_id"]


def test_another_policy_is_taken_over_and_what_others_set_stays(embedded: CognitoCommand) -> None:
    auth = embedded.created()
    embedded.administrator.set_user_pool_mfa_config(
        UserPoolId=auth["user_pool_id"],
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    result = embedded.create("--password-policy", "nist", "--yes")
    assert result.exit_code == 0, result.output
    assert f"Updated the user pool {auth['user_pool_id']}." in result.output
    pool = embedded.description()
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 15
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert embedded.auth["password_policy"]["min_length"] == 15
    assert "Nothing to do" in embedded.create("--password-policy", "nist").output


def test_a_client_that_somebody_changed_is_changed_back(cognito: CognitoCommand) -> None:
    auth = cognito.created()
    cognito.administrator.update_user_pool_client(
        UserPoolId=auth["user_pool_id"],
        ClientId=auth["user_pool_client_id"],
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"],
        RefreshTokenValidity=5,
    )
    assert "Add ALLOW_USER_AUTH" in cognito.run("check").output
    result = cognito.create("--yes")
    assert f"Updated the app client {auth['user_pool_client_id']}." in result.output
    (client,) = cognito.clients()
    assert "ALLOW_USER_AUTH" in client["ExplicitAuthFlows"]
    assert client["RefreshTokenValidity"] == 5
    assert cognito.auth == auth


def test_what_can_never_be_changed_is_an_error(cognito: CognitoCommand) -> None:
    cognito.created()
    assert "UsernameAttributes" in cognito.error(cognito.create("--yes", login="username"))


def test_a_pool_that_somebody_else_made_is_left_alone(cognito: CognitoCommand) -> None:
    cognito.administrator.create_user_pool(PoolName=cognito.name)
    assert "it has no tag" in cognito.error(cognito.create("--yes"))
    deleted = cognito.run("delete", "--name", cognito.name, "--region", REGION, "--yes")
    assert "it has no tag" in cognito.error(deleted)
    cognito.administrator.create_user_pool(PoolName=cognito.name)
    assert "Several user pools" in cognito.error(cognito.create("--yes"))
    assert len(cognito.pools()) == 2


CODES_AND_PASSKEYS = ("--passwordless", "--passkeys", "localhost")


def test_codes_and_passkeys_are_allowed_and_taken_back(embedded: CognitoCommand) -> None:
    auth = embedded.created(*CODES_AND_PASSKEYS)
    assert auth["passwordless"] == {
        "email_otp_enabled": True,
        "sms_otp_enabled": False,
        "web_authn": {"relying_party_id": "localhost", "user_verification": "required"},
        "preferred_challenge": "EMAIL_OTP",
    }
    assert "Nothing to do" in embedded.create(*CODES_AND_PASSKEYS).output
    factors = ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
    assert embedded.description()["Policies"]["SignInPolicy"] == {
        "AllowedFirstAuthFactors": factors
    }
    checked = embedded.run("check", "--address", "http://localhost:5000")
    assert checked.exit_code == 0, checked.output
    assert "agrees with the pool" in checked.output
    assert embedded.run("check", "--address", "http://127.0.0.1:5000").exit_code == 1

    result = embedded.create(answer="y\n")
    assert (
        'Policies.SignInPolicy.AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"] '
        '-> ["PASSWORD"]'
    ) in result.output
    assert "passwordless" not in embedded.auth


def test_codes_are_refused_where_a_second_factor_is_required(embedded: CognitoCommand) -> None:
    auth = embedded.created()
    embedded.administrator.set_user_pool_mfa_config(
        UserPoolId=auth["user_pool_id"],
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="ON",
    )
    error = embedded.error(embedded.create("--passwordless", "--yes"))
    assert "requires a second factor" in error
    assert embedded.create("--passkeys", "localhost", "--yes").exit_code == 0
    mfa = embedded.administrator.get_user_pool_mfa_config(UserPoolId=auth["user_pool_id"])
    assert mfa["MfaConfiguration"] == "ON"
    assert mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert mfa["WebAuthnConfiguration"]["FactorConfiguration"].startswith("MULTI_FACTOR")


# The files


def test_a_file_that_names_another_pool_is_kept(embedded: CognitoCommand) -> None:
    for content in ('{"auth": {"user_pool_id": "eu-west-1_Other"}}', "[]", "no JSON"):
        embedded.outputs.write_text(content)
        assert "--force" in embedded.error(embedded.create("--yes"))
        assert embedded.outputs.read_text() == content
        assert embedded.pools() == []
    result = embedded.create("--yes", "--force")
    assert result.exit_code == 0
    assert embedded.auth["user_pool_id"] == embedded.pools()[0]


def test_what_somebody_added_to_the_file_stays(embedded: CognitoCommand) -> None:
    embedded.created()
    document = json.loads(embedded.outputs.read_text())
    document["custom"] = {"sign_up": {"service_name": "Shop"}}
    document["auth"]["mfa_configuration"] = "REQUIRED"
    embedded.outputs.write_text(json.dumps(document))
    result = embedded.create("--yes")
    assert result.output.startswith("Write amplify_outputs.json\nWrote amplify_outputs.json.\n")
    written = json.loads(embedded.outputs.read_text())
    assert written["custom"] == document["custom"]
    assert written["auth"]["mfa_configuration"] == "NONE"


def test_a_folder_that_is_not_there_is_an_error_before_anything_is_made(
    embedded: CognitoCommand,
) -> None:
    error = embedded.error(embedded.create("--yes", "--output", "missing/outputs.json"))
    assert "the folder missing does not exist" in error
    assert embedded.pools() == []


def test_a_secret_goes_where_the_app_reads_it_and_nowhere_else(cognito: CognitoCommand) -> None:
    env = cognito.folder / ".env"
    env.write_text("PORT=5001\n")
    result = cognito.create("--client-secret", "--yes")
    (client,) = cognito.clients()
    secret = client["ClientSecret"]
    assert secret not in result.output
    assert secret not in cognito.outputs.read_text()
    assert env.read_text() == f"PORT=5001\nCOGNITO_CLIENT_SECRET='{secret}'\n"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert "Nothing to do" in cognito.create("--client-secret").output
    assert "Add --client-secret" in cognito.error(cognito.create("--yes"))
    refused = cognito.run("check")
    assert refused.exit_code == 1
    assert "COGNITO_CLIENT_SECRET is not set" in refused.output
    assert secret not in refused.output
    deleted = cognito.run("delete", "--yes")
    assert "Removed COGNITO_CLIENT_SECRET from .env." in deleted.output
    assert env.read_text() == "PORT=5001\n"


def test_another_clients_secret_is_kept(embedded: CognitoCommand) -> None:
    env = embedded.folder / ".env"
    env.write_text("COGNITO_CLIENT_SECRET=another\n")
    assert "--force" in embedded.error(embedded.create("--client-secret", "--yes"))
    assert embedded.pools() == []
    assert embedded.create("--client-secret", "--yes", "--force").exit_code == 0
    assert "another" not in env.read_text()


# Deleting


def test_a_pool_is_deleted_with_its_file_once_its_name_is_typed(cognito: CognitoCommand) -> None:
    auth = cognito.created()
    wrong = cognito.run("delete", answer="shop\n")
    assert wrong.exit_code == 1
    assert "Nothing was changed" in wrong.stderr
    assert cognito.pools() == [auth["user_pool_id"]]
    result = cognito.run("delete", answer=f"{cognito.name}\n")
    assert result.exit_code == 0, result.output
    assert "about 0 users and 1 app clients" in result.output
    assert "Removed amplify_outputs.json." in result.output
    assert cognito.pools() == []
    assert not cognito.outputs.exists()
    gone = cognito.run("delete", "--name", cognito.name, "--region", REGION)
    assert "no user pool called" in cognito.error(gone)


def test_a_file_that_names_another_pool_outlives_the_deleting(cognito: CognitoCommand) -> None:
    cognito.created()
    cognito.outputs.write_text('{"auth": {"user_pool_id": "eu-west-1_Other"}}')
    result = cognito.run("delete", "--name", cognito.name, "--region", REGION, "--yes")
    assert result.exit_code == 0
    assert "Removed" not in result.output
    assert cognito.outputs.exists()


def test_a_protected_pool_is_not_deleted(cognito: CognitoCommand) -> None:
    auth = cognito.created()
    cognito.administrator.update_user_pool(
        UserPoolId=auth["user_pool_id"],
        DeletionProtection="ACTIVE",
        UserPoolTags={"amplify-sign-up": cognito.name},
    )
    assert "Set its DeletionProtection to INACTIVE" in cognito.error(cognito.run("delete", "--yes"))
    assert cognito.pools() == [auth["user_pool_id"]]


def test_a_pool_in_the_file_that_create_did_not_make_is_left_alone(
    cognito: CognitoCommand,
) -> None:
    pool = cognito.administrator.create_user_pool(PoolName=cognito.name)["UserPool"]
    cognito.outputs.write_text(json.dumps({"auth": {"user_pool_id": pool["Id"]}}))
    assert "was not created by" in cognito.error(cognito.run("delete", "--yes"))
    assert cognito.pools() == [pool["Id"]]


def test_without_a_file_there_is_nothing_to_delete(embedded: CognitoCommand) -> None:
    assert "Pass --name or --outputs" in embedded.error(embedded.run("delete", "--yes"))


# Checking


def test_what_is_in_the_way_is_said_and_is_the_exit_status(cognito: CognitoCommand) -> None:
    auth = cognito.created()
    document = json.loads(cognito.outputs.read_text())
    document["auth"]["username_attributes"] = ["phone_number"]
    document["auth"]["password_policy"]["min_length"] = 12
    cognito.outputs.write_text(json.dumps(document))
    result = cognito.run("check")
    assert result.exit_code == 1
    assert "no       file: username_attributes" in result.output
    assert "warning  file: password_policy.min_length" in result.output
    ids = ("--user-pool-id", auth["user_pool_id"], "--client-id", auth["user_pool_client_id"])
    without_file = cognito.run("check", *ids)
    assert without_file.exit_code == 0
    assert "file" not in without_file.output


@pytest.mark.parametrize("missing", ["user_pool_id", "user_pool_client_id"])
def test_a_pool_that_is_not_there_is_one_line(cognito: CognitoCommand, missing: str) -> None:
    document = json.loads(cognito.outputs.read_text()) if cognito.created() else {}
    document["auth"][missing] = f"{REGION}_Missing" if missing == "user_pool_id" else "missing"
    cognito.outputs.write_text(json.dumps(document))
    assert "issing" in cognito.error(cognito.run("check"))


# A whole sign-up


def test_the_app_signs_people_up_on_the_file_that_was_written(
    embedded: CognitoCommand,
    own_service: UserPoolService,
    make_app: Callable[..., Flask],
) -> None:
    embedded.created()
    app = make_app(AMPLIFY_OUTPUTS=str(embedded.outputs), **{ENDPOINT: embedded.url})
    visitor = Visitor(app)
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert visitor.confirm(own_service.outbox(EMAIL)[0].code or "").location == "/auto-sign-in"
    account = visitor.account_after(visitor.auto_sign_in())
    assert account.heading == "Your account"
    assert EMAIL in account.text
    assert visitor.follow(visitor.sign_out()).notices == ["You're signed out."]
    assert visitor.sign_in(EMAIL).location == AFTER_SIGN_IN_URL
    asked = embedded.run("delete", answer=f"{embedded.name}\n")
    assert "about 1 users" in asked.output


def test_the_app_signs_people_up_with_a_secret(
    embedded: CognitoCommand,
    own_service: UserPoolService,
    make_app: Callable[..., Flask],
) -> None:
    embedded.created("--client-secret", "--password-policy", "nist", login="username")
    secret = (embedded.folder / ".env").read_text().partition("=")[2].strip().strip("'")
    app = make_app(
        AMPLIFY_OUTPUTS=str(embedded.outputs),
        COGNITO_CLIENT_SECRET=secret,
        **{ENDPOINT: embedded.url},
    )
    visitor = Visitor(app)
    fields = {"username": "grace", "email": EMAIL, "password": "a password of fifteen"}
    assert visitor.post("/sign-up", fields).location == "/confirm-sign-up"
    assert visitor.confirm(own_service.outbox(EMAIL)[0].code or "").location == "/auto-sign-in"
    assert visitor.account_after(visitor.auto_sign_in()).heading == "Your account"


def test_the_app_signs_people_up_without_a_password(
    embedded: CognitoCommand,
    own_service: UserPoolService,
    make_app: Callable[..., Flask],
) -> None:
    embedded.created("--passwordless")
    app = make_app(AMPLIFY_OUTPUTS=str(embedded.outputs), **{ENDPOINT: embedded.url})
    visitor = Visitor(app)
    assert visitor.sign_up(EMAIL, "").location == "/confirm-sign-up"
    assert visitor.confirm(own_service.outbox(EMAIL)[0].code or "").location == "/auto-sign-in"
    assert visitor.account_after(visitor.auto_sign_in()).heading == "Your account"


# Statements of docs/cognito.md


def test_the_policy_in_the_documentation_is_what_the_commands_call(
    embedded: CognitoCommand, own_service: UserPoolService, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = set()
    handle = own_service.handle

    def recording(target: str, body: bytes) -> Response:
        called.add(f"cognito-idp:{target.rpartition('.')[2]}")
        return handle(target, body)

    monkeypatch.setattr(own_service, "handle", recording)
    auth = embedded.created()
    embedded.administrator.update_user_pool_client(
        UserPoolId=auth["user_pool_id"], ClientId=auth["user_pool_client_id"]
    )
    embedded.created("--password-policy", "nist")
    assert embedded.run("check").exit_code == 0
    embedded.created("--passkeys", "localhost")
    assert embedded.run("delete", "--yes").exit_code == 0
    allowed = {
        action
        for policy in re.findall(r"```json\n(.*?)```", DOCUMENTATION, re.DOTALL)
        for statement in json.loads(policy)["Statement"]
        for action in [*statement["Action"]]
        if action.startswith("cognito-idp:")
    }
    # Tags come with CreateUserPool and UpdateUserPool.
    assert called == allowed - {"cognito-idp:TagResource"}


def test_the_documentation_has_every_option_of_create_and_says_how_check_ends(
    embedded: CognitoCommand,
) -> None:
    options = re.findall(r"^  (--[a-z-]+)", embedded.run("create", "--help").output, re.MULTILINE)
    assert [name for name in options if name != "--help" and f"`{name}`" not in DOCUMENTATION] == []
    embedded.created()
    assert embedded.run("check").output.splitlines()[-1] in DOCUMENTATION.splitlines()
