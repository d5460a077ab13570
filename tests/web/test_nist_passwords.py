"""NIST's rules for passwords (SP 800-63B-4), in their scenario."""

import pytest

from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, Visitor

pytestmark = pytest.mark.slow

EMAIL = "ada@example.com"
FIFTEEN = "mosskettlesnowy"
COMMON = "That password is too common. Choose one that's harder to guess."


@pytest.fixture
def visitor(visitor: Visitor) -> Visitor:
    """Return somebody who signs up by NIST's rules."""
    visitor.choose("nist")
    return visitor


@pytest.mark.asvs("6.2.1")
def test_fifteen_characters_are_enough_and_fourteen_are_not(visitor: Visitor) -> None:
    assert len(FIFTEEN) == 15
    page = visitor.sign_up(EMAIL, FIFTEEN[:-1])
    assert (page.status, page.errors) == (422, ["Your password must have at least 15 characters"])
    assert visitor.sign_up(EMAIL, FIFTEEN).location == "/confirm-sign-up"


@pytest.mark.asvs("6.2.5", "6.2.8", "6.2.9")
@pytest.mark.parametrize(
    "password",
    [
        FIFTEEN,
        FIFTEEN.upper(),
        "829304756183920",
        "#?!)~^|;{=<@&+[",
        "moss kettle snow",
        "wasserfälle im märz",
        "правильная лошадь",
        "正しい馬の電池と刺し身を食べる犬",
        "🐎🔋📎🌧🍄🪴🎻🧭🪁🛶🥝🧶🪵🦔🐌",
        "e\u0301te\u0301 sans nuages ici",
        "moss kettle snowy " * 14 + "end.",
        "k" + "4 moss" * 42 + "end",
    ],
)
def test_any_characters_will_do_and_sign_in_again(visitor: Visitor, password: str) -> None:
    assert 15 <= len(password) <= 256
    page = visitor.sign_up(EMAIL, password)
    assert (page.status, page.errors) == (303, [])
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    assert visitor.get("/account").heading == "Your account"
    visitor.sign_out()
    assert visitor.sign_in(EMAIL, password[:-1]).status == 422
    assert visitor.sign_in(EMAIL, password).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.2.8")
def test_every_character_counts_as_one(visitor: Visitor) -> None:
    for password in ("🐎" * 7 + "moss🔋📎🌧", "ä" * 14):
        assert len(password) == 14
        assert visitor.sign_up(EMAIL, password).status == 422


@pytest.mark.asvs("6.2.4")
@pytest.mark.parametrize(
    "password",
    [
        *("passwordpassword", "Password1Password1", "password1234567", "P@ssw0rdP@ssw0rd"),
        *("123456789012345", "111111111111111", "1234567890123456", "abcdefghijklmnop"),
        *("qwertyuiopasdfg", "qwertyuiopasdfghjkl", "qwertyuiopqwertyuiop", "1q2w3e4r5t6y7u8i"),
        *("aaaaaaaaaaaaaaa", "iloveyouiloveyou", "0000000000000000", "abcabcabcabcabc"),
        *("qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv", "asdfghjklasdfghjkl"),
        *("letmeinletmeinletmein", "zaq1xsw2cde3vfr4", "987654321098765", "qazwsxedcrfvtgb"),
    ],
)
def test_a_long_password_that_is_guessed_first_is_refused_with_the_reason(
    visitor: Visitor, password: str
) -> None:
    assert len(password) >= 15
    page = visitor.sign_up(EMAIL, password)
    assert (page.status, page.errors) == (422, [COMMON])


@pytest.mark.asvs("6.2.11")
def test_a_long_password_of_what_others_know_is_refused_with_the_reason(visitor: Visitor) -> None:
    page = visitor.sign_up("ada.lovelace@example.com", "ada.lovelace@example.com")
    assert page.status == 422
    assert page.errors == ["Don't base your password on your email address or our name"]


@pytest.mark.asvs("6.2.5", "6.2.7")
def test_the_form_asks_for_length_and_nothing_else(visitor: Visitor) -> None:
    page = visitor.get("/sign-up")
    (needs,) = page.document.query(".checklist")
    assert needs.to_text().split("\n") == ["At least 15 characters"]
    (field,) = page.document.query("[name=password]")
    assert attributes_of(field)["autocomplete"] == "new-password"
    assert attributes_of(field)["passwordrules"] == "minlength: 15; maxlength: 256;"
    assert page.document.query("[data-password] button[aria-controls=password]")
