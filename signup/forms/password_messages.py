"""The error for a new password."""

from collections.abc import Collection, Iterable

from amplify_auth import PasswordPolicy
from signup.forms.common_passwords import holds_personal_words, is_common
from signup.i18n.lazy_text import Enumeration, Text
from signup.messages.passwords import (
    MUST_NOT,
    PASSWORD_MISSING,
    PASSWORD_NEEDS,
    TOO_COMMON,
    in_sentence,
    too_personal,
)


def password_problem(
    policy: PasswordPolicy,
    password: str,
    personal_words: Iterable[str],
    identifiers: Collection[str],
) -> Text | None:
    """Return the first problem of a password, or None.

    All unmet requirements are one problem. Other problems follow once they are met.

    Args:
        policy: The pool's policy.
        password: The password.
        personal_words: Words that it must not be based on.
        identifiers: The names of the fields that these are from.
    """
    if not password:
        return PASSWORD_MISSING
    violations = policy.violations(password)
    needs = [in_sentence(policy, rule) for rule in violations if rule not in MUST_NOT]
    if needs:
        return PASSWORD_NEEDS.format(needs=Enumeration(needs))
    # Stop at passwords that are too long, which would slow down the searches below.
    if violations:
        return MUST_NOT[violations[0]]
    if is_common(password):
        return TOO_COMMON
    if holds_personal_words(password, personal_words):
        return too_personal(identifiers)
    return None
