"""What a learner sees of a sign-up: on in the demo, never in production. `TEACH` decides.

Whatever decides which pool is used hands `record_exchanges` and `record_outcome` to
`amplify_auth.configure`; the rest is here. docs/teaching.md.
"""

from flask import Flask

from signup.pools import current_pools
from signup.teaching import behind, learn, recorder, workbench
from signup.teaching.exchanges import record_exchanges
from signup.teaching.outcomes import record_outcome

__all__ = ["init_app", "record_exchanges", "record_outcome"]


def init_app(app: Flask) -> None:
    """Put the learner's pages beside those of the sign-up, and follow every step."""
    recorder.init_app(app)
    app.jinja_env.globals["teaching"] = True
    app.register_blueprint(behind.blueprint)
    app.register_blueprint(learn.blueprint)
    with app.app_context():
        if current_pools().demo:
            app.register_blueprint(workbench.blueprint)
            app.jinja_env.globals["has_workbench"] = True
