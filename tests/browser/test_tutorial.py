"""docs/tutorial.md, followed from its first line to its last, from an empty folder.

Three things differ: the ports are free ones, the repository is a copy of this checkout, and its
`.venv` is the one that runs the tests.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.settings import ROOT
from tests.browser.tutorial import Part, parts, pattern
from tests.contract.servers import PAUSE, TRIES, free_port, get

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text()
NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv", "node_modules", "instance", "build", "__pycache__", ".*_cache", ".coverage*")
)
PORTS = ("5000", "5001", "9229")
EXAMPLE = ROOT / "examples" / "practical_example"
# Whoever runs the tests may have an account with Amazon, which is none of theirs.
NO_ACCOUNT = {
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}
BASH = "/bin/bash"
# As in a terminal: a shell in the background would make the servers ignore Ctrl+C.
TERMINAL = ("env", "--default-signal=INT", BASH, "-c")
ACTION = re.compile(
    r"<(?P<address>http[^>]+)>(?P<tab> in another tab)?"
    r"|`(?P<typed>[^`]+)`\s+under\s+\*\*(?P<field>[^*]+)\*\*"
    r"|it\s+under\s+\*\*(?P<code_field>[^*]+)\*\*"
    r"|[Pp]ress\s+\*\*(?P<button>[^*]+)\*\*"
    r"|page\s+is\s+\*\*(?P<heading>[^*]+)\*\*"
)


class Reader:
    """Somebody who does what the tutorial says, at one terminal and one browser."""

    def __init__(self, repository: Path, page: Page) -> None:
        self.repository = repository
        self.page = page
        self.ports = {port: str(free_port()) for port in PORTS}
        self.code = ""
        self.output = ""
        self.folder = repository.parent / "reader"
        self.folder.mkdir()
        self.state = repository.parent / "state"
        self.state.mkdir()
        (self.state / "folder").write_text(str(self.folder))
        (self.state / "exports").write_text("")
        self.servers: list[tuple[subprocess.Popen[bytes], Path, str]] = []
        names = ("PATH", "HOME", "LANG")
        self.environment = {name: os.environ[name] for name in names if name in os.environ}
        self.environment |= {
            "PORT": self.ports["5000"],
            "NO_PROXY": "127.0.0.1,localhost",
            **NO_ACCOUNT,
        }

    @property
    def clone(self) -> Path:
        return self.folder / "sign-up"

    @property
    def here(self) -> Path:
        return Path((self.state / "folder").read_text().strip())

    def here_and_now(self, text: str) -> str:
        """Replace the page's ports and repository by those of this run."""
        for port, free in self.ports.items():
            text = re.sub(rf"\b{port}\b", free, text)
        return text.replace("<this repository>", str(self.repository))

    def do(self, part: Part) -> None:
        if "Ctrl+C" in part.before:
            self.stop_app()
        if "the app and the pool with Ctrl+C" in part.before:
            self.stop_everything()
        actions: dict[str, Callable[[Part], None]] = {
            "sh": self.run,
            "server": self.serve,
            "file": self.save,
            "text": self.compare,
            "steps": self.browse,
        }
        actions[part.kind](part)

    def run(self, part: Part) -> None:
        """Run a command; folder and exports last, as they do in a terminal."""
        done = subprocess.run(
            self.command(self.here_and_now(part.text)),
            cwd=self.here,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{part.text}\n{done.stdout}\n{done.stderr}"
        self.output = done.stdout.removesuffix("\n") + "\n" if done.stdout else ""
        if "git clone" in part.text:
            self.skip_the_installation()

    def command(self, text: str) -> list[str]:
        remembered = f"set -e; . {self.state}/exports\n"
        remember = f"\npwd > {self.state}/folder; export -p > {self.state}/exports"
        return [BASH, "-c", remembered + text + remember]

    def skip_the_installation(self) -> None:
        (self.clone / ".venv").symlink_to(sys.prefix)
        for name in ("requirements.txt", "requirements-dev.txt"):
            os.utime(self.clone / name, (0, 0))  # older than what was installed from it

    def serve(self, part: Part) -> None:
        """Start what goes on running, in a terminal of its own."""
        log = self.state / f"server-{len(self.servers)}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*TERMINAL, f". {self.state}/exports; {self.here_and_now(part.text)}"],
                cwd=self.here,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.servers.append((process, log, part.text))
        self.wait_for(r"http://(?:127\.0\.0\.1|localhost):\d+")
        self.output = ""

    def wait_for(self, written: str) -> None:
        """Wait until the newest server has written something."""
        process, log, _command = self.servers[-1]
        for _ in range(TRIES):
            if re.search(written, log.read_text()):
                return
            try:
                process.wait(PAUSE)
            except subprocess.TimeoutExpired:
                continue
            break
        pytest.fail(f"no {written!r} in:\n{log.read_text()}")

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)

    def stop_app(self) -> None:
        """Stop the newest server that is not the user pool."""
        apps = [process for process, _log, command in self.servers if "user_pool" not in command]
        self.stop(apps[-1])

    def stop_everything(self) -> None:
        for process, _log, _command in self.servers:
            self.stop(process)

    def save(self, part: Part) -> None:
        """Save a file, or add to one as PEP 8 has it."""
        name, is_addition = part.file
        file = self.here / name
        file.parent.mkdir(exist_ok=True)
        before = f"{file.read_text()}\n\n" if is_addition else ""
        file.write_text(before + part.text)

    def assert_is_the_example(self) -> None:
        for name in ("amplify_outputs.json", "app.py", "templates/page.html"):
            assert (self.here / name).read_text() == (EXAMPLE / name).read_text()

    def compare(self, part: Part) -> None:
        expected = pattern(self.here_and_now(part.text))
        if self.output:
            assert expected.fullmatch(self.output), f"{part.text}\nis not\n{self.output}"
        else:
            self.wait_for(expected.pattern)

    def browse(self, part: Part) -> None:
        """Do what a numbered list says."""
        steps = self.here_and_now(part.text)
        actions = [found.groupdict() for found in ACTION.finditer(steps)]
        assert len(actions) == steps.count("**") // 2 + steps.count("<http"), "not understood"
        self.page.context.clear_cookies()
        for action in actions:
            self.act(action)

    def act(self, action: dict[str, str | None]) -> None:
        page, said = self.page, {name: value or "" for name, value in action.items()}
        if said["tab"]:
            status, body = get(said["address"])
            assert status == 200
            self.code = str(json.loads(body)[0]["code"])
        elif said["address"]:
            page.goto(said["address"])
        elif said["field"]:
            page.get_by_label(said["field"], exact=True).fill(said["typed"])
        elif said["code_field"]:
            page.get_by_label(said["code_field"], exact=True).fill(self.code)
        elif said["button"]:
            page.get_by_role("button", name=said["button"], exact=True).click()
        else:
            heading = page.get_by_role("heading", level=1, name=said["heading"], exact=True)
            expect(heading).to_be_visible(timeout=15_000)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a git repository of this checkout as it stands."""
    origin = tmp_path / "origin"
    shutil.copytree(ROOT, origin, ignore=NOT_COPIED)
    author = ["-c", "user.name=Reader", "-c", "user.email=reader@example.com"]
    commit = ["commit", "--quiet", "--message", "As it stands"]
    for command in (["init", "--quiet"], ["add", "."], [*author, *commit]):
        subprocess.run(["git", *command], cwd=origin, check=True)
    return origin


@pytest.fixture
def reader(chromium: Browser, repository: Path) -> Iterator[Reader]:
    context = chromium.new_context()
    reader = Reader(repository, context.new_page())
    yield reader
    reader.stop_everything()
    context.close()


def test_the_tutorial_does_what_it_says(reader: Reader) -> None:
    done = set()
    for part in parts(TUTORIAL):
        if "cognito_setup create" in part.text and "dry-run" in part.text:
            reader.assert_is_the_example()
        reader.do(part)
        done.add(part.kind)
    assert done == {"sh", "server", "file", "text", "steps"}
    assert [*reader.folder.iterdir()] == [], "the reader has nothing left to clean up"
