"""Pseudonyms: keyed hashes of logins and networks, for logs and limits.

They cannot be reversed without the secret key. OWASP ASVS 14.2.4, 16.2.5.
"""

import hmac
import unicodedata

from flask import current_app


def pseudonym(purpose: str, value: str) -> str:
    """Return the keyed hash of a value, in hexadecimal digits.

    All spellings of a login share one, after `normalize_login`. Even if a pool distinguishes `Ada`
    from `ada`, both share a limit and a line in the log.

    Args:
        purpose: Separates the hashes of different uses.
        value: A login or a network.
    """
    key = str(current_app.secret_key).encode()
    folded = unicodedata.normalize("NFKC", value).strip().casefold()
    return hmac.digest(key, f"{purpose}\0{folded}".encode("utf-8", "replace"), "sha256").hex()
