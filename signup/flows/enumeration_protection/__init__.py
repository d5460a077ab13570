"""Enumeration protection: visitors cannot find out whether an account exists or how it signs in.

OWASP ASVS 6.3.8. docs/security.md lists the side channels and countermeasures.

At sign-up, a taken address gets the same responses as a new one, in the same time, and its owner
gets a message. `sign_up` decides once which kind of account a sign-up is about, and `calls_for`
returns the helper's calls for it, real ones or decoys. A form with a filled-in honeypot gets decoys
too.

At sign-in, the pool's settings alone decide which factors are offered. `ask_for_factor` asks for
the chosen one, or simulates it if the account lacks it, and `answer_factor` takes the answer. An
email address for codes that another account has gets the pages of a free one. No other module knows
which it was.
"""

from signup.flows.enumeration_protection.delivery import delivery, delivery_to
from signup.flows.enumeration_protection.email_setup import (
    add_address,
    answer_again,
    confirm_address,
)
from signup.flows.enumeration_protection.owner_messages import send_reset_code
from signup.flows.enumeration_protection.refusals import (
    CODE_NOT_DELIVERED,
    CODE_NOT_SENT,
    TOOK_EFFECT,
)
from signup.flows.enumeration_protection.sign_in import answer_factor, ask_for_factor
from signup.flows.enumeration_protection.sign_up import (
    SignUpCalls,
    auto_sign_in,
    calls_for,
    is_settled,
    pending_sign_up_of,
    sign_up,
)

__all__ = [
    "CODE_NOT_DELIVERED",
    "CODE_NOT_SENT",
    "TOOK_EFFECT",
    "SignUpCalls",
    "add_address",
    "answer_again",
    "answer_factor",
    "ask_for_factor",
    "auto_sign_in",
    "calls_for",
    "confirm_address",
    "delivery",
    "delivery_to",
    "is_settled",
    "pending_sign_up_of",
    "send_reset_code",
    "sign_up",
]
