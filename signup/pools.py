"""Which user pool a request is about."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import abort, current_app, session

from amplify_auth import Auth
from signup.counts import Counts
from signup.store import Store

if TYPE_CHECKING:
    from amplify_auth import SignInOptions

SCENARIO = "scenario"


class ExampleAccount(NamedTuple):
    """An account that a learner may want to meet.

    Attributes:
        username: The name that it signs up with.
        attributes: Its attributes.
        is_confirmed: Whether its owner has entered the code.
    """

    username: str
    attributes: Mapping[str, str]
    is_confirmed: bool


class PoolControls(NamedTuple):
    """What a learner may do to the embedded pool.

    Attributes:
        failures: Returns how each operation can fail, by its name.
        clock_ahead: Returns how many seconds the pool's clock is ahead of the right time.
        put_clock_ahead: Puts it so many seconds ahead.
        users: Returns a page of a pool's users, as ListUsers does, after a pagination token or "".
        add_account: Makes an account, unless it is there. Nobody knows its password.
    """

    failures: Callable[[], Mapping[str, tuple[str, ...]]]
    clock_ahead: Callable[[], float]
    put_clock_ahead: Callable[[float], None]
    users: Callable[[Auth, str], Mapping[str, Any]]
    add_account: Callable[[Auth, ExampleAccount], None]


class Demo(NamedTuple):
    """What the embedded pool offers beside sign-up.

    Attributes:
        scenarios: Pools to choose from, by name.
        default: The name of the one that a browser has before it chooses.
        outbox: Returns the messages sent so far, newest first, to one address or to all.
        look_up_link: Returns the masked address that a verification link's token would confirm, or
            None when the link is not good any more.
        use_link: Confirms the account that a link's token is for, and returns whether it could.
        controls: What a learner may do to the pool.
        open_to_others: Whether other machines than this one are answered.
    """

    scenarios: Mapping[str, Auth]
    default: str
    outbox: Callable[[str | None], list[dict[str, Any]]]
    look_up_link: Callable[[str], str | None]
    use_link: Callable[[str], bool]
    controls: PoolControls
    open_to_others: bool


class Pools(NamedTuple):
    """What `app.py` hands to the pages.

    Attributes:
        auth: The pool that `amplify_outputs.json` names.
        auto_sign_in: Whether, or with which flow, a new account is signed in at once.
        password_sign_in: How passwords are proved; None is SRP.
        background: Runs what no answer should wait for.
        store: Where sessions are kept.
        counts: Where tries are counted; None lets everybody try as often as they like.
        clock: Seconds since the epoch.
        demo: Present with the embedded pool only.
    """

    auth: Auth
    auto_sign_in: "bool | SignInOptions"
    password_sign_in: "SignInOptions | None"
    background: Executor
    store: Store
    counts: Counts | None
    clock: Callable[[], float]
    demo: Demo | None

    def all_auths(self) -> Iterator[Auth]:
        """Yield the app's own pool and, in the demo, those to choose from."""
        yield self.auth
        if self.demo:
            yield from self.demo.scenarios.values()


def current_pools() -> Pools:
    """Return what `app.py` handed over."""
    pools: Pools = current_app.extensions["signup"]
    return pools


def current_demo() -> Demo:
    """Return what the embedded pool offers; with any other pool there is no such page: 404."""
    demo = current_pools().demo
    if demo is None:
        abort(HTTPStatus.NOT_FOUND)
    return demo


def current_scenario() -> str:
    """Return the name of the pool that this browser signs up to, in the demo."""
    return str(session.get(SCENARIO, current_demo().default))


def current_auth() -> Auth:
    """Return the pool of this request: the scenario that the browser chose, or the app's own."""
    pools = current_pools()
    if pools.demo and SCENARIO in session:
        return pools.demo.scenarios.get(session[SCENARIO], pools.auth)
    return pools.auth
