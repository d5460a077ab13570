"""Mounting the pages in a host app. docs/embedding.md.

At the root, the host and the pages are one app. Under a prefix, the pages are a separate Flask app,
and Werkzeug's dispatcher passes them the requests for that prefix. The two share only the secret
key, so the host keeps its sessions, headers, error pages, limits and template settings.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Request, current_app
from jinja2 import ChoiceLoader
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.routing import Rule

from config.settings import is_path_of_this_site
from signup.host.cookies import Cookies

EXTENSION = "signup_mount"
ROOT = Path(__file__).resolve().parents[2]
"""The folder of `templates/` and `static/`."""

URL_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
SHARED_SETTINGS = (
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "TRUSTED_HOSTS", "PREFERRED_URL_SCHEME"),
    *("TEMPLATES_AUTO_RELOAD", "MIN_FILL_SECONDS", "METRICS_TOKEN"),
)
"""Settings of the host that hold for the pages."""


class MountError(Exception):
    """Invalid mounting or use of the pages. The message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """The place of the pages.

    Attributes:
        host: The app that `signup.init_app` was given.
        pages: The app with the pages; the host itself at the root.
        url_prefix: The path of the pages; "" at the root.
        cookies: Names and paths of the pages' cookies.
        after_sign_in_url: The path in the host where a sign-up or sign-in ends; None is the account
            page.
        layout: The host's template that the pages are in; None is a document of their own.
    """

    host: Flask
    pages: Flask
    url_prefix: str
    cookies: Cookies
    after_sign_in_url: str | None
    layout: str | None

    @property
    def in_host(self) -> bool:
        """Whether the pages are under a prefix of another app."""
        return self.pages is not self.host

    @property
    def ends_in_host(self) -> bool:
        """Whether a sign-up or sign-in ends at a page of another app."""
        return self.in_host and self.after_sign_in_url is not None

    def host_root(self, request: Request) -> str:
        """Return the path of the host, from its server or a proxy, or ""."""
        return request.root_path.removesuffix(self.url_prefix)

    def gets_cookies(self, request: Request) -> bool:
        """Return whether browsers send the pages' cookies with a request."""
        if not self.in_host or self.cookies.path:
            return True
        path = f"{request.root_path}{request.path}"
        prefix = f"{self.host_root(request)}{self.url_prefix}"
        return path == prefix or path.startswith(f"{prefix}/")


def current_mount() -> Mount:
    """Return the mount of the current app, the pages' or the host's."""
    mount: Mount = current_app.extensions[EXTENSION]
    return mount


def create_mount(
    host: Flask,
    *,
    url_prefix: str,
    cookie_path: str | None,
    after_sign_in_url: str | None,
    layout: str | None,
    secure: bool,
) -> Mount:
    """Return a mount. The caller registers the pages on `mount.pages`.

    Args:
        host: The host app, with its secret key.
        url_prefix: "", or a path such as `/auth`.
        cookie_path: As for `signup.init_app`.
        after_sign_in_url: As for `signup.init_app`.
        layout: As for `signup.init_app`.
        secure: Whether the app is reached over https only.

    Raises:
        MountError: An argument cannot be used, or the host has no secret key.
    """
    if EXTENSION in host.extensions:
        raise MountError("This app already has the pages.")
    if not host.secret_key:
        raise MountError("Set app.secret_key before signup.init_app. It signs the cookies.")
    if not URL_PREFIX.fullmatch(url_prefix):
        raise MountError(f"url_prefix must be like /auth, or empty, not {url_prefix!r}.")
    if layout and not url_prefix:
        raise MountError("layout needs a url_prefix. At the root, override signup/base.html.")
    if cookie_path not in {None, "/"}:
        raise MountError(f"cookie_path must be None or '/', not {cookie_path!r}.")
    if after_sign_in_url is not None and not is_path_of_this_site(after_sign_in_url):
        raise MountError(
            f"after_sign_in_url must be a path of this site, not {after_sign_in_url!r}."
        )
    made = Mount(
        host=host,
        pages=_app_for_pages(host) if url_prefix else host,
        url_prefix=url_prefix,
        cookies=Cookies(secure=secure, path=cookie_path, url_prefix=url_prefix),
        after_sign_in_url=after_sign_in_url,
        layout=layout,
    )
    host.extensions[EXTENSION] = made.pages.extensions[EXTENSION] = made
    return made


def _app_for_pages(host: Flask) -> Flask:
    """Return an app for the pages, which prefers the host's templates."""
    pages = Flask("signup", root_path=str(ROOT))
    for name in SHARED_SETTINGS:
        if name in host.config:
            pages.config[name] = host.config[name]
    loaders = (host.jinja_loader, pages.jinja_loader)
    pages.jinja_loader = ChoiceLoader([loader for loader in loaders if loader])
    return pages


def dispatch(mount: Mount) -> None:
    """Route requests for the prefix to the pages, and add their endpoints to the host's `url_for`.

    Args:
        mount: A mount under a prefix, with the pages registered.
    """
    for rule in mount.pages.url_map.iter_rules():
        if rule.endpoint != "static":
            path, name = f"{mount.url_prefix}{rule.rule}", rule.endpoint
            named = Rule(path, endpoint=name, methods=rule.methods, build_only=True)
            mount.host.url_map.add(named)
    dispatcher = DispatcherMiddleware(mount.host.wsgi_app, {mount.url_prefix: mount.pages})
    mount.host.wsgi_app = dispatcher  # type: ignore[method-assign] # Flask documents it so
