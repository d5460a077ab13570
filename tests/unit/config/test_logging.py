import json
import logging
import sys

import pytest

from config.logging import JsonFormatter, PlainFormatter, configure_logging

KEYS = {
    *("time", "level", "logger", "message", "event", "request_id", "method", "route"),
    *("who", "client", "reason", "error", "stack"),
}
FORGED = 'ada\r\n{"level": "INFO"}\x1b[2K\u2028\x85\x00'


def a_record(message: str, *values: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("signup", logging.WARNING, __file__, 1, message, values, None)
    record.created = 1_800_000_000.25
    record.__dict__.update(more)
    return record


def crash() -> logging.LogRecord:
    try:
        try:
            int("hunter2\nINFO forged")
        except ValueError as error:
            raise KeyError("hunter2") from error
    except KeyError:
        return a_record("sys_crash", exc_info=sys.exc_info())
    raise AssertionError


@pytest.mark.asvs("16.2.1", "16.2.2", "16.2.4")
def test_every_line_of_json_has_the_same_keys() -> None:
    lines = [
        JsonFormatter().format(record)
        for record in (a_record("a"), a_record("%s", "b", event="user_created"), crash())
    ]
    assert all(json.loads(line).keys() == KEYS for line in lines)
    assert json.loads(lines[0])["time"] == "2027-01-15T08:00:00.250+00:00"
    assert json.loads(lines[1])["event"] == "user_created"


@pytest.mark.asvs("16.4.1")
@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter()])
def test_nobody_can_forge_a_line(formatter: logging.Formatter) -> None:
    line = formatter.format(a_record("said %s", FORGED, reason=FORGED, method=FORGED))
    assert len(line.splitlines()) == 1
    assert line.isprintable()


@pytest.mark.asvs("16.4.1")
def test_a_traceback_cannot_look_like_lines() -> None:
    first, *rest = PlainFormatter().format(crash()).splitlines()
    assert first == "WARNING signup sys_crash"
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.asvs("16.2.5")
def test_in_production_no_exception_is_quoted() -> None:
    line = JsonFormatter().format(crash())
    assert "hunter2" not in line
    told = json.loads(line)
    assert told["error"] == "KeyError"
    assert "caused by ValueError" in told["stack"]
    assert "test_logging.py" in told["stack"][0]


def test_a_developer_sees_all_of_it() -> None:
    text = PlainFormatter().format(crash())
    assert "invalid literal" in text
    assert "Traceback" in text


def test_the_colours_of_the_development_server_are_dropped() -> None:
    assert PlainFormatter().format(a_record("\x1b[31mGET /\x1b[0m")) == "WARNING signup GET /"


def test_the_development_server_says_where_it_is_in_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    configure_logging(logging.Filter(), as_json=False)
    server = logging.getLogger("werkzeug")
    server.warning(
        "\x1b[31mWARNING: This is a development server.\x1b[0m\n"
        " * Running on all addresses (0.0.0.0)\n"
        " * Running on http://127.0.0.1:5000\n"
        " * Running on http://192.0.2.1:5000"
    )
    server.warning("\x1b[33mPress CTRL+C to quit\x1b[0m")
    server.warning("%s answered", "GET /")
    assert caplog.messages == [
        "Running on http://localhost:5000 (press Ctrl+C to stop)",
        "GET / answered",
    ]


def test_there_is_one_handler_however_often_it_is_configured() -> None:
    root = logging.getLogger()
    for as_json in (True, False, True):
        configure_logging(logging.Filter(), as_json=as_json)
    ours = [h for h in root.handlers if isinstance(h.formatter, JsonFormatter | PlainFormatter)]
    assert len(ours) == 1
    assert isinstance(ours[0].formatter, JsonFormatter)
