"""What our page is measured beside: a form of HTML alone, and the form in React with Amplify.

React's files are built for production by Vite, and served as a good host would: compressed
beforehand, the script cacheable for a year. Its packages are of the bench alone: bench/node.
"""

import gzip
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.relay import HOST

NODE = Path(__file__).with_name("node")

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<link rel="icon" href="data:,">
{body}
"""
STATIC_FORM = PAGE.format(
    heading="Create an account",
    body="""<h1>Create an account</h1>
<form method="post" action="/sign-up">
<p><label for="email">Email address</label>
<input id="email" name="email" type="email" autocomplete="username email">
<p><label for="password">Create a password</label>
<input id="password" name="password" type="password" autocomplete="new-password">
<p><button type="submit">Create account</button>
</form>""",
)
STATIC_CONFIRM = PAGE.format(
    heading="Enter your code",
    body="""<h1>Enter your code</h1>
<form method="post" action="/confirm-sign-up">
<p><label for="code">Code</label>
<input id="code" name="confirmation_code" inputmode="numeric" autocomplete="one-time-code">
<p><button type="submit">Confirm</button>
</form>""",
)


@dataclass(frozen=True)
class Answer:
    """What is sent for a path."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Answers = Mapping[tuple[str, str], Answer]
"""By method and path."""


def html(text: str, headers: Mapping[str, str]) -> Answer:
    """Return a compressed page."""
    about = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    return Answer(200, {**headers, **about}, gzip.compress(text.encode()))


def static_form(headers: Mapping[str, str]) -> Answers:
    """Return the form of HTML alone, which posts and is sent on.

    Args:
        headers: What our page sends besides what is about its body.
    """
    return {
        ("GET", "/sign-up"): html(STATIC_FORM, headers),
        ("POST", "/sign-up"): Answer(303, {**headers, "Location": "/confirm-sign-up"}),
        ("GET", "/confirm-sign-up"): html(STATIC_CONFIRM, headers),
    }


def react_form(endpoint: str, outputs: Path, folder: Path) -> Answers:
    """Install, build and return the form in React.

    Args:
        endpoint: Where its user pool is.
        outputs: The pool's amplify_outputs.json.
        folder: Where the build may be left.
    """
    auth = json.loads(outputs.read_text())["auth"]
    settings = {
        "VITE_ENDPOINT": endpoint,
        "VITE_USER_POOL_ID": auth["user_pool_id"],
        "VITE_USER_POOL_CLIENT_ID": auth["user_pool_client_id"],
    }
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(install, cwd=NODE, check=True)
    build = [
        NODE / "node_modules" / ".bin" / "vite",
        "build",
        f"--outDir={folder}",
        "--emptyOutDir",
    ]
    build += ["--logLevel=error"]
    subprocess.run(build, cwd=NODE, env=os.environ | settings, check=True)
    page = html((folder / "index.html").read_text(), {"Cache-Control": "no-cache"})
    about = {
        "Content-Type": "text/javascript",
        "Content-Encoding": "gzip",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    scripts = {
        ("GET", f"/assets/{file.name}"): Answer(200, about, gzip.compress(file.read_bytes()))
        for file in (folder / "assets").glob("*.js")
    }
    return {("GET", "/sign-up"): page, **scripts}


@contextmanager
def served(answers: Answers) -> Iterator[str]:
    """Serve what was made beforehand, over connections that stay open; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 65_536

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            answer = answers.get((self.command, self.path), Answer(404))
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = answer  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            """Keep it quiet."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HOST}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
