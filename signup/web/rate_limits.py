"""Rate limits per network and per account. docs/limits-and-sessions.md.

OWASP ASVS 2.3.2, 2.4.1, 6.1.1, 6.3.1, 6.6.3.

Each step counts for the client's network and, independently, for the account, whether or not it
exists. The network counts first, so that a refused network uses up no account's limit. The response
does not reveal which limit was reached.

Only valid forms count. Flask-Limiter would count before the form is read.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil

from flask import request

from signup.observability.pseudonyms import pseudonym
from signup.user_pools import current_pools

IPV6_PREFIX = 64  # the network of one household or server
RETRY_MINUTES = 10
"""`Retry-After` is rounded up to one of these, to hide earlier attempts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The limits of one step.

    Attributes:
        counts: Name of the account's count. Steps with the same name share it.
        account: Limit per account.
        network: Limit per network, for each step.
        minutes: The sliding window.
    """

    counts: str
    account: int
    network: int
    minutes: int


NO_LIMIT = Rule("nothing", account=0, network=0, minutes=0)
"""The row of a step whose tries are not counted."""

# Cognito allows 5 new codes and 15 confirmations an hour. These limits are reached first, because
# Cognito's would reveal which accounts exist.
MESSAGES, CODES = "messages", "codes"
RULES = {
    "signup.sign_up": Rule(MESSAGES, account=5, network=200, minutes=60),
    "signup.resend_sign_up_code": Rule(MESSAGES, account=5, network=200, minutes=60),
    "signup.reset_password": Rule(MESSAGES, account=5, network=200, minutes=60),
    "signup.confirm_sign_up": Rule(CODES, account=5, network=200, minutes=20),
    "signup.confirm_reset_password": Rule("reset codes", account=5, network=200, minutes=20),
    "signup.sign_in": Rule("passwords", account=10, network=200, minutes=20),
    # It restarts the sign-in with the password.
    "signup.resend_sign_in_code": Rule("passwords", account=10, network=200, minutes=20),
    "signup.confirm_sign_in": Rule("challenges", account=10, network=200, minutes=20),
    "signup.add_password": Rule("first passwords", account=5, network=200, minutes=60),
    "signup.passkeys": Rule("passkeys", account=20, network=200, minutes=20),
    "signup.delete_passkey": Rule("passkeys", account=20, network=200, minutes=20),
    "signup.delete_account": Rule("deletions", account=5, network=200, minutes=20),
    # The page that waits for a link polls every 5 seconds for 3 minutes.
    "signup.auto_sign_in": Rule("auto sign-ins", account=60, network=2000, minutes=20),
}
SIGN_IN_CODES = Rule("sign-in codes", account=5, network=200, minutes=20)
"""Sign-in codes that are sent, whichever step asks for them."""

ANY_OTHER = Rule("any other", account=5, network=200, minutes=60)
"""For steps without a row, such as those of a host app."""

REPORTS = Rule("reports", account=0, network=60, minutes=20)


class RateLimitExceeded(Exception):  # noqa: N818 - Flask-Limiter's and OWASP's name for it
    """There were too many attempts.

    Args:
        retry_after: Seconds until the next attempt may be allowed, rounded up.
    """

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after


def count(account: str, rule: Rule | None = None) -> None:
    """Count an attempt.

    Args:
        account: The login.
        rule: The limits; None for those of the current step.

    Raises:
        RateLimitExceeded: The limit of the network or account was reached.
        StoreError: Counting failed, so the attempt is refused.
    """
    step = rule.counts if rule else request.endpoint
    rule = rule or RULES.get(request.endpoint or "", ANY_OTHER)
    if rule is NO_LIMIT:
        return
    network = pseudonym(f"network for {step}", network_of_request())
    subject = pseudonym(f"account for {rule.counts}", account)
    _count({network: rule.network, subject: rule.account}, rule.minutes)


def count_for_network(rule: Rule) -> None:
    """Count a request without an account.

    Args:
        rule: The limit per network.

    Raises:
        RateLimitExceeded: The limit was reached.
        StoreError: Counting failed.
    """
    network = pseudonym(f"network for {rule.counts}", network_of_request())
    _count({network: rule.network}, rule.minutes)


def network_of_request() -> str:
    """Return the client's network, behind `TRUSTED_PROXIES` proxies."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    """Return a client's network: an IPv4 address, or the first half of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(IPv6Network((parsed.packed, IPV6_PREFIX), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _count(allowed: dict[str, int], minutes: int) -> None:
    counter = current_pools().rate_limits
    wait = counter.count(allowed, minutes) if counter else 0
    if wait:
        step = RETRY_MINUTES * 60
        raise RateLimitExceeded(max(1, ceil(wait / step)) * step)
