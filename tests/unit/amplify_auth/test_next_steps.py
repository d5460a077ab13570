from itertools import product

from amplify_auth import AFTER_CONFIRM_SIGN_UP, AFTER_SIGN_UP, SignedUp


def test_the_tables_know_every_case() -> None:
    switches = (True, False)
    assert AFTER_SIGN_UP.keys() == {SignedUp(*case) for case in product(switches, repeat=3)}
    assert AFTER_CONFIRM_SIGN_UP.keys() == set(switches)
