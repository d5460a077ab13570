"""What a learner sees of a sign-up: on in the demo, never in production. `TEACH` decides."""

from flask import Blueprint, Flask

from signup.teaching import learn

blueprint = Blueprint("teaching", __name__)


def init_app(app: Flask) -> None:
    """Put the learner's pages beside those of the sign-up."""
    app.register_blueprint(blueprint)
    app.register_blueprint(learn.blueprint)
