"""Pseudonyms: keyed hashes that stand for people and their networks in logs and counts.

Nobody can be told from a pseudonym without the secret key. OWASP ASVS 14.2.4, 16.2.5.
"""

import hmac
import unicodedata

from flask import current_app


def pseudonym(purpose: str, value: str) -> str:
    """Return the keyed hash of a value, in hexadecimal digits.

    Args:
        purpose: Keeps the hashes of different uses apart.
        value: An address, a name or a network.
    """
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"{purpose}\0{value}".encode("utf-8", "replace"), "sha256").hex()


def account_key(login: str) -> str:
    """Return what all spellings of one login share, after `normalize_login`.

    A pool may tell `Ada` from `ada`, or a full-width letter from a plain one. Here such names share
    a count and a pseudonym.
    """
    return unicodedata.normalize("NFKC", login).strip().casefold()
