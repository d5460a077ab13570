import random
from calendar import timegm
from time import strptime

import pytest
from pycognito.aws_srp import AWSSRP  # type: ignore[import-untyped] # it has no types

from amplify_auth.srp_client import N, SrpClient, timestamp, to_bytes
from tests.unit.amplify_auth.fake_cognito import CLIENT_ID, NOW, POOL_ID, SUB
from tests.unit.amplify_auth.srp_server import POOL, SrpServer

PASSWORD = "pässwörd with spaces \U0001f511"


def draws(count: int) -> list[tuple[int, int, int]]:
    """Draw secrets and salts, the same each time; leading zeros and top bits come up among them."""
    dice = random.Random(2945)
    return [
        (dice.getrandbits(256), dice.getrandbits(256), dice.getrandbits(128 - 4 * (i % 3)))
        for i in range(count)
    ]


@pytest.mark.parametrize(("client_secret", "server_secret", "salt"), draws(12))
def test_a_server_accepts_the_right_password_and_no_other(
    client_secret: int, server_secret: int, salt: int
) -> None:
    server = SrpServer(SUB, PASSWORD, salt=salt, secret=server_secret)
    client = SrpClient(POOL, secret=client_secret)
    right = client.prove(server.parameters, password=PASSWORD, now=NOW)
    wrong = client.prove(server.parameters, password=PASSWORD + " ", now=NOW)
    assert server.accepts(client.public, right)
    assert not server.accepts(client.public, wrong)


@pytest.mark.parametrize(("client_secret", "server_secret", "salt"), draws(12))
def test_agrees_with_pycognito(client_secret: int, server_secret: int, salt: int) -> None:
    parameters = SrpServer(SUB, PASSWORD, salt=salt, secret=server_secret).parameters
    theirs = AWSSRP("ana@example.com", PASSWORD, POOL_ID, CLIENT_ID, client=object())
    theirs.small_a_value = client_secret
    theirs.large_a_value = theirs.calculate_a()
    expected = theirs.process_challenge(parameters, {"USERNAME": "ana@example.com"})
    # pycognito takes the time from its own clock, so we prove at the second it names.
    now = timegm(strptime(expected["TIMESTAMP"], "%a %b %d %H:%M:%S UTC %Y"))

    ours = SrpClient(POOL, secret=client_secret)
    assert int(ours.public, 16) == theirs.large_a_value
    assert ours.prove(parameters, password=PASSWORD, now=now) | {"USERNAME": SUB} == expected


def test_each_attempt_has_a_secret_of_its_own() -> None:
    assert len({SrpClient(POOL).public for _ in range(3)}) == 3


@pytest.mark.parametrize("public", [0, N, 2 * N])
def test_refuses_a_server_that_would_learn_nothing_from_us(public: int) -> None:
    parameters = SrpServer(SUB, PASSWORD, salt=1, secret=2).parameters | {"SRP_B": f"{public:x}"}
    with pytest.raises(ValueError, match="unsafe"):
        SrpClient(POOL).prove(parameters, password=PASSWORD, now=NOW)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, b"\x00"), (1, b"\x01"), (0x7F, b"\x7f"), (0x80, b"\x00\x80"), (0x100, b"\x01\x00")],
)
def test_numbers_are_hashed_with_their_top_bit_clear(number: int, written: bytes) -> None:
    assert to_bytes(number) == written


@pytest.mark.parametrize(
    ("now", "written"),
    [
        (0, "Thu Jan 1 00:00:00 UTC 1970"),
        (NOW, "Fri Jan 15 08:00:00 UTC 2027"),
        (1_772_582_399, "Tue Mar 3 23:59:59 UTC 2026"),
    ],
)
def test_the_time_is_english_and_its_day_unpadded(now: float, written: str) -> None:
    assert timestamp(now) == written
