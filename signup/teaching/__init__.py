"""What a learner sees of a sign-up: on in the demo, never in production. `TEACH` decides.

Whatever decides which pool is used hands `record_exchanges` and `record_outcome` to
`amplify_auth.configure`; the rest is here. docs/teaching.md.
"""

from flask import Blueprint, Flask

from signup.later import add_views, later
from signup.pools import current_pools
from signup.teaching import recorder

__all__ = ["init_app", "record_exchanges", "record_outcome"]

WORKBENCH = "workbench"
PAGES = {
    "teaching": {("GET", "/behind"): "behind:behind"},
    "learn": {("GET", "/learn"): "learn:learn"},
    WORKBENCH: {
        ("GET", "/workbench"): "workbench:workbench",
        ("POST", "/workbench/failure"): "workbench:failure",
        ("POST", "/workbench/no-failure"): "workbench:no_failure",
        ("POST", "/workbench/clock"): "workbench:clock",
        ("POST", "/workbench/accounts"): "workbench:accounts",
        ("POST", "/workbench/exercise"): "workbench:exercise",
    },
}
"""The views of each blueprint: what answers which address."""

record_exchanges = later(f"{__name__}.exchanges:record_exchanges")
record_outcome = later(f"{__name__}.outcomes:record_outcome")


def init_app(app: Flask) -> None:
    """Put the learner's pages beside those of the sign-up, and follow every step."""
    recorder.init_app(app)
    app.jinja_env.globals["teaching"] = True
    with app.app_context():
        has_workbench = current_pools().demo is not None
    app.jinja_env.globals["has_workbench"] = has_workbench
    for name, views in PAGES.items():
        if name != WORKBENCH or has_workbench:
            blueprint = Blueprint(name, __name__)
            add_views(blueprint, views)
            app.register_blueprint(blueprint)
