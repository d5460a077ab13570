"""Navigation to the current step, for requests to other steps."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signup.flows.pending_sign_up import PendingSignUp, current_auto_sign_in
from signup.host.mount import current_mount
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


def current_step_url() -> str:
    """Return the URL of the furthest step that this browser has reached."""
    endpoint = current_step()
    return after_sign_in_url() if endpoint == "signup.account" else url_for(endpoint)


def redirect_to_current_step() -> Response:
    """Redirect to the furthest step that this browser has reached."""
    record(Event.SEQUENCE_FAIL, reason=f"sent to {current_step()}")
    return redirect(current_step_url(), 303)


def after_sign_in_url() -> str:
    """Return the URL where a sign-up or sign-in ends."""
    mount = current_mount()
    if mount.after_sign_in_url is None:
        return url_for("signup.account")
    return f"{mount.host_root(request)}{mount.after_sign_in_url}"
