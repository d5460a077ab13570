"""Identical responses for new and for taken addresses. OWASP ASVS 6.3.8."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import Auth, AutoSignIn, SignInOutput
from signup.flows import enumeration_protection
from signup.flows.pending_sign_up import Account
from signup.observability.events import keyed_hash
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

NEW, UNCONFIRMED, CONFIRMED = "new@example.com", "unc@example.com", "con@example.com"
DISABLED = "dis@example.com"


@pytest.fixture
def addresses(app: Flask, new_visitor: Callable[[], Visitor]) -> list[str]:
    """Return a new address and those of all kinds of accounts, also in other case."""
    new_visitor().sign_up(UNCONFIRMED)
    for address in (CONFIRMED, DISABLED):
        owner = new_visitor()
        owner.sign_up(address)
        owner.confirm(owner.newest_code(address))
    auth = app.extensions["signup"].auth
    auth.client.get().admin_disable_user(
        UserPoolId=auth.outputs.auth.user_pool_id, Username=DISABLED
    )
    known = [UNCONFIRMED, CONFIRMED, DISABLED]
    return [NEW, *known, *(address.upper() for address in known)]


def seen(page: Page, address: str) -> tuple[object, ...]:
    """Return what a response shows, without values that differ each time."""
    body = re.sub(address, "ADDRESS", unquote(page.response.text), flags=re.IGNORECASE)
    body = re.sub(r'(name="(?:csrf_token|sign_up)"[^>]*value=")[^"]*', r"\1TOKEN", body)
    headers = page.response.headers
    cookies = [re.sub("=[^;]*", "=", cookie, count=1) for cookie in headers.getlist("Set-Cookie")]
    return page.status, page.location, cookies, body, headers.get("Retry-After")


def walk(visitor: Visitor, address: str, clock: Clock) -> list[tuple[object, ...]]:
    """Do what a stranger can do with an address whose mail they cannot read."""
    pages = [visitor.sign_up(address)]
    pages.append(visitor.follow(pages[0]))
    pages.extend(visitor.confirm("000000") for _ in range(3))
    pages.append(visitor.resend())
    clock.advance(30)
    pages.append(visitor.resend())
    pages.append(visitor.follow(pages[-1]))
    pages.append(visitor.confirm("000000"))
    pages.append(visitor.sign_in(address, "A-wrong-guess-1"))
    pages.append(visitor.reset_password(address))
    pages.append(visitor.follow(pages[-1]))
    pages.append(visitor.set_password("000000", "A-newer-one-2"))
    pages.append(visitor.get("/auto-sign-in"))
    pages.append(visitor.get("/account"))
    pages.append(visitor.sign_up(address))
    pages.append(visitor.follow(pages[-1]))
    return [seen(page, address) for page in pages]


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
def test_every_page_answers_every_address_alike(
    new_visitor: Callable[[], Visitor], addresses: list[str], clock: Clock
) -> None:
    walks = []
    for address in addresses:
        clock.advance(3600)  # two of them are one address, which has its tries again
        walks.append(walk(new_visitor(), address, clock))
    for other in walks[1:]:
        for step, (here, there) in enumerate(zip(walks[0], other, strict=True)):
            assert here[:3] == there[:3], step
            assert str(here[3]).splitlines() == str(there[3]).splitlines(), step
            assert here == there, step


@pytest.mark.asvs("6.3.8")
def test_wrong_codes_run_out_alike(
    new_visitor: Callable[[], Visitor], addresses: list[str], clock: Clock
) -> None:
    for address in addresses:
        visitor = new_visitor()
        visitor.sign_up(address)
        clock.advance(3600)
        statuses = [visitor.confirm("000000").status for _ in range(6)]
        assert statuses == [422] * 5 + [429], address


def test_somebody_who_left_before_confirming_gets_a_fresh_code(
    new_visitor: Callable[[], Visitor],
) -> None:
    new_visitor().sign_up(UNCONFIRMED)
    returned = new_visitor()
    returned.sign_up(UNCONFIRMED)
    assert len(returned.messages(UNCONFIRMED)) == 2
    assert returned.confirm(returned.newest_code(UNCONFIRMED)).status == 303


@pytest.mark.asvs("6.3.8")
def test_whoever_has_the_mailbox_chooses_the_password(
    new_visitor: Callable[[], Visitor],
) -> None:
    """An address may be registered by a stranger first, with a password of their choice."""
    attackers = "Attackers-choice-1"
    new_visitor().sign_up(UNCONFIRMED, attackers)
    owner = new_visitor()
    owner.sign_up(UNCONFIRMED)
    confirmed = owner.confirm(owner.newest_code(UNCONFIRMED))
    assert confirmed.location == "/confirm-reset-password"
    assert "Choose a password" in owner.follow(confirmed).notices[0]
    assert owner.get("/account").location == "/sign-in"

    signed_in = owner.set_password(owner.newest_code(UNCONFIRMED), "Owners-choice-2")
    assert signed_in.location == AFTER_SIGN_IN_URL
    assert new_visitor().sign_in(UNCONFIRMED, attackers).status == 422
    assert new_visitor().sign_in(UNCONFIRMED, "Owners-choice-2").location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.3.8")
def test_whoever_resets_before_confirming_chooses_the_password_too(
    new_visitor: Callable[[], Visitor],
) -> None:
    new_visitor().sign_up(UNCONFIRMED, "Attackers-choice-1")
    owner = new_visitor()
    owner.reset_password(UNCONFIRMED)
    confirmed = owner.confirm(owner.newest_code(UNCONFIRMED))
    assert confirmed.location == "/confirm-reset-password"
    assert owner.get("/account").location == "/sign-in"


@pytest.mark.asvs("6.3.7")
def test_an_owner_who_signs_up_again_is_helped_by_mail_alone(
    new_visitor: Callable[[], Visitor], addresses: list[str]
) -> None:
    assert CONFIRMED in addresses
    owner = new_visitor()
    owner.sign_up(CONFIRMED)
    assert len(owner.messages(CONFIRMED)) == 2
    signed_in = owner.set_password(owner.newest_code(CONFIRMED), "Another-choice-3")
    assert signed_in.location == AFTER_SIGN_IN_URL


def test_the_first_comer_cannot_sign_in_once_the_owner_confirms(
    new_visitor: Callable[[], Visitor],
) -> None:
    attacker, owner = new_visitor(), new_visitor()
    attacker.sign_up(UNCONFIRMED)
    owner.sign_up(UNCONFIRMED)
    owner.confirm(owner.newest_code(UNCONFIRMED))
    assert attacker.confirm("000000").status == 422
    assert attacker.get("/auto-sign-in").location == "/confirm-sign-up"


@pytest.mark.asvs("6.3.8")
def test_a_decoy_of_a_link_asks_as_much_and_signs_nobody_in(
    app: Flask,
    new_visitor: Callable[[], Visitor],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    states, outputs, original = [], [], amplify_auth.auto_sign_in

    def spy(auth: Auth, state: AutoSignIn, password: str | None = None) -> SignInOutput:
        states.append(state)
        outputs.append(output := original(auth, state, password=password))
        return output

    monkeypatch.setattr(amplify_auth, "auto_sign_in", spy)
    for _ in ("new", "taken"):
        visitor = new_visitor()
        visitor.choose("link")
        assert visitor.sign_up(NEW).location == "/auto-sign-in"
        assert visitor.auto_sign_in().location == "/auto-sign-in"
    new, taken = states
    assert taken == replace(new, username=taken.username, session=taken.session)
    assert len(taken.session or "") == len(new.session or "") > 0
    assert re.fullmatch(r"[0-9a-f]{32}@example\.invalid", taken.username)
    assert [record.event for record in caplog.records if hasattr(record, "event")][-1] == (
        "authn_login_fail"
    )
    with app.app_context():
        assert [vars(record)["who"] for record in caplog.records if hasattr(record, "who")][
            -1
        ] == keyed_hash(NEW)
    for kind in (Account.EXISTING, Account.NONE):
        with app.test_request_context():
            pending = replace(enumeration_protection.pending_sign_up_of(NEW), account=kind)
            auth = app.extensions["signup"].auth
            decoy = enumeration_protection.calls_for(auth, pending).auto_sign_in(taken, PASSWORD)
        assert decoy == outputs[0]
