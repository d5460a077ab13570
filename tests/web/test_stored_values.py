"""Stored values that this release did not write: the flow starts again, and no page fails."""

import json
import logging
import math
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amplify_auth import CodeDeliveryDetails
from demo.teaching import scheduled_failure, steps
from signup.session import pending_password, stored_values
from signup.session.encryption import derive, seal_for, unseal_for
from signup.session.interface import ROW
from signup.user_pools import SCENARIO
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor

EMAIL = "ada@example.com"
COOKIE = "sign-up-session"
TOTP = {
    "step": "CONTINUE_SIGN_IN_WITH_TOTP_SETUP",
    "challenge": {"name": "MFA_SETUP", "username": EMAIL, "session": "s" * 20},
    "delivery": {"destination": None, "delivery_medium": None, "attribute_name": None},
    "choices": [],
    "totp_secret": "JBSWY3DPEHPK3PXP",
    "totp_uri": "otpauth://totp/x",
}
GET = (
    *("/", "/sign-up", "/sign-up/done", "/confirm-sign-up", "/auto-sign-in", "/sign-in"),
    *("/confirm-sign-in", "/reset-password", "/confirm-reset-password", "/account"),
    *("/behind", "/scenarios", "/workbench"),
)
POST = (
    *("/sign-up", "/confirm-sign-up", "/resend-sign-up-code", "/auto-sign-in"),
    *("/confirm-sign-in", "/confirm-reset-password", "/sign-out"),
)
MODULES = ("signup.gone", "signup.views.sign_up", "antigravity", "signup..x", "")
FIELDS = {"email": EMAIL, "password": PASSWORD, "confirmation_code": "000000"}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([10**400, "", "\ud800", "EMAIL_OTP", "new", "none", "DONE"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@st.composite
def damaged(draw: st.DrawFn, value: Any) -> Any:
    """Replace, drop or add a member somewhere in a JSON value."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return draw(anything)
    copy = value.copy()
    if isinstance(copy, dict) and draw(st.integers(0, 5)) == 0:
        return copy | {draw(st.text(max_size=3)): draw(anything)}
    name = draw(st.sampled_from(sorted(copy) if isinstance(copy, dict) else [*range(len(copy))]))
    if draw(st.integers(0, 3)) == 0:
        del copy[name]
    else:
        copy[name] = draw(damaged(copy[name]))
    return copy


class Person(Visitor):
    """Somebody whose stored session the test can read and replace.

    Args:
        app: The app.
        cookie: The session of somebody else, to take over.
    """

    def __init__(self, app: Flask, cookie: str = "") -> None:
        super().__init__(app, language=None)
        self._store = app.extensions["signup"].store
        if cookie:
            self.client.set_cookie(COOKIE, cookie)

    @property
    def cookie(self) -> str:
        cookie = self.client.get_cookie(COOKIE)
        assert cookie
        return cookie.value

    def stored(self, name: str) -> Any:
        session_id = self.cookie.split(".")[0]
        sealed = self._store.get(derive(session_id, name))
        return sealed and json.loads(unseal_for(session_id, sealed))

    def store(self, name: str, value: object) -> None:
        session_id = self.cookie.split(".")[0]
        sealed = value
        if not isinstance(value, bytes):
            sealed = seal_for(session_id, json.dumps(value).encode())
        self._store.set(derive(session_id, name), sealed, 3600)

    def assert_no_page_fails(self) -> None:
        for path in GET:
            assert self.client.get(path).status_code < 500, path
        token = self.csrf_token("/sign-up")
        for path in POST:
            answer = self.client.post(path, data={"csrf_token": token, **FIELDS})
            assert answer.status_code < 500, path


def sign_up(person: Person) -> None:
    person.sign_up(EMAIL)


def confirm(person: Person) -> None:
    person.sign_up(EMAIL)
    assert person.confirm(person.newest_code(EMAIL)).location == "/auto-sign-in"


def sign_in(person: Person) -> None:
    person.choose("auto-confirm")
    person.sign_up(EMAIL)
    assert person.auto_sign_in().location == AFTER_SIGN_IN_URL


Kind = tuple[str, Callable[[Person], None], Any]

KINDS: dict[str, Kind] = {
    "sign-up": ("sign_up", sign_up, None),
    "auto sign-in": ("auto_sign_in", confirm, None),
    "sign-in": ("sign_in", sign_up, TOTP),
    "name": ("username", sign_up, None),
    "refusals": ("refusals", sign_up, {"username": EMAIL, "times": 4, "at": 1.0}),
    "tokens": ("tokens", sign_in, None),
    "scenario": (SCENARIO, sign_in, None),
    "scheduled failure": (scheduled_failure.KEY, sign_up, ["SignUp", "LimitExceededException"]),
    "flashes": ("_flashes", sign_up, [["message", "Hello"]]),
}
"""Each with its key in the session, how it comes to be there, and a value where that is awkward."""

# Each example sends some twenty requests.
HOW_MANY = pytest.mark.parametrize("examples", [2, pytest.param(20, marks=pytest.mark.slow)])


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return an app that counts nothing, because each test sends many forms."""
    return make_app(RATELIMIT_ENABLED="0")


@HOW_MANY
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_damaged_value_fails_no_page(app: Flask, kind: Kind, examples: int) -> None:
    key, make, value = kind
    somebody = Person(app)
    make(somebody)
    begun, session = somebody.stored(ROW)
    cookie = somebody.cookie

    @settings(max_examples=examples)
    @given(damaged(value or session[key]))
    def try_one(damage: object) -> None:
        person = Person(app, cookie)
        person.store(ROW, [begun, session | {key: damage}])
        person.assert_no_page_fails()

    try_one()


def test_a_step_and_choices_that_disagree_fail_no_page(app: Flask) -> None:
    person = Person(app)
    person.sign_up(EMAIL)
    begun, session = person.stored(ROW)
    person.store(ROW, [begun, session | {"sign_in": TOTP | {"choices": [""]}}])
    person.assert_no_page_fails()


@HOW_MANY
def test_a_damaged_session_fails_no_page(app: Flask, examples: int) -> None:
    somebody = Person(app)
    somebody.sign_up(EMAIL)
    row, cookie = somebody.stored(ROW), somebody.cookie
    sealed = seal_for(cookie.split(".")[0], json.dumps(row).encode())
    nested = seal_for(cookie.split(".")[0], b"[" * 100_000)
    lengths = st.integers(0, len(sealed) - 1)

    @settings(max_examples=examples)
    @given(damaged(row) | st.binary(max_size=50) | lengths.map(lambda length: sealed[:length]))
    @example(sealed + b"x")
    @example(nested)
    def try_one(damage: object) -> None:
        person = Person(app, cookie)
        person.store(ROW, damage)
        person.assert_no_page_fails()

    try_one()


@HOW_MANY
def test_a_damaged_password_fails_no_page(app: Flask, examples: int) -> None:
    somebody = Person(app)
    somebody.choose("no-user-auth")
    confirm(somebody)
    row, cookie = somebody.stored(ROW), somebody.cookie
    assert somebody.stored(pending_password.NAME) == PASSWORD

    @settings(max_examples=examples)
    @given(anything | st.binary(max_size=50))
    def try_one(damage: object) -> None:
        person = Person(app, cookie)
        person.store(ROW, row)
        person.store(pending_password.NAME, damage)
        person.assert_no_page_fails()

    try_one()


@HOW_MANY
def test_damaged_steps_fail_no_page(app: Flask, examples: int) -> None:
    somebody = Person(app)
    somebody.sign_up(EMAIL)
    row, cookie, taken = somebody.stored(ROW), somebody.cookie, somebody.stored(steps.KEY)
    assert taken
    renamed = [taken[0] | {"calls": [{"module": m, "function": "f", "line": 1}]} for m in MODULES]

    @settings(max_examples=examples)
    @given(damaged(taken) | st.binary(max_size=50))
    @example(renamed)
    def try_one(damage: object) -> None:
        person = Person(app, cookie)
        person.store(ROW, row)
        person.store(steps.KEY, damage)
        assert person.client.get("/behind").status_code == 200
        person.assert_no_page_fails()

    try_one()


@pytest.mark.parametrize("change", ["a member more", "a member less", "a kind of account"])
def test_a_sign_up_of_another_release_starts_again(
    app: Flask, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(app)
    person.sign_up(EMAIL)
    begun, session = person.stored(ROW)
    pending = session["sign_up"]
    if change == "a member more":
        pending["is_from_tomorrow"] = True
    elif change == "a member less":
        del pending["account"]
    else:
        pending["account"] = "of a kind that nobody knows yet"
    person.store(ROW, [begun, session])
    caplog.set_level(logging.WARNING)
    assert person.get("/confirm-sign-up").location == "/sign-up"
    assert person.get("/sign-up").status == 200
    said = [record.__dict__ for record in caplog.records]
    told = [(str(line["event"]), line["reason"]) for line in said if "event" in line]
    assert ("stored_value_unreadable", "sign_up") in told
    assert "sign_up" not in person.stored(ROW)[1]
    assert person.sign_up(EMAIL).location == "/confirm-sign-up"
    assert person.confirm(person.newest_code(EMAIL)).status == 303


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((str, 7), (str, None), (str, "\ud800"), (int, True), (int, 1.0), (int, "1")),
        *((float, True), (float, "1"), (float, math.nan), (float, math.inf), (bool, 1)),
        *((tuple[str, str], ["one"]), (tuple[str, ...], "text"), (dict[str, str], [])),
        *((dict[str, str], {"name": 1}), (CodeDeliveryDetails, 7), (CodeDeliveryDetails, [])),
        *((Any, {"\ud800": 1}), (Any, {"name": math.nan}), (Any, [math.nan])),
    ],
)
def test_a_value_of_another_type_is_unreadable(app: Flask, kind: Any, value: object) -> None:
    with app.test_request_context():
        assert stored_values.read(kind, value) is None


@pytest.mark.parametrize("sealed", [b"", b"short", b"damaged" * 9, "text", 7])
@pytest.mark.parametrize("kind", [str, bool, dict[str, Any]])
def test_what_was_not_sealed_is_unreadable(app: Flask, kind: Any, sealed: Any) -> None:
    with app.test_request_context():
        assert stored_values.unseal("id", sealed, kind) is None
        assert stored_values.unseal("another", seal_for("id", b'""'), kind) is None


def test_tokens_of_nobody_sign_nobody_in(app: Flask) -> None:
    person = Person(app)
    person.sign_up(EMAIL)
    person.confirm(person.newest_code(EMAIL))
    assert person.auto_sign_in().location == AFTER_SIGN_IN_URL
    begun, session = person.stored(ROW)
    for sub in (7, None):
        session["tokens"]["claims"]["sub"] = sub
        person.store(ROW, [begun, session])
        assert person.get("/account").location == "/sign-in"


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        *((str, "text", "text"), (int, 1, 1), (float, 1, 1.0), (bool, False, False)),
        *((str | None, None, None), (str | None, "text", "text")),
        *((tuple[str, ...], ["one"], ("one",)), (tuple[str, int], ["one", 2], ("one", 2))),
        *((list[int], [1, 2], [1, 2]), (dict[str, int], {"one": 1}, {"one": 1})),
        (Any, {"one": [None, 1.5]}, {"one": [None, 1.5]}),
    ],
)
def test_a_value_is_read_as_its_type(app: Flask, kind: Any, value: object, read: object) -> None:
    with app.test_request_context():
        found = stored_values.read(kind, value)
    assert (type(found), found) == (type(read), read)


def test_a_session_that_cannot_be_read_is_reported_once(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(app)
    person.sign_up(EMAIL)
    person.store(ROW, b"damaged")
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        assert person.get("/account").location == "/sign-in"
    events = [str(record.event) for record in caplog.records if hasattr(record, "event")]
    assert events.count("stored_value_unreadable") == 1


@pytest.mark.asvs("11.2.4")
def test_the_mark_of_a_password_is_of_its_session(app: Flask) -> None:
    """One mark for everybody would tell who has the same password, and be a hash to guess at."""
    marks = set()
    for _ in range(2):
        person = Person(app)
        person.sign_up(EMAIL)
        marks.add(person.stored(ROW)[1]["sign_up"]["password_mark"])
    assert len(marks) == 2
    assert all(len(mark) == 64 for mark in marks)
