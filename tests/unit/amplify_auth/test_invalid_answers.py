"""Invalid answers never count as success, so no page speaks of an account that does not exist."""

from pathlib import Path

import pytest

from amplify_auth import AuthError, NetworkError, UnknownError, configure, sign_up
from tests import faulty_pool as faults
from tests.faulty_pool import Fault, faulty_pool
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs


@pytest.mark.asvs("16.3.4")
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.hang, NetworkError),
        (faults.reset_before_the_answer, NetworkError),
        (faults.reset_in_the_answer, NetworkError),
        (faults.truncated, NetworkError),
        (faults.not_http, NetworkError),
        (faults.not_json, NetworkError),
        (faults.nested, NetworkError),
        (faults.json_of_another_shape, NetworkError),
        (faults.nothing, NetworkError),
        (faults.huge, NetworkError),
        (faults.values_of_other_types, UnknownError),
        (faults.redirect, AuthError),
        (faults.gateway_error, AuthError),
        (faults.internal_error, AuthError),
    ],
)
def test_no_account_is_made_up(tmp_path: Path, fault: Fault, error: type[AuthError]) -> None:
    with faulty_pool() as pool:
        pool.fault = fault
        document = outputs_document({"auth": {"user_pool_endpoint": pool.url}})
        auth = configure(write_outputs(tmp_path, document), read_timeout=0.2)
        with pytest.raises(error) as caught:
            sign_up(auth, username="ana", password="correct horse")
        assert caught.value.__context__ is None
        assert pool.requests == ["SignUp"]
