"""RespondToAuthChallenge, with a function for each challenge."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from user_pool import (
    attempt_limits,
    cognito_sessions,
    first_factors,
    one_time_passwords,
    second_factors,
    sign_in,
    software_tokens,
    temporary_passwords,
    unknown_users,
    users,
    web_authn_verification,
)
from user_pool.errors import invalid_parameter
from user_pool.registry import operation
from user_pool.second_factors import MFA_SETUP
from user_pool.sign_in import required
from user_pool.software_tokens import SOFTWARE_TOKEN_MFA, VERIFIED
from user_pool.srp_server import Handshake
from user_pool.temporary_passwords import NEW_PASSWORD_REQUIRED
from user_pool.web_authn import WEB_AUTHN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from user_pool.context import Call
    from user_pool.sign_in import Parameters


@operation("RespondToAuthChallenge")
def respond_to_auth_challenge(call: Call) -> dict[str, Any]:
    """Continue a sign-in: return tokens or the next challenge."""
    challenge = call.request["ChallengeName"]
    responses = call.request.get("ChallengeResponses", {})
    username = required(responses, "USERNAME")
    call.check_secret_hash(username, responses.get("SECRET_HASH"))
    if challenge not in _CHALLENGES:
        raise invalid_parameter(f"{challenge} is not a challenge of the embedded user pool.")
    return _CHALLENGES[challenge](call, responses, username)


def _select_challenge(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    answer = required(responses, "ANSWER")
    with call.store.write() as db:
        user = users.find(db, call.pool, username)
        if answer not in first_factors.available(db, call, user, username):
            raise invalid_parameter(f"{answer} is not among the available challenges.")
        cognito_sessions.redeem(db, call, call.request.get("Session", ""), user, "SELECT_CHALLENGE")
    return first_factors.FACTORS[answer](call, responses, username)


def _password_verifier(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    secret_block = required(responses, "PASSWORD_CLAIM_SECRET_BLOCK")
    signature = required(responses, "PASSWORD_CLAIM_SIGNATURE")
    timestamp = required(responses, "TIMESTAMP")
    with call.store.write() as db:
        user = users.find(db, call.pool, username)
        data = cognito_sessions.redeem(db, call, secret_block, user, "PASSWORD_VERIFIER")
    verifier = (user and user.verifier) or unknown_users.verifier(call, username)
    handshake = Handshake(verifier, int(data["a_public"], 16), int(data["b"], 16))
    user_id = user.username if user else username
    claim = b64decode(secret_block) + timestamp.encode()
    expected = b64encode(handshake.signature(call.pool.id, user_id, claim))
    right = hmac.compare_digest(expected, signature.encode())
    with call.store.write() as db:
        user = sign_in.record_password_attempt(db, call, username, user, right=right)
        return sign_in.complete_first_factor(db, call, user)


def _one_time_password(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    challenge = call.request["ChallengeName"]
    code = required(responses, f"{challenge}_CODE")
    with call.store.write() as db:
        user = users.find(db, call.pool, username)
        user, data = one_time_passwords.check(db, call, challenge, user, code)
        if not data["second_factor"]:
            return sign_in.complete_first_factor(db, call, user)
        sign_in.check_status(user)
        if address := data["new_email"]:
            user = second_factors.save_email(db, call, user, address)
        return sign_in.complete(db, call, user)


def _web_authn(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    credential = required(responses, "CREDENTIAL")
    session = call.request.get("Session", "")
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        data = cognito_sessions.redeem(db, call, session, user, WEB_AUTHN)
        is_verified = web_authn_verification.verify_assertion(
            db, call.pool, user, data["challenge"], credential
        )
        if is_verified and call.pool.web_authn.is_multi_factor:
            sign_in.check_status(user)
            return sign_in.complete(db, call, user)
        return sign_in.complete_first_factor(db, call, user)


def _select_mfa_type(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    answer = required(responses, "ANSWER")
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        cognito_sessions.redeem(db, call, call.request.get("Session", ""), user, "SELECT_MFA_TYPE")
        return second_factors.challenge_for(db, call, answer, user)


def _software_token_mfa(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    code = required(responses, "SOFTWARE_TOKEN_MFA_CODE")
    session = call.request.get("Session", "")
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        attempt_limits.check_lockout(db, user.sub, call.now)
        data = cognito_sessions.find(db, call, session, user, SOFTWARE_TOKEN_MFA)
        if not software_tokens.use(db, user, code, call.now):
            raise one_time_passwords.wrong_try(db, call, user.sub, data)
        cognito_sessions.consume(db, session)
        sign_in.check_status(user)
        return sign_in.complete(db, call, user)


def _mfa_setup(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    session = call.request.get("Session", "")
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        sign_in.check_status(user)
        if "EMAIL" in responses:
            return second_factors.set_up_email(db, call, user, session, responses["EMAIL"])
        cognito_sessions.redeem(db, call, session, user, VERIFIED)
        return sign_in.complete(db, call, user)


def _new_password_required(call: Call, responses: Parameters, username: str) -> dict[str, Any]:
    required(responses, "NEW_PASSWORD")
    session = call.request.get("Session", "")
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        cognito_sessions.find(db, call, session, user, NEW_PASSWORD_REQUIRED)
        user = temporary_passwords.replace(db, call, user, responses)
        cognito_sessions.consume(db, session)
        return sign_in.complete_first_factor(db, call, user)


_CHALLENGES: Mapping[str, Callable[[Call, Parameters, str], dict[str, Any]]] = {
    "SELECT_CHALLENGE": _select_challenge,
    "PASSWORD_VERIFIER": _password_verifier,
    "EMAIL_OTP": _one_time_password,
    "SMS_OTP": _one_time_password,
    "SMS_MFA": _one_time_password,
    WEB_AUTHN: _web_authn,
    "SELECT_MFA_TYPE": _select_mfa_type,
    SOFTWARE_TOKEN_MFA: _software_token_mfa,
    MFA_SETUP: _mfa_setup,
    NEW_PASSWORD_REQUIRED: _new_password_required,
}
