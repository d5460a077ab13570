"""Outputs of the helper for accounts that a sign-up has not created, made without a call."""

from amplify_auth import (
    Auth,
    AutoSignIn,
    SignInNextStep,
    SignInOptions,
    SignInOutput,
    SignInStep,
    SignUpNextStep,
    SignUpOptions,
    SignUpOutput,
    SignUpStep,
)
from signup.flows.pending_sign_up import PendingSignUp
from signup.forms.first_factors import first_factors

SESSION_BYTES = 63
"""Random bytes of a `Session` that no pool has issued."""


def sign_up_output(auth: Auth, pending: PendingSignUp, options: SignUpOptions) -> SignUpOutput:
    """Return the output of `amplify_auth.sign_up` for a new account.

    Without passwords, nobody else can know one, so a right code signs in as usual.

    Args:
        auth: The pool.
        pending: The sign-up.
        options: The options for the helper.
    """
    by_link = auth.outputs.auth.sign_up_verification_method == "link"
    wanted, state = options.auto_sign_in, None
    if wanted and (by_link or not first_factors(auth.outputs).takes_passwords):
        state = AutoSignIn(
            username=pending.username,
            expires_at=auth.clock() + AutoSignIn.LIFETIME,
            options=SignInOptions() if wanted is True else wanted,
            by_link=by_link,
        )
    step = SignUpStep.COMPLETE_AUTO_SIGN_IN if by_link and state else SignUpStep.CONFIRM_SIGN_UP
    return SignUpOutput(
        is_sign_up_complete=False,
        user_id=None,
        next_step=SignUpNextStep(step, pending.delivery),
        auto_sign_in=state,
    )


def link_not_opened() -> SignInOutput:
    """Return the output of `amplify_auth.auto_sign_in` before the link is opened."""
    return SignInOutput(is_signed_in=False, next_step=SignInNextStep(SignInStep.CONFIRM_SIGN_UP))
