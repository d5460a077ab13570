"""The first step of setting up a second factor, which some pools ask of every new user.

amplify-js: `providers/cognito/utils/signInHelpers.ts`, `MFA_SETUP` in `getSignInResult`.
"""

from dataclasses import replace

from amplify_auth.auth import Auth
from amplify_auth.errors import SignInException
from amplify_auth.results import SignInChallenge, SignInNextStep, SignInStep, TotpSetupDetails


def mfa_setup_step(
    auth: Auth, challenge: SignInChallenge, mfa_types: tuple[str, ...]
) -> SignInNextStep:
    """Decide how to go on, and get an authenticator app's secret when it is to be one.

    Args:
        auth: The connection.
        challenge: Cognito's `MFA_SETUP`.
        mfa_types: The second factors that the pool lets users set up.

    Raises:
        SignInException: None of them can be set up during a sign-in.
        AuthError: The service refused, or could not be reached.
    """
    allowed = tuple(name for name in mfa_types if name in {"EMAIL", "TOTP"})
    match allowed:
        case ():
            raise SignInException("Cannot initiate MFA setup from available types.")
        case ("EMAIL",):
            step = SignInStep.CONTINUE_SIGN_IN_WITH_EMAIL_SETUP
            return SignInNextStep(step, challenge)
        case ("TOTP",):
            return _totp(auth, challenge)
        case _:
            step = SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION
            return SignInNextStep(step, challenge, allowed_mfa_types=allowed)


def _totp(auth: Auth, challenge: SignInChallenge) -> SignInNextStep:
    answer = auth.client.call("associate_software_token", Session=challenge.session)
    return SignInNextStep(
        SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP,
        replace(challenge, session=answer.get("Session")),
        totp_setup_details=TotpSetupDetails(answer.get("SecretCode", ""), challenge.username),
    )
