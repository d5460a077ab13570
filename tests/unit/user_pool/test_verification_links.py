from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.user_pool.harness import EMAIL, PHONE, Pool, make_pool
from user_pool import ConfirmationLink, ServiceError

if TYPE_CHECKING:
    from pathlib import Path

STALE = ConfirmationLink(is_live=False)


@pytest.fixture
def token(pool: Pool) -> str:
    pool.configure({"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}})
    pool.sign_up()
    return newest_token(pool)


def newest_token(pool: Pool) -> str:
    link = pool.service.outbox()[0].link
    assert link is not None
    return parse_qs(urlsplit(link).query)["token"][0]


@pytest.mark.asvs("3.5.3", "6.5.1", "14.2.6")
def test_looking_does_not_confirm_and_confirming_works_once(pool: Pool, token: str) -> None:
    for _ in range(3):
        assert pool.service.confirmation_link(token) == ConfirmationLink(
            is_live=True, destination="a***@e***"
        )
    assert pool.refused_sign_in()[0] == "UserNotConfirmedException"
    pool.service.confirm_by_link(token)
    pool.sign_in()
    assert pool.service.confirmation_link(token) == STALE
    with pytest.raises(ServiceError, match="Current status is CONFIRMED"):
        pool.service.confirm_by_link(token)


def test_a_new_link_kills_the_old_one(pool: Pool, token: str) -> None:
    pool.call("ResendConfirmationCode", Username=EMAIL)
    assert pool.service.confirmation_link(token) == STALE
    with pytest.raises(ServiceError):
        pool.service.confirm_by_link(token)
    pool.service.confirm_by_link(newest_token(pool))


def test_a_link_lives_24_hours(pool: Pool, token: str) -> None:
    pool.clock.turn(hours=24)
    assert pool.service.confirmation_link(token) == STALE


@pytest.mark.parametrize("bad", ["", "x", "x.y", "..."])
def test_a_made_up_token_leads_nowhere(pool: Pool, token: str, bad: str) -> None:
    for attempt in (bad, f"{token}x", token[:-1]):
        assert pool.service.confirmation_link(attempt) == STALE
        with pytest.raises(ServiceError):
            pool.service.confirm_by_link(attempt)


@pytest.mark.asvs("6.1.3", "6.3.4")
def test_links_and_codes_share_their_limit(pool: Pool, token: str) -> None:
    for _ in range(15):
        with pytest.raises(ServiceError, match="Invalid verification code"):
            pool.service.confirm_by_link(f"{token}x")
    with pytest.raises(ServiceError, match="Attempt limit exceeded"):
        pool.service.confirm_by_link(token)


def test_a_text_message_has_a_code_all_the_same(pool: Pool) -> None:
    pool.configure(
        {
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
            "AutoVerifiedAttributes": ["phone_number"],
            "UsernameAttributes": ["phone_number"],
        }
    )
    pool.sign_up(PHONE)
    pool.confirm(PHONE)


def test_the_session_of_the_sign_up_is_no_factor_after_the_link_either(pool: Pool) -> None:
    pool.configure({"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}})
    ticket = pool.sign_up()["Session"]
    pool.service.confirm_by_link(newest_token(pool))
    assert pool.refused(
        "InitiateAuth",
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": EMAIL},
        Session=ticket,
    ) == ("NotAuthorizedException", "Invalid session for the user.")


@pytest.mark.asvs("6.4.1")
def test_a_secret_has_256_bits_in_letters_that_no_address_has_to_escape(token: str) -> None:
    assert re.fullmatch(r"[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}", token)


def test_a_link_takes_no_address_from_its_owner(pool: Pool) -> None:
    pool.configure(
        {
            "UsernameAttributes": [],
            "AliasAttributes": ["email"],
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        }
    )
    email = [{"Name": "email", "Value": EMAIL}]
    pool.sign_up("ann", UserAttributes=email)
    owners, _ = newest_token(pool), pool.sign_up("eve", UserAttributes=email)
    pool.service.confirm_by_link(owners)
    with pytest.raises(ServiceError, match="already exists"):
        pool.service.confirm_by_link(newest_token(pool))
    pool.sign_in(EMAIL)


def test_a_base_with_a_slash_at_the_end_makes_the_same_links(tmp_path: Path) -> None:
    pool = make_pool(tmp_path / "pool.db", link_base_url="https://pool.example/XX/")
    pool.configure({"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}})
    pool.sign_up()
    link = pool.service.outbox()[0].link or ""
    assert link.startswith("https://pool.example/XX/confirmUser?token=")
    pool.service.close()
