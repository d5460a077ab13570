"""The code of docs/embedding.md, run as it stands."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from flask import Flask

import signup
from config.settings import ROOT
from signup.host.mount import SHARED_SETTINGS
from tests.docs.markdown import code_blocks, read
from tests.doubles import Clock
from tests.mounted import PREFIX, GuestVisitor, mount_pages
from tests.outputs import write_outputs
from tests.pages import Visitor

PAGE = "docs/embedding.md"
MOUNT, REMEMBER, WELCOME, STORE, MAILER = code_blocks(read(PAGE), "python")
LAYOUT, WELCOME_TEMPLATE = code_blocks(read(PAGE), "jinja")
EMAIL = "ada@example.com"


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the names of a host that is written as the document says."""
    monkeypatch.chdir(tmp_path)
    write_outputs(tmp_path, {})
    names: dict[str, Any] = {"__name__": "host"}
    exec(MOUNT, names)
    return names


def test_a_host_serves_the_pages(mounted: dict[str, Any]) -> None:
    answer = mounted["app"].test_client().get(f"{PREFIX}/sign-up", base_url="https://localhost")
    assert answer.status_code == 200
    assert "__Secure-sign-up-session" in answer.headers["Set-Cookie"]
    assert mounted["pages"] is not mounted["app"]


def test_it_keeps_the_user_in_its_own_session(tmp_path: Path, clock: Clock) -> None:
    host = Flask("host")
    mount_pages(host, tmp_path, clock)
    exec(REMEMBER, {"Flask": Flask, "signup": signup, "app": host})
    visitor = GuestVisitor(host)
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    with visitor.client.session_transaction() as session:
        assert list(session) == ["user_id"]
    visitor.sign_out()
    with visitor.client.session_transaction() as session:
        assert not session


def test_every_option_is_in_the_table() -> None:
    options = signup.init_app.__annotations__.keys() - {"app", "pools", "return"}
    table = read(PAGE).partition("| option |")[2].partition("\n\n")[0]
    assert {line.split("`")[1] for line in table.splitlines()[2:]} == options


def test_the_shared_settings_are_named() -> None:
    text = " ".join(read(PAGE).split())
    named = text.partition("The two share ")[2].partition(", which the pages copy")[0]
    assert set(named.split("`")[1::2]) == set(SHARED_SETTINGS)


def test_the_layout_is_the_example_s() -> None:
    assert (ROOT / "examples/mounted/templates/sign_up_layout.html").read_text() == LAYOUT


SIGN_UP = """
import json
from app import create_app
from tests.pages import Visitor

visitor = Visitor(create_app())
assert visitor.get("/welcome").location == "/sign-in"
visitor.sign_up("ada@example.com")
visitor.confirm(visitor.newest_code("ada@example.com"))
end = visitor.auto_sign_in()
print(json.dumps([end.location, visitor.follow(end).heading]))
"""


@pytest.mark.slow
def test_a_page_after_sign_up(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "instance", "docs")
    shutil.copytree(ROOT, copy, ignore=ignored)
    (copy / "signup" / "views" / "welcome.py").write_text(WELCOME)
    (copy / "templates" / "signup" / "welcome.html").write_text(WELCOME_TEMPLATE)
    views = copy / "signup" / "views" / "__init__.py"
    views.write_text(
        views.read_text().replace("    sign_up,\n)", "    sign_up,\n    welcome,\n)", 1)
    )
    done = subprocess.run(
        [sys.executable, "-c", SIGN_UP],
        cwd=copy,
        env={"PATH": os.environ["PATH"], "AFTER_SIGN_IN_URL": "/welcome"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["/welcome", "Welcome"]


def test_another_session_store(tmp_path: Path, clock: Clock) -> None:
    names: dict[str, Any] = {}
    exec(STORE, names)
    host = Flask("host")
    mount_pages(host, tmp_path, clock, store=names["MemoryStore"](), cookie_path="/")
    visitor = GuestVisitor(host)
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    assert EMAIL in visitor.get("/account").text
    visitor.sign_out()
    assert visitor.get("/account").status == 303
    assert not (tmp_path / "sessions.db").exists()


def test_a_mailer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, Any] = {}
    exec(MAILER, names)
    sent: list[Any] = []
    server = MagicMock()
    server.__enter__().send_message.side_effect = sent.append
    monkeypatch.setattr("smtplib.SMTP", lambda _host: server)
    pools = app.extensions["signup"]
    app.extensions["signup"] = replace(pools, mailer=names["SmtpMailer"]())
    for _ in range(2):
        visitor = Visitor(app)
        visitor.choose("passwordless")
        visitor.sign_up(EMAIL, "")
        visitor.confirm(visitor.newest_code(EMAIL))
    (message,) = sent
    assert message["To"] == EMAIL
    assert message["Subject"] == "You already have an account with Amplify on Flask"
    assert "https://example.com/auth/sign-in" in message.get_content()
