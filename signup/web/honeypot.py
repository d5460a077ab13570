"""Honeypot and minimum fill time, against simple bots.

OWASP ASVS 2.4.1, 2.4.2.

The sign-up form has a hidden field and a signed time. A bot that fills in the field gets the
responses of a sign-up. A form that is sent too quickly is shown again.
"""

from hashlib import sha256

from flask import Flask, current_app, request
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, Signer

from signup.messages.labels import TOO_QUICK, TOO_QUICK_WITHOUT_PASSWORD
from signup.observability.events import Event, record
from signup.user_pools import current_pools

# Bots like to fill in URLs. `website` would be an attribute of Cognito's.
TRAP = "homepage_url"
RENDERED_AT = "drawn_at"


def init_app(app: Flask) -> None:
    """Make the honeypot available to templates."""
    app.jinja_env.globals.update(trap=TRAP, rendered_at=rendered_at)


def rendered_at() -> str:
    """Return the signed time at which the form was first rendered, so that nothing is stored."""
    given = request.form.get(RENDERED_AT, "") if request.method == "POST" else ""
    if given and _read(given) is not None:
        return given
    return _signer().sign(str(current_pools().clock())).decode()


def was_too_quick(form: FlaskForm) -> bool:
    """Return whether a form was sent too quickly, and if so add the error."""
    minimum: int = current_app.config["MIN_FILL_SECONDS"]
    if not minimum:
        return False
    rendered_at = _read(request.form.get(RENDERED_AT, ""))
    if rendered_at is not None and current_pools().clock() - rendered_at >= minimum:
        return False
    record(Event.INPUT_VALIDATION_FAIL, reason=f"sent within {minimum} s")
    has_password = "password" in form and form.password.data
    form.form_errors.append(TOO_QUICK if has_password else TOO_QUICK_WITHOUT_PASSWORD)
    return True


def is_filled_in() -> bool:
    """Return whether the hidden field is filled in."""
    filled_in = bool(request.form.get(TRAP))
    if filled_in:
        record(Event.MALICIOUS_EXTRANEOUS)
    return filled_in


def _signer() -> Signer:
    key = current_app.config["SECRET_KEY"]
    return Signer(key, salt="form drawn at", digest_method=sha256)


def _read(value: str) -> float | None:
    try:
        return float(_signer().unsign(value))
    except (BadSignature, ValueError):  # another release may have signed something else
        return None
