"""What a learner sees of a sign-up: on in the demo, never in production. `TEACH` decides.

Whatever decides which pool is used hands `record_exchanges` and `record_outcome` to
`amplify_auth.configure`; the rest is here. docs/teaching.md.
"""

from flask import Blueprint, Flask

from signup.teaching import recorder
from signup.teaching.exchanges import record_exchanges
from signup.teaching.outcomes import record_outcome

__all__ = ["init_app", "record_exchanges", "record_outcome"]

blueprint = Blueprint("teaching", __name__)


def init_app(app: Flask) -> None:
    """Put the learner's pages beside those of the sign-up, and follow every step."""
    from signup.teaching import behind as _behind  # noqa: F401, PLC0415 - registers its view

    recorder.init_app(app)
    app.jinja_env.globals["teaching"] = True
    app.register_blueprint(blueprint)
