"""What a learner sees of a sign-up: on in the demo, never in production. `TEACH` decides."""

from flask import Blueprint, Flask

from signup.pools import current_pools
from signup.teaching import learn, workbench

blueprint = Blueprint("teaching", __name__)


def init_app(app: Flask) -> None:
    """Put the learner's pages beside those of the sign-up."""
    app.register_blueprint(blueprint)
    with app.app_context():
        if current_pools().demo:
            app.register_blueprint(workbench.blueprint)
            app.jinja_env.globals["has_workbench"] = True
    app.register_blueprint(learn.blueprint)
