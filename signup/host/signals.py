"""Signals to the host about accounts. docs/embedding.md.

The sender is the host app. Receivers run in the host's context. Those of `confirmed`, `signed_in`
and `signed_out` run before the response is sent, so they may change the host's session.
"""

from collections.abc import Mapping
from concurrent.futures import Executor

from blinker import NamedSignal, Namespace

from signup.host.context import host_context
from signup.host.mount import Mount, current_mount
from signup.observability.events import Event, record

_signals = Namespace()

signed_up = _signals.signal("signed-up")
"""An account was created: `username` is its login.

It is sent some seconds later, outside of a request, because neither a cookie nor the response time
may reveal whether the address already had an account."""

confirmed = _signals.signal("confirmed")
"""An account was confirmed with a code. `username` is its login."""

signed_in = _signals.signal("signed-in")
"""Somebody signed in. `user` is the `User`."""

signed_out = _signals.signal("signed-out")
"""Somebody signed out. `user` is the `User`. Sessions that expire send nothing."""


def send(signal: NamedSignal, **what: object) -> None:
    """Send a signal in the host's context.

    An exception in a receiver is logged and does not affect the response.

    Args:
        signal: One of the above.
        **what: Arguments of the receivers.
    """
    host = current_mount().host
    for receiver in signal.receivers_for(host):
        try:
            with host_context():
                receiver(host, **what)
        except Exception as error:  # noqa: BLE001 - the host's own code
            record(Event.SYS_CRASH, error=error, reason=f"a receiver of {signal.name}")


def send_later(signal: NamedSignal, executor: Executor, **what: object) -> None:
    """Send a signal later, outside of a request, so that it does not affect response times.

    Args:
        signal: One of the above.
        executor: Runs it.
        **what: Arguments of the receivers.
    """
    mount = current_mount()
    if signal.has_receivers_for(mount.host):
        executor.submit(_send_outside, mount, signal, what)


def _send_outside(mount: Mount, signal: NamedSignal, what: Mapping[str, object]) -> None:
    with mount.host.app_context():
        send(signal, **what)
