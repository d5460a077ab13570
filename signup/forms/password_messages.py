"""Messages about a new password: its requirements and its problems."""

from collections.abc import Iterable
from functools import cache

from amplify_auth import PasswordPolicy, PasswordRule
from signup.forms.common_passwords import holds_personal_words, is_common
from signup.i18n.lazy_text import Enumeration, Text, _, plural, sentences

MUST_HAVE = {
    PasswordRule.UPPERCASE: _("a capital letter (A to Z)"),
    PasswordRule.LOWERCASE: _("a small letter (a to z)"),
    PasswordRule.NUMBERS: _("a number"),
    PasswordRule.SYMBOLS: _("a symbol, such as ! or ?"),
}

MUST_NOT = {
    PasswordRule.MAX_LENGTH: plural(
        "Password must be %(count)s character",
        "Password must be %(count)s characters or fewer",
        PasswordPolicy.MAX_LENGTH,
    ),
    PasswordRule.NO_OUTER_SPACES: _("Password must not begin or end with a space"),
}


@cache
def describe_password_policy(policy: PasswordPolicy) -> Text:
    """Say what a password needs, before anybody types one."""
    contents = [MUST_HAVE[rule] for rule in policy.rules if rule in MUST_HAVE]
    if not contents:
        return plural(
            "Use %(count)s character or more", "Use %(count)s characters or more", policy.min_length
        )
    return plural(
        "Use %(count)s character or more, with %(contents)s",
        "Use %(count)s characters or more, with %(contents)s",
        policy.min_length,
        contents=Enumeration(contents),
    )


def password_need(policy: PasswordPolicy, rule: PasswordRule) -> Text:
    """Say one thing that a password needs."""
    length = plural(
        "%(count)s character or more", "%(count)s characters or more", policy.min_length
    )
    return MUST_HAVE.get(rule, length)


def password_problem(
    policy: PasswordPolicy, password: str, personal_words: Iterable[str] = ()
) -> Text | None:
    """Say everything that is wrong with a password at once, or return None."""
    if not password:
        return _("Enter a password")
    violations = policy.violations(password)
    needs = [password_need(policy, rule) for rule in violations if rule not in MUST_NOT]
    problems = []
    if needs:
        problems.append(_("Password must have %(needs)s").format(needs=Enumeration(needs)))
    problems += [MUST_NOT[rule] for rule in violations if rule in MUST_NOT]
    # A password of another length anyway is not looked up: nothing is to be said of it yet, and
    # one of many thousand characters would keep the search busy.
    if not {PasswordRule.MIN_LENGTH, PasswordRule.MAX_LENGTH} & set(violations):
        if is_common(password):
            problems.append(_("Password must not be one that many people use"))
        if holds_personal_words(password, personal_words):
            problems.append(_("Password must not be made of what you sign in with, or of our name"))
    return sentences(problems)
