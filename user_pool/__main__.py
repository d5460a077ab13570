"""Serve user pools to any client on this machine: `python -m user_pool serve`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from user_pool.amplify_outputs import user_pool_from_amplify_outputs
from user_pool.http.server import UserPoolServer, is_loopback
from user_pool.service import UserPoolService

if TYPE_CHECKING:
    from collections.abc import Sequence

    from user_pool.definitions import UserPoolDefinition
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
            f"{options.host} is reachable from other machines, and anyone who reaches this"
            " development server controls it. Set ALLOW_EMBEDDED_POOL=1 to allow this."
        )
    endpoint = f"http://{options.host}:{options.port}"
    try:
        service = UserPoolService(
            options.db,
            on_message=_print_message,
            link_base_url=endpoint,
            issuer_base_url=endpoint if options.issuer == "endpoint" else None,
        )
    except (OSError, sqlite3.Error) as error:
        parser.error(f"{options.db}: {error}")
    try:
        server = UserPoolServer(service, options.host, options.port)
    except (OSError, OverflowError) as error:
        parser.error(f"{options.host}:{options.port}: {error}")
    with server:
        signal.signal(signal.SIGTERM, _stop)
        _print(f"Serving the user pools in {options.db} for development at {endpoint}")
        if options.amplify_outputs:
            service.ensure_user_pool(options.amplify_outputs)
            _print_pool(service, options.amplify_outputs, endpoint)
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
        help="database file, created if missing (%(default)s)",
    )
    serve.add_argument(
        "--amplify-outputs",
        type=_definition,
        metavar="FILE",
        help="create the pool and client that this amplify_outputs.json names",
    )
    serve.add_argument(
        "--issuer",
        choices=("cognito", "endpoint"),
        default="cognito",
        help="issuer of the tokens: Cognito's, or this server's address for clients that expect it,"
        " such as pycognito (%(default)s)",
    )
    return parser


def _definition(file: str) -> UserPoolDefinition:
    """Read the pool that an amplify_outputs.json describes."""
    try:
        return user_pool_from_amplify_outputs(json.loads(Path(file).read_text("utf-8")))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{file}: {error}") from None
    except (AttributeError, LookupError, TypeError):
        raise argparse.ArgumentTypeError(f"{file} isn't an amplify_outputs.json") from None


def _print_pool(service: UserPoolService, definition: UserPoolDefinition, endpoint: str) -> None:
    """Print the pool's ids and URLs."""
    pool_id = definition.user_pool_id
    _print(f"Pool {pool_id}, client {definition.client_id}")
    _print(f"Issuer {service.issuer(pool_id)}")
    _print(f"Keys {endpoint}/{pool_id}/.well-known/jwks.json")


def _print_message(message: Message) -> None:
    _print(f"{message.medium} to {message.to}: {message.body}")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
