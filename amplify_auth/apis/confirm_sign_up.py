"""Confirm an account with the code that was sent."""

from dataclasses import replace

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.auto_sign_in_state import AutoSignIn
from amplify_auth.errors import EmptyConfirmSignUpCode, EmptyConfirmSignUpUsername
from amplify_auth.hooks import reports_outcome
from amplify_auth.next_steps import AFTER_CONFIRM_SIGN_UP
from amplify_auth.options import ConfirmSignUpOptions
from amplify_auth.outputs import ConfirmSignUpOutput, SignUpNextStep


@reports_outcome
def confirm_sign_up(
    auth: Auth,
    *,
    username: str,
    confirmation_code: str,
    options: ConfirmSignUpOptions | None = None,
    auto_sign_in: AutoSignIn | None = None,
) -> ConfirmSignUpOutput:
    """Confirm an account, as amplify-js `providers/cognito/apis/confirmSignUp.ts` does.

    Cognito's `Session` is sent along if there is one, as Cognito's documentation requires and
    amplify-js omits, so that the code counts as the first factor of the sign-in that follows.

    Args:
        auth: The connection.
        username: The username that signed up.
        confirmation_code: The code.
        options: Metadata and aliases.
        auto_sign_in: The `auto_sign_in` that `sign_up` returned.

    Returns:
        `COMPLETE_AUTO_SIGN_IN` with the value for `auto_sign_in`; or `DONE` if auto sign-in was
        never requested, is over, or belongs to another user.

    Raises:
        EmptyConfirmSignUpUsername: There is no username.
        EmptyConfirmSignUpCode: There is no code.
        CodeMismatchException: The code is wrong.
        ExpiredCodeException: The code has expired.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or ConfirmSignUpOptions()
    check_text(username, confirmation_code)
    if not username:
        raise EmptyConfirmSignUpUsername
    if not confirmation_code:
        raise EmptyConfirmSignUpCode
    state = auto_sign_in
    if state and not (state.is_active(auth.clock()) and state.belongs_to(username)):
        state = None
    answer = auth.client.call(
        "confirm_sign_up",
        ClientId=auth.client_id,
        SecretHash=auth.secret_hash(username),
        Username=username,
        ConfirmationCode=confirmation_code,
        ForceAliasCreation=options.force_alias_creation,
        ClientMetadata=options.client_metadata,
        Session=state and state.session,
    )
    return ConfirmSignUpOutput(
        is_sign_up_complete=True,
        next_step=SignUpNextStep(AFTER_CONFIRM_SIGN_UP[state is not None]),
        # The account is confirmed, so there is no link to wait for any more.
        auto_sign_in=state and replace(state, session=answer.get("Session"), by_link=False),
    )
