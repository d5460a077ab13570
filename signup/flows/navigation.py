"""Navigation to the current step, for requests for a step that is over or has not started."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signup.flows.pending_sign_up import PendingSignUp, current_auto_sign_in
from signup.observability.events import Event, record
from signup.session.current_user import current_tokens


def current_step() -> str:
    """Return the endpoint of the furthest step that this browser has reached."""
    reached = {
        "signup.account": current_tokens(),
        "signup.auto_sign_in": current_auto_sign_in(),
        "signup.confirm_sign_up": PendingSignUp.load(),
    }
    return next((name for name, state in reached.items() if state), "signup.sign_up")


def redirect_to_current_step() -> Response:
    """Redirect to the furthest step that this browser has reached."""
    endpoint = current_step()
    record(Event.SEQUENCE_FAIL, reason=f"sent to {endpoint}")
    return redirect(url_for(endpoint), 303)
