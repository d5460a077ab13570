"""The sites that are measured: the app and its peers, each with a sign-up form."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_path
from tempfile import TemporaryDirectory

from bench.support.servers import ENDPOINT, HOST, PASSWORD, Server, serve
from config.settings import ROOT

PEERS = ROOT / "bench" / "peers"
PEERS_PYTHON = PEERS / ".venv" / "bin" / "python"
PEERS_PACKAGES = ("flask-security-too==5.9.2", "flask-sqlalchemy==3.1.1", "django-allauth==65.21.1")

OWN = "app"
BARE_TEMPLATE = "bare template"
BARE_FORM = "bare Flask-WTF form"


@dataclass(frozen=True)
class Site:
    """A site with a sign-up form.

    Attributes:
        application: gunicorn's name for it.
        path: The form's path.
        passwords: The form's fields for the password.
        interpreter: The interpreter that has its packages.
    """

    application: str
    path: str = "/sign-up"
    passwords: tuple[str, ...] = ("password",)
    interpreter: Path = Path(sys.executable)

    def fields(self, email: str) -> dict[str, str]:
        """Return the form's fields for an email address."""
        return {"email": email, **dict.fromkeys(self.passwords, PASSWORD)}


SITES = {
    OWN: Site("app:create_app()"),
    BARE_TEMPLATE: Site("bench.peers.bare_template:app"),
    BARE_FORM: Site("bench.peers.bare_form:app"),
    "Flask-Security": Site(
        "bench.peers.flask_security_app:app",
        "/register",
        ("password", "password_confirm"),
        PEERS_PYTHON,
    ),
    "django-allauth": Site(
        "bench.peers.allauth_app:app",
        "/accounts/signup/",
        ("password1", "password2"),
        PEERS_PYTHON,
    ),
}


@contextmanager
def serve_site(
    name: str, pool_url: str | None, *arguments: str, **environment: str
) -> Iterator[Server]:
    """Serve one of the sites as in production, behind one proxy, with data of its own.

    Args:
        name: The site.
        pool_url: Its user pool; None is the app's embedded pool.
        arguments: gunicorn's arguments, which win over its settings.
        environment: Variables that win over those of production.
    """
    site = SITES[name]
    folder = "config" if name == OWN else "bench/peers"
    command = [str(site.interpreter), "-m", "gunicorn", "-c", f"{folder}/gunicorn.conf.py"]
    pool = {ENDPOINT: pool_url} if pool_url else {"ALLOW_EMBEDDED_POOL": "1", "TEACH": "0"}
    production = {"APP_ENV": "production", "SECRET_KEY": "5f1d" * 10, "TRUSTED_PROXIES": "1"}
    with (
        TemporaryDirectory() as data,
        serve(
            [*command, "-b", f"{HOST}:{{port}}", *arguments, site.application],
            site.path,
            {**production, "DATA_DIR": data, **pool, **environment},
        ) as server,
    ):
        yield server


def install_peers() -> None:
    """Install the peers in addition to the app's packages, in the app's versions."""
    if PEERS_PYTHON.exists():
        return
    folder = PEERS_PYTHON.parents[1]
    print(f"Installing the peers into {folder} ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([PEERS_PYTHON, "-c", find], text=True).strip()
    Path(packages, "app.pth").write_text(get_path("purelib"))
    subprocess.run([PEERS_PYTHON, "-m", "pip", "install", "--quiet", *PEERS_PACKAGES], check=True)
