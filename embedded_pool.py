"""The embedded user pool for the pages: what the app is on until it names a pool.

The pool is opened when the first page is there, `opened_pool.py`; a start takes long enough. With
`app.py` these are the only places that know both the pages and the embedded pool.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from amplify_auth import AmplifyOutputs, Auth, configure, load_amplify_outputs
from config.settings import ROOT, Settings, SettingsError, is_loopback
from signup.events import record_outage
from signup.metrics import count_call
from signup.pools import Demo, PoolControls
from signup.teaching import record_outcome
from user_pool import AdjustableClock
from user_pool.store import create_private_file

if TYPE_CHECKING:
    from opened_pool import OpenedPool

Clock = Callable[[], float]

SCENARIO_FOLDER = ROOT / "config" / "scenarios"
SCENARIOS = (
    "email",
    "phone",
    "email-and-phone",
    "username",
    "auto-confirm",
    "link",
    "attributes",
    "no-user-auth",
    "nist",
)


def connect(settings: Settings, outputs: AmplifyOutputs, clock: Clock) -> tuple[Auth, Demo]:
    """Connect the app and every scenario to the pool, which is opened when it is first used.

    Args:
        settings: What to go by.
        outputs: The app's own file, which names the embedded pool.
        clock: Seconds since the epoch.

    Returns:
        The app's connection, and what the demo's pages need.

    Raises:
        SettingsError: Strangers could reach the pool, or its file cannot be written.
    """
    reachable = settings.production or not is_loopback(settings.host)
    if reachable and not settings.allow_embedded_pool:
        raise SettingsError(
            f"{outputs.source} names the embedded user pool, which is for development on this "
            "machine: name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or say "
            "ALLOW_EMBEDDED_POOL=1"
        )
    pool_clock = AdjustableClock(clock)  # made here: processes that are forked later share it
    pool = _opened_once(settings, pool_clock)
    teach = settings.teach is not False

    def auth_of(outputs: AmplifyOutputs) -> Auth:
        return configure(
            outputs,
            client_secret=outputs.custom["user_pool"].get("client_secret"),
            prepare_client=lambda client: pool().prepare(client, outputs, teach=teach),
            fetch_jwks=lambda _url: pool().jwks(outputs),
            clock=pool_clock,
            on_outage=record_outage,
            on_call=count_call,
            on_outcome=record_outcome if teach else None,
        )

    scenarios = {
        name: auth_of(load_amplify_outputs(SCENARIO_FOLDER / f"{name}.json")) for name in SCENARIOS
    }
    demo = Demo(
        scenarios=scenarios,
        default=next(
            (name for name, other in scenarios.items() if other.outputs.auth == outputs.auth), ""
        ),
        outbox=lambda to: pool().outbox(to),
        look_up_link=lambda token: pool().look_up_link(token),
        use_link=lambda token: pool().use_link(token),
        controls=PoolControls(
            failures=lambda: pool().failures(),
            clock_ahead=lambda: pool_clock.ahead,
            put_clock_ahead=lambda seconds: pool().put_clock_ahead(seconds),
            users=lambda auth, after: pool().users(auth, after),
            add_account=lambda auth, account: pool().add_account(auth, account),
        ),
        open_to_others=settings.allow_embedded_pool,
    )
    return auth_of(outputs), demo


def _opened_once(settings: Settings, clock: AdjustableClock) -> "Callable[[], OpenedPool]":
    """Return what opens the pool at the first call; the threads share it."""
    file = settings.data_dir / "user_pool.db"
    _check(file)
    lock = Lock()

    @cache
    def opened() -> "OpenedPool":
        from opened_pool import OpenedPool  # noqa: PLC0415 - the first page does without it

        return OpenedPool(file, f"http://{settings.host}:{settings.port}", clock)

    def pool() -> "OpenedPool":
        with lock:
            return opened()

    return pool


def _check(file: Path) -> None:
    try:
        create_private_file(file)
    except OSError:
        raise SettingsError(f"DATA_DIR {file.parent} cannot be written") from None
