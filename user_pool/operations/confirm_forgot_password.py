"""ConfirmForgotPassword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import attempt_limits, codes, triggers, users
from user_pool.errors import no_live_code, unknown_username, wrong_code
from user_pool.password_policy import check_password
from user_pool.registry import operation
from user_pool.users import CONFIRMED

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("ConfirmForgotPassword")
def confirm_forgot_password(call: Call) -> dict[str, str]:
    """Set a new password with the code that was sent.

    With `PreventUserExistenceErrors`, unknown users get the same errors.
    """
    request, pool = call.request, call.pool
    call.check_secret_hash(request["Username"], request.get("SecretHash"))
    check_password(pool.password_policy, request["Password"])
    with call.store.write() as db:
        user = users.find(db, pool, request["Username"])
        subject = call.subject(user, request["Username"])
        attempt_limits.CONFIRM_FORGOT_PASSWORD.count(db, subject, call.now)
        if user is None:
            if not call.client.hide_users:
                raise unknown_username()
            asked = attempt_limits.FORGOT_PASSWORD.was_tried(db, subject, call.now)
            raise wrong_code() if asked else no_live_code()
        codes.check(db, call, user.sub, codes.FORGOT_PASSWORD, request["ConfirmationCode"])
        codes.consume(db, user.sub, codes.FORGOT_PASSWORD)
        verifier = call.verifier(user.username, request["Password"])
        user = user.changed(call.now, status=CONFIRMED, verifier=verifier)
        users.save(db, user)
        attempt_limits.forget_failures(db, user.sub)
    triggers.post_confirmation(call, user, "ConfirmForgotPassword")
    return {}
