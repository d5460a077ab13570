import os

from user_pool import AdjustableClock


def test_a_clock_is_as_far_ahead_as_it_was_put() -> None:
    clock = AdjustableClock(lambda: 1000.0)
    assert (clock(), clock.ahead) == (1000, 0)
    clock.put_ahead(60)
    assert (clock(), clock.ahead) == (1060, 60)
    clock.put_ahead(0)
    assert clock() == 1000


def test_processes_of_one_server_share_it() -> None:
    clock = AdjustableClock(lambda: 1000.0)
    child = os.fork()
    if child == 0:
        clock.put_ahead(60)
        os._exit(0)
    os.waitpid(child, 0)
    assert clock() == 1060
