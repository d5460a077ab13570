"""What the first page does without is got ready behind it, so that the first sign-up is quick, too.

boto3 and its client take longer than everything that a page needs (0.3 s), and the list of common
passwords, the checks of addresses and the ciphers of sessions come on top. None of it is imported
until it is wanted; this wants it. It begins a moment after the process does, or after its first
answer: an import in a thread takes turns with a page that is being drawn, and would slow it down.
"""

from contextlib import suppress
from importlib import import_module
from threading import Timer

from flask import Flask, Response

from amplify_auth import AuthError
from signup.blocklist import is_common
from signup.languages import catalogue_of, languages
from signup.later import import_all
from signup.metrics import metrics
from signup.pools import Pools
from signup.store import StoreError

IDLE_SECONDS = 1.0
"""How long a process that is asked for nothing waits. A page is drawn in less."""

IMPORTED_LATE = (
    "cryptography.hazmat.primitives.ciphers.aead",
    "email_validator",
    "jwt",
)


def init_app(app: Flask) -> None:
    """Begin after the first answer of this process, in case that its server does not."""
    begun: list[bool] = []

    @app.after_request
    def begin_once(response: Response) -> Response:
        if not begun:
            begun.append(True)
            response.call_on_close(lambda: begin(app, seconds=0))
        return response


def begin(app: Flask, seconds: float = IDLE_SECONDS) -> None:
    """Begin in a while, in a thread that no shutdown waits for."""
    timer = Timer(seconds, warm_up, [app.extensions["signup"]])
    timer.daemon = True
    timer.start()


def warm_up(pools: Pools) -> None:
    """Import, read and make what the first sign-up needs; what fails here fails there, and says so.

    Args:
        pools: What `app.py` hands to the pages.
    """
    metrics()
    for module in IMPORTED_LATE:
        import_module(module)
    import_all()
    is_common("")
    for language in languages().values():
        catalogue_of(language.tag)
    with suppress(AuthError, StoreError):
        pools.auth.warm_up()
