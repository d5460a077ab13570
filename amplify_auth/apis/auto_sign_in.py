"""Sign in a user who has just signed up."""

from dataclasses import replace

from amplify_auth.apis.sign_in import begin_sign_in
from amplify_auth.auth import Auth
from amplify_auth.auto_sign_in_state import AutoSignIn
from amplify_auth.errors import AutoSignInException, AutoSignInTimeout
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import AuthFlowType
from amplify_auth.outputs import SignInOutput


@reports_outcome
def auto_sign_in(
    auth: Auth, state: AutoSignIn | None, *, password: str | None = None
) -> SignInOutput:
    """Complete a sign-up that requested auto sign-in, as amplify-js `apis/autoSignIn.ts` does.

    The state is valid for one attempt. Discard it after this call, whatever the result, unless the
    next step is `CONFIRM_SIGN_UP`, which means that the verification link was not opened yet.
    amplify-js then asks every five seconds, until the three minutes are over. So may you.

    Args:
        auth: The connection.
        state: The `auto_sign_in` that `sign_up` or `confirm_sign_up` returned.
        password: The password, for flows that take one. `USER_AUTH` with a `Session` needs none.

    Returns:
        Signed in, with verified tokens; or the next step.

    Raises:
        AutoSignInException: Auto sign-in was not requested, or the three minutes are over.
        EmptySignInPassword: The flow takes a password.
        TokenVerificationError: The tokens are not the pool's.
        AuthError: The service refused, or could not be reached.
    """
    if state is None:
        raise AutoSignInException
    if not state.is_active(auth.clock()):
        raise AutoSignInTimeout if state.by_link else AutoSignInException
    options = state.options
    if options.auth_flow_type is None and not state.takes_password:
        options = replace(options, auth_flow_type=AuthFlowType.USER_AUTH)
    return begin_sign_in(auth, state.username, password, options, session=state.session)
