"""Serve the example on a user pool of its own: `python -m examples.practical_example`."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from examples.practical_example.app import app, outputs
from user_pool import Message, UserPoolServer, UserPoolService, user_pool_from_amplify_outputs

HOST = "127.0.0.1"
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"


def main() -> None:
    """Serve the pool and the example until Ctrl+C."""
    with TemporaryDirectory() as folder:
        service = UserPoolService(Path(folder, "user_pool.db"), on_message=print_message)
        service.ensure_user_pool(
            user_pool_from_amplify_outputs(json.loads(outputs.source.read_text("utf-8")))
        )
        with UserPoolServer(service, HOST, 0) as server:
            # The helper reads it when it makes its first call.
            os.environ[ENDPOINT] = f"http://{HOST}:{server.server_port}"
            Thread(target=server.serve_forever, daemon=True).start()
            app.run(HOST, int(os.environ.get("PORT", "5001")))
            server.shutdown()
        service.close()


def print_message(message: Message) -> None:
    """Print a message in place of sending it."""
    print(f"{message.medium} to {message.to}: {message.body}", flush=True)  # noqa: T201 - shows codes in the terminal


if __name__ == "__main__":
    main()
