"""`/metrics`: its series, its access control, and no data of visitors."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from amplify_auth.circuit_breaker import FAILURES
from signup.observability.events import Event, counters
from signup.observability.metrics import create_metrics
from tests.faulty_pool import faulty_pool, refusal
from tests.pages import PASSWORD, Visitor

EMAIL = "ada@example.com"
TOKEN = "t" * 32
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
PRODUCTION = {"APP_ENV": "production", "ALLOW_EMBEDDED_POOL": "1"}
MARK = "marked-by-a-visitor"
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}

Count = Callable[..., float]


@pytest.fixture(autouse=True)
def _counts_from_zero() -> Iterator[None]:
    """Other tests of this process have counted, and will."""
    create_metrics.cache_clear()
    counters.cache_clear()
    yield
    create_metrics.cache_clear()
    counters.cache_clear()


@pytest.fixture
def count(app: Flask) -> Count:
    """Return what `/metrics` says of one series, which must be there."""

    def read(name: str, **labels: str) -> float:
        families = text_string_to_metric_families(app.test_client().get("/metrics").text)
        samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }
        return samples[name, frozenset(labels.items())]

    return read


def test_requests_are_counted_by_route_method_and_status(visitor: Visitor, count: Count) -> None:
    for _ in range(3):
        visitor.get("/sign-up")
    visitor.post_raw("/sign-up", {})
    visitor.get("/account")
    labels = {"route": "signup.sign_up", "method": "GET"}
    assert count("http_requests_total", **labels, status="200") == 3
    assert count("http_request_duration_seconds_count", **labels) == 3
    assert 0 < count("http_request_duration_seconds_sum", **labels) < 60
    posted = {"route": "signup.sign_up", "method": "POST", "status": "400"}
    assert count("http_requests_total", **posted) == 1
    redirected = {"route": "signup.account", "method": "GET", "status": "303"}
    assert count("http_requests_total", **redirected) == 1


def test_a_crash_counts_as_one(
    app: Flask, visitor: Visitor, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "signup.sign_in", crash)
    visitor.get("/sign-in")
    labels = {"route": "signup.sign_in", "method": "GET", "status": "500"}
    assert count("http_requests_total", **labels) == 1
    assert count("http_requests_in_progress", route="signup.sign_in") == 0
    assert count("signup_events_total", event="sys_crash") == 1


def test_a_request_is_in_progress_until_it_is_answered(
    app: Flask, visitor: Visitor, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look() -> str:
        seen.append(count("http_requests_in_progress", route="signup.healthz"))
        return "alive"

    monkeypatch.setitem(app.view_functions, "signup.healthz", look)
    assert visitor.client.get("/healthz").text == "alive"
    assert seen == [1]
    assert count("http_requests_in_progress", route="signup.healthz") == 0


def test_every_event_is_there_before_it_happens(visitor: Visitor, count: Count) -> None:
    assert {event: count("signup_events_total", event=event) for event in Event} == dict.fromkeys(
        Event, 0
    )
    visitor.sign_up(EMAIL)
    visitor.confirm("000000")
    assert count("signup_events_total", event="user_created") == 1
    assert count("signup_events_total", event="code_refused") == 1


def test_calls_are_counted_by_what_they_came_to(visitor: Visitor, count: Count) -> None:
    visitor.sign_up(EMAIL)
    visitor.confirm("000000")
    assert count("user_pool_calls_total", operation="sign_up", outcome="ok") == 1
    assert count("user_pool_call_duration_seconds_count", operation="sign_up") == 1
    refused = {"operation": "confirm_sign_up", "outcome": "CodeMismatchException"}
    assert count("user_pool_calls_total", **refused) == 1


def test_an_outage_shows(
    make_app: Callable[..., Flask], count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert count("user_pool_circuits_open") == 0
    with faulty_pool() as pool:
        monkeypatch.setenv(ENDPOINT, pool.url)
        app = make_app(**{ENDPOINT: pool.url})
        visitor = Visitor(app)
        for number in range(FAILURES + 2):
            assert visitor.sign_up(f"{number}@example.com").status == 503
        assert count("user_pool_circuits_open") == 1
        assert count("signup_events_total", event="pool_unreachable") == 1
        # What was not asked for is no call.
        labels = {"operation": "sign_up", "outcome": "InternalErrorException"}
        assert count("user_pool_calls_total", **labels) == FAILURES


def test_an_outage_ends(
    make_app: Callable[..., Flask], count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amplify_auth.circuit_breaker.RETRY_SECONDS", 0)
    with faulty_pool() as pool:
        monkeypatch.setenv(ENDPOINT, pool.url)
        visitor = Visitor(make_app(**{ENDPOINT: pool.url}))
        for number in range(FAILURES):
            visitor.sign_up(f"{number}@example.com")
        assert count("user_pool_circuits_open") == 1
        pool.fault = refusal("NotAuthorizedException")
        assert visitor.sign_in(EMAIL).status == 422
    assert count("user_pool_circuits_open") == 0
    assert count("signup_events_total", event="pool_reachable") == 1


def test_an_error_that_the_pool_makes_up_is_no_name_of_a_series(
    make_app: Callable[..., Flask], count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    with faulty_pool() as pool:
        monkeypatch.setenv(ENDPOINT, pool.url)
        pool.fault = refusal("NobodyHasHeardOfException")
        Visitor(make_app(**{ENDPOINT: pool.url})).sign_up(EMAIL)
    assert count("user_pool_calls_total", operation="sign_up", outcome="ServiceError") == 1


@pytest.mark.asvs("14.2.1", "16.2.5")
def test_nothing_of_a_visitors_is_in_it(visitor: Visitor, count: Count) -> None:
    visitor.get(f"/{MARK}?{MARK}={MARK}")
    visitor.client.open("/sign-up", method=MARK.upper())
    visitor.client.open("/sign-up", method="PUT")
    visitor.get(f"/static/{MARK}.css")
    visitor.get(f"/confirmUser?token={MARK}")
    visitor.get("/sign-up", headers={"Host": f"{MARK}.example", "X-Request-ID": MARK})
    visitor.sign_up(f"{MARK}@example.com", f"{PASSWORD}-{MARK}", **{MARK: MARK})
    code = visitor.newest_code(f"{MARK}@example.com")
    visitor.confirm(code)
    visitor.auto_sign_in()
    text = visitor.client.get("/metrics").text
    assert MARK not in text.lower()
    assert PASSWORD not in text
    assert code not in text
    assert "eyJ" not in text
    labels = {"route": "other", "status": "405"}
    assert count("http_requests_total", **labels, method="other") == 2
    assert count("http_requests_total", route="other", method="GET", status="404") == 1


@pytest.mark.asvs("13.4.5", "4.1.3")
@pytest.mark.parametrize("proxies", ["0", "1", "2"])
@pytest.mark.parametrize(
    "environ",
    [
        STRANGER,
        {"HTTP_HOST": "sign-up.example.com"},
        {"HTTP_HOST": ""},
        {"HTTP_HOST": "127.0.0.1.example.com"},
        {"HTTP_HOST": "localhost:5000@evil.example"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 127.0.0.1, 127.0.0.1"},
        {**STRANGER, "HTTP_X_FORWARDED_FOR": "127.0.0.1, 127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_AUTHORIZATION": ""},
    ],
)
def test_it_answers_this_machine_and_no_proxy_on_it(
    make_app: Callable[..., Flask], proxies: str, environ: dict[str, str]
) -> None:
    client = make_app(TRUSTED_PROXIES=proxies, **PRODUCTION).test_client()
    here = {"wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:5000"}
    is_stranger = environ != {"HTTP_AUTHORIZATION": ""}
    answer = client.get("/metrics", environ_overrides=here | environ)
    assert answer.status_code == (404 if is_stranger else 200)


@pytest.mark.asvs("13.4.5")
@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_it_answers_under_every_name_of_this_machine(app: Flask, host: str) -> None:
    for peer in ("127.0.0.1", "127.8.8.8", "::1"):
        environ = {"REMOTE_ADDR": peer, "HTTP_HOST": host}
        assert app.test_client().get("/metrics", environ_overrides=environ).status_code == 200


@pytest.mark.asvs("13.4.5", "11.2.4")
@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 404),
        (TOKEN, f"Bearer {TOKEN[1:]}", 404),
        (TOKEN, f"Basic {TOKEN}", 404),
        (TOKEN, TOKEN, 404),
        (TOKEN, "Bearer ", 404),
        (TOKEN, "Bearer \xe9", 404),
        (TOKEN, "", 404),
        ("", "Bearer ", 404),
        ("", "Bearer None", 404),
        ("", f"Bearer {TOKEN}", 404),
    ],
)
def test_the_token_opens_it_to_other_machines(
    make_app: Callable[..., Flask], token: str, sent: str, status: int
) -> None:
    client = make_app(METRICS_TOKEN=token, TRUSTED_PROXIES="1", **PRODUCTION).test_client()
    through_proxy = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    answer = client.get("/metrics", headers={"Authorization": sent, **through_proxy})
    assert answer.status_code == status


@pytest.mark.asvs("11.2.4")
def test_the_token_is_compared_in_constant_time(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def spy(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    client = make_app(METRICS_TOKEN=TOKEN, **PRODUCTION).test_client()
    monkeypatch.setattr("signup.views.metrics.hmac.compare_digest", spy)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = client.get("/metrics", headers=bearer, environ_overrides=STRANGER)
    assert answer.status_code == 404
    assert compared == [(TOKEN.encode(), TOKEN.encode())]


@pytest.mark.asvs("13.4.5")
def test_to_strangers_it_is_a_page_that_is_not_there(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_app(METRICS_TOKEN=TOKEN, TRUSTED_PROXIES="1", **PRODUCTION).test_client()
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    metrics_page, no_page = (client.get(path, headers=headers) for path in ("/metrics", "/nothing"))
    assert metrics_page.status_code == no_page.status_code == 404
    assert metrics_page.text == no_page.text
    for page in (metrics_page, no_page):
        del page.headers["X-Request-ID"]
    assert [*metrics_page.headers] == [*no_page.headers]
    assert [str(record.event) for record in caplog.records if hasattr(record, "event")] == [
        "authz_fail",
        "input_validation_fail",
    ]


def test_it_speaks_the_format_that_is_asked_for(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/metrics")
    assert plain.mimetype == "text/plain"
    open_format = client.get("/metrics", headers={"Accept": "application/openmetrics-text"})
    assert open_format.mimetype == "application/openmetrics-text"
    names = {family.name for family in openmetrics(open_format.text)}  # type: ignore[no-untyped-call] # has no types
    assert {"http_requests", "signup_events", "user_pool_circuits_open"} <= names
    assert "Set-Cookie" not in plain.headers
    assert plain.headers["Cache-Control"] == "no-store"
