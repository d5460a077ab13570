import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Semaphore
from types import MappingProxyType
from typing import Any

import pytest

from amplify_auth import (
    Auth,
    AuthFlowType,
    NetworkError,
    ResendSignUpCodeOptions,
    SignInOptions,
    resend_sign_up_code,
    sign_in,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import FakeCognito

CALLS = 24
SIGN_UP = {"ClientId": "client", "Username": "ada@example.com"}
ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"


def test_neither_import_nor_configure_imports_boto3() -> None:
    script = """
import json, pathlib, sys, tempfile
from amplify_auth import configure, load_amplify_outputs
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "amplify_outputs.json")
    path.write_text(json.dumps({"version": "1", "auth": {"aws_region": "eu-west-1",
        "user_pool_id": "eu-west-1_A", "user_pool_client_id": "b"}}))
    configure(load_amplify_outputs(path))
assert not {"boto3", "botocore.session", "urllib3"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_one_client_is_made_for_all_threads(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    auth, barrier = make_auth(), Barrier(16)

    def first_use() -> object:
        barrier.wait(timeout=10)
        return auth.client.get()

    with ThreadPoolExecutor(16) as pool:
        futures = [pool.submit(first_use) for _ in range(16)]
        clients = {id(future.result()) for future in futures}

    assert len(clients) == 1
    assert len(cognito.clients) == 1


@pytest.mark.asvs("13.1.2", "15.1.3")
def test_as_many_calls_wait_as_there_are_connections_and_no_more(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    waiting, over = Semaphore(0), Event()

    def wait(**_request: Any) -> None:
        waiting.release()
        assert over.wait(timeout=30)

    for _ in range(CALLS + 1):
        cognito.answers("SignUp")
    auth = make_auth()
    auth.client.get().meta.events.register_first("before-send.cognito-idp", wait)
    with ThreadPoolExecutor(CALLS) as threads:
        calls = [threads.submit(auth.client.call, "sign_up", **SIGN_UP) for _ in range(CALLS)]
        for _ in calls:
            assert waiting.acquire(timeout=30)
        with pytest.raises(NetworkError, match="Too many calls"):
            auth.client.call("sign_up", **SIGN_UP)
        over.set()
        for call in calls:
            call.result()
    auth.client.call("sign_up", **SIGN_UP)


@pytest.mark.asvs("13.1.2", "15.1.3")
def test_a_place_is_one_of_them_and_calls_inside_it_take_no_other(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    held, over = Semaphore(0), Event()
    for _ in range(2):
        cognito.answers("SignUp")
    client = make_auth().client

    def hold() -> None:
        with client.place():
            held.release()
            assert over.wait(timeout=30)

    with ThreadPoolExecutor(CALLS) as threads:
        holding = [threads.submit(hold) for _ in range(CALLS - 1)]
        for _ in holding:
            assert held.acquire(timeout=30)
        with client.place():
            client.call("sign_up", **SIGN_UP)
            refused = threads.submit(client.call, "sign_up", **SIGN_UP)
            assert isinstance(refused.exception(timeout=30), NetworkError)
        threads.submit(client.call, "sign_up", **SIGN_UP).result(timeout=30)
        over.set()


def test_warming_up_makes_the_client_and_sends_nothing(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    auth = make_auth()
    assert cognito.clients == []
    auth.warm_up()
    assert len(cognito.clients) == 1
    assert cognito.requests == []
    assert cognito.key_set_urls == []


@pytest.mark.asvs("13.1.3")
def test_the_client_waits_and_tries_no_longer_than_configured(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    make_auth().warm_up()
    config: Any = cognito.clients[0].meta.config
    assert config.connect_timeout == 2
    assert config.read_timeout == 5
    assert config.max_pool_connections == CALLS
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}


@pytest.mark.asvs("13.2.4")
def test_the_region_is_the_pools_and_not_the_files(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    make_auth(aws_region="us-east-1").warm_up()
    assert cognito.clients[0].meta.region_name == "eu-west-1"


@pytest.mark.asvs("16.2.5")
def test_nothing_secret_is_logged_by_an_app_that_logs_everything(
    make_auth: MakeAuth, cognito: FakeCognito, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # As in a fresh process, where nobody has set it.
    logging.getLogger("botocore").setLevel(logging.NOTSET)
    cognito.answers("InitiateAuth", cognito.tokens())
    options = SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)
    sign_in(make_auth(), username="ana@example.com", password="top-secret", options=options)
    for secret in ("top-secret", "ana@example.com", "refresh-token"):
        assert secret not in caplog.text


def test_a_person_who_wants_botocores_log_gets_it(make_auth: MakeAuth) -> None:
    log = logging.getLogger("botocore")
    log.setLevel(logging.DEBUG)
    make_auth().warm_up()
    assert log.level == logging.DEBUG
    log.setLevel(logging.INFO)


def test_takes_any_mapping(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ResendConfirmationCode")
    options = ResendSignUpCodeOptions(client_metadata=MappingProxyType({"a": "b"}))
    resend_sign_up_code(auth, username="ana", options=options)
    assert cognito.last["ClientMetadata"] == {"a": "b"}


def test_nothing_secret_is_in_the_connections_text(make_auth: MakeAuth) -> None:
    assert "top-secret" not in repr(make_auth(client_secret="top-secret"))
