import hashlib
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask, flash, get_flashed_messages, session
from itsdangerous import Signer

from signup.host.cookies import Cookies
from signup.session.current_session import (
    POLL_SECONDS,
    WAITING_AT_ONCE,
    empty_session,
    rotate_session,
    save_now,
    wait_for_session,
)
from signup.session.interface import (
    CSRF_KEY,
    FLASHES,
    SIGNED_IN,
    TOKENS,
    WAITING,
    EncryptedSessionInterface,
)
from signup.storage.interface import StoreError
from signup.storage.sqlite import SQLiteStore
from tests.conftest import SECRET_KEY
from tests.doubles import Clock


@pytest.fixture
def make_session_app(tmp_path: Path, clock: Clock) -> Callable[[bool], Flask]:
    """Return a maker of apps that do nothing but keep a word in the session."""

    def make(secure: bool) -> Flask:
        app = Flask(__name__)
        app.secret_key = SECRET_KEY
        store = SQLiteStore(tmp_path / "sessions.db", clock)
        app.session_interface = EncryptedSessionInterface(store, Cookies(secure=secure), clock)

        @app.get("/keep/<word>")
        def keep(word: str) -> str:
            session["word"] = word
            return word

        @app.get("/sign-in")
        def sign_in() -> str:
            rotate_session("word")
            session[TOKENS] = {}
            return "done"

        @app.get("/read")
        def read() -> str:
            return str(session.get("word"))

        @app.get("/signed-in")
        def signed_in() -> str:
            return str(TOKENS in session)

        @app.get("/rotate")
        def rotate() -> str:
            rotate_session("word")
            return "done"

        @app.get("/end")
        def end() -> str:
            rotate_session()
            return "done"

        return app

    return make


@pytest.fixture
def app(make_session_app: Callable[[bool], Flask]) -> Flask:
    return make_session_app(False)


def cookie(app: Flask, path: str) -> str:
    return app.test_client().get(path).headers["Set-Cookie"]


@pytest.mark.asvs("7.2.1")
def test_a_session_is_found_again(app: Flask) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    again = client.get("/read")
    assert again.text == "hello"
    assert "Set-Cookie" not in again.headers, "the browser has it"
    assert app.test_client().get("/read").text == "None"


def test_a_page_that_needs_no_session_sets_no_cookie(app: Flask) -> None:
    @app.get("/plain")
    def plain() -> str:
        return "the same for everybody"

    assert "Set-Cookie" not in app.test_client().get("/plain").headers


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.4")
def test_the_cookie_is_for_this_host_and_not_for_scripts(
    make_session_app: Callable[[bool], Flask],
) -> None:
    name, *attributes = cookie(make_session_app(True), "/keep/hello").split("; ")
    assert name.startswith("__Host-session=")
    assert {*attributes} == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    name, *attributes = cookie(make_session_app(False), "/keep/hello").split("; ")
    assert name.startswith("sign-up-session=")
    assert {*attributes} == {"HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.mark.asvs("7.2.2", "14.3.3", "7.2.3")
def test_the_cookie_holds_a_long_random_id_and_nothing_else(app: Flask) -> None:
    cookies = {cookie(app, "/keep/hello") for _ in range(50)}
    assert len(cookies) == 50
    assert all(len(value.split(".")[0].split("=")[1]) >= 43 for value in cookies)
    assert len({len(value) for value in cookies}) == 1


def test_a_visitor_who_only_looks_takes_no_room(app: Flask, tmp_path: Path) -> None:
    app.test_client().get("/read")
    assert not (tmp_path / "sessions.db").exists()


@pytest.mark.asvs("7.2.1")
@pytest.mark.parametrize("forged", ["", "x", "a.b", "é", "x" * 4000])
def test_a_forged_cookie_gets_a_new_session(app: Flask, forged: str) -> None:
    client = app.test_client()
    client.set_cookie("sign-up-session", forged)
    response = client.get("/keep/hello")
    assert response.text == "hello"
    assert "sign-up-session=" in response.headers["Set-Cookie"]


@pytest.mark.asvs("7.2.1", "11.4.1")
def test_the_cookie_is_signed_with_the_apps_key(app: Flask) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    kept = client.get_cookie("sign-up-session")
    assert kept
    session_id, _, signature = kept.value.partition(".")
    assert len(urlsafe_b64decode(f"{signature}=")) == hashlib.sha256().digest_size
    forged = Signer("", salt="session", digest_method=hashlib.sha256).sign(session_id)
    client.set_cookie("sign-up-session", forged.decode())
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.2.4")
def test_after_rotation_the_old_cookie_is_dead(app: Flask) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    old = client.get_cookie("sign-up-session")
    client.get("/rotate")
    new = client.get_cookie("sign-up-session")
    assert old is not None
    assert new is not None
    assert old.value != new.value
    assert client.get("/read").text == "hello"
    client.set_cookie("sign-up-session", old.value)
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.4.1")
def test_an_ended_session_cannot_be_replayed(app: Flask) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    old = client.get_cookie("sign-up-session")
    client.get("/end")
    assert old is not None
    client.set_cookie("sign-up-session", old.value)
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.3.1")
def test_a_session_ends_by_itself(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    clock.advance(WAITING.idle - 1)
    assert client.get("/read").text == "hello"
    clock.advance(1)
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.3.2")
def test_no_session_lasts_for_ever(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    for start in range(0, WAITING.absolute, WAITING.idle // 2):
        assert client.get("/keep/hello").text == "hello", start
        clock.advance(WAITING.idle // 2)
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.3.1")
def test_a_signed_in_session_ends_when_it_is_not_used(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    client.get("/sign-in")
    for _ in range(3):
        clock.advance(SIGNED_IN.idle - 1)
        assert client.get("/read").text == "hello"
    clock.advance(SIGNED_IN.idle)
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.3.2")
def test_a_signed_in_session_ends_however_it_is_used(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    clock.advance(WAITING.idle - 1)
    client.get("/sign-in")  # which begins it
    step = SIGNED_IN.idle // 2
    end = clock() + SIGNED_IN.absolute
    for _ in range(SIGNED_IN.absolute // step - 1):
        clock.advance(step)
        assert client.get("/read").text == "hello"
    assert client.get("/keep/still").text == "still"
    with closing(sqlite3.connect(tmp_path / "sessions.db")) as database:
        assert database.execute("SELECT expires_at FROM store").fetchall() == [(end,)]
    clock.advance(step - 0.5)
    assert client.get("/read").text == "still"
    clock.advance(0.5)  # the last visit has extended it by a second
    assert client.get("/read").text == "None"


@pytest.mark.asvs("7.4.1")
def test_use_does_not_bring_an_ended_session_back(app: Flask) -> None:
    """Another tab's request may be under way while somebody signs out."""
    client = app.test_client()
    client.get("/sign-in")
    cookie = client.get_cookie("sign-up-session")
    assert cookie is not None
    other = app.test_client()
    other.set_cookie("sign-up-session", cookie.value)
    with other:
        with app.test_request_context(
            headers={"Cookie": f"sign-up-session={cookie.value}"}
        ) as slow:
            assert TOKENS in session
            client.get("/end")
            app.session_interface.save_session(app, slow.session, app.response_class())
        assert other.get("/signed-in").text == "False"


@pytest.mark.asvs("13.3.4")
def test_a_new_secret_key_signs_nobody_out(app: Flask) -> None:
    client = app.test_client()
    client.get("/keep/hello")
    app.config["SECRET_KEY_FALLBACKS"] = [app.secret_key]
    app.secret_key = "another key for tests only, long enough"
    assert client.get("/read").text == "hello"
    client.get("/rotate")
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert client.get("/read").text == "hello"


@pytest.mark.asvs("14.1.2")
def test_the_store_alone_tells_nothing(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    client.get("/keep/a-secret-word")
    value = client.get_cookie("sign-up-session")
    assert value is not None
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert kept
    assert b"a-secret-word" not in kept
    assert value.value.split(".")[0].encode() not in kept


@pytest.fixture
def wait_while(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return a function that opens /wait, and another page of the same browser meanwhile."""

    def wait(path: str) -> str:
        client = app.test_client()
        client.get("/keep/hello")
        cookie = client.get_cookie("sign-up-session")
        assert cookie

        def meanwhile(seconds: float) -> None:
            assert seconds == POLL_SECONDS
            other = app.test_client()
            other.set_cookie("sign-up-session", cookie.value)
            other.get(path)

        monkeypatch.setattr("signup.session.current_session.time.sleep", meanwhile)
        return client.get("/wait").text

    return wait


def test_a_request_that_waits_reads_what_another_one_has_kept(
    app: Flask, wait_while: Callable[[str], str]
) -> None:
    @app.get("/wait")
    def wait() -> str:
        token = session[CSRF_KEY]
        wait_for_session(lambda: session["word"] == "bye", 1)
        return f"{session['word']}, {session[CSRF_KEY] == token}, {session.modified}"

    assert wait_while("/keep/bye") == "bye, True, False"


@pytest.mark.asvs("7.4.1")
def test_a_request_that_waits_notices_that_another_one_has_signed_out(
    app: Flask, wait_while: Callable[[str], str]
) -> None:
    @app.get("/wait")
    def wait() -> str:
        wait_for_session(lambda: "word" not in session, 1)
        return str(sorted(session))

    assert wait_while("/end") == str([CSRF_KEY])


@pytest.mark.asvs("7.2.4")
def test_a_page_that_rotates_has_the_token_of_the_new_id(app: Flask) -> None:
    @app.get("/token")
    def token() -> str:
        return str(session[CSRF_KEY])

    @app.get("/rotate-and-token")
    def rotate_and_token() -> str:
        rotate_session()
        return token()

    client = app.test_client()
    before = client.get("/token").text
    after = client.get("/rotate-and-token").text
    assert after != before
    assert client.get("/token").text == after


def test_a_store_that_fails_at_the_end_of_a_visit_fails_no_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session ends a little sooner."""

    def fail(*_: object) -> NoReturn:
        raise StoreError("down")

    client = app.test_client()
    client.get("/sign-in")
    monkeypatch.setattr(SQLiteStore, "extend", fail)
    assert client.get("/signed-in").text == "True"


@pytest.mark.asvs("14.2.7")
def test_an_emptied_session_is_deleted(app: Flask, tmp_path: Path) -> None:
    @app.get("/empty")
    def empty() -> str:
        empty_session()
        return "done"

    client = app.test_client()
    client.get("/keep/hello")
    client.get("/empty")
    assert client.get("/read").text == "None"
    with closing(sqlite3.connect(tmp_path / "sessions.db")) as database:
        assert database.execute("SELECT count(*) FROM store").fetchall() == [(0,)]


def test_a_session_that_could_not_be_read_is_not_overwritten(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    @app.get("/keep-now/<word>")
    def keep_now(word: str) -> str:
        session["word"] = word
        with pytest.raises(StoreError):
            save_now()
        return "refused"

    def fail(*_: object) -> NoReturn:
        raise StoreError("down")

    client = app.test_client()
    client.get("/keep/hello")
    with monkeypatch.context() as patch:
        patch.setattr(SQLiteStore, "get", fail)
        assert client.get("/keep-now/bye").text == "refused"
    assert client.get("/read").text == "hello"


@pytest.mark.parametrize("stored", [None, 7, ["hello"], [["message", 7]]])
def test_damaged_notices_are_dropped_alone(
    app: Flask, caplog: pytest.LogCaptureFixture, stored: object
) -> None:
    @app.get("/flash")
    def leave_a_notice() -> str:
        flash("hello")
        return "done"

    @app.get("/notices")
    def notices() -> str:
        return str(get_flashed_messages())

    @app.get("/damage")
    def damage() -> str:
        session[FLASHES] = stored
        return "done"

    client = app.test_client()
    client.get("/flash")
    assert client.get("/notices").text == "['hello']"
    client.get("/keep/hello")
    client.get("/damage")
    caplog.clear()
    assert client.get("/notices").text == "[]"
    assert [vars(line)["reason"] for line in caplog.records] == [FLASHES]
    assert client.get("/read").text == "hello"


def test_whoever_has_waited_makes_room_for_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    @app.get("/wait")
    def wait() -> str:
        wait_for_session(lambda: False, POLL_SECONDS)
        return "in vain"

    monkeypatch.setattr("signup.session.current_session.time.sleep", lambda _: None)
    client = app.test_client()
    for _ in range(WAITING_AT_ONCE + 1):
        assert client.get("/wait").text == "in vain"
