"""The pages, one module each. A view is a form, a call of the helper and a `match`."""

from signup.views import (
    account,
    auto_sign_in,
    confirm_sign_in,
    confirm_sign_up,
    csp_reports,
    delete_account,
    health,
    metrics,
    passkeys,
    reset_password,
    sign_in,
    sign_up,
)
from signup.views.blueprint import blueprint

__all__ = [
    "account",
    "auto_sign_in",
    "blueprint",
    "confirm_sign_in",
    "confirm_sign_up",
    "csp_reports",
    "delete_account",
    "health",
    "metrics",
    "passkeys",
    "reset_password",
    "sign_in",
    "sign_up",
]
