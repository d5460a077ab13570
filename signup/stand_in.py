"""What an address that is taken gets: the same answer as a new one, so that nobody learns of it.

OWASP ASVS 6.3.8. Cognito says `UsernameExistsException` whatever the pool's settings are; the page
says "enter your code" to everybody, and only the address's owner, in their mailbox, sees more.
"""

import logging
from concurrent.futures import Executor

from amplify_auth import (
    Auth,
    AuthError,
    CodeDeliveryDetails,
    SignUpNextStep,
    SignUpOutput,
    SignUpStep,
    resend_sign_up_code,
)

logger = logging.getLogger(__name__)

VISIBLE_DIGITS = 4


def sign_up(
    auth: Auth, background: Executor, *, username: str, code_address: tuple[str, str]
) -> SignUpOutput:
    """Answer as `amplify_auth.sign_up` does for a new address.

    Somebody who left before confirming gets a fresh code. That happens in the background: waiting
    for it would show in the time that the answer takes.
    """
    background.submit(_send_code, auth, username)
    return SignUpOutput(
        is_sign_up_complete=False,
        user_id=None,
        next_step=SignUpNextStep(
            sign_up_step=SignUpStep.CONFIRM_SIGN_UP, code_delivery_details=delivery(*code_address)
        ),
    )


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


def _send_code(auth: Auth, username: str) -> None:
    try:
        resend_sign_up_code(auth, username=username)
    except AuthError as error:
        logger.info("No new code for an address that is taken: %s", error.name)
