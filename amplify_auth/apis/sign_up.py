"""Create an account."""

from collections.abc import Mapping

from amplify_auth.arguments import check_mapping, check_text
from amplify_auth.auth import Auth
from amplify_auth.auto_sign_in_state import AutoSignIn
from amplify_auth.errors import EmptySignUpPassword, EmptySignUpUsername
from amplify_auth.hooks import reports_outcome
from amplify_auth.next_steps import AFTER_SIGN_UP, SignedUp
from amplify_auth.options import SignInOptions, SignUpOptions
from amplify_auth.outputs import CodeDeliveryDetails, SignUpNextStep, SignUpOutput
from amplify_auth.service_errors import InvalidParameterException


@reports_outcome
def sign_up(
    auth: Auth,
    *,
    username: str,
    password: str | None = None,
    options: SignUpOptions | None = None,
) -> SignUpOutput:
    """Create an account, as amplify-js `providers/cognito/apis/signUp.ts` does.

    Args:
        auth: The connection.
        username: The email address, phone number or name to sign in with.
        password: The password; None or empty in pools where users sign in with codes.
        options: Attributes, metadata and auto sign-in.

    Returns:
        The user's id and the next step. Keep its `auto_sign_in` on the server for
        `confirm_sign_up` and `auto_sign_in`. It is valid for three minutes.

    Raises:
        EmptySignUpUsername: There is no username.
        EmptySignUpPassword: There is no password, and the pool requires one.
        LimitExceededException: The account exists now, but no code was sent.
        CodeDeliveryFailureException: The account exists now, but no code was sent.
        UsernameExistsException: The account existed before, confirmed or not.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or SignUpOptions()
    check_text(username, password)
    check_mapping(options.user_attributes, options.validation_data)
    if not username:
        raise EmptySignUpUsername
    try:
        answer = auth.client.call(
            "sign_up",
            ClientId=auth.client_id,
            SecretHash=auth.secret_hash(username),
            Username=username,
            Password=password or None,
            UserAttributes=_name_value_pairs(options.user_attributes),
            ValidationData=_name_value_pairs(options.validation_data),
            ClientMetadata=options.client_metadata,
        )
    except InvalidParameterException as error:
        if _wants_a_password(error):
            raise EmptySignUpPassword(metadata=error.metadata) from None
        raise
    confirmed = bool(answer.get("UserConfirmed"))
    auto_sign_in = _auto_sign_in(auth, username, options, session=answer.get("Session"))
    # With a link there is no code to confirm, only a sign-in to try.
    decision = SignedUp(
        confirmed=confirmed,
        auto_sign_in=auto_sign_in is not None,
        by_link=auto_sign_in is not None and auto_sign_in.by_link,
    )
    details = None if confirmed else CodeDeliveryDetails.from_answer(answer)
    return SignUpOutput(
        is_sign_up_complete=confirmed,
        user_id=answer.get("UserSub"),
        next_step=SignUpNextStep(AFTER_SIGN_UP[decision], details),
        auto_sign_in=auto_sign_in,
    )


def _auto_sign_in(
    auth: Auth, username: str, options: SignUpOptions, *, session: str | None
) -> AutoSignIn | None:
    wanted = options.auto_sign_in
    if wanted is False:
        return None
    return AutoSignIn(
        username=username,
        expires_at=auth.clock() + AutoSignIn.LIFETIME,
        options=SignInOptions() if wanted is True else wanted,
        by_link=auth.outputs.auth.sign_up_verification_method == "link",
        session=session,
    )


def _name_value_pairs(values: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    return [{"Name": name, "Value": value} for name, value in values.items()] if values else None


def _wants_a_password(error: InvalidParameterException) -> bool:
    return "'password'" in error.message and "Member must not be null" in error.message
