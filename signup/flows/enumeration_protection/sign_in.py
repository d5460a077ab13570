"""Sign-in with the chosen first factor, whether or not the account has it.

Cognito's `AvailableChallenges` depend on the account, so they are never shown. Cognito is asked for
one factor. If it does not have it, the sign-in continues with a decoy: a code that is never right,
or a passkey that no device has.
"""

import secrets
from collections import deque
from collections.abc import Mapping
from typing import Any

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    AuthFactor,
    AuthFlowType,
    AutoSignIn,
    SignInChallenge,
    SignInNextStep,
    SignInOptions,
    SignInOutput,
    SignInStep,
)
from signup.flows.enumeration_protection import owner_messages
from signup.flows.enumeration_protection.decoys import SESSION_BYTES
from signup.flows.enumeration_protection.refusals import CODE_NOT_SENT, TOOK_EFFECT
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.flows.response_time import even_response_time, longest_recent_time
from signup.forms.first_factors import CODE_ATTRIBUTES, first_factors
from signup.observability.events import Event, record
from signup.user_pools import current_pools

STEPS = {
    AuthFactor.EMAIL_OTP: SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE,
    AuthFactor.SMS_OTP: SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE,
    AuthFactor.WEB_AUTHN: SignInStep.CONTINUE_SIGN_IN_WITH_WEB_AUTHN,
}
"""Factors, and the pool's step for an account that has them."""

challenge_length: deque[int] = deque([43], maxlen=1)
"""Characters of the pool's latest challenge for a passkey, which one of our own has as well. Before
the first it is 32 bytes in base64url."""

PASSKEY_TIMEOUT = 180_000
"""Milliseconds, as Cognito has it."""


def ask_for_factor(auth: Auth, login: str, factor: AuthFactor) -> PendingFirstFactor:
    """Ask for a first factor, as `amplify_auth.sign_in` does, or return a decoy.

    Args:
        auth: The pool.
        login: The login.
        factor: A factor that the pool's settings allow. A password needs no call.

    Returns:
        The pending sign-in, which looks the same for all accounts and for none.

    Raises:
        AuthError: The pool could not be asked.
    """
    if factor not in STEPS:
        return PendingFirstFactor(login=login, factor=factor)
    with even_response_time(auth), longest_recent_time():
        step = _ask_pool(auth, login, factor)
    challenge = step.challenge if step else None
    if factor in CODE_ATTRIBUTES:
        if not challenge:  # the account may be one that was never confirmed
            owner_messages.send_confirmation_code_later(auth, login)
        now = current_pools().clock()
        return PendingFirstFactor(login=login, factor=factor, challenge=challenge, code_sent_at=now)
    return PendingFirstFactor(
        login=login,
        factor=factor,
        challenge=challenge or _nobodys_challenge(login),
        passkey_options=_passkey_options(auth, step),
    )


def answer_factor(auth: Auth, pending: PendingFirstFactor, response: str) -> SignInOutput:
    """Answer with a code or a passkey, as `amplify_auth.confirm_sign_in` does.

    Each answer takes one call, right or wrong. If no sign-in code was sent, the code may be the one
    that confirms the account.

    Args:
        auth: The pool.
        pending: The sign-in.
        response: The code, or the JSON of the browser's credential.

    Returns:
        The helper's output. `DONE` without tokens means that the account was confirmed, but not
        signed in.

    Raises:
        AuthError: The answer is wrong, or the pool could not be asked.
    """
    with even_response_time(auth):
        if pending.challenge is None:
            return _confirm_account(auth, pending.login, response)
        return amplify_auth.confirm_sign_in(auth, pending.challenge, challenge_response=response)


def _ask_pool(auth: Auth, login: str, factor: AuthFactor) -> SignInNextStep | None:
    """Return the pool's step for a factor; None without the factor or the account."""
    options = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=factor)
    try:
        step = amplify_auth.sign_in(auth, username=login, options=options).next_step
    except CODE_NOT_SENT as error:
        record(Event.CODE_NOT_SENT, who=login, reason=error.name)
        return None
    if step.sign_in_step is not STEPS[factor]:
        record(Event.CODE_NOT_SENT, who=login, reason=step.sign_in_step)
        return None
    record(Event.CODE_SENT, who=login, reason=f"sign-in by {factor}")
    return step


def _confirm_account(auth: Auth, login: str, code: str) -> SignInOutput:
    """Confirm an account with its code. Sign in, unless somebody else may know its password."""
    state: AutoSignIn | None = AutoSignIn(
        username=login, expires_at=auth.clock() + AutoSignIn.LIFETIME
    )
    try:
        output = amplify_auth.confirm_sign_up(
            auth, username=login, confirmation_code=code, auto_sign_in=state
        )
        state = output.auto_sign_in
    except TOOK_EFFECT as error:
        record(Event.POOL_FAILED, who=login, reason=f"after the code: {error.name}")
        state = None
    record(Event.USER_CONFIRMED, who=login)
    if first_factors(auth.outputs).takes_passwords:
        return SignInOutput(is_signed_in=False, next_step=SignInNextStep(SignInStep.RESET_PASSWORD))
    try:
        return amplify_auth.auto_sign_in(auth, state)
    except AuthError as error:  # the code has taken effect anyway
        record(Event.AUTHN_LOGIN_FAIL, who=login, reason=error.name)
        return SignInOutput(is_signed_in=False, next_step=SignInNextStep(SignInStep.DONE))


def _nobodys_challenge(login: str) -> SignInChallenge:
    session = secrets.token_urlsafe(SESSION_BYTES)
    return SignInChallenge(AuthFactor.WEB_AUTHN, login, session)


def _passkey_options(auth: Auth, step: SignInNextStep | None) -> Mapping[str, Any]:
    """Return options that differ only in the challenge.

    They do not list the account's credentials. Cognito registers discoverable ones only, so the
    browser finds them by the relying party.
    """
    passwordless = auth.outputs.auth.passwordless
    settings = passwordless.web_authn if passwordless else None
    options = step.credential_request_options if step else None
    challenge = options["challenge"] if options else None
    if challenge:
        challenge_length.append(len(challenge))
    (length,) = challenge_length
    return {
        "challenge": challenge or secrets.token_urlsafe(length)[:length],
        "timeout": PASSKEY_TIMEOUT,
        "rpId": settings.relying_party_id if settings else None,
        "userVerification": (settings and settings.user_verification) or "preferred",
    }
