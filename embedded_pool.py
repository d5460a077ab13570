"""The embedded user pool with the pages' demo around it: what the app is on until it names a pool.

With `app.py` this is the only place that knows both the pages and the embedded pool.
"""

import json
import secrets
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from amplify_auth import AmplifyOutputs, Auth, configure, load_amplify_outputs
from config.settings import ROOT, Settings, SettingsError, is_loopback
from signup import mails
from signup.events import record_outage
from signup.metrics import count_call
from signup.pools import Demo, ExampleAccount, PoolControls
from signup.store import StoreError
from signup.teaching import record_exchanges, record_outcome
from signup.teaching.failures import take_failure
from user_pool import Message, UserPoolService
from user_pool.amplify_outputs import user_pool_from_amplify_outputs
from user_pool.clock import AdjustableClock
from user_pool.errors import ServiceError
from user_pool.failures import failures_of
from user_pool.transport import connect as connect_client

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

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

OPERATIONS_THAT_FAIL = (
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "ForgotPassword",
    "ConfirmForgotPassword",
)
PAGE_OF_USERS = 20


def connect(settings: Settings, outputs: AmplifyOutputs, clock: Clock) -> tuple[Auth, Demo]:
    """Open the pool's file, and connect the app and every scenario to it.

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
    pool_clock = AdjustableClock(clock)
    try:
        service = UserPoolService(
            settings.data_dir / "user_pool.db",
            clock=pool_clock,
            on_message=_show,
            custom_message=mails.custom_message,
            link_base_url=f"http://{settings.host}:{settings.port}",
        )
    except (OSError, sqlite3.Error):
        raise SettingsError(f"DATA_DIR {settings.data_dir} cannot be written") from None

    @_pool_file()
    def outbox(to: str | None) -> list[dict[str, Any]]:
        return [message.public() for message in service.outbox(to)]

    @_pool_file()
    def look_up_link(token: str) -> str | None:
        return service.confirmation_link(token).destination

    @_pool_file()
    def use_link(token: str) -> bool:
        try:
            service.confirm_by_link(token)
        except ServiceError:
            return False
        return True

    def auth_of(outputs: AmplifyOutputs) -> Auth:
        return _auth(outputs, service, pool_clock, teach=settings.teach is not False)

    scenarios = {
        name: auth_of(load_amplify_outputs(SCENARIO_FOLDER / f"{name}.json")) for name in SCENARIOS
    }
    auth = auth_of(outputs)
    demo = Demo(
        scenarios=scenarios,
        default=next(
            (name for name, other in scenarios.items() if other.outputs.auth == outputs.auth), ""
        ),
        outbox=outbox,
        look_up_link=look_up_link,
        use_link=use_link,
        controls=_controls(service, pool_clock),
        open_to_others=settings.allow_embedded_pool,
    )
    return auth, demo


def _auth(outputs: AmplifyOutputs, service: UserPoolService, clock: Clock, *, teach: bool) -> Auth:
    @_pool_file()
    def prepare(client: "CognitoIdentityProviderClient") -> None:
        service.ensure_user_pool(
            user_pool_from_amplify_outputs(json.loads(outputs.source.read_text()))
        )
        if teach:
            record_exchanges(client)
        connect_client(client, service, take_failure if teach else None)

    @_pool_file()
    def fetch_jwks(_url: str) -> Mapping[str, Any]:
        return service.jwks(outputs.auth.user_pool_id)

    return configure(
        outputs,
        client_secret=outputs.custom["user_pool"].get("client_secret"),
        prepare_client=prepare,
        fetch_jwks=fetch_jwks,
        clock=clock,
        on_outage=record_outage,
        on_call=count_call,
        on_outcome=record_outcome if teach else None,
    )


def _controls(service: UserPoolService, pool_clock: AdjustableClock) -> PoolControls:
    @_pool_file()
    def users(auth: Auth, after: str) -> Mapping[str, Any]:
        auth.warm_up()  # which makes the pool
        page = {"PaginationToken": after} if after else {}
        try:
            return service.call(
                "ListUsers", UserPoolId=auth.outputs.auth.user_pool_id, Limit=PAGE_OF_USERS, **page
            )
        except ServiceError:  # the token is nobody's
            return {"Users": []}

    @_pool_file()
    def add_account(auth: Auth, account: ExampleAccount) -> None:
        auth.warm_up()  # which makes the pool
        caller = {
            "ClientId": auth.client_id,
            "Username": account.username,
            "SecretHash": auth.secret_hash(account.username),
        }
        pairs = [{"Name": name, "Value": value} for name, value in account.attributes.items()]
        password = f"{secrets.token_urlsafe(24)}-Aa1"
        # A refusal says that the account is there, or confirmed, already.
        with suppress(ServiceError):
            service.call("SignUp", **caller, Password=password, UserAttributes=pairs)
        address = account.attributes.get("email") or account.attributes["phone_number"]
        for message in service.outbox(address)[:1] if account.is_confirmed else ():
            with suppress(ServiceError):
                if message.link:
                    service.confirm_by_link(message.link.partition("token=")[2])
                else:
                    service.call("ConfirmSignUp", **caller, ConfirmationCode=message.code)

    @_pool_file()
    def put_clock_ahead(seconds: float) -> None:
        pool_clock.put_ahead(seconds)
        service.clock_was_put_back()

    return PoolControls(
        failures=lambda: {name: failures_of(name) for name in OPERATIONS_THAT_FAIL},
        clock_ahead=lambda: pool_clock.ahead,
        put_clock_ahead=put_clock_ahead,
        users=users,
        add_account=add_account,
    )


@contextmanager
def _pool_file() -> Iterator[None]:
    """Let the pages say that they are out of order when the embedded pool's file is."""
    try:
        yield
    except sqlite3.Error:
        raise StoreError("The embedded pool's file cannot be used.") from None


def _show(message: Message) -> None:
    """Print what the embedded pool sends: there is no mailbox to look in."""
    print(f"To {message.to} ({message.medium}): {message.body}", file=sys.stderr, flush=True)  # noqa: T201 - the terminal is the mailbox
