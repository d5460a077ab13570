from fastapi.testclient import TestClient

from amplify_auth import Auth
from app import create_app
from user_pool import LocalUserPool


def test_sign_up(auth: Auth, user_pool: LocalUserPool) -> None:
    client = TestClient(create_app(auth))
    account = {"email": "ana@example.com", "password": "Correct-horse-1"}
    answer = client.post("/sign-up", json=account)
    assert answer.json() == {"next_step": "CONFIRM_SIGN_UP", "destination": "a***@e***"}

    code = user_pool.code("ana@example.com")
    answer = client.post("/confirm-sign-up", json={"email": "ana@example.com", "code": code})
    assert answer.json() == {"email": "ana@example.com"}

    answer = client.post("/sign-up", json=account)
    assert (answer.status_code, answer.json()) == (422, {"error": "UsernameExistsException"})
