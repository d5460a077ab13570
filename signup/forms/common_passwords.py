"""Common passwords, and passwords based on personal words.

OWASP ASVS 6.1.2, 6.2.4, 6.2.11. A password is common if a common word remains after removing
capitals, the usual substitutions (`P@ssw0rd`), and the digits and symbols around it, which policies
make people add (`Password2026!`). It is also common if little remains without keyboard runs
(`qwertyuiop1A!`) and repetitions (`AnaAnaAna1!`).
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from pathlib import Path

COMMON = Path(__file__).parent / "data" / "common-passwords.txt"

# Substitutions for letters. `1` and `!` have two meanings, so both are tried.
DISGUISES = tuple(str.maketrans("0345789@$+1!|", "oeastbgast" + 3 * letter) for letter in "il")

# The digits under the symbols of an American keyboard: `!QAZ` is `1qaz` with Shift.
UNSHIFTED = str.maketrans("!@#$%^&*()", "1234567890")

NO_LETTER = re.compile(r"[\W\d_]")
TRAILING = re.compile(f"{NO_LETTER.pattern}+$")
AROUND = re.compile(f"^{NO_LETTER.pattern}+|{TRAILING.pattern}")
BETWEEN = re.compile(r"[\W_]+")

# Sequences: rows and columns of a keyboard, the alphabet, zigzags.
_FORTH = (
    *("12345678901234567890", "112233445566778899", "147258369", "741852963"),
    *("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "qweasdzxc"),
    *("yxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "qawsedrftgyhujikolp"),
    *("aoeuidhtns", "qwfpgjluy", "arstdhneio"),  # Dvorak, Colemak
    *("ضصثقفغعهخحجد", "شسيبلاتنمكط", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
)
WAYS = (*_FORTH, *(way[::-1] for way in _FORTH))
LONGEST_WAY = max(map(len, WAYS))
STRETCH_MINIMUM = 3
"""The shortest run that does not occur by chance."""

FIRST_GUESSES = (
    "password",
    "qwerty",
    "welcome",
    "letmein",
    "iloveyou",
    "monkey",
    "dragon",
    "admin",
)
"""Words that the page checks during input. The server has the whole list."""

RUN_MINIMUM = 4
"""The shortest run that counts inside a longer password."""

PATTERN_MINIMUM = 6
"""Characters in runs and repetitions that are always allowed."""

# Six characters or more of one unit, once and again.
REPETITION = re.compile(r"(.)\1{5,}|(..)\2{2,}|(...)\3+|(.{4,16}?)\4+")

# A text that comes again after a number, as in `Ana1Ana2Ana3`.
NUMBERED = re.compile(r"(\D{2,16})\d{1,4}(?=\1)")

PADDING_MAXIMUM = 8
"""The most digits and symbols around a word that is still common."""

WORD_MINIMUM = 4
"""The shortest personal word. `Al` is in too many good passwords."""

REST_MINIMUM = 8
"""Further characters that make a password with a personal word or pattern acceptable."""


def is_common(password: str) -> bool:
    """Return whether a password is among the first that an attacker would try."""
    plain = password.casefold()
    if any(map(_is_mostly_patterns, {plain, plain.translate(UNSHIFTED), *_translated(plain)})):
        return True
    trimmed = {plain, AROUND.sub("", plain), TRAILING.sub("", plain)}
    common = _common_words()
    return any(
        form in common or _unit(form) in common or (form in trimmed and _is_pattern(form))
        for form in trimmed | _undisguised(trimmed, len(plain))
        if form and len(plain) - len(form) <= PADDING_MAXIMUM
    )


def holds_personal_words(password: str, words: Iterable[str]) -> bool:
    """Return whether a password is little more than a personal word.

    Args:
        password: The password.
        words: Names and addresses. The local part of an address counts as well.
    """
    plain = password.casefold()
    forms = {plain, _joined(plain), *_translated(plain)}
    return any(
        word in form and len(form) - len(word) < REST_MINIMUM
        for word in _personal_words(words)
        for form in forms
    )


def _personal_words(words: Iterable[str]) -> set[str]:
    found = set()
    for word in map(str.casefold, words):
        local, _, _ = word.partition("@")
        found |= {word, local, _joined(word), _joined(local), *BETWEEN.split(local)}
    return {word for word in found if len(word) >= WORD_MINIMUM}


def _undisguised(forms: Iterable[str], length: int) -> set[str]:
    """Return forms of a password without substitutions and separators."""
    found = set()
    for form in forms:
        found.add(_joined(form))
        for disguise in DISGUISES:
            undisguised = form.translate(disguise)
            found |= {undisguised, _joined(AROUND.sub("", undisguised))}
        letters = NO_LETTER.sub("", form)
        if 2 * len(letters) >= length:  # 1q2w3e4r; but not any four letters of a random password
            found.add(letters)
    return found


def _translated(text: str) -> list[str]:
    return [text.translate(disguise) for disguise in DISGUISES]


def _joined(text: str) -> str:
    return BETWEEN.sub("", text)


def _is_pattern(text: str) -> bool:
    """Return whether a text consists of one character or of runs such as `1234`, `dcba`, `qwer`."""
    rest = text if len(_unit(text)) > 1 else ""
    while stretch := _stretch(rest):
        rest = rest[stretch:]
    return not rest


def _is_mostly_patterns(text: str) -> bool:
    """Return whether a text consists mostly of runs and repetitions."""
    plain, begin = "", 0
    while begin < len(text):
        run = _stretch(text[begin : begin + LONGEST_WAY])
        if run < RUN_MINIMUM:
            plain += text[begin]
            run = 1
        begin += run
    plain = NUMBERED.sub("", plain)
    found = list(REPETITION.finditer(plain))
    repeated, units = sum(len(match[0]) for match in found), sum(_unit_length(m) for m in found)
    patterns = len(text) - len(plain) + repeated
    return patterns >= PATTERN_MINIMUM and len(plain) - repeated + units < REST_MINIMUM


def _unit_length(match: re.Match[str]) -> int:
    return len(next(filter(None, match.groups())))


def _stretch(text: str) -> int:
    """Return the length of the run at the beginning of a text."""
    lengths = range(STRETCH_MINIMUM, len(text) + 1)
    return max(takewhile(lambda n: any(text[:n] in way for way in WAYS), lengths), default=0)


def _unit(text: str) -> str:
    """Return the part that a text is a repetition of."""
    period = (text * 2).find(text, 1)
    return text[:period]


@cache
def _common_words() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(
        word.casefold() for line in lines if not line.startswith("#") for word in line.split()
    )
