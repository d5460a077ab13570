"""Texts about new passwords: requirements and errors."""

from collections.abc import Collection
from functools import cache

from amplify_auth import PasswordPolicy, PasswordRule
from signup.i18n.lazy_text import Enumeration, Text, _, plural

PASSWORD = _("Password")
NEW_PASSWORD = _("New password")

PASSWORD_MISSING = _("Enter a password")
PASSWORD_NEEDS = _("Your password must have %(needs)s")
TOO_COMMON = _("That password is too common. Choose one that's harder to guess.")

# A language may need different words in a list and in a sentence.
LIST_ITEMS = {
    PasswordRule.UPPERCASE: _("One uppercase letter"),
    PasswordRule.LOWERCASE: _("One lowercase letter"),
    PasswordRule.NUMBERS: _("One number"),
    PasswordRule.SYMBOLS: _("One symbol, such as a question mark"),
}
IN_SENTENCES = {
    PasswordRule.UPPERCASE: _("one uppercase letter"),
    PasswordRule.LOWERCASE: _("one lowercase letter"),
    PasswordRule.NUMBERS: _("one number"),
    PasswordRule.SYMBOLS: _("one symbol"),
}

MUST_NOT = {
    PasswordRule.MAX_LENGTH: plural(
        "Your password must be %(count)s character or fewer",
        "Your password must be %(count)s characters or fewer",
        PasswordPolicy.MAX_LENGTH,
    ),
    PasswordRule.NO_OUTER_SPACES: _("Your password can't start or end with a space"),
}

BREACHED = _("That password has appeared in a data breach. Choose a different one.")


@cache
def describe_password_policy(policy: PasswordPolicy) -> Text:
    """Return the hint of a password field."""
    contents = [IN_SENTENCES[rule] for rule in policy.rules if rule in IN_SENTENCES]
    if not contents:
        return plural(
            "Use at least %(count)s character",
            "Use at least %(count)s characters",
            policy.min_length,
        )
    return plural(
        "Use at least %(count)s character, including %(contents)s",
        "Use at least %(count)s characters, including %(contents)s",
        policy.min_length,
        contents=Enumeration(contents),
    )


def list_item(policy: PasswordPolicy, rule: PasswordRule) -> Text:
    """Return a requirement as a line of the checklist."""
    length = plural(
        "At least %(count)s character", "At least %(count)s characters", policy.min_length
    )
    return LIST_ITEMS.get(rule, length)


def in_sentence(policy: PasswordPolicy, rule: PasswordRule) -> Text:
    """Return a requirement as part of a sentence."""
    length = plural(
        "at least %(count)s character", "at least %(count)s characters", policy.min_length
    )
    return IN_SENTENCES.get(rule, length)


def too_personal(identifiers: Collection[str]) -> Text:
    """Return the error for a password based on personal words.

    Args:
        identifiers: The form's identifiers: `username`, `email`, `phone_number`.
    """
    if "username" in identifiers:
        return _("Don't base your password on your username, contact details or our name")
    if {"email", "phone_number"} <= set(identifiers):
        return _("Don't base your password on your email address, phone number or our name")
    if "phone_number" in identifiers:
        return _("Don't base your password on your phone number or our name")
    return _("Don't base your password on your email address or our name")
