"""The pages: what answers which address, and is imported when it is first asked for.

A view is one form, one call of the helper and one match on the next step.
"""

from flask import Blueprint

from signup import blank_page
from signup.later import add_views
from signup.security import CSP_REPORTS

VIEWS = {
    ("GET", "/"): "account:home",
    ("GET POST", "/sign-up"): "sign_up:sign_up",
    ("GET", "/sign-up/done"): "sign_up:done",
    ("GET POST", "/confirm-sign-up"): "confirm_sign_up:confirm_sign_up",
    ("POST", "/resend-sign-up-code"): "confirm_sign_up:resend_sign_up_code",
    ("GET POST", "/auto-sign-in"): "auto_sign_in:auto_sign_in",
    ("GET", "/account"): "account:account",
    ("POST", "/sign-out"): "account:sign_out",
    ("GET POST", "/sign-in"): "sign_in:sign_in",
    ("GET POST", "/confirm-sign-in"): "sign_in:confirm_sign_in",
    ("GET POST", "/reset-password"): "reset_password:reset_password",
    ("GET POST", "/confirm-reset-password"): "reset_password:confirm_reset_password",
    ("GET", "/healthz"): "health:healthz",
    ("GET", "/readyz"): "health:readyz",
    ("GET", "/metrics"): "metrics:metrics",
    ("POST", CSP_REPORTS): "csp_reports:csp_reports",
}

blueprint = Blueprint("signup", __name__)
blueprint.before_request(blank_page.answer)
add_views(blueprint, VIEWS)
