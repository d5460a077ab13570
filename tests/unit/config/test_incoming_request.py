import sys
from http import HTTPStatus

import pytest
from gunicorn.config import Config

from config.incoming_request import LARGEST_REQUEST, IncomingRequest

CLIENT = ("127.0.0.1", 50_000)
HEAD = b"POST /sign-up HTTP/1.1\r\nHost: localhost\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = HEAD + b"Content-Length:  5 \r\n\r\nemail"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE_CHUNKED = CHUNKED + b"3;a=b\r\nema\r\n2\r\nil\r\n0\r\nX-Trailer: yes\r\n\r\n"
EXPECTING = HEAD + b"Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n"


@pytest.fixture
def request_() -> IncomingRequest:
    return IncomingRequest(Config())


@pytest.mark.parametrize("whole", [GET, POST, WHOLE_CHUNKED])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_request_is_complete_with_its_last_byte(
    request_: IncomingRequest, whole: bytes, size: int
) -> None:
    for start in range(0, len(whole), size):
        assert not request_.is_complete
        request_.feed(whole[start : start + size])
        assert request_.has_begun
    assert request_.is_complete
    assert request_.status is None
    assert request_.surplus == b""


@pytest.mark.parametrize("whole", [GET, POST, WHOLE_CHUNKED])
def test_the_next_request_may_have_begun(request_: IncomingRequest, whole: bytes) -> None:
    request_.feed(whole + GET[:10])
    assert request_.is_complete
    assert request_.surplus == GET[:10]


@pytest.mark.parametrize("whole", [POST, WHOLE_CHUNKED])
def test_a_body_has_its_length_however_it_was_sent(request_: IncomingRequest, whole: bytes) -> None:
    request_.feed(whole + GET)
    message = request_.message(CLIENT)
    assert message.body.read() == b"email"
    framing = {name: value for name, value in message.headers if name != "HOST"}
    assert framing == {"CONTENT-LENGTH": "5"}


def test_a_chunk_that_looks_like_the_end_is_none(request_: IncomingRequest) -> None:
    request_.feed(CHUNKED + b"7\r\na=0\r\n\r\n")
    assert not request_.is_complete
    request_.feed(b"\r\n0\r\n\r\n")
    assert request_.message(CLIENT).body.read() == b"a=0\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "is_waiting"),
    [
        (EXPECTING, True),
        (EXPECTING[:-2], False),
        (EXPECTING + b"e", False),
        (EXPECTING.replace(b"100-Continue", b"miracles"), False),
        (EXPECTING.replace(b"HTTP/1.1", b"HTTP/1.0"), False),
        (POST[:-5], False),
    ],
)
def test_a_client_may_wait_before_it_sends_the_body(
    request_: IncomingRequest,
    sent: bytes,
    is_waiting: bool,
) -> None:
    request_.feed(sent)
    assert request_.waits_for_continue is is_waiting


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"no HTTP\r\n\r\n", HTTPStatus.BAD_REQUEST),
        (HEAD + b"Content-Length: +5\r\n\r\n", HTTPStatus.BAD_REQUEST),
        (CHUNKED + b"5\r\nemail\n\n", HTTPStatus.BAD_REQUEST),
        (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n", HTTPStatus.NOT_IMPLEMENTED),
        (b"GET /" + b"a" * 9_000, HTTPStatus.REQUEST_URI_TOO_LONG),
        (HEAD + b"X: " + b"a" * 9_000, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    ],
)
def test_what_cannot_be_parsed_is_refused(
    request_: IncomingRequest, sent: bytes, status: HTTPStatus
) -> None:
    request_.feed(sent)
    assert request_.status == status


@pytest.mark.asvs("15.1.3")
@pytest.mark.parametrize("more", [0, 1])
def test_no_request_is_larger_than_anybody_needs(request_: IncomingRequest, more: int) -> None:
    length = LARGEST_REQUEST + more
    request_.feed(HEAD + b"Content-Length: %d\r\n" % length)
    assert request_.status is None
    request_.feed(b"\r\n")
    assert request_.status == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE if more else None)


@pytest.mark.asvs("15.1.3")
@pytest.mark.parametrize("more", [0, 1])
def test_no_length_has_more_digits_than_python_reads(request_: IncomingRequest, more: int) -> None:
    digits = sys.int_info.default_max_str_digits + more
    request_.feed(HEAD + b"Content-Length: %s\r\n\r\n" % (b"9" * digits))
    assert request_.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.asvs("15.1.3")
@pytest.mark.parametrize("more", [0, 1])
def test_chunks_count_as_they_are_sent(request_: IncomingRequest, more: int) -> None:
    head = CHUNKED + b"FFFFFF\r\n"
    request_.feed(head + b"a" * (LARGEST_REQUEST - len(head) + more))
    assert request_.status == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE if more else None)
