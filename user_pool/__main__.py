"""Command line: `python -m user_pool serve` serves user pools to any client on this machine."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from user_pool.amplify_outputs import user_pool_from_amplify_outputs
from user_pool.http.server import UserPoolServer, is_loopback
from user_pool.service import UserPoolService

if TYPE_CHECKING:
    from collections.abc import Sequence

    from user_pool.outbox import Message


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line.

    Args:
        arguments: The arguments, by default those of the process.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if not is_loopback(options.host) and os.environ.get("ALLOW_EMBEDDED_POOL") != "1":
        parser.error(
            f"{options.host} is reachable from other machines, and whoever reaches this development"
            " server controls it. Set ALLOW_EMBEDDED_POOL=1 to serve there anyway."
        )
    service = UserPoolService(
        options.db,
        on_message=_print_message,
        link_base_url=f"http://{options.host}:{options.port}",
    )
    if options.amplify_outputs:
        outputs = json.loads(options.amplify_outputs.read_text("utf-8"))
        service.ensure_user_pool(user_pool_from_amplify_outputs(outputs))
    with UserPoolServer(service, options.host, options.port) as server:
        signal.signal(signal.SIGTERM, _stop)
        _print(f"User pools in {options.db}, for development: http://{options.host}:{options.port}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            service.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m user_pool", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="serve Cognito's API over HTTP")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", default=9229, type=int, help="port to listen on (%(default)s)")
    serve.add_argument(
        "--db",
        default=Path("instance/user-pool.db"),
        type=Path,
        help="database file, created if it is missing (%(default)s)",
    )
    serve.add_argument(
        "--amplify-outputs",
        type=Path,
        metavar="FILE",
        help="create the pool and client that this amplify_outputs.json names",
    )
    return parser


def _print_message(message: Message) -> None:
    _print(f"{message.medium} to {message.to}: {message.body}")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
