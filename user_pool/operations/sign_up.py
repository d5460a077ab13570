"""SignUp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, triggers, users
from user_pool.attributes import check_attributes, check_username
from user_pool.delivery import sign_up_delivery
from user_pool.errors import invalid_parameter, not_authorized
from user_pool.password_policy import check_password
from user_pool.registry import operation
from user_pool.srp_server import SALT_BYTES, Verifier
from user_pool.users import UNCONFIRMED, User
from user_pool.verification import send

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("SignUp")
def sign_up(call: Call) -> dict[str, Any]:
    """Add a user and send the code that confirms the address.

    A taken username costs as much time as a new one, because the verifier is computed first.
    """
    request, pool, client = call.request, call.pool, call.client
    call.check_secret_hash(request["Username"], request.get("SecretHash"))
    if not pool.self_sign_up:
        raise not_authorized("SignUp is not permitted for this user pool")
    user = _new_user(call)
    with call.store.read() as db:
        users.check_free(db, pool, user)
    decision = triggers.pre_sign_up(call, user)
    user = decision.apply(user)
    delivery = None if decision.confirm else sign_up_delivery(pool, user.attributes)
    with call.store.write() as db:
        users.add(db, pool, user)
        answer: dict[str, Any] = {"UserConfirmed": decision.confirm, "UserSub": user.sub}
        if delivery:
            send(db, call, user, delivery)
            answer["CodeDeliveryDetails"] = delivery.details()
        if client.allows("USER_AUTH"):
            step = cognito_sessions.CONFIRMED if decision.confirm else cognito_sessions.SIGN_UP
            answer["Session"] = cognito_sessions.issue(db, call, user, step)
    if decision.confirm:
        triggers.post_confirmation(call, user)
    return answer


def _new_user(call: Call) -> User:
    """Return the requested user. Checks username, attributes and password, in this order."""
    request, pool = call.request, call.pool
    username = request["Username"]
    attributes = {item["Name"]: item.get("Value", "") for item in request.get("UserAttributes", ())}
    sub = call.environment.new_uuid()
    if attribute := check_username(pool, username):
        if pool.key(attributes.setdefault(attribute, username)) != pool.key(username):
            raise invalid_parameter(f"Attribute {attribute} differs from the username.")
        username = sub
    check_attributes(pool, call.client, attributes)
    return User(
        sub=sub,
        user_pool_id=pool.id,
        username=username,
        status=UNCONFIRMED,
        enabled=True,
        attributes=attributes
        | {f"{name}_verified": "false" for name in ("email", "phone_number") if name in attributes},
        verifier=_verifier(call, username),
        created_at=call.now,
        modified_at=call.now,
    )


def _verifier(call: Call, user_id: str) -> Verifier | None:
    pool = call.pool
    password = call.request.get("Password")
    if password is None:
        if {"EMAIL_OTP", "SMS_OTP"}.isdisjoint(pool.first_factors):
            raise invalid_parameter(
                "1 validation error detected: Value at 'password' failed to satisfy constraint:"
                " Member must not be null"
            )
        return None
    check_password(pool.password_policy, password)
    return Verifier.of(pool.id, user_id, password, call.environment.token_bytes(SALT_BYTES))
