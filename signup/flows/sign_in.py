"""Where a sign-in leads, whichever page it was begun on."""

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

import amplify_auth
from amplify_auth import (
    Auth,
    AutoSignIn,
    CodeDeliveryFailureException,
    InvalidParameterException,
    LimitExceededException,
    NotAuthorizedException,
    ResendSignUpCodeOptions,
    ResetPasswordOptions,
    SignInOutput,
    SignInStep,
    UserLambdaValidationException,
    UserNotFoundException,
)
from signup.flows import enumeration_protection, pending_sign_up
from signup.flows.mail import client_metadata
from signup.flows.pending_sign_in import PendingSignIn, keep_username
from signup.flows.pending_sign_up import PendingSignUp
from signup.messages.flashes import CONFIRM_FIRST, SET_A_NEW_PASSWORD, tell
from signup.observability.events import Event, record
from signup.session import pending_password
from signup.session.current_user import keep_tokens
from signup.user_pools import current_pools

# What Cognito says of accounts that cannot be reset, or of none. The page says the same to all.
NOT_TOLD = (
    CodeDeliveryFailureException,
    InvalidParameterException,
    LimitExceededException,
    NotAuthorizedException,
    UserLambdaValidationException,
    UserNotFoundException,
)


def arrive(auth: Auth, output: SignInOutput, username: str, password: str | None) -> Response:
    """Go on after `sign_in`, `auto_sign_in` or `confirm_sign_in`.

    Args:
        auth: The pool.
        output: What the helper returned.
        username: Who signs in.
        password: The password that was given, when one was.

    Raises:
        AuthError: A code was needed, and the pool could not be asked for it.
    """
    if output.tokens:
        record(Event.AUTHN_LOGIN_SUCCESS, who=username)
        keep_tokens(output.tokens)
        return redirect(url_for("signup.account"), 303)
    match output.next_step.sign_in_step:
        case SignInStep.CONFIRM_SIGN_UP:
            return _confirm_first(auth, username, password)
        case SignInStep.RESET_PASSWORD:
            tell(SET_A_NEW_PASSWORD)
            return begin_reset(auth, username)
        case _:
            service_name = current_app.jinja_env.globals["service_name"]
            PendingSignIn.of(
                output.next_step, service_name=str(service_name), account_name=username
            ).save()
            return redirect(url_for("signup.confirm_sign_in"), 303)


def not_offered(who: str) -> Response:
    """Go to the page that says so, after a challenge that these pages do not answer."""
    record(Event.AUTHN_LOGIN_FAIL, who=who, reason="challenge not offered")
    PendingSignIn.not_offered().save()
    return redirect(url_for("signup.confirm_sign_in"), 303)


def begin_reset(auth: Auth, username: str) -> Response:
    """Send a code to set a new password with, and go where it is entered.

    An account that was never confirmed cannot be reset; its owner gets a code to confirm it, in the
    background, so that the answer takes as long for everybody.

    Raises:
        AuthError: The pool could not be asked.
    """
    metadata = client_metadata()
    current_pools().background.submit(
        enumeration_protection.send_confirmation_code, auth, username, metadata
    )
    try:
        amplify_auth.reset_password(
            auth, username=username, options=ResetPasswordOptions(client_metadata=metadata)
        )
        record(Event.CODE_SENT, who=username, reason="reset password")
    except NOT_TOLD as error:
        record(Event.CODE_NOT_SENT, who=username, reason=error.name)
    keep_username(username)
    waiting = PendingSignUp.load()
    if waiting is None or waiting.username.casefold() != username.casefold():
        _stand_in_sign_up(username).save()
    return redirect(url_for("signup.confirm_reset_password"), 303)


def _confirm_first(auth: Auth, username: str, password: str | None) -> Response:
    """Send a fresh code to somebody who left before confirming, and sign them in once it is right.

    The password is the account's, so nothing stands against that.
    """
    try:
        delivery = amplify_auth.resend_sign_up_code(
            auth,
            username=username,
            options=ResendSignUpCodeOptions(client_metadata=client_metadata()),
        )
        record(Event.CODE_SENT, who=username, reason="sign in before confirming")
    except LimitExceededException as error:
        record(Event.CODE_NOT_SENT, who=username, reason=error.name)
        delivery = enumeration_protection.delivery_to(username)
    state = None
    if password and current_pools().auto_sign_in:
        state = AutoSignIn(
            username=username,
            expires_at=auth.clock() + AutoSignIn.LIFETIME,
            by_link=auth.outputs.auth.sign_up_verification_method == "link",
        )
        pending_password.keep(password)
    PendingSignUp(
        username=username,
        address=delivery.destination or username,
        delivery=delivery,
        code_sent_at=current_pools().clock(),
        password_mark=pending_sign_up.mark(password or ""),
        typed={},
        auto_sign_in=state,
    ).save()
    tell(CONFIRM_FIRST)
    if state and state.by_link:
        pending_sign_up.keep_auto_sign_in(state)
        return redirect(url_for("signup.auto_sign_in"), 303)
    return redirect(url_for("signup.confirm_sign_up"), 303)


def _stand_in_sign_up(username: str) -> PendingSignUp:
    return PendingSignUp(
        username=username,
        address=username,
        delivery=enumeration_protection.delivery_to(username),
        code_sent_at=current_pools().clock(),
        typed={},
        already_existed=True,
    )
