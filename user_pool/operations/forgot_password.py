"""ForgotPassword."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import attempt_limits, users
from user_pool.delivery import recovery_delivery
from user_pool.errors import ServiceError, invalid_parameter, not_authorized, unknown_username
from user_pool.registry import operation
from user_pool.unknown_users import delivery as simulated_delivery
from user_pool.users import FORCE_CHANGE_PASSWORD
from user_pool.verification import send_code

if TYPE_CHECKING:
    from user_pool.context import Call
    from user_pool.users import User


@operation("ForgotPassword")
def forgot_password(call: Call) -> dict[str, Any]:
    """Send a code for a new password.

    With `PreventUserExistenceErrors`, the response is the same if no code can be sent.
    """
    request, pool = call.request, call.pool
    call.check_secret_hash(request["Username"], request.get("SecretHash"))
    with call.store.write() as db:
        user = users.find(db, pool, request["Username"])
        attempt_limits.FORGOT_PASSWORD.count(db, call.subject(user, request["Username"]), call.now)
        can_reset = user and user.enabled and user.status != FORCE_CHANGE_PASSWORD
        delivery = recovery_delivery(pool, user.attributes) if user and can_reset else None
        if user and delivery:
            send_code(db, call, user, delivery, "ForgotPassword")
    if delivery is None:
        if not call.client.hide_users:
            raise _refusal(user)
        delivery = simulated_delivery(call, request["Username"], pool.recovery)
    if delivery is None:
        raise _refusal(user)
    return {"CodeDeliveryDetails": delivery.details()}


def _refusal(user: User | None) -> ServiceError:
    if user is None:
        return unknown_username()
    if not user.enabled:
        return not_authorized("User is disabled.")
    if user.status == FORCE_CHANGE_PASSWORD:
        return not_authorized("User password cannot be reset in the current state.")
    return invalid_parameter(
        "Cannot reset password for the user as there is no registered/verified email or"
        " phone_number"
    )
