"""What an address that is taken gets: the same answer as a new one, so that nobody learns of it.

OWASP ASVS 6.3.8. Cognito says `UsernameExistsException` whatever the pool's settings are; the page
says the same to everybody, and only the address's owner, in their mailbox, sees more.
"""

import secrets
from collections.abc import Callable, Mapping

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    AutoSignIn,
    CodeDeliveryDetails,
    ResendSignUpCodeOptions,
    ResetPasswordOptions,
    ServiceError,
    SignInNextStep,
    SignInOutput,
    SignInStep,
    SignUpNextStep,
    SignUpOptions,
    SignUpOutput,
    SignUpStep,
)
from signup.observability.events import Event, record

VISIBLE_DIGITS = 4


def sign_up(
    auth: Auth, username: str, options: SignUpOptions, details: CodeDeliveryDetails
) -> SignUpOutput:
    """Answer as `amplify_auth.sign_up` does for a new name, without asking the pool."""
    by_link = auth.outputs.auth.sign_up_verification_method == "link"
    state = None
    if options.auto_sign_in and by_link:
        expires_at = auth.clock() + AutoSignIn.LIFETIME
        state = AutoSignIn(username, expires_at=expires_at, by_link=True)
    step = SignUpStep.COMPLETE_AUTO_SIGN_IN if state else SignUpStep.CONFIRM_SIGN_UP
    return SignUpOutput(
        is_sign_up_complete=False,
        user_id=None,
        next_step=SignUpNextStep(step, details),
        auto_sign_in=state,
    )


def auto_sign_in(auth: Auth, state: AutoSignIn, password: str | None) -> SignInOutput:
    """Answer as `amplify_auth.auto_sign_in` does while nobody has opened the link.

    The attempt is made under a name that nobody has: as much work, and nobody's account is locked.

    Raises:
        AutoSignInException: The time is over.
        AuthError: The pool could not be asked.
    """
    nobody = AutoSignIn(f"{secrets.token_hex(16)}@example.invalid", state.expires_at, by_link=True)
    try:
        amplify_auth.auto_sign_in(auth, nobody, password=password)
    except ServiceError as error:
        record(Event.AUTHN_LOGIN_FAIL, who=state.username, reason=f"stand-in: {error.name}")
    return not_yet()


def not_yet() -> SignInOutput:
    """Answer as `amplify_auth.auto_sign_in` does while nobody has opened the link."""
    return SignInOutput(is_signed_in=False, next_step=SignInNextStep(SignInStep.CONFIRM_SIGN_UP))


def delivery(attribute: str, address: str) -> CodeDeliveryDetails:
    """Say where the code of a sign-up would have gone, masked as Cognito masks it.

    Args:
        attribute: `email` or `phone_number`.
        address: The attribute's value.
    """
    if attribute == "phone_number":
        hidden = "*" * (len(address) - VISIBLE_DIGITS - 1)
        return CodeDeliveryDetails(
            destination=f"+{hidden}{address[-VISIBLE_DIGITS:]}",
            delivery_medium="SMS",
            attribute_name=attribute,
        )
    local, _, domain = address.partition("@")
    return CodeDeliveryDetails(
        destination=f"{local[:1]}***@{domain[:1]}***",
        delivery_medium="EMAIL",
        attribute_name=attribute,
    )


def delivery_to(username: str) -> CodeDeliveryDetails:
    """Say the same for a name to sign in with, going by what it looks like."""
    return delivery("phone_number" if username.startswith("+") else "email", username)


def send_confirmation_code(auth: Auth, username: str, metadata: Mapping[str, str]) -> None:
    """Send a code to an account that waits for one; nothing happens to any other.

    Meant for the background: waiting for it would show in the time that an answer takes.
    """
    options = ResendSignUpCodeOptions(client_metadata=metadata)
    _try(lambda: amplify_auth.resend_sign_up_code(auth, username=username, options=options))


def send_codes(auth: Auth, username: str, metadata: Mapping[str, str]) -> None:
    """Send the code that an account can use: to confirm it, or else to set a new password.

    Both are asked for, because Cognito may say of either that it was sent when it was not.
    """
    send_confirmation_code(auth, username, metadata)
    options = ResetPasswordOptions(client_metadata=metadata)
    _try(lambda: amplify_auth.reset_password(auth, username=username, options=options))


def _try(send: Callable[[], object]) -> None:
    try:
        send()
    except AuthError as error:
        record(Event.CODE_NOT_SENT, reason=error.name)
