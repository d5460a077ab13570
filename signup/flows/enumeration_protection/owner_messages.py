"""Messages to the owners of accounts, sent in the background."""

from collections.abc import Callable, Mapping

import amplify_auth
from amplify_auth import Auth, AuthError, ResendSignUpCodeOptions, ResetPasswordOptions
from signup.flows import mail
from signup.flows.enumeration_protection.refusals import CODE_NOT_SENT
from signup.flows.mail import client_metadata
from signup.flows.response_time import even_response_time, longest_recent_time
from signup.forms.first_factors import first_factors
from signup.observability.events import Event, record
from signup.user_pools import Mail, Mailer, current_pools


def send_reset_code(auth: Auth, username: str) -> None:
    """Send a reset code to a confirmed account, or a confirmation code to another one.

    Both are requested, because Cognito simulates either. An account that was never confirmed cannot
    be reset, so its owner gets the confirmation code in the background.

    Raises:
        AuthError: The pool could not be asked.
    """
    metadata = client_metadata()
    with even_response_time(auth), longest_recent_time():
        send_confirmation_code_later(auth, username)
        try:
            amplify_auth.reset_password(
                auth, username=username, options=ResetPasswordOptions(client_metadata=metadata)
            )
            record(Event.CODE_SENT, who=username, reason="reset password")
        except CODE_NOT_SENT as error:
            record(Event.CODE_NOT_SENT, who=username, reason=error.name)


def send_confirmation_code_later(auth: Auth, username: str) -> None:
    """Send a confirmation code to an unconfirmed account, if it exists."""
    current_pools().background.submit(_send_confirmation_code, auth, username, client_metadata())


def send_reset_code_later(auth: Auth, username: str) -> None:
    """Send a reset code to the owner of an account, if the pool has passwords."""
    if first_factors(auth.outputs).takes_passwords:
        current_pools().background.submit(_send_reset_code, auth, username, client_metadata())


def tell_owner_later(auth: Auth, username: str, address: str) -> None:
    """Send the owner of a taken address a code or mail that the account can use.

    Cognito can only send codes. If no password can be reset, the app's `Mailer`, if any, tells the
    owner about the account.

    Args:
        auth: The pool.
        username: The account's username.
        address: The email address, empty for a phone number.
    """
    background, metadata = current_pools().background, client_metadata()
    if first_factors(auth.outputs).takes_passwords:
        background.submit(_send_codes, auth, username, metadata)
        return
    mailer = current_pools().mailer
    letter = mail.already_registered(address, mailer) if mailer and address else None
    background.submit(_send_code_or_mail, auth, username, metadata, mailer, letter)


def _send_codes(auth: Auth, username: str, metadata: Mapping[str, str]) -> None:
    _send_confirmation_code(auth, username, metadata)
    _send_reset_code(auth, username, metadata)


def _send_code_or_mail(
    auth: Auth,
    username: str,
    metadata: Mapping[str, str],
    mailer: Mailer | None,
    letter: Mail | None,
) -> None:
    """Send the code to an unconfirmed account, or the mail to a confirmed one."""
    is_sent = _send_confirmation_code(auth, username, metadata)
    if mailer and letter and not is_sent:
        try:
            mailer.send(letter)
        except Exception as error:  # noqa: BLE001 - the host's own code
            record(Event.SYS_CRASH, error=error, reason="the mailer")


def _send_reset_code(auth: Auth, username: str, metadata: Mapping[str, str]) -> bool:
    options = ResetPasswordOptions(client_metadata=metadata)
    return _try(lambda: amplify_auth.reset_password(auth, username=username, options=options))


def _send_confirmation_code(auth: Auth, username: str, metadata: Mapping[str, str]) -> bool:
    options = ResendSignUpCodeOptions(client_metadata=metadata)
    return _try(lambda: amplify_auth.resend_sign_up_code(auth, username=username, options=options))


def _try(send: Callable[[], object]) -> bool:
    try:
        send()
    except AuthError as error:
        record(Event.CODE_NOT_SENT, reason=error.name)
        return False
    return True
