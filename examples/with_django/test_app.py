import django
import pytest
from django.test import Client
from django.test.utils import override_settings

import app  # noqa: F401 - configures Django
from amplify_auth import Auth
from user_pool import LocalUserPool


@pytest.fixture
def client(auth: Auth) -> Client:
    django.setup()
    override_settings(AUTH=auth).enable()
    return Client()


def test_sign_up(client: Client, user_pool: LocalUserPool) -> None:
    account = {"email": "ana@example.com", "password": "Correct-horse-1"}
    answer = client.post("/sign-up", account, content_type="application/json")
    assert answer.json() == {"next_step": "CONFIRM_SIGN_UP", "destination": "a***@e***"}

    code = {"code": user_pool.code("ana@example.com")}
    answer = client.post("/confirm-sign-up", code, content_type="application/json")
    assert answer.json() == {"email": "ana@example.com"}

    answer = client.post("/sign-up", account, content_type="application/json")
    assert (answer.status_code, answer.json()) == (422, {"error": "UsernameExistsException"})
