"""Pages mounted in a host app, and their visitors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

import demo
import signup
from amplify_auth import configure, load_amplify_outputs
from config.settings import Settings
from signup.storage.interface import Store
from signup.storage.sqlite import SQLiteRateLimits, SQLiteStore
from signup.user_pools import CognitoUserPool
from tests.doubles import Clock, CompiledTemplates, Immediate
from tests.pages import Page, Visitor

COMPILED_TEMPLATES = CompiledTemplates()
PREFIX = "/auth"
SECRET_KEY = "a key of the host, long enough too"


def mount_pages(
    host: Flask,
    folder: Path,
    clock: Clock,
    environment: Mapping[str, str] | None = None,
    *,
    store: Store | None = None,
    **options: Any,
) -> Flask:
    """Mount the pages in a host, on the embedded pool.

    Args:
        host: The host.
        folder: Where the pool and the sessions are kept.
        clock: The clock of the pages and of the pool.
        environment: Settings of the demo.
        store: Where the sessions are kept instead.
        **options: Those of `signup.init_app`.

    Returns:
        The app that has the pages.
    """
    defaults = {"DATA_DIR": str(folder), "SECRET_KEY": SECRET_KEY}
    settings = Settings.from_environment(defaults | dict(environment or {}))
    outputs = load_amplify_outputs(settings.amplify_outputs)
    host.secret_key = SECRET_KEY
    pools = signup.UserPools(
        pool=CognitoUserPool(configure(outputs, clock=clock)),
        store=store or SQLiteStore(folder / "sessions.db", clock),
        rate_limits=SQLiteRateLimits(folder / "limits.db", clock),
        background=Immediate(),
        response_step=0,
        clock=clock,
    )
    pages = signup.init_app(host, pools, **{"secure": False, "url_prefix": PREFIX, **options})
    demo.init_app(pages, settings, outputs, clock)
    pages.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    return pages


class GuestVisitor(Visitor):
    """A visitor of pages under a prefix. Paths are written as at the root.

    Args:
        host: The host.
        prefix: The pages' prefix.
    """

    def __init__(self, host: Flask, prefix: str = PREFIX, **environ: Any) -> None:
        super().__init__(host, **environ)
        self.prefix = prefix

    def get(self, path: str, **kwargs: Any) -> Page:
        return super().get(self._under(path), **kwargs)

    def post_raw(self, path: str, fields: Any, **kwargs: Any) -> Page:
        return super().post_raw(self._under(path), fields, **kwargs)

    def hidden(self, page: str, action: str) -> dict[str, str]:
        return super().hidden(page, self._under(action))

    def messages(self, to: str) -> list[dict[str, Any]]:
        headers = {"Accept": "application/json"}
        answer = self.client.get(f"{self.prefix}/outbox?to={to}", headers=headers)
        found: list[dict[str, Any]] = answer.get_json()
        return found

    def _under(self, path: str) -> str:
        return path if path.startswith(f"{self.prefix}/") else f"{self.prefix}{path}"
