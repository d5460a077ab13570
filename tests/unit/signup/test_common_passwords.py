import re

import pytest

from amplify_auth import PasswordPolicy
from signup.forms.common_passwords import COMMON, holds_personal_words, is_common

EMAIL = "ada.lovelace@example.com"


@pytest.mark.asvs("6.2.4")
@pytest.mark.parametrize(
    "password",
    [
        *("Password1!", "Passw0rd!", "P@ssw0rd2026!", "pa$$word1", "PASSWORD"),
        "Password!Password1",
        *("Welcome123!", "Summer2026!", "!!Admin2024", "L3tm31n!!", "I love you 1!", "Hunter2!"),
        *("Qwerty123!", "1q2w3e4r", "Zxcvbnm,1", "Abcd1234!", "abcdefgh", "12345678", "87654321"),
        *("1234567890", "aaaaaaaa", "11111111", "abcabcabc", "Contraseña1!", "Passwort1!"),
    ],
)  # fmt: skip
def test_passwords_that_many_people_use(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        *("Correct-horse-7", "correct horse battery staple", "Aa1!aaaa", "Xk7#pLq9", "a7n#n9a!4"),
        *("Hunter-Gatherer-9", "Password-kettle-82-moss", "Jenny's 2 cats!", "Tr0ub4dor&3", ""),
        "Password" + "7#" * 5,
        "Aa1!" + "moss-kettle-" * 21,
    ],
)  # fmt: skip
def test_passwords_that_few_people_use(password: str) -> None:
    assert not is_common(password)


def test_eight_digits_around_a_common_word_hide_nothing_and_nine_are_a_password() -> None:
    assert is_common("dragon58203917")
    assert not is_common("dragon582039174")


@pytest.mark.slow
@pytest.mark.asvs("6.2.4")
def test_of_what_a_policy_lets_through_three_thousand_and_more_are_refused() -> None:
    policy = PasswordPolicy(8, *[True] * 4)
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    ends = ("1!", "123!", "2026!", "@1", "#01")
    tried = {word.capitalize() + end for word in words for end in ends}
    allowed = [password for password in tried if not policy.violations(password)]
    assert len(allowed) > 3000
    assert not [password for password in allowed if not is_common(password)]


@pytest.mark.asvs("6.2.4")
@pytest.mark.parametrize(
    "password",
    [
        *("qwertzuiop12!", "Zaq1xsw2cde3!", "Asdfghjkl1234", "98765zxcvb!", "azertyuiop1A!"),
        *("ZAQ!2wsx", "1qaz@WSX#EDC", "7ujm8ik9Ol0p!", "!@#$%^&*()aA1", "Qawsedrf1!"),
        *("11223344Aa!", "147258369Aa!", "Qweasdzxc1!", "Qwfpgjluy1!", "Aoeuidhtns1!"),
        *("мить1234Xy!", "Aa1!ضصثقفغعه"),
    ],
)  # fmt: skip
def test_runs_along_the_keyboard(password: str) -> None:
    assert is_common(password)


@pytest.mark.asvs("6.2.4")
@pytest.mark.parametrize(
    "password",
    [
        *("qwertyuiop1A!", "1A!qwertyuiop", "1Aqwertyuiop!", "Qw3rtyuiop1A!", "poiuytrewq1A!"),
        *("AnaAnaAna1!", "1!AnaAnaAna", "x1AnaAnaAna!", "4n4An4AnaX1!", "MossMoss1!"),
        *("Xqwer1234y!", "1234Kettle1!@#$", "qwertyuiopAnaAnaAna1!", "Aa1!" + "a" * 252),
        *("Kettle123456!", "Xy1!aaaaaaaa", "Ana1Ana2Ana3!", "ana12ANA345Ana6!"),
    ],
)  # fmt: skip
def test_runs_and_repetitions_inside_a_password(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    ("pattern", "rest"),
    [
        ("qwertyuiop", "!moss-7X"),
        ("qwerty", "!moss-7X"),
        ("AnaAnaAna", "1!mos"),
        ("123456", "!moss-7X"),
    ],
)
def test_a_pattern_beside_a_good_password(pattern: str, rest: str) -> None:
    assert not is_common(pattern + rest)
    assert is_common(pattern + rest[:-1])


@pytest.mark.parametrize(
    "password",
    ["Aa1!aaaa", "Mississippi1!", "Banana-moss-7", "coffee-Tree-55", "moss1-Moss2-kettle"],
)
def test_repetitions_that_words_have(password: str) -> None:
    assert not is_common(password)


@pytest.mark.parametrize("password", ["qwe-moss-kettle", "asdf moss", "qw12as34zx56"])
def test_a_run_in_a_password_of_other_things(password: str) -> None:
    assert not is_common(password)


@pytest.mark.asvs("6.1.2", "6.2.11")
@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Ada.Lovelace@example.com1", EMAIL),
        ("Ada.Lovelace-1", EMAIL),
        ("AdaLovelace1!", EMAIL),
        ("L0velace1!", EMAIL),
        ("1234567Lovelace", EMAIL.removeprefix("ada.")),
        ("+12025550123Aa!", "+12025550123"),
        ("Adalovelace99!", "adalovelace99"),
        ("Amplify-on-Flask1", "Amplify on Flask"),
    ],
)
def test_passwords_made_of_what_others_know(password: str, word: str) -> None:
    assert holds_personal_words(password, [word])


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Savannah-horses-12", "anna@example.com"),
        ("12345678Lovelace", "lovelace@example.com"),
        ("Correct-horse-7", "al@example.com"),
        ("Correct-horse-7", "the"),
        ("Correct-horse-7", ""),
    ],
)
def test_a_word_in_a_password_that_is_good_without_it(password: str, word: str) -> None:
    assert not holds_personal_words(password, [word])


def test_the_list_is_in_the_form_that_is_looked_for() -> None:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert len(set(words)) > 700
    assert not [word for word in words if word != word.casefold() or re.search(r"[\W_]", word)]
