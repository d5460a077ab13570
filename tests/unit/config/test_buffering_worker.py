import pytest

from config.buffering_worker import LARGEST, Arrival

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length:  5 \r\n\r\nemail"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nemail\r\n0\r\n\r\n"


@pytest.mark.parametrize("request_bytes", [GET, POST, CHUNKED])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_request_is_complete_with_its_last_byte(request_bytes: bytes, size: int) -> None:
    arrival = Arrival()
    pieces = [request_bytes[i : i + size] for i in range(0, len(request_bytes), size)]
    for piece in pieces:
        assert not arrival.is_complete
        arrival.add(piece)
    assert arrival.is_complete
    assert not arrival.is_too_large
    assert arrival.received == request_bytes


def test_what_comes_after_it_does_not_matter() -> None:
    arrival = Arrival()
    arrival.add(POST + GET[:10])
    assert arrival.is_complete


@pytest.mark.asvs("15.1.3")
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /" + b"a" * LARGEST,
        b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % LARGEST,
        b"POST / HTTP/1.1\r\nContent-Length: %s\r\n\r\n" % (b"9" * 10_000),
    ],
)
def test_nobody_needs_to_send_that_much(request_bytes: bytes) -> None:
    arrival = Arrival()
    arrival.add(request_bytes)
    assert arrival.is_too_large
