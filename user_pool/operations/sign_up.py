"""SignUp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, triggers, users
from user_pool.delivery import sign_up_delivery
from user_pool.errors import invalid_parameter, not_authorized
from user_pool.password_policy import check_password
from user_pool.registration import has_passwordless_sign_in, signed_up_user
from user_pool.registry import operation
from user_pool.verification import send

if TYPE_CHECKING:
    from user_pool.context import Call
    from user_pool.srp_server import Verifier


@operation("SignUp")
def sign_up(call: Call) -> dict[str, Any]:
    """Add a user and send the code that confirms the address.

    A taken username costs as much time as a new one, because the verifier is computed first.
    """
    request, pool, client = call.request, call.pool, call.client
    call.check_secret_hash(request["Username"], request.get("SecretHash"))
    if not pool.self_sign_up:
        raise not_authorized("SignUp is not permitted for this user pool")
    user = signed_up_user(call)
    user = user.changed(call.now, verifier=_verifier(call, user.username))
    with call.store.read() as db:
        users.check_free(db, pool, user)
    decision = triggers.pre_sign_up(call, user)
    user = decision.apply(user)
    delivery = None if decision.confirm else sign_up_delivery(pool, user.attributes)
    with call.store.write() as db:
        users.add(db, pool, user)
        answer: dict[str, Any] = {"UserConfirmed": decision.confirm, "UserSub": user.sub}
        if delivery:
            send(db, call, user, delivery, "SignUp")
            answer["CodeDeliveryDetails"] = delivery.details()
        if client.allows("USER_AUTH"):
            step = cognito_sessions.CONFIRMED if decision.confirm else cognito_sessions.SIGN_UP
            answer["Session"] = cognito_sessions.issue(db, call, user, step)
    if decision.confirm:
        triggers.post_confirmation(call, user)
    return answer


def _verifier(call: Call, user_id: str) -> Verifier | None:
    pool = call.pool
    password = call.request.get("Password")
    if password is None:
        if not has_passwordless_sign_in(pool):
            raise invalid_parameter(
                "1 validation error detected: Value at 'password' failed to satisfy constraint:"
                " Member must not be null"
            )
        return None
    check_password(pool.password_policy, password)
    return call.verifier(user_id, password)
