"""`opentelemetry-instrument` traces the app as it is, and takes nothing of a visitor's along."""

import json
from pathlib import Path
from shutil import which
from sysconfig import get_path
from typing import Any

import pytest

from tests.contract.pools import ENDPOINT
from tests.contract.servers import serving_app
from tests.faulty_pool import faulty_pool
from tests.pages import PASSWORD
from tests.person import Browser

pytestmark = pytest.mark.slow

MARK = "marked"
EMAIL = f"{MARK}@example.com"
CODE = "271828"
TO_THE_CONSOLE = {
    "OTEL_TRACES_EXPORTER": "console",
    "OTEL_METRICS_EXPORTER": "none",
    "OTEL_LOGS_EXPORTER": "none",
    # What somebody might ask for who wants to see everything.
    "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": ".*",
    "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_RESPONSE": ".*",
}
SENT = {"User-Agent": MARK, "X-Forwarded-For": "203.0.113.77", "Referer": f"http://{MARK}/"}


def spans(text: str) -> list[dict[str, Any]]:
    """Return the spans that the console's exporter has printed among other lines."""
    decoder, found, start = json.JSONDecoder(), [], 0
    while (start := text.find('{\n    "name"', start)) >= 0:
        span, start = decoder.raw_decode(text, start)
        found.append(span)
    return found


@pytest.mark.asvs("14.2.1", "16.2.5")
def test_spans_tell_the_way_of_a_request_and_nothing_of_who_sent_it(tmp_path: Path) -> None:
    instrument = which("opentelemetry-instrument", path=get_path("scripts"))
    assert instrument
    log = tmp_path / "log"
    settings = {**TO_THE_CONSOLE, "DATA_DIR": str(tmp_path)}
    with serving_app(log=log, under=[instrument], **settings) as (process, url):
        person = Browser(url, SENT)
        assert person.get(f"/confirmUser?token={MARK}")[0] == 410
        assert person.get(f"/{MARK}")[0] == 404
        assert person.send(MARK.upper(), "/sign-up")[0] == 405
        assert person.post("/sign-up", email=EMAIL, password=PASSWORD)[0] == 303
        assert person.post("/confirm-sign-up", confirmation_code=CODE)[0] == 422
        process.terminate()  # what is left is exported as the workers stop
        assert process.wait() == 0
    seen = spans(log.read_text())
    by_name = {span["name"]: span for span in seen}
    page, call = by_name["POST /sign-up"], by_name["Cognito Identity Provider.SignUp"]
    assert call["context"]["trace_id"] == page["context"]["trace_id"]
    assert call["parent_id"] == page["context"]["span_id"]
    assert page["attributes"]["http.route"] == "/sign-up"
    assert page["attributes"]["http.status_code"] == 303
    assert call["attributes"]["rpc.method"] == "SignUp"
    assert "GET /confirmUser" in by_name
    assert "HTTP" in by_name
    told = json.dumps(seen).lower()
    cookie = person.cookie.partition("=")[2]
    assert cookie
    for secret in (
        MARK,
        CODE,
        PASSWORD.lower(),
        cookie.lower(),
        "203.0.113.77",
        "verification code",
    ):
        assert secret not in told
    assert "127.0.0.1" not in json.dumps([span["attributes"] for span in seen])


@pytest.mark.asvs("16.2.5")
def test_a_pool_that_breaks_is_not_quoted(tmp_path: Path) -> None:
    instrument = which("opentelemetry-instrument", path=get_path("scripts"))
    assert instrument
    log = tmp_path / "log"
    with faulty_pool() as pool:
        settings = {**TO_THE_CONSOLE, "DATA_DIR": str(tmp_path), ENDPOINT: pool.url}
        with serving_app(log=log, under=[instrument], **settings) as (process, url):
            assert Browser(url).post("/sign-up", email=EMAIL, password=PASSWORD)[0] == 503
            process.terminate()
            assert process.wait() == 0
    (call,) = [span for span in spans(log.read_text()) if span["name"].endswith(".SignUp")]
    assert call["status"] == {"status_code": "ERROR"}
    assert call["events"] == []
    assert "botocore says" not in log.read_text()
