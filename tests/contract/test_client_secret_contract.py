"""Contract of a user pool: an app client with a secret."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from amplify_auth import NotAuthorizedException, auto_sign_in, sign_out
from tests.contract.people import Person, get_user
from tests.contract.pools import EMAIL_POOL, embedded_pool
from tests.doubles import Clock
from user_pool import UserPoolService

SECRET = "secretOfTheClientForTestsOnly"


@pytest.fixture
def person_with(
    service: UserPoolService, pool_clock: Clock, tmp_path: Path
) -> Callable[[str | None], Person]:
    """Return a maker of people whose app was told this secret, right or wrong."""
    outputs = json.loads(EMAIL_POOL.read_text())
    outputs["auth"] |= {
        "user_pool_id": "eu-central-1_Confidential",
        "user_pool_client_id": "confidential0client0000000",
    }
    outputs["custom"]["user_pool"] = {"client_secret": SECRET}
    path = tmp_path / "amplify_outputs.json"
    path.write_text(json.dumps(outputs))
    return lambda secret: Person(embedded_pool(service, pool_clock, path, client_secret=secret))


def test_whoever_knows_the_secret_goes_all_the_way(
    person_with: Callable[[str | None], Person],
) -> None:
    person = person_with(SECRET)
    auth = person.pool.auth
    signed_up = person.sign_up()
    person.resend()
    state = person.confirm(auto_sign_in=signed_up.auto_sign_in).auto_sign_in
    tokens = auto_sign_in(auth, state).tokens
    assert tokens
    assert person.sign_in().is_signed_in
    sign_out(auth, tokens)
    with pytest.raises(NotAuthorizedException):
        get_user(auth, tokens)


@pytest.mark.parametrize("secret", [None, "anotherSecretOfTheClient0000"])
def test_whoever_does_not_is_refused_at_every_step(
    person_with: Callable[[str | None], Person], secret: str | None
) -> None:
    person = person_with(secret)
    for step in (person.sign_up, person.resend, lambda: person.confirm("123456"), person.sign_in):
        with pytest.raises(NotAuthorizedException):
            step()
