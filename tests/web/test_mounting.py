"""The pages under a prefix of a host app."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask, g, request, session, url_for
from flask.cli import routes_command
from werkzeug.exceptions import abort

import signup
from signup import MountError, StoreError
from tests.doubles import Clock
from tests.mounted import PREFIX, SECRET_KEY, GuestVisitor, mount_pages
from tests.pages import PASSWORD

EMAIL = "ada@example.com"
SIGNALS = (signup.signed_up, signup.confirmed, signup.signed_in, signup.signed_out)


class FragileStore:
    """A store that cannot be reached."""

    def _fail(self, *_arguments: object) -> NoReturn:
        raise StoreError("down")

    get = set = extend = delete = _fail


@pytest.fixture
def host() -> Flask:
    """Return a host that counts visits in its own session, and greets the signed-in user."""
    host = Flask("host")
    host.secret_key = SECRET_KEY

    @host.get("/")
    def home() -> str:
        session["visits"] = session.get("visits", 0) + 1
        user = signup.current_user(request)
        return str(user.claims["email"] if user else None)

    return host


@pytest.fixture
def mount(host: Flask, tmp_path: Path, clock: Clock) -> Callable[..., GuestVisitor]:
    """Return a function that mounts the pages and returns a visitor."""

    def make(**options: Any) -> GuestVisitor:
        mount_pages(host, tmp_path, clock, **options)
        return GuestVisitor(host)

    return make


@contextmanager
def receivers(host: Flask, receive: Callable[..., None]) -> Iterator[None]:
    """Tell a function of every signal by its name."""
    with ExitStack() as stack:
        for signal in SIGNALS:

            def receiver(sender: Flask, _name: str = signal.name, **what: Any) -> None:
                assert sender is host
                receive(_name, **what)

            stack.enter_context(signal.connected_to(receiver, sender=host))
        yield


def cookies_of(response: Any) -> dict[str, str]:
    """Return the cookies that a response sets, by name."""
    found = response.headers.getlist("Set-Cookie")
    return {cookie.partition("=")[0]: cookie for cookie in found}


def sign_up(visitor: GuestVisitor) -> list[str | None]:
    """Sign up with a code, and return where each step leads."""
    pages = [visitor.sign_up(EMAIL)]
    pages.append(visitor.confirm(visitor.newest_code(EMAIL)))
    pages.append(visitor.auto_sign_in())
    return [page.location for page in pages]


def test_a_sign_up_stays_under_the_prefix(mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount()
    assert sign_up(visitor) == [
        f"{PREFIX}/confirm-sign-up",
        f"{PREFIX}/auto-sign-in",
        f"{PREFIX}/account",
    ]
    assert EMAIL in visitor.get("/account").text
    assert visitor.get("/").location == f"{PREFIX}/account"
    assert visitor.client.get("/nothing").status_code == 404


def test_it_ends_where_the_host_says(mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount(after_sign_in_url="/welcome")
    assert sign_up(visitor)[-1] == "/welcome"
    assert visitor.get("/sign-in").location == "/welcome"
    assert visitor.get("/confirm-sign-up").location == "/welcome"
    assert visitor.get("/account").notices == [], "it would be said too late"


@pytest.mark.parametrize(
    "url",
    ["welcome", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example"],
)
def test_it_does_not_end_elsewhere(mount: Callable[..., GuestVisitor], url: str) -> None:
    with pytest.raises(MountError, match="must be a path of this site"):
        mount(after_sign_in_url=url)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url_prefix": "auth"}, "url_prefix must be like /auth"),
        ({"url_prefix": "/auth/"}, "url_prefix must be like /auth"),
        ({"cookie_path": "/shop"}, "cookie_path must be None or '/'"),
    ],
)
def test_a_mount_that_cannot_work_is_refused(
    mount: Callable[..., GuestVisitor], options: dict[str, str], message: str
) -> None:
    with pytest.raises(MountError, match=message):
        mount(**options)


def test_a_host_needs_a_secret_key_and_is_mounted_in_once(
    host: Flask, tmp_path: Path, clock: Clock
) -> None:
    mount_pages(host, tmp_path, clock)
    with pytest.raises(MountError, match="already has the pages"):
        mount_pages(host, tmp_path, clock, url_prefix="/more")
    with pytest.raises(MountError, match="secret_key"):
        signup.init_app(Flask("host"), _pools(host), secure=False)


def _pools(host: Flask) -> signup.UserPools:
    pools: signup.UserPools = host.extensions["signup_mount"].pages.extensions["signup"]
    return pools


def test_the_host_builds_urls_of_the_pages(host: Flask, mount: Callable[..., GuestVisitor]) -> None:
    mount()
    with host.test_request_context("/", base_url="https://shop.example/en"):
        assert url_for("signup.sign_up") == f"/en{PREFIX}/sign-up"
    assert host.test_client().get("/sign-up").status_code == 404
    listed = host.test_cli_runner().invoke(routes_command).output
    assert re.search(rf"signup\.sign_up +GET, POST +{PREFIX}/sign-up", listed)


@pytest.mark.asvs("3.3.1", "3.3.3")
def test_cookies_stay_under_the_prefix(mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount(secure=True)
    page = visitor.get("/sign-up?lang=en", base_url="https://localhost")
    cookies = cookies_of(page.response)
    assert sorted(cookies) == ["__Secure-sign-up-language", "__Secure-sign-up-session"]
    assert all(f"Path={PREFIX};" in f"{cookie};" for cookie in cookies.values())
    assert all("; Secure;" in cookie for cookie in cookies.values())


@pytest.mark.asvs("3.3.3")
def test_cookies_of_the_whole_site_are_host_cookies(mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount(secure=True, cookie_path="/")
    page = visitor.get("/sign-up", base_url="https://localhost")
    (name,) = cookies_of(page.response)
    assert name == "__Host-sign-up-session"


def test_the_pages_leave_the_whole_origin_alone(mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount()
    sign_up(visitor)
    signed_out = visitor.sign_out().response
    assert "Clear-Site-Data" not in signed_out.headers
    assert "Strict-Transport-Security" not in signed_out.headers


def test_the_pages_report_violations_under_the_prefix(mount: Callable[..., GuestVisitor]) -> None:
    headers = mount().get("/sign-up").response.headers
    assert f"report-uri {PREFIX}/csp-reports;" in headers["Content-Security-Policy"]
    assert headers["Reporting-Endpoints"] == f'csp="{PREFIX}/csp-reports"'


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("POST", "/account", 405), ("POST", "/sign-up", 413)],
)
def test_errors_under_the_prefix_are_the_pages_own(
    mount: Callable[..., GuestVisitor], method: str, path: str, status: int
) -> None:
    visitor = mount()
    data = b"a" * (64 * 1024 + 1)
    answer = visitor.client.open(
        f"{PREFIX}{path}", method=method, data=data if status == 413 else b""
    )
    assert answer.status_code == status
    assert "Content-Security-Policy" in answer.headers
    assert f'href="{PREFIX}/"' in answer.text


def test_a_longer_name_is_the_hosts(mount: Callable[..., GuestVisitor]) -> None:
    answer = mount().client.get(f"{PREFIX}ors")
    assert answer.status_code == 404
    assert "Content-Security-Policy" not in answer.headers


# The signed-in user


def test_the_host_knows_who_is_signed_in(mount: Callable[..., GuestVisitor], clock: Clock) -> None:
    visitor = mount(cookie_path="/")
    assert visitor.client.get("/").text == "None"
    sign_up(visitor)
    for _ in range(3):  # each visit of the host keeps the session for another half an hour
        clock.advance(20 * 60)
        assert visitor.client.get("/").text == EMAIL
    clock.advance(31 * 60)
    assert visitor.client.get("/").text == "None"


def test_the_host_no_longer_knows_whoever_signed_out(mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount(cookie_path="/")
    sign_up(visitor)
    visitor.sign_out()
    assert visitor.client.get("/").text == "None"


def test_the_host_no_longer_knows_whoever_deleted_the_account(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    visitor = mount(cookie_path="/")
    told = []
    sign_up(visitor)
    with receivers(host, lambda name, user: told.append((name, user.claims["email"]))):
        deleted = visitor.post("/account/delete", {"understood": "y"})
    assert visitor.follow(deleted).heading == "Your account has been deleted"
    assert "Clear-Site-Data" not in deleted.response.headers
    assert told == [("signed-out", EMAIL)]
    assert visitor.client.get("/").text == "None"


def test_who_is_signed_in_is_not_guessed_without_the_cookie(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    host.testing = True
    visitor = mount()
    with pytest.raises(MountError, match="cookie_path='/'"):
        visitor.client.get("/")


def test_nobody_is_taken_for_signed_out_while_the_store_is_down(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    visitor = mount(cookie_path="/", store=FragileStore())
    visitor.client.get(f"{PREFIX}/sign-up")
    host.testing = True
    with pytest.raises(StoreError):
        visitor.client.get("/")


# Signals


def test_the_host_is_told_in_its_own_session(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    visitor = mount()
    told = []

    def receive(name: str, **what: Any) -> None:
        told.append(name)
        if name == "signed-in":
            session["email"] = what["user"].claims["email"]
        if name == "signed-out":
            session.clear()

    visitor.client.get(f"{PREFIX}/sign-up")
    with receivers(host, receive):
        sign_up(visitor)
        with visitor.client.session_transaction() as session_of_host:
            assert dict(session_of_host) == {"email": EMAIL}
        visitor.sign_out()
    assert told == ["signed-up", "confirmed", "signed-in", "signed-out"]
    with visitor.client.session_transaction() as session_of_host:
        assert not session_of_host


def test_a_signal_says_whose_account_it_is(host: Flask, mount: Callable[..., GuestVisitor]) -> None:
    visitor = mount(cookie_path="/")
    told: dict[str, Any] = {}
    with receivers(host, lambda name, **what: told.update({name: what})):
        sign_up(visitor)
        visitor.sign_out()
    assert told["signed-up"] == told["confirmed"] == {"username": EMAIL}
    user = told["signed-in"]["user"]
    assert user == told["signed-out"]["user"]
    assert (user.id, user.claims["email"]) == (user.claims["sub"], EMAIL)


@pytest.mark.asvs("6.3.8")
def test_nothing_is_told_of_a_taken_address(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    sign_up(mount())
    told: list[str] = []
    with receivers(host, lambda name, **_what: told.append(name)):
        assert GuestVisitor(host).sign_up(EMAIL).status == 303
    assert told == []


@pytest.mark.asvs("6.3.8")
def test_a_receiver_cannot_make_the_answer_to_a_new_address_differ(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    visitor = mount()

    def receive(name: str, **_what: Any) -> None:
        assert name == "signed-up"
        session["new"] = True

    with receivers(host, receive):
        answer = visitor.sign_up(EMAIL)
    assert answer.status == 303
    assert "session" not in cookies_of(answer.response)


def test_a_receiver_that_fails_changes_nothing_for_the_visitor(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    visitor = mount()

    def receive(name: str, **_what: Any) -> None:
        raise RuntimeError(name)

    with receivers(host, receive):
        assert sign_up(visitor)[-1] == f"{PREFIX}/account"


def test_a_receiver_finds_what_the_host_prepares_for_its_requests(
    host: Flask, mount: Callable[..., GuestVisitor]
) -> None:
    @host.before_request
    def prepare() -> None:
        g.path = request.path
        if request.endpoint != "home":
            abort(403)

    visitor, paths = mount(), []

    def receive(name: str, **_what: Any) -> None:
        if name != "signed-up":  # which is in no request
            paths.append(g.path)

    with receivers(host, receive):
        sign_up(visitor)
    assert paths == [f"{PREFIX}/confirm-sign-up", f"{PREFIX}/auto-sign-in"]


def test_at_the_root_the_pages_tell_as_well(app: Flask) -> None:
    visitor = GuestVisitor(app, prefix="")
    told: list[str] = []
    with receivers(app, lambda name, **_what: told.append(name)):
        visitor.sign_up(EMAIL, PASSWORD)
        visitor.confirm(visitor.newest_code(EMAIL))
        visitor.auto_sign_in()
        with app.test_request_context(headers={"Cookie": _cookie(visitor)}):
            user = signup.current_user(request)
            assert user is not None
            assert user.claims["email"] == EMAIL
    assert told == ["signed-up", "confirmed", "signed-in"]


def _cookie(visitor: GuestVisitor) -> str:
    cookie = visitor.client.get_cookie("sign-up-session")
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"
