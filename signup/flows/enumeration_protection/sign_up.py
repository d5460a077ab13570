"""Sign-up: real calls for a new account, decoys for any other."""

import secrets
from dataclasses import replace
from typing import Protocol

import amplify_auth
from amplify_auth import (
    Auth,
    AutoSignIn,
    CodeDeliveryDetails,
    CodeMismatchException,
    ConfirmSignUpOutput,
    ResendSignUpCodeOptions,
    ServiceError,
    SignInOutput,
    SignUpOptions,
    SignUpOutput,
    UsernameExistsException,
)
from signup.flows.enumeration_protection import decoys, owner_messages
from signup.flows.enumeration_protection.decoys import SESSION_BYTES
from signup.flows.enumeration_protection.delivery import delivery_to
from signup.flows.enumeration_protection.refusals import CODE_NOT_DELIVERED, CODE_NOT_SENT
from signup.flows.mail import client_metadata
from signup.flows.pending_sign_up import Account, PendingSignUp
from signup.flows.response_time import Stopwatch
from signup.forms.first_factors import first_factors
from signup.host.signals import send_later, signed_up
from signup.observability.events import Event, record
from signup.user_pools import current_pools
from signup.web import honeypot


class SignUpCalls(Protocol):
    """The helper's calls for one pending sign-up.

    Attributes:
        used_code_confirms: Whether a code that was used before is the one that confirmed this
            sign-up.
    """

    used_code_confirms: bool

    @property
    def requires_new_password(self) -> bool:
        """Whether the owner sets a new password after confirmation."""

    def confirm_sign_up(self, confirmation_code: str) -> ConfirmSignUpOutput:
        """Confirm the address, as `amplify_auth.confirm_sign_up` does."""

    def resend_sign_up_code(self) -> CodeDeliveryDetails:
        """Send another code, as `amplify_auth.resend_sign_up_code` does."""

    def auto_sign_in(self, state: AutoSignIn, password: str | None) -> SignInOutput:
        """Sign in after the sign-up, as `amplify_auth.auto_sign_in` does."""


def sign_up(
    auth: Auth, pending: PendingSignUp, password: str, options: SignUpOptions
) -> tuple[SignUpOutput, Account]:
    """Sign up, as `amplify_auth.sign_up` does, or return a decoy.

    Args:
        auth: The pool.
        pending: The sign-up that was just stored.
        password: The chosen password, empty for an account without one.
        options: The options for the helper.

    Returns:
        The helper's output or a decoy, and the kind of account to store with the sign-up.

    Raises:
        AuthError: The pool refused for a reason that may be shown, or could not be reached.
    """
    stopwatch = Stopwatch()
    if honeypot.is_filled_in():
        stopwatch.wait()
        return decoys.sign_up_output(auth, pending, options), Account.NONE
    try:
        output = amplify_auth.sign_up(
            auth, username=pending.username, password=password, options=options
        )
    except UsernameExistsException:
        record(Event.USER_EXISTS, who=pending.username)
        if pending.has_chosen_username:
            raise  # contains no address
        email = options.user_attributes.get("email", "")
        owner_messages.tell_owner_later(auth, pending.username, email)
        stopwatch.wait()
        return decoys.sign_up_output(auth, pending, options), Account.EXISTING
    except CODE_NOT_DELIVERED as error:
        stopwatch.remember()
        _tell_that_it_was_created(pending, reason=f"no code was sent: {error.name}")
        return decoys.sign_up_output(auth, pending, options), Account.NEW
    stopwatch.remember()
    _tell_that_it_was_created(pending, reason="")
    return output, Account.NEW


def _tell_that_it_was_created(pending: PendingSignUp, reason: str) -> None:
    record(Event.USER_CREATED, who=pending.username, reason=reason)
    send_later(signed_up, current_pools().background, username=pending.username)


def pending_sign_up_of(username: str) -> PendingSignUp:
    """Return a pending sign-up for a password reset, with or without an account."""
    return PendingSignUp(
        username=username,
        address=username,
        delivery=delivery_to(username),
        code_sent_at=current_pools().clock(),
        typed={},
        account=Account.EXISTING,
    )


def calls_for(auth: Auth, pending: PendingSignUp) -> SignUpCalls:
    """Return the helper's calls for a pending sign-up: real ones, or decoys that look the same.

    Args:
        auth: The pool.
        pending: The sign-up.
    """
    kinds = {Account.EXISTING: _ExistingAccount, Account.NONE: _NoAccount}
    return kinds.get(pending.account, _NewAccount)(auth, pending)


def auto_sign_in(auth: Auth, state: AutoSignIn, password: str | None) -> SignInOutput:
    """Sign in after a sign-up that is confirmed, or may be once its link was opened.

    Args:
        auth: The pool.
        state: The pending auto sign-in.
        password: The password, for flows that take one.

    Raises:
        AuthError: As `amplify_auth.auto_sign_in`.
    """
    pending = PendingSignUp.load()
    if pending is None:  # confirmed by its code
        return amplify_auth.auto_sign_in(auth, state, password=password)
    return calls_for(auth, pending).auto_sign_in(state, password)


def is_settled(pending: PendingSignUp) -> bool:
    """Return whether sending the same form again may be answered without a call.

    A password manager may have filled in the honeypot, so a form without it is a sign-up.
    """
    return pending.account is not Account.NONE


class _NewAccount:
    """Calls for an account that this sign-up created."""

    used_code_confirms = True

    def __init__(self, auth: Auth, pending: PendingSignUp) -> None:
        self._auth = auth
        self._pending = pending

    @property
    def requires_new_password(self) -> bool:
        return False

    def confirm_sign_up(self, confirmation_code: str) -> ConfirmSignUpOutput:
        return amplify_auth.confirm_sign_up(
            self._auth,
            username=self._pending.username,
            confirmation_code=confirmation_code,
            auto_sign_in=self._pending.auto_sign_in,
        )

    def resend_sign_up_code(self) -> CodeDeliveryDetails:
        options = ResendSignUpCodeOptions(client_metadata=client_metadata())
        try:
            delivery = amplify_auth.resend_sign_up_code(
                self._auth, username=self._pending.username, options=options
            )
        except CODE_NOT_SENT as error:
            record(Event.CODE_NOT_SENT, who=self._pending.username, reason=error.name)
            return self._pending.delivery
        record(Event.CODE_SENT, who=self._pending.username, reason="resend")
        return delivery

    def auto_sign_in(self, state: AutoSignIn, password: str | None) -> SignInOutput:
        return amplify_auth.auto_sign_in(self._auth, state, password=password)


class _ExistingAccount(_NewAccount):
    """Calls for an account that existed before. Only a right code has an effect."""

    used_code_confirms = False  # the account may have been confirmed long ago

    @property
    def requires_new_password(self) -> bool:
        """Whether somebody else may know the account's password."""
        return first_factors(self._auth.outputs).takes_passwords

    def resend_sign_up_code(self) -> CodeDeliveryDetails:
        """Make the call of a new account, and send the owner a reset code later."""
        delivery = super().resend_sign_up_code()
        owner_messages.send_reset_code_later(self._auth, self._pending.username)
        return delivery

    def auto_sign_in(self, state: AutoSignIn, password: str | None) -> SignInOutput:
        """Answer as if the link were not opened yet.

        The call uses an unknown username, so that it takes as long and locks no account.
        """
        username = f"{secrets.token_hex(16)}@example.invalid"
        nobody = replace(state, username=username, session=secrets.token_urlsafe(SESSION_BYTES))
        try:
            amplify_auth.auto_sign_in(self._auth, nobody, password=password)
        except ServiceError as error:
            record(Event.AUTHN_LOGIN_FAIL, who=state.username, reason=f"decoy: {error.name}")
        return decoys.link_not_opened()


class _NoAccount(_NewAccount):
    """Decoys for a filled-in honeypot. The pool is never called."""

    def confirm_sign_up(self, confirmation_code: str) -> ConfirmSignUpOutput:  # noqa: ARG002 - no code is right
        raise CodeMismatchException

    def resend_sign_up_code(self) -> CodeDeliveryDetails:
        return self._pending.delivery

    def auto_sign_in(self, state: AutoSignIn, password: str | None) -> SignInOutput:  # noqa: ARG002 - nothing is asked
        return decoys.link_not_opened()
