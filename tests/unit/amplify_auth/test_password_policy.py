import string

import pytest

from amplify_auth import PasswordPolicy, PasswordRule

GEN_2 = PasswordPolicy(
    min_length=8,
    require_numbers=True,
    require_lowercase=True,
    require_uppercase=True,
    require_symbols=True,
)
LONG = PasswordPolicy(min_length=15)


@pytest.mark.parametrize(
    ("policy", "password", "violations"),
    [
        pytest.param(GEN_2, "Aa1!aaaa", (), id="just enough"),
        pytest.param(
            GEN_2,
            "",
            (
                PasswordRule.MIN_LENGTH,
                PasswordRule.UPPERCASE,
                PasswordRule.LOWERCASE,
                PasswordRule.NUMBERS,
                PasswordRule.SYMBOLS,
            ),
            id="all at once",
        ),
        pytest.param(GEN_2, "Aa1!aaa", (PasswordRule.MIN_LENGTH,), id="one too short"),
        pytest.param(GEN_2, "aa1!aaaa", (PasswordRule.UPPERCASE,), id="no upper case"),
        pytest.param(GEN_2, "AA1!AAAA", (PasswordRule.LOWERCASE,), id="no lower case"),
        pytest.param(GEN_2, "Aaa!aaaa", (PasswordRule.NUMBERS,), id="no number"),
        pytest.param(GEN_2, "Aa1aaaaa", (PasswordRule.SYMBOLS,), id="no symbol"),
        pytest.param(GEN_2, "Aa1 aaaa", (), id="an inner space is a symbol"),
        pytest.param(GEN_2, "éa1!aaaÉ", (PasswordRule.UPPERCASE,), id="letters are ASCII"),
        pytest.param(GEN_2, "Aa\u0661!aaaa", (PasswordRule.NUMBERS,), id="digits are ASCII"),
        pytest.param(GEN_2, "Aa1€aaaa", (PasswordRule.SYMBOLS,), id="symbols are ASCII"),
        pytest.param(GEN_2, " Aa1!aaaa", (PasswordRule.NO_OUTER_SPACES,), id="leading space"),
        pytest.param(GEN_2, "Aa1!aaaa\t", (PasswordRule.NO_OUTER_SPACES,), id="trailing tab"),
        *(
            pytest.param(GEN_2, f"Aa1!aaaa{space}", (), id=f"trailing {space!a} is no space")
            for space in "\u00a0\u3000\u2003\u2028\u0085\x1c"
        ),
        *(
            pytest.param(GEN_2, f"{s}Aa1!aaaa", (PasswordRule.NO_OUTER_SPACES,), id=ascii(s))
            for s in " \t\n\r\v\f"
        ),
        pytest.param(LONG, "x" * 14, (PasswordRule.MIN_LENGTH,), id="only the length, short"),
        pytest.param(LONG, "x" * 15, (), id="only the length"),
        pytest.param(LONG, "\U0001f511" * 15, (), id="any character counts as one"),
        pytest.param(LONG, "x" * 256, (), id="as long as can be"),
        pytest.param(LONG, "x" * 257, (PasswordRule.MAX_LENGTH,), id="too long"),
    ],
)
def test_finds_every_violation(
    policy: PasswordPolicy, password: str, violations: tuple[PasswordRule, ...]
) -> None:
    assert policy.violations(password) == violations


@pytest.mark.parametrize("symbol", "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")
def test_knows_cognitos_symbols(symbol: str) -> None:
    assert GEN_2.violations(f"Aa1{symbol}aaaa") == ()


def test_knows_no_other_symbols() -> None:
    others = [chr(code) for code in range(33, 0x500) if chr(code) not in string.punctuation]
    for other in others:
        assert PasswordRule.SYMBOLS in GEN_2.violations(f"Aa1{other}aaaa")


def test_tells_its_rules_before_anything_is_typed() -> None:
    assert GEN_2.rules == (
        PasswordRule.MIN_LENGTH,
        PasswordRule.UPPERCASE,
        PasswordRule.LOWERCASE,
        PasswordRule.NUMBERS,
        PasswordRule.SYMBOLS,
    )
    assert LONG.rules == (PasswordRule.MIN_LENGTH,)


def test_tells_password_generators() -> None:
    assert GEN_2.passwordrules == (
        "minlength: 8; maxlength: 256;"
        " required: upper; required: lower; required: digit; required: special;"
    )
    assert LONG.passwordrules == "minlength: 15; maxlength: 256;"


def test_is_no_stricter_than_any_pool_by_default() -> None:
    assert PasswordPolicy().min_length == 6
    assert PasswordPolicy().rules == (PasswordRule.MIN_LENGTH,)
