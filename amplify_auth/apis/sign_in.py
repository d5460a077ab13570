"""Sign in."""

from collections.abc import Callable
from dataclasses import dataclass, field

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.challenges import (
    Answer,
    initiate_auth,
    prove_password,
    sign_in_output,
)
from amplify_auth.errors import (
    CustomAuthSignInPassword,
    EmptySignInPassword,
    EmptySignInUsername,
    InvalidPreferredChallenge,
)
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import AuthFactor, AuthFlowType, SignInOptions
from amplify_auth.outputs import SignInOutput
from amplify_auth.srp_client import SrpClient


@reports_outcome
def sign_in(
    auth: Auth,
    *,
    username: str,
    password: str | None = None,
    options: SignInOptions | None = None,
) -> SignInOutput:
    """Sign in, as amplify-js `providers/cognito/apis/signIn.ts` does.

    Args:
        auth: The connection.
        username: The email address, phone number or name.
        password: The password, for flows that take one.
        options: The flow (SRP by default), its first factor, and metadata.

    Returns:
        Signed in, with verified tokens; or the next step. If the user must confirm the account or
        reset the password first, that is a next step and not an error.

    Raises:
        EmptySignInUsername: There is no username.
        EmptySignInPassword: There is no password, and the flow takes one.
        CustomAuthSignInPassword: There is a password, and the flow takes none.
        InvalidPreferredChallenge: `amplify_outputs.json` turns the first factor off.
        NotAuthorizedException: The username or password is wrong.
        TokenVerificationError: The tokens are not the pool's.
        AuthError: The service refused otherwise, or could not be reached.
    """
    return begin_sign_in(auth, username, password, options or SignInOptions())


def begin_sign_in(
    auth: Auth,
    username: str,
    password: str | None,
    options: SignInOptions,
    *,
    session: str | None = None,
) -> SignInOutput:
    """Sign in, with Cognito's `Session` if there is one. See `sign_in`."""
    check_text(username, password)
    if not username:
        raise EmptySignInUsername
    attempt = _Attempt(auth, username, password, options, session)
    flow = _FLOWS[options.auth_flow_type or AuthFlowType.USER_SRP_AUTH]
    return sign_in_output(auth, username, lambda: flow(attempt))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The arguments that every flow starts from."""

    auth: Auth
    username: str = field(repr=False)
    password: str | None = field(repr=False)
    options: SignInOptions
    session: str | None = field(repr=False)

    def initiate(self, flow: str, session: str | None = None, **parameters: str | None) -> Answer:
        return initiate_auth(
            self.auth,
            flow,
            self.username,
            parameters,
            client_metadata=self.options.client_metadata,
            session=session,
        )

    def initiate_srp(self, flow: str, **parameters: str | None) -> Answer:
        """Send SRP's public value, then prove the password."""
        password = self.require_password()
        srp = SrpClient(self.auth.outputs.auth.user_pool_name)
        answer = self.initiate(flow, SRP_A=srp.public, **parameters)
        return prove_password(
            self.auth,
            srp,
            answer,
            password,
            client_metadata=self.options.client_metadata,
        )

    def require_password(self) -> str:
        if not self.password:
            raise EmptySignInPassword
        return self.password


def _srp(attempt: _Attempt) -> Answer:
    return attempt.initiate_srp("USER_SRP_AUTH")


def _password(attempt: _Attempt) -> Answer:
    return attempt.initiate("USER_PASSWORD_AUTH", PASSWORD=attempt.require_password())


def _custom_with_srp(attempt: _Attempt) -> Answer:
    return attempt.initiate_srp("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A")


def _custom_without_srp(attempt: _Attempt) -> Answer:
    if attempt.password:
        raise CustomAuthSignInPassword
    return attempt.initiate("CUSTOM_AUTH")


def _user_auth(attempt: _Attempt) -> Answer:
    """Start with a first factor of the user's choice (amplify-js `handleUserAuthFlow.ts`).

    With a `Session`, the code just entered is the first factor, so the preference of
    `amplify_outputs.json` is not sent. amplify-js sends it even then.
    """
    factor = attempt.options.preferred_challenge
    passwordless = attempt.auth.outputs.auth.passwordless
    if passwordless and passwordless.preferred_challenge and not attempt.session:
        factor = factor or AuthFactor(passwordless.preferred_challenge)
    if passwordless and factor and not passwordless.enables(factor):
        raise InvalidPreferredChallenge
    if factor is AuthFactor.PASSWORD_SRP:
        return attempt.initiate_srp("USER_AUTH", PREFERRED_CHALLENGE=factor.value)
    return attempt.initiate(
        "USER_AUTH",
        attempt.session,
        PREFERRED_CHALLENGE=factor and factor.value,
        PASSWORD=attempt.require_password() if factor is AuthFactor.PASSWORD else None,
    )


_FLOWS: dict[AuthFlowType, Callable[[_Attempt], Answer]] = {
    AuthFlowType.USER_SRP_AUTH: _srp,
    AuthFlowType.USER_PASSWORD_AUTH: _password,
    AuthFlowType.CUSTOM_WITH_SRP: _custom_with_srp,
    AuthFlowType.CUSTOM_WITHOUT_SRP: _custom_without_srp,
    AuthFlowType.USER_AUTH: _user_auth,
}
