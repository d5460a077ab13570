"""Rate limits: exact, the same for everybody, and with a way to go on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from demo.views import LINKS
from signup.web import rate_limits
from signup.web.rate_limits import RULES, RateLimitExceeded, Rule, network_of
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.signed_in import EMAIL

WRONG = "Wrong-password-1"
KINDS = ["new@example.com", "unc@example.com", "con@example.com", "CON@example.com"]
TOO_MANY = "Too many attempts. Try again in {} minutes."


def assert_too_many(page: Page, minutes: int) -> None:
    assert page.status == 429
    assert page.response.headers["Retry-After"] == str(minutes * 60)
    assert len(page.errors) == 1
    assert page.errors[0] == TOO_MANY.format(minutes)


def sign_up_again(visitor: Visitor, number: int) -> Page:
    """Sign up with a password of its own, which is another sign-up."""
    return visitor.sign_up(EMAIL, f"{PASSWORD}{number}")


@pytest.mark.asvs("2.3.2", "2.4.1")
def test_sign_up_has_its_tries_and_not_one_more(
    new_visitor: Callable[[], Visitor], clock: Clock
) -> None:
    statuses = [sign_up_again(new_visitor(), number).status for number in range(5)]
    assert statuses == [303] * 5
    refused = sign_up_again(new_visitor(), 5)
    assert_too_many(refused, 60)
    assert refused.heading == "Create an account"
    assert refused.value("email") == EMAIL
    assert refused.value("password") in {None, ""}
    clock.advance(3599)
    assert_too_many(sign_up_again(new_visitor(), 6), 10)
    clock.advance(1)
    assert sign_up_again(new_visitor(), 7).status == 303


def test_a_step_without_a_row_has_limits_all_the_same(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "RULES", {})  # delitem would leave the rows in another order
    tries = rate_limits.ANY_OTHER.account
    statuses = [new_visitor().sign_in(EMAIL, WRONG).status for _ in range(tries + 1)]
    assert statuses == [422] * tries + [429]


def test_limits_can_be_lifted_for_one_step(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = RULES["signup.sign_in"].account
    monkeypatch.setitem(RULES, "signup.sign_in", rate_limits.NO_LIMIT)
    statuses = [new_visitor().sign_in(EMAIL, WRONG).status for _ in range(tries + 1)]
    assert statuses == [422] * (tries + 1)


@pytest.mark.asvs("2.3.2", "2.4.1", "6.3.1")
def test_sign_in_has_its_tries_and_not_one_more(
    new_visitor: Callable[[], Visitor], account: str, clock: Clock
) -> None:
    statuses = [new_visitor().sign_in(account, WRONG).status for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    refused = new_visitor().sign_in(account.upper())
    assert_too_many(refused, 20)
    assert refused.value("email") == account.upper()
    clock.advance(20 * 60)
    assert new_visitor().sign_in(account).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("2.3.2", "2.4.1")
def test_messages_to_one_address_share_one_count(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    for _ in range(3):
        clock.advance(30)
        assert visitor.resend().status == 303
    assert visitor.reset_password(EMAIL).status == 303
    clock.advance(30)
    refused = visitor.resend()
    assert_too_many(refused, 60)
    assert refused.heading == "Confirm your email address"
    refused = visitor.reset_password(EMAIL)
    assert_too_many(refused, 60)
    assert refused.value("email") == EMAIL
    assert_too_many(sign_up_again(visitor, 1), 60)


@pytest.mark.asvs("2.4.1")
def test_messages_are_counted_for_the_address_and_not_for_a_chosen_name(
    new_visitor: Callable[[], Visitor], clock: Clock
) -> None:
    """Two names with one address share its count, and two addresses have one each."""

    def sign_up(name: str, email: str) -> Visitor:
        visitor = new_visitor()
        visitor.choose("username")
        page = visitor.sign_up(email, username=name)
        assert page.location == "/confirm-sign-up", page.errors
        return visitor

    first, second = sign_up("ada", EMAIL), sign_up("countess", EMAIL)
    for visitor in (first, second, first):
        clock.advance(30)
        assert visitor.resend().status == 303
    clock.advance(30)
    assert_too_many(second.resend(), 60)
    clock.advance(30)
    assert sign_up("grace", "grace@example.com").resend().status == 303


@pytest.mark.asvs("6.6.3")
def test_wrong_codes_are_counted_for_the_account_and_not_for_the_cookie(
    new_visitor: Callable[[], Visitor],
) -> None:
    for tries in (2, 2, 1):
        visitor = new_visitor()
        visitor.sign_up(EMAIL)
        assert [visitor.confirm("000000").status for _ in range(tries)] == [422] * tries
    assert_too_many(visitor.confirm(visitor.newest_code(EMAIL)), 20)


@pytest.mark.asvs("6.6.3")
def test_wrong_codes_for_a_new_password_are_counted_too(
    new_visitor: Callable[[], Visitor], account: str
) -> None:
    visitor = new_visitor()
    visitor.reset_password(account)
    statuses = [visitor.set_password("000000", "Another-choice-3").status for _ in range(6)]
    assert statuses == [422] * 5 + [429]


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
def test_every_address_is_refused_at_the_same_try(
    new_visitor: Callable[[], Visitor], clock: Clock
) -> None:
    """New, unconfirmed, confirmed, confirmed in capitals; and then known to nobody."""
    new_visitor().sign_up(KINDS[1])
    owner = new_visitor()
    owner.sign_up(KINDS[2])
    owner.confirm(owner.newest_code(KINDS[2]))

    def journey(address: str, *, register: bool) -> list[tuple[object, ...]]:
        clock.advance(3600)
        visitor = new_visitor()
        pages = []
        if register:
            pages = [visitor.sign_up(address, f"{PASSWORD}{number}") for number in range(3)]
            for _ in range(4):
                clock.advance(30)
                pages.append(visitor.resend())
            pages.extend(visitor.confirm("000000") for _ in range(7))
        pages.extend(visitor.sign_in(address, WRONG) for _ in range(12))
        clock.advance(3600)
        pages.extend(new_visitor().reset_password(address) for _ in range(3))
        visitor.reset_password(address)
        pages.extend(visitor.set_password("000000", "Another-choice-3") for _ in range(7))
        pages.extend(new_visitor().reset_password(address) for _ in range(3))
        return [
            (p.status, p.location, p.errors, p.response.headers.get("Retry-After")) for p in pages
        ]

    first, *others = [journey(address, register=True) for address in KINDS]
    assert [status for status, *_ in first] == [
        *[303] * 5, *[429] * 2, *[422] * 5, *[429] * 2, *[422] * 10, *[429] * 2,
        *[303] * 3, *[422] * 5, *[429] * 2, 303, *[429] * 2,
    ]  # fmt: skip
    assert all(other == first for other in others)
    known, nobody = (journey(a, register=False) for a in (KINDS[2], "nobody@example.com"))
    assert known == nobody


@pytest.mark.asvs("2.4.1")
def test_a_network_is_refused_by_itself(app: Flask) -> None:
    """The answer is the one that an account gets; the account has lost nothing by it."""
    with app.test_request_context("/sign-in", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for number in range(RULES["signup.sign_in"].network):
            rate_limits.count(f"{number}@example.com")
    refused = [Visitor(app).sign_in(EMAIL, WRONG) for _ in range(12)]
    assert {page.status for page in refused} == {429}
    assert_too_many(refused[-1], 20)
    elsewhere = {"REMOTE_ADDR": "127.0.0.2"}
    statuses = [Visitor(app, **elsewhere).sign_in(EMAIL, WRONG).status for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    by_account = Visitor(app, **elsewhere).sign_in(EMAIL, WRONG)
    assert (by_account.errors, by_account.response.headers["Retry-After"]) == (
        refused[-1].errors,
        refused[-1].response.headers["Retry-After"],
    )


@pytest.mark.asvs("2.4.1")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_mailed_links_have_their_tries_and_not_one_more(app: Flask, method: str) -> None:
    """The page of a link tells a right token from a wrong one."""
    with app.test_request_context("/confirmUser", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(LINKS.network - 1):
            rate_limits.count_for_network(LINKS)
    visitor = Visitor(app)
    fields = {"token": "guess"}
    assert visitor.client.open("/confirmUser", method=method, data=fields).status_code == 410
    refused = visitor.get("/confirmUser?token=guess")
    assert refused.status == 429
    assert refused.response.headers["Retry-After"] == "1200"
    assert refused.heading == "Too many attempts"
    assert refused.text.startswith("Too many attempts Try again in 20 minutes.")
    assert visitor.client.post("/confirmUser", data=fields).status_code == 429
    assert Visitor(app, REMOTE_ADDR="127.0.0.2").get("/confirmUser?token=guess").status == 410


@pytest.mark.asvs("2.4.1")
def test_the_tries_of_a_network_are_those_of_a_step_or_of_a_rule(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd that signs in keeps nobody on its network from signing up."""

    def passes(path: str, count: Callable[..., None], *args: Any) -> bool:
        with app.test_request_context(path):
            try:
                count(*args)
            except RateLimitExceeded:
                return False
        return True

    rules = [Rule(name, account=9, network=1, minutes=20) for name in "abc"]
    for step, rule in zip(("signup.sign_in", "signup.sign_up"), rules, strict=False):
        monkeypatch.setitem(RULES, step, rule)
    for path in ("/sign-in", "/sign-up"):
        assert passes(path, rate_limits.count, EMAIL)
        assert not passes(path, rate_limits.count, EMAIL)
    assert passes("/sign-in", rate_limits.count, EMAIL, rules[2])
    assert not passes("/sign-up", rate_limits.count, EMAIL, rules[2])
    for rule in rules[:2]:
        assert passes("/sign-in", rate_limits.count_for_network, rule)
        assert not passes("/sign-up", rate_limits.count_for_network, rule)


def test_a_step_that_no_rule_is_about_has_its_tries_too(app: Flask) -> None:
    @app.post("/step-of-the-host")
    def step() -> str:
        rate_limits.count(EMAIL)
        return "done"

    statuses = [app.test_client().post("/step-of-the-host").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


@pytest.mark.asvs("6.3.1")
def test_success_clears_nothing(new_visitor: Callable[[], Visitor], account: str) -> None:
    passwords = [WRONG] * 4 + [PASSWORD] + [WRONG] * 4 + [PASSWORD, PASSWORD]
    statuses = [new_visitor().sign_in(account, password).status for password in passwords]
    assert statuses[4] == 303
    assert statuses[10] == 429


def test_what_does_not_reach_the_pool_does_not_count(visitor: Visitor) -> None:
    for _ in range(10):
        visitor.get("/sign-up")
        assert visitor.sign_up(EMAIL, "short").status == 422
        assert visitor.post_raw("/sign-up", {"email": EMAIL, "password": PASSWORD}).status == 400
    assert visitor.sign_up(EMAIL).status == 303
    for _ in range(10):
        assert visitor.resend().status == 303  # too soon, says the page
        assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"  # pressed twice


@pytest.mark.asvs("15.4.1", "2.3.2")
def test_of_50_at_once_exactly_as_many_pass_as_may(app: Flask) -> None:
    visitors = [Visitor(app) for _ in range(50)]
    tokens = [visitor.csrf_token("/reset-password") for visitor in visitors]

    def post(visitor: Visitor, token: str) -> int:
        return visitor.post_raw("/reset-password", {"csrf_token": token, "email": EMAIL}).status

    with ThreadPoolExecutor(50) as threads:
        statuses = [*threads.map(post, visitors, tokens)]
    assert sorted(statuses) == [303] * 5 + [429] * 45


def hammer(app: Flask) -> list[bool]:
    """Sign in for 250 accounts from one network, in 50 threads, and return who got through."""

    def attempt(number: int) -> bool:
        with app.test_request_context("/sign-in"):
            try:
                rate_limits.count(f"{number}@example.com")
            except RateLimitExceeded:
                return False
        return True

    with ThreadPoolExecutor(50) as threads:
        return [*threads.map(attempt, range(250))]


@pytest.mark.asvs("15.4.1", "2.3.2")
def test_a_network_is_counted_exactly(app: Flask) -> None:
    assert sum(hammer(app)) == RULES["signup.sign_in"].network


@pytest.mark.asvs("4.1.3", "2.4.1")
def test_a_forged_address_is_no_other_network(make_app: Callable[..., Flask]) -> None:
    def network(app: Flask, forwarded: str) -> list[str]:
        seen: list[str] = []
        app.before_request(lambda: seen.append(rate_limits.network_of_request()))
        Visitor(app).get("/sign-in", headers={"X-Forwarded-For": forwarded})
        return seen

    forged = "198.51.100.7, 203.0.113.9"
    open_to_all = {"ALLOW_EMBEDDED_POOL": "1"}
    assert network(make_app(**open_to_all), forged) == ["127.0.0.1"]
    assert network(make_app(TRUSTED_PROXIES="1", **open_to_all), forged) == ["203.0.113.9"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_networks(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.asvs("14.2.7")
def test_no_address_is_kept_in_clear(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in(EMAIL, WRONG)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("limits.db*"))
    assert kept
    assert EMAIL.encode() not in kept
    assert b"127.0.0.1" not in kept


def test_they_can_be_turned_off(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATELIMIT_ENABLED="0")
    assert all(hammer(app))


def test_a_restart_begins_again(make_app: Callable[..., Flask]) -> None:
    assert [sum(hammer(make_app())) for _ in range(2)] == [RULES["signup.sign_in"].network] * 2


@pytest.mark.asvs("16.5.2")
def test_what_cannot_be_counted_is_not_let_through(
    app: Flask, visitor: Visitor, tmp_path: Path
) -> None:
    token = visitor.csrf_token("/sign-up")
    for path in tmp_path.glob("limits.db*"):
        path.unlink()
    (tmp_path / "limits.db").write_bytes(b"no database " * 1000)
    fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    page = Visitor.post_raw(visitor, "/sign-up", fields)
    assert page.status == 503
    assert page.response.headers["Retry-After"]
    assert not app.extensions["demo"].outbox(EMAIL)


@pytest.mark.asvs("2.4.1")
def test_two_addresses_that_look_alike_when_masked_count_apart(
    new_visitor: Callable[[], Visitor], clock: Clock
) -> None:
    """After a sign-in, the page knows only the mask of where the code went."""
    for address in ("ada@example.com", "alan@example.org"):
        new_visitor().sign_up(address)
        visitor = new_visitor()
        assert visitor.sign_in(address).location == "/confirm-sign-up"
        for _ in range(3):
            clock.advance(30)
            assert visitor.resend().status == 303
            assert visitor.get("/confirm-sign-up").notices
