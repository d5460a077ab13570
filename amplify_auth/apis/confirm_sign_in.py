"""Answer the challenge of a sign-in."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from amplify_auth.arguments import check_mapping, check_text
from amplify_auth.auth import Auth
from amplify_auth.challenges import (
    ATTRIBUTE_PREFIX,
    MFA_TYPES,
    WEB_AUTHN,
    Answer,
    not_addressed,
    prove_password,
    respond,
    sign_in_output,
)
from amplify_auth.errors import EmptyChallengeResponse, IncorrectMFAMethod, SignInException
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import AuthFactor, ConfirmSignInOptions
from amplify_auth.outputs import SignInChallenge, SignInOutput
from amplify_auth.srp_client import SrpClient


@reports_outcome
def confirm_sign_in(
    auth: Auth,
    challenge: SignInChallenge,
    *,
    challenge_response: str,
    options: ConfirmSignInOptions | None = None,
) -> SignInOutput:
    """Answer a challenge, as amplify-js `providers/cognito/apis/confirmSignIn.ts` does.

    Args:
        auth: The connection.
        challenge: The `challenge` of the last next step.
        challenge_response: The code, the (new) password, the address to send codes to, or the
            choice: a first factor such as `EMAIL_OTP`, or a second one of `SMS`, `TOTP`, `EMAIL`.
            For a passkey, the JSON of the browser's `PublicKeyCredential`.
        options: Metadata, and the attributes to send along with a new password.

    Returns:
        Signed in, with verified tokens; or the next step.

    Raises:
        EmptyChallengeResponse: There is no answer.
        IncorrectMFAMethod: The chosen second factor does not exist.
        SignInException: This package does not answer the challenge, the answer at MFA set-up is
            neither a code nor an address, or a second passkey is asked for.
        InvalidPasskeyAuthenticationOptions: Cognito asks for a passkey without usable options.
        CodeMismatchException: The code is wrong.
        NotAuthorizedException: The session has expired.
        TokenVerificationError: The tokens are not the pool's.
        AuthError: The service refused otherwise, or could not be reached.
    """
    check_text(challenge_response)
    if not challenge_response:
        raise EmptyChallengeResponse
    if challenge.name not in _ANSWERS:
        raise not_addressed(challenge)
    attempt = _Attempt(auth, challenge, challenge_response, options or ConfirmSignInOptions())
    answer = _ANSWERS[challenge.name]
    return sign_in_output(auth, challenge.username, lambda: answer(attempt))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A challenge and the answer to it."""

    auth: Auth
    challenge: SignInChallenge
    response: str = field(repr=False)
    options: ConfirmSignInOptions

    def respond(self, responses: dict[str, str], *, to: str | None = None) -> Answer:
        """Send the answer; `to` names another challenge within the same session."""
        challenge = replace(self.challenge, name=to) if to else self.challenge
        metadata = self.options.client_metadata
        return respond(self.auth, challenge, responses, client_metadata=metadata)


def _code(attempt: _Attempt) -> Answer:
    return attempt.respond({f"{attempt.challenge.name}_CODE": attempt.response})


def _custom(attempt: _Attempt) -> Answer:
    return attempt.respond({"ANSWER": attempt.response})


def _new_password(attempt: _Attempt) -> Answer:
    attributes = attempt.options.user_attributes
    check_mapping(attributes)
    return attempt.respond(
        {
            **{f"{ATTRIBUTE_PREFIX}{name}": value for name, value in attributes.items() if value},
            "NEW_PASSWORD": attempt.response,
        }
    )


def _select_mfa_type(attempt: _Attempt) -> Answer:
    names = {short: name for name, short in MFA_TYPES.items()}
    if attempt.response not in names:
        raise IncorrectMFAMethod
    return attempt.respond({"ANSWER": names[attempt.response]})


def _mfa_setup(attempt: _Attempt) -> Answer:
    """Set up a second factor: choose one if needed, then send an app's code or an address."""
    response, names = attempt.response, {short: name for name, short in MFA_TYPES.items()}
    if response in {"EMAIL", "TOTP"}:
        return {
            "ChallengeName": "MFA_SETUP",
            "ChallengeParameters": {"MFAS_CAN_SETUP": json.dumps([names[response]])},
            "Session": attempt.challenge.session,
        }
    if "@" in response:
        return attempt.respond({"EMAIL": response})
    if not (response.isascii() and response.isdigit()):
        # amplify-js quotes any answer. User input must not reach a log.
        quoted = response if response in names else "an answer of another kind"
        error = SignInException(f"Cannot proceed with MFA setup using challengeResponse: {quoted}")
        error.recovery_suggestion = (
            'Try passing "EMAIL", "TOTP", a valid email, or OTP code as the challengeResponse.'
        )
        raise error
    verified = attempt.auth.client.call(
        "verify_software_token",
        UserCode=response,
        Session=attempt.challenge.session,
        FriendlyDeviceName=attempt.options.friendly_device_name,
    )
    challenge = replace(attempt.challenge, session=verified.get("Session"))
    return replace(attempt, challenge=challenge).respond({})


def _select_challenge(attempt: _Attempt) -> Answer:
    """Choose a first factor. For a password, the choice is sent along with the password later."""
    if attempt.response in {AuthFactor.PASSWORD, AuthFactor.PASSWORD_SRP}:
        return {"ChallengeName": attempt.response, "Session": attempt.challenge.session}
    return attempt.respond({"ANSWER": attempt.response})


def _password(attempt: _Attempt) -> Answer:
    return attempt.respond(
        {"ANSWER": "PASSWORD", "PASSWORD": attempt.response}, to="SELECT_CHALLENGE"
    )


def _password_srp(attempt: _Attempt) -> Answer:
    srp = SrpClient(attempt.auth.outputs.auth.user_pool_name)
    answer = attempt.respond({"ANSWER": "PASSWORD_SRP", "SRP_A": srp.public}, to="SELECT_CHALLENGE")
    return prove_password(
        attempt.auth,
        srp,
        answer,
        attempt.response,
        client_metadata=attempt.options.client_metadata,
    )


def _web_authn(attempt: _Attempt) -> Answer:
    """Send the passkey's signature (amplify-js `handleWebAuthnSignInResult.ts`)."""
    answer = attempt.respond({"CREDENTIAL": attempt.response})
    if answer.get("ChallengeName") == WEB_AUTHN:
        raise SignInException(
            "Sequential WEB_AUTHN challenges returned from underlying service cannot be handled."
        )
    return answer


_ANSWERS: dict[str, Callable[[_Attempt], Answer]] = {
    "CUSTOM_CHALLENGE": _custom,
    "EMAIL_OTP": _code,
    "MFA_SETUP": _mfa_setup,
    "NEW_PASSWORD_REQUIRED": _new_password,
    "PASSWORD": _password,
    "PASSWORD_SRP": _password_srp,
    "SELECT_CHALLENGE": _select_challenge,
    "SELECT_MFA_TYPE": _select_mfa_type,
    "SMS_MFA": _code,
    "SMS_OTP": _code,
    "SOFTWARE_TOKEN_MFA": _code,
    WEB_AUTHN: _web_authn,
}
