"""Where somebody belongs who asks for a step that is over, or not yet begun."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signup.flows.pending_sign_up import PendingSignUp, current_auto_sign_in
from signup.observability.events import Event, record
from signup.session.current_user import current_tokens


def whereabouts() -> str:
    """Return the endpoint of the furthest step that this browser has reached."""
    reached = {
        "signup.account": current_tokens(),
        "signup.auto_sign_in": current_auto_sign_in(),
        "signup.confirm_sign_up": PendingSignUp.load(),
    }
    return next((name for name, state in reached.items() if state), "signup.sign_up")


def go_where_you_are() -> Response:
    """Redirect to the furthest step that this browser has reached."""
    endpoint = whereabouts()
    record(Event.SEQUENCE_FAIL, reason=f"sent to {endpoint}")
    return redirect(url_for(endpoint), 303)
