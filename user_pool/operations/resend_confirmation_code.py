"""ResendConfirmationCode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import attempt_limits, users
from user_pool.delivery import sign_up_delivery
from user_pool.errors import invalid_parameter, not_authorized, unknown_username
from user_pool.registry import operation
from user_pool.unknown_users import delivery as simulated_delivery
from user_pool.users import UNCONFIRMED
from user_pool.verification import send

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("ResendConfirmationCode")
def resend_confirmation_code(call: Call) -> dict[str, Any]:
    """Send another code, which replaces the earlier one."""
    request, pool = call.request, call.pool
    call.check_secret_hash(request["Username"], request.get("SecretHash"))
    with call.store.write() as db:
        user = users.find(db, pool, request["Username"])
        attempt_limits.RESEND_CODE.count(db, call.subject(user, request["Username"]), call.now)
        if user is None:
            if not call.client.hide_users:
                raise unknown_username()
            delivery = simulated_delivery(call, request["Username"], pool.auto_verified)
        elif user.status != UNCONFIRMED:
            raise invalid_parameter("User is already confirmed.")
        else:
            delivery = sign_up_delivery(pool, user.attributes)
            if delivery:
                send(db, call, user, delivery, "ResendCode")
    if delivery is None:
        raise not_authorized("Cannot resend codes. Auto verification not turned on.")
    return {"CodeDeliveryDetails": delivery.details()}
