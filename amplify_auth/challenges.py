"""Requests that every sign-in makes, and the reading of Cognito's next challenge.

amplify-js: `providers/cognito/utils/signInHelpers.ts`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from amplify_auth.auth import Auth
from amplify_auth.client import without_none
from amplify_auth.errors import InvalidPasskeyAuthenticationOptions, SignInException
from amplify_auth.next_steps import AFTER_CHALLENGE, AFTER_REFUSAL
from amplify_auth.outputs import (
    CodeDeliveryDetails,
    SignInChallenge,
    SignInNextStep,
    SignInOutput,
    SignInStep,
    TotpSetupDetails,
)
from amplify_auth.srp_client import SrpClient

Answer = dict[str, Any]
Metadata = Mapping[str, str] | None

_BY_MESSAGE = {"EMAIL_OTP", "SMS_MFA", "SMS_OTP"}

WEB_AUTHN = "WEB_AUTHN"
"""Cognito's name of the challenge to use a passkey."""

MFA_TYPES = {"SMS_MFA": "SMS", "SOFTWARE_TOKEN_MFA": "TOTP", "EMAIL_OTP": "EMAIL"}
"""Amplify's short names of Cognito's second factors."""

ATTRIBUTE_PREFIX = "userAttributes."
"""The prefix of attribute names in `NEW_PASSWORD_REQUIRED`."""


def initiate_auth(
    auth: Auth,
    flow: str,
    username: str,
    parameters: Mapping[str, str | None] | None = None,
    *,
    client_metadata: Metadata,
    session: str | None = None,
) -> Answer:
    """Call `InitiateAuth`.

    Args:
        auth: The connection.
        flow: Cognito's `AuthFlow`.
        username: The username.
        parameters: `AuthParameters` besides the username. Those that are None are not sent.
        client_metadata: Passed to the pool's triggers.
        session: Cognito's `Session` of the previous step.
    """
    return auth.client.call(
        "initiate_auth",
        ClientId=auth.client_id,
        AuthFlow=flow,
        AuthParameters=without_none(
            {"USERNAME": username, "SECRET_HASH": auth.secret_hash(username), **(parameters or {})}
        ),
        ClientMetadata=client_metadata,
        Session=session,
    )


def respond(
    auth: Auth,
    challenge: SignInChallenge,
    responses: Mapping[str, str],
    *,
    client_metadata: Metadata,
) -> Answer:
    """Call `RespondToAuthChallenge`.

    Args:
        auth: The connection.
        challenge: The challenge to answer.
        responses: `ChallengeResponses` besides the username.
        client_metadata: Passed to the pool's triggers.
    """
    username = challenge.username
    return auth.client.call(
        "respond_to_auth_challenge",
        ClientId=auth.client_id,
        ChallengeName=challenge.name,
        ChallengeResponses=without_none(
            {"USERNAME": username, "SECRET_HASH": auth.secret_hash(username), **responses}
        ),
        ClientMetadata=client_metadata,
        Session=challenge.session,
    )


def prove_password(
    auth: Auth,
    srp: SrpClient,
    answer: Answer,
    password: str,
    *,
    client_metadata: Metadata,
) -> Answer:
    """Answer `PASSWORD_VERIFIER`, or return any other answer unchanged.

    Raises:
        SignInException: The challenge is malformed.
    """
    if answer.get("ChallengeName") != "PASSWORD_VERIFIER":
        return answer
    parameters = answer.get("ChallengeParameters", {})
    try:
        responses = srp.prove(parameters, password=password, now=auth.clock())
        challenge = _challenge(answer, parameters["USER_ID_FOR_SRP"])
    except (LookupError, ValueError):
        raise SignInException("The password challenge is malformed.") from None
    return respond(auth, challenge, responses, client_metadata=client_metadata)


def sign_in_output(auth: Auth, username: str, ask: Callable[[], Answer]) -> SignInOutput:
    """Call Cognito and convert its response to Amplify's output.

    Args:
        auth: The connection.
        username: The username.
        ask: Makes the calls and returns the last answer.

    Returns:
        Signed in, with verified tokens; or the next step.

    Raises:
        SignInException: This package does not answer the challenge.
        InvalidPasskeyAuthenticationOptions: Cognito asks for a passkey without usable options.
        TokenVerificationError: The tokens are not the pool's.
        AuthError: The service refused, or could not be reached.
    """
    try:
        answer = ask()
    except tuple(AFTER_REFUSAL) as error:
        return SignInOutput(
            is_signed_in=False, next_step=SignInNextStep(AFTER_REFUSAL[type(error)])
        )
    if "AuthenticationResult" in answer:
        return SignInOutput(
            is_signed_in=True,
            next_step=SignInNextStep(SignInStep.DONE),
            tokens=auth.verifier.verify(answer["AuthenticationResult"]),
        )
    return SignInOutput(is_signed_in=False, next_step=_next_step(auth, answer, username))


def not_addressed(challenge: SignInChallenge) -> SignInException:
    """Return the error for a challenge that this package does not support."""
    return SignInException(
        "An error occurred during the sign in process."
        f" {challenge.name} challengeName returned by the underlying service was not addressed."
    )


def _next_step(auth: Auth, answer: Answer, username: str) -> SignInNextStep:
    challenge = _challenge(answer, username)
    parameters = answer.get("ChallengeParameters", {})
    if challenge.name == "MFA_SETUP":
        return _mfa_setup_step(auth, challenge, _mfa_types(parameters, "MFAS_CAN_SETUP"))
    if challenge.name not in AFTER_CHALLENGE:
        raise not_addressed(challenge)
    return SignInNextStep(
        sign_in_step=AFTER_CHALLENGE[challenge.name],
        challenge=challenge,
        code_delivery_details=CodeDeliveryDetails(
            destination=parameters.get("CODE_DELIVERY_DESTINATION"),
            delivery_medium=parameters.get("CODE_DELIVERY_DELIVERY_MEDIUM"),
        )
        if challenge.name in _BY_MESSAGE
        else None,
        available_challenges=tuple(answer.get("AvailableChallenges", ())),
        allowed_mfa_types=_mfa_types(parameters, "MFAS_CAN_CHOOSE"),
        missing_attributes=tuple(
            name.removeprefix(ATTRIBUTE_PREFIX) for name in _names(parameters, "requiredAttributes")
        ),
        additional_info=parameters if challenge.name == "CUSTOM_CHALLENGE" else {},
        credential_request_options=_credential_request_options(parameters)
        if challenge.name == WEB_AUTHN
        else None,
    )


def _credential_request_options(parameters: Mapping[str, str]) -> Mapping[str, Any]:
    """Read the options for a passkey, which Cognito writes as JSON within JSON."""
    try:
        options = json.loads(parameters["CREDENTIAL_REQUEST_OPTIONS"])
    except (LookupError, RecursionError, TypeError, ValueError):
        raise InvalidPasskeyAuthenticationOptions from None
    if not (isinstance(options, dict) and options.get("challenge")):
        raise InvalidPasskeyAuthenticationOptions
    return options


def _mfa_setup_step(
    auth: Auth, challenge: SignInChallenge, mfa_types: tuple[str, ...]
) -> SignInNextStep:
    """Choose how to set up a second factor, and get an authenticator app's secret if it is one.

    Raises:
        SignInException: None of the pool's factors can be set up during a sign-in.
    """
    allowed = tuple(name for name in mfa_types if name in {"EMAIL", "TOTP"})
    match allowed:
        case ():
            types = ",".join(mfa_types)
            raise SignInException(f"Cannot initiate MFA setup from available types: {types}")
        case ("EMAIL",):
            return SignInNextStep(SignInStep.CONTINUE_SIGN_IN_WITH_EMAIL_SETUP, challenge)
        case ("TOTP",):
            return _totp_setup_step(auth, challenge)
        case _:
            step = SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION
            return SignInNextStep(step, challenge, allowed_mfa_types=allowed)


def _totp_setup_step(auth: Auth, challenge: SignInChallenge) -> SignInNextStep:
    answer = auth.client.call("associate_software_token", Session=challenge.session)
    return SignInNextStep(
        SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP,
        replace(challenge, session=answer.get("Session")),
        totp_setup_details=TotpSetupDetails(answer.get("SecretCode", ""), challenge.username),
    )


def _challenge(answer: Answer, username: str) -> SignInChallenge:
    """Read the challenge. Cognito may use another username than the one entered."""
    parameters = answer.get("ChallengeParameters", {})
    return SignInChallenge(
        name=answer.get("ChallengeName", ""),
        username=parameters.get("USERNAME") or parameters.get("USER_ID_FOR_SRP") or username,
        session=answer.get("Session"),
    )


def _mfa_types(parameters: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(MFA_TYPES[name] for name in _names(parameters, key) if name in MFA_TYPES)


def _names(parameters: Mapping[str, str], key: str) -> list[str]:
    """Read a list that Cognito writes as JSON within JSON."""
    try:
        names = json.loads(parameters.get(key, "[]"))
    except ValueError:
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
