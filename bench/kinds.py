"""What is measured side by side: the app, the least that would do, and its peers."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.servers import Server, serving
from config.settings import ROOT

PASSWORD = "Wandering-otter-58-lamp"  # noqa: S105 - nobody's
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
PEERS = ROOT / "bench" / "peers"
PEERS_PYTHON = PEERS / ".venv" / "bin" / "python"
# What the peers share with the app they have in the app's version, and are the newest themselves.
THEIR_OWN = ("flask-security-too==5.9.2", "flask-sqlalchemy==3.1.1", "django-allauth==65.21.1")
SHARED = ("flask", "flask-wtf", "wtforms", "jinja2", "werkzeug", "gunicorn", "email-validator")

OWN = "app"
BARE_TEMPLATE = "bare template"
BARE_FORM = "bare Flask-WTF form"
FLASK_SECURITY = "Flask-Security"
ALLAUTH = "django-allauth"


@dataclass(frozen=True)
class Kind:
    """A page with a form to sign up with.

    Attributes:
        python: The interpreter that has what it needs.
        application: Where gunicorn finds it.
        path: Where its form is.
        fields: Returns the values for an address.
    """

    python: Path
    application: str
    path: str
    fields: Callable[[str], dict[str, str]]


def _email_and_password(email: str) -> dict[str, str]:
    return {"email": email, "password": PASSWORD}


def _password_twice(email: str) -> dict[str, str]:
    return _email_and_password(email) | {"password_confirm": PASSWORD}


def _allauth(email: str) -> dict[str, str]:
    return {"email": email, "password1": PASSWORD, "password2": PASSWORD}


_OURS = Path(sys.executable)
KINDS = {
    OWN: Kind(_OURS, "app:create_app()", "/sign-up", _email_and_password),
    BARE_TEMPLATE: Kind(_OURS, "bench.peers.bare_template:app", "/sign-up", _email_and_password),
    BARE_FORM: Kind(_OURS, "bench.peers.bare_form:app", "/sign-up", _email_and_password),
    FLASK_SECURITY: Kind(
        PEERS_PYTHON, "bench.peers.flask_security_app:app", "/register", _password_twice
    ),
    ALLAUTH: Kind(PEERS_PYTHON, "bench.peers.allauth_app:app", "/accounts/signup/", _allauth),
}


def install_peers() -> None:
    """Put the peers into a virtual environment of their own, once."""
    if PEERS_PYTHON.exists():
        return
    print("Installing the peers into bench/peers/.venv ...", flush=True)
    wanted = [*THEIR_OWN, *(f"{name}=={version(name)}" for name in SHARED)]
    subprocess.run([sys.executable, "-m", "venv", PEERS_PYTHON.parents[1]], check=True)
    subprocess.run([PEERS_PYTHON, "-m", "pip", "install", "--quiet", *wanted], check=True)


def served(
    name: str, folder: str, pool_port: int, *arguments: str, **environment: str
) -> AbstractContextManager[Server]:
    """Serve one kind under the app's gunicorn settings, in production, limits and all.

    Args:
        name: The kind.
        folder: Where it may write.
        pool_port: Where the pool is.
        arguments: gunicorn's own, which win over the settings.
        environment: What it is told besides.
    """
    kind = KINDS[name]
    settings = "config/gunicorn.conf.py" if name == OWN else "bench/peers/gunicorn.conf.py"
    command = [str(kind.python), "-m", "gunicorn"]
    return serving(
        [*command, "-c", settings, "-b", "{address}", *arguments, kind.application],
        kind.path,
        **production(folder, pool_port),
        **environment,
    )


def production(folder: str, pool_port: int) -> dict[str, str]:
    """Return the app's settings behind one proxy, with a pool on this machine."""
    return {
        "APP_ENV": "production",
        "SECRET_KEY": "5f1d" * 10,
        "TRUSTED_PROXIES": "1",
        "DATA_DIR": folder,
        ENDPOINT: f"http://127.0.0.1:{pool_port}",
    }


def network(number: int) -> str:
    """Return an address of a network of its own: each may sign up 200 times an hour."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
