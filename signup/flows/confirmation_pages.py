"""Pages that wait for the code or link of a sign-up."""

import hmac
from typing import Any

from flask import request

from signup.flows.pending_sign_up import PendingSignUp, current_auto_sign_in
from signup.messages.flashes import OTHER_SIGN_UP, flash
from signup.messages.labels import wait_for_another
from signup.user_pools import current_pools

LINK_PAGE = "signup/wait_for_link.html"


def is_about_another(waiting: PendingSignUp) -> bool:
    """Return whether a form is from a tab with an earlier sign-up, and if so flash a message."""
    reference = request.form.get("sign_up")
    if not reference or hmac.compare_digest(reference.encode(), waiting.reference.encode()):
        return False
    flash(OTHER_SIGN_UP.format(address=waiting.address))
    return True


def waiting_context(waiting: PendingSignUp) -> dict[str, Any]:
    """Return the template variables of a page that waits for a code or link."""
    wait = waiting.resend_wait(current_pools().clock())
    by_link = current_auto_sign_in() is not None
    message = wait_for_another(wait, by_link=by_link)
    return {"pending": waiting, "wait": wait, "wait_message": message}
