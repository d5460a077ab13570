"""Adapter of the embedded user pool to the pages and the helper."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from flask import request

from amplify_auth import AmplifyOutputs, Auth, configure, load_amplify_outputs
from config.settings import ROOT, Settings, SettingsError, is_loopback
from demo.demo_pool import store_errors
from demo.pool_controls import EmbeddedPoolControls
from demo.teaching.exchanges import record_exchanges
from demo.teaching.outcomes import record_outcome
from demo.teaching.scheduled_failure import take_failure
from signup.flows import mail
from signup.forms.sign_up_settings import sign_up_settings
from signup.observability.events import record_outage
from signup.observability.metrics import count_call
from signup.session import stored_values
from signup.storage.interface import StoreError
from signup.user_pools import SCENARIO, Mail
from signup.web.loopback import has_loopback_host
from user_pool import (
    AdjustableClock,
    DefinitionError,
    Message,
    ServiceError,
    UserPoolDefinition,
    UserPoolService,
    connect,
    user_pool_from_amplify_outputs,
)

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

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
    "passwordless",
    "choice",
    "mfa",
    "invited",
)


class EmbeddedPool:
    """A `DemoPool` over `user_pool`.

    Args:
        settings: The app's settings.
        outputs: The app's own file, which names the embedded pool.
        clock: Seconds since the epoch.
        teach: Whether exchanges are recorded and failures can be scheduled.

    Raises:
        SettingsError: Other machines could reach the pool, or a file cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        outputs: AmplifyOutputs,
        clock: Callable[[], float],
        *,
        teach: bool,
    ) -> None:
        _refuse_public_address(settings, outputs)
        self.open_to_others = settings.allow_embedded_pool
        self._teach = teach
        self._clock = AdjustableClock(clock)  # shared with processes that are forked later
        self.base_url = f"http://{settings.host}:{settings.port}"
        self._service = self._open(settings, sign_up_settings(outputs).service_name)
        self.controls = EmbeddedPoolControls(self._service, self._clock)
        self.auth = self._connect(outputs)
        self.scenarios = {
            name: self._connect(load_amplify_outputs(SCENARIO_FOLDER / f"{name}.json"))
            for name in SCENARIOS
        }
        self._default = next(
            (name for name, other in self.scenarios.items() if other.outputs.auth == outputs.auth),
            "",
        )

    def _open(self, settings: Settings, service_name: str) -> UserPoolService:
        file = settings.data_dir / "user_pool.db"
        try:
            return UserPoolService(
                file,
                clock=self._clock,
                on_message=None if settings.production else _print_message,
                custom_message=lambda event: mail.custom_message(
                    event, service_name=service_name, base_url=self.base_url
                ),
                link_base_url=lambda: self.base_url,
            )
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"DATA_DIR: {file} cannot be used: {error}") from None

    def _connect(self, outputs: AmplifyOutputs) -> Auth:
        definition = _definition(outputs)
        return configure(
            outputs,
            client_secret=definition.client.get("ClientSecret"),
            prepare_client=lambda client: self._prepare(client, definition),
            fetch_jwks=lambda _url: self._jwks(outputs),
            clock=self._clock,
            on_outage=record_outage,
            on_call=count_call,
            on_outcome=record_outcome if self._teach else None,
        )

    @store_errors()
    def _prepare(
        self, client: "CognitoIdentityProviderClient", definition: UserPoolDefinition
    ) -> None:
        """Create the pool, and let it answer the client."""
        self._service.ensure_user_pool(definition)
        if self._teach:
            record_exchanges(client, answered_by="the embedded pool")
        connect(client, self._service, take_failure if self._teach else None)

    @store_errors()
    def _jwks(self, outputs: AmplifyOutputs) -> Mapping[str, Any]:
        return self._service.jwks(outputs.auth.user_pool_id)

    def current_scenario(self) -> str:
        """Return the name of the pool that this browser signs up to."""
        return stored_values.load(SCENARIO, str) or self._default

    def current_auth(self) -> Auth:
        """Return the connection to the scenario that this browser chose, or to the app's own."""
        return self.scenarios.get(stored_values.load(SCENARIO, str) or "", self.auth)

    def is_reachable(self) -> bool:
        """Return whether the pool's file can be read."""
        try:
            self.outbox("readyz")
        except StoreError:
            return False
        return True

    def client_metadata(self) -> dict[str, str]:
        """Return the host of the page, which text messages end with.

        Links in mail begin with the newest request's address: the visitor can open it, while the
        settings know neither a proxy's prefix nor gunicorn's `-b`. Mail that is sent in the
        background belongs to no request.
        """
        if has_loopback_host():
            self.base_url = request.url_root.rstrip("/")
        host = urlsplit(request.host_url).hostname
        return {mail.HOST: host} if host else {}

    @store_errors()
    def outbox(self, to: str | None) -> list[dict[str, Any]]:
        """Return the sent messages, newest first, to one address or to all."""
        return [message.public() for message in self._service.outbox(to)]

    @store_errors()
    def send(self, mail: Mail) -> None:
        """Put mail of the pages' own into the outbox: the demo's `Mailer`."""
        self._service.put_in_outbox(mail.to, mail.subject, mail.body)

    @store_errors()
    def look_up_link(self, token: str) -> str | None:
        """Return the masked address that a link confirms, None if the link is not valid."""
        return self._service.confirmation_link(token).destination

    @store_errors()
    def use_link(self, token: str) -> bool:
        """Confirm an account by a link's token, and return whether it was valid."""
        try:
            self._service.confirm_by_link(token)
        except ServiceError:
            return False
        return True


def _definition(outputs: AmplifyOutputs) -> UserPoolDefinition:
    """Return the pool that a file describes."""
    try:
        return user_pool_from_amplify_outputs(json.loads(outputs.source.read_text("utf-8")))
    except DefinitionError as error:
        raise SettingsError(f"{outputs.source}: {error}") from None


def _refuse_public_address(settings: Settings, outputs: AmplifyOutputs) -> None:
    if settings.allow_embedded_pool:
        return
    if not is_loopback(settings.host):
        raise SettingsError(
            f"HOST={settings.host} would expose the embedded user pool to other machines. Set "
            "HOST=127.0.0.1, name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or set "
            "ALLOW_EMBEDDED_POOL=1"
        )
    if settings.production:
        raise SettingsError(
            f"{outputs.source} names the embedded user pool, which is for development. Name a pool "
            "on Amazon Cognito with AMPLIFY_OUTPUTS, or set ALLOW_EMBEDDED_POOL=1"
        )


def _print_message(message: Message) -> None:
    click.echo(f"To {message.to} ({message.medium}): {message.body}", err=True)
