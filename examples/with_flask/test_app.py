from amplify_auth import Auth
from app import create_app
from user_pool import LocalUserPool


def test_sign_up(auth: Auth, user_pool: LocalUserPool) -> None:
    client = create_app(auth).test_client()
    account = {"email": "ana@example.com", "password": "Correct-horse-1"}
    answer = client.post("/sign-up", data=account)
    assert answer.json == {"next_step": "CONFIRM_SIGN_UP", "destination": "a***@e***"}

    answer = client.post("/confirm-sign-up", data={"code": user_pool.code("ana@example.com")})
    assert answer.json == {"email": "ana@example.com"}

    answer = client.post("/sign-up", data=account)
    assert (answer.status_code, answer.json) == (422, {"error": "UsernameExistsException"})
