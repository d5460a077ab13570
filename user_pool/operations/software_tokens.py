"""AssociateSoftwareToken and VerifySoftwareToken, which set up an authenticator app.

A signed-in user sends the access token. During a sign-in they come between the challenge
`MFA_SETUP` and its answer, each with the Session of the step before.
"""

from __future__ import annotations

from base64 import b32encode
from typing import TYPE_CHECKING

from user_pool import cognito_sessions, software_tokens, tokens
from user_pool.errors import ServiceError, invalid_parameter
from user_pool.registry import operation
from user_pool.second_factors import MFA_OFF, MFA_SETUP
from user_pool.software_tokens import ASSOCIATED, SOFTWARE_TOKEN_MFA, VERIFIED

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call


@operation("AssociateSoftwareToken")
def associate_software_token(call: Call) -> dict[str, str]:
    """Generate a secret for the app."""
    secret = software_tokens.new_secret(call)
    answer = {"SecretCode": b32encode(secret).decode().rstrip("=")}
    with call.store.write() as db:
        if session := _session(call):
            call, user = cognito_sessions.holder(db, call, session)
            cognito_sessions.redeem(db, call, session, user, MFA_SETUP)
            data = {"secret": secret.hex()}
            answer["Session"] = cognito_sessions.issue(db, call, user, ASSOCIATED, data)
            return answer
        call, user = tokens.authenticate(db, call)
        if call.pool.mfa == MFA_OFF or SOFTWARE_TOKEN_MFA not in call.pool.mfa_methods:
            raise _not_found("Software Token MFA has not been enabled by the userPool")
        software_tokens.save_pending(db, user, secret)
        return answer


@operation("VerifySoftwareToken")
def verify_software_token(call: Call) -> dict[str, str]:
    """Check that the app has the secret. After a wrong code, another may follow."""
    with call.store.write() as db:
        if session := _session(call):
            return _verify_session(db, call, session)
        call, user = tokens.authenticate(db, call)
        secret = software_tokens.pending(db, user)
        if secret is None:
            raise _not_found("No software token has been associated with the user")
        software_tokens.verify(db, call, user, secret)
        return {"Status": "SUCCESS"}


def _verify_session(db: sqlite3.Connection, call: Call, session: str) -> dict[str, str]:
    call, user = cognito_sessions.holder(db, call, session)
    data = cognito_sessions.find(db, call, session, user, ASSOCIATED)
    software_tokens.verify(db, call, user, bytes.fromhex(data["secret"]))
    cognito_sessions.consume(db, session)
    return {"Status": "SUCCESS", "Session": cognito_sessions.issue(db, call, user, VERIFIED)}


def _session(call: Call) -> str | None:
    """Return the request's Session, or None where it carries an access token."""
    session: str | None = call.request.get("Session")
    if session is None and "AccessToken" not in call.request:
        raise invalid_parameter("Missing required parameter AccessToken or Session")
    return session


def _not_found(message: str) -> ServiceError:
    return ServiceError("SoftwareTokenMFANotFoundException", message)
