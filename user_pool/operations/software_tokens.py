"""AssociateSoftwareToken and VerifySoftwareToken: setting an authenticator app up at sign-in.

They go between the challenge `MFA_SETUP` and the answer to it, each with the Session before.
"""

from __future__ import annotations

from base64 import b32encode
from typing import TYPE_CHECKING

from user_pool import cognito_sessions, software_tokens
from user_pool.errors import ServiceError, invalid_parameter
from user_pool.registry import operation
from user_pool.second_factors import MFA_SETUP
from user_pool.software_tokens import SECRET_BYTES

if TYPE_CHECKING:
    from user_pool.context import Call

VERIFIED = "MFA_SETUP verified"
_ASSOCIATED = "MFA_SETUP associated"


@operation("AssociateSoftwareToken")
def associate_software_token(call: Call) -> dict[str, str]:
    """Make a secret for the app."""
    secret = call.environment.token_bytes(SECRET_BYTES)
    with call.store.write() as db:
        client_call, user = cognito_sessions.holder(db, call, _session(call))
        cognito_sessions.redeem(db, client_call, _session(call), user, MFA_SETUP)
        data = {"secret": secret.hex()}
        session = cognito_sessions.issue(db, client_call, user, _ASSOCIATED, data)
    return {"SecretCode": b32encode(secret).decode().rstrip("="), "Session": session}


@operation("VerifySoftwareToken")
def verify_software_token(call: Call) -> dict[str, str]:
    """Check that the app has the secret; a wrong code may be followed by another."""
    with call.store.write() as db:
        client_call, user = cognito_sessions.holder(db, call, _session(call))
        data = cognito_sessions.find(db, client_call, _session(call), user, _ASSOCIATED)
        secret = bytes.fromhex(data["secret"])
        step = software_tokens.step_of(secret, call.request["UserCode"], call.now)
        if step is None:
            raise ServiceError("EnableSoftwareTokenMFAException", "Code mismatch")
        cognito_sessions.consume(db, _session(call))
        software_tokens.save(db, user, secret, step)
        return {
            "Status": "SUCCESS",
            "Session": cognito_sessions.issue(db, client_call, user, VERIFIED),
        }


def _session(call: Call) -> str:
    session: str | None = call.request.get("Session")
    if session is None:
        raise invalid_parameter(
            "The embedded user pool sets a software token up during sign-in: it needs the Session."
        )
    return session
