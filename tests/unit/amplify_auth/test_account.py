from typing import Any

import pytest

from amplify_auth import (
    Auth,
    AuthFactor,
    EmptyUpdatePassword,
    InvalidPasswordException,
    NotAuthorizedException,
    Tokens,
    delete_user,
    fetch_user_attributes,
    fetch_user_auth_factors,
    update_password,
)
from tests.unit.amplify_auth.fake_cognito import ANA, PASSWORD, SUB, FakeCognito

TOKENS = Tokens("access", "id", "refresh", {})


def test_attributes_have_cognitos_names(auth: Auth, cognito: FakeCognito) -> None:
    attributes = {"sub": SUB, "email": ANA, "email_verified": "true", "custom:plan": ""}
    pairs: list[dict[str, Any]] = [{"Name": n, "Value": v} for n, v in attributes.items() if v]
    nameless = {"Value": "x"}
    cognito.answers("GetUser", {"UserAttributes": [*pairs, {"Name": "custom:plan"}, nameless]})
    assert fetch_user_attributes(auth, TOKENS) == attributes
    assert cognito.last == {"AccessToken": "access"}


@pytest.mark.parametrize(
    ("answer", "factors"),
    [
        ({"ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP"]}, {"PASSWORD", "EMAIL_OTP"}),
        ({"ConfiguredUserAuthFactors": ["WEB_AUTHN", "A_NEW_ONE"]}, {"WEB_AUTHN"}),
        ({}, set()),
    ],
)
def test_factors_are_those_that_the_user_has(
    answer: dict[str, Any], factors: set[str], auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("GetUserAuthFactors", {"Username": SUB, **answer})
    found = fetch_user_auth_factors(auth, TOKENS)
    assert found == factors
    assert all(isinstance(factor, AuthFactor) for factor in found)
    assert cognito.last == {"AccessToken": "access"}


def test_the_password_is_changed(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ChangePassword")
    update_password(auth, TOKENS, old_password="old", new_password=PASSWORD)
    assert cognito.last == {
        "AccessToken": "access",
        "PreviousPassword": "old",
        "ProposedPassword": PASSWORD,
    }


def test_a_user_without_a_password_adds_one(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ChangePassword")
    update_password(auth, TOKENS, new_password=PASSWORD)
    assert cognito.last == {"AccessToken": "access", "ProposedPassword": PASSWORD}


@pytest.mark.parametrize(("old", "new"), [("", PASSWORD), ("old", ""), (None, "")])
def test_no_password_may_be_empty(
    old: str | None, new: str, auth: Auth, cognito: FakeCognito
) -> None:
    with pytest.raises(EmptyUpdatePassword) as raised:
        update_password(auth, TOKENS, old_password=old, new_password=new)
    assert raised.value.message == ("oldPassword and newPassword are required to changePassword")
    assert cognito.operations == []


@pytest.mark.parametrize("error", [InvalidPasswordException, NotAuthorizedException])
def test_refusals_have_cognitos_names(
    error: type[Exception], auth: Auth, cognito: FakeCognito
) -> None:
    cognito.refuses("ChangePassword", error.__name__)
    with pytest.raises(error):
        update_password(auth, TOKENS, old_password="old", new_password=PASSWORD)


def test_the_account_is_deleted(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("DeleteUser")
    delete_user(auth, TOKENS)
    assert cognito.last == {"AccessToken": "access"}
    assert cognito.is_done
