"""Texts of the mail and text messages that the embedded pool's CustomMessage trigger returns."""

import re
from typing import Any

import pytest

from signup.flows.mail import custom_message
from signup.i18n.languages import languages
from signup.messages import mail_texts

SERVICE, BASE_URL = "Amplify on Flask", "http://127.0.0.1:5000"
TAGS = list(languages())
OCCASIONS = list(mail_texts.OCCASIONS)
TEXTED = ["SignUp", "ForgotPassword", "Authentication"]
TEXT_MESSAGE_MAXIMUM = 140
"""Characters that Cognito allows in a text message."""
# The characters of GSM 03.38 that English texts may use.
GSM_7 = re.compile(r"[A-Za-z0-9 \n@$_!\"#%&'()*+,\-./:;<=>?]*")


def response(occasion: str, *, locale: str = "en", **request: Any) -> dict[str, str]:
    """Return the trigger's response, with the code and the username filled in as the pool does."""
    event = {
        "triggerSource": f"CustomMessage_{occasion}",
        "request": {
            "clientMetadata": {"locale": locale, "host": "sign-up.example.com"},
            "userAttributes": {},
            "codeParameter": "{####}",
            **request,
        },
    }
    texts = custom_message(event, service_name=SERVICE, base_url=BASE_URL)
    return {
        name: text.replace("{####}", "123456").replace("{username}", "ada@example.com")
        for name, text in texts.items()
    }


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_every_message_names_the_service_and_has_its_code(tag: str, occasion: str) -> None:
    texts = response(occasion, locale=tag)
    assert SERVICE in texts["emailSubject"]
    assert SERVICE in texts["emailMessage"]
    assert texts["emailMessage"].count("123456") == 1
    assert "%(" not in "".join(texts.values())


@pytest.mark.parametrize("occasion", ["SignUp", "ForgotPassword", "Authentication"])
def test_a_code_comes_first(occasion: str) -> None:
    texts = response(occasion)
    assert texts["emailMessage"].startswith("123456 ")
    assert texts["smsMessage"].startswith("123456 ")


def test_what_to_do_about_a_message_that_one_did_not_ask_for_comes_last() -> None:
    paragraphs = {occasion: response(occasion)["emailMessage"] for occasion in OCCASIONS}
    del paragraphs["AdminCreateUser"]  # which nobody asks for
    for text in paragraphs.values():
        assert text.split("\n\n")[-1].startswith("If you didn't ")


def test_a_reset_code_is_not_called_one_for_confirming() -> None:
    """The owner of a taken address gets it, too, and learns what to do."""
    texts = response("ForgotPassword")
    assert texts["emailSubject"] == "Your code for Amplify on Flask"
    assert "you already have an account with this address" in texts["emailMessage"]
    assert "confirm" not in texts["emailMessage"]


def test_a_link_has_words_of_its_own() -> None:
    texts = response("SignUp", linkParameter="{##Click Here##}")
    assert "{##Confirm email address##}" in texts["emailMessage"]
    assert "123456" not in texts["emailMessage"]


def test_an_invitation_says_where_to_sign_in_and_with_what() -> None:
    texts = response("AdminCreateUser", usernameParameter="{username}")
    assert f"Sign in at {BASE_URL}/sign-in with:" in texts["emailMessage"]
    assert "\n\nada@example.com\n\nTemporary password: 123456\n\n" in texts["emailMessage"]


def test_an_invitation_without_a_password_does_not_speak_of_one() -> None:
    texts = response("AdminCreateUser", codeParameter=None, usernameParameter="{username}")
    assert texts["emailMessage"].endswith("\n\nada@example.com")
    assert "password" not in "".join(texts.values())


@pytest.mark.parametrize("occasion", TEXTED)
@pytest.mark.parametrize("tag", TAGS)
def test_a_text_message_ends_with_the_line_for_the_browser_and_fits(
    tag: str, occasion: str
) -> None:
    text = response(occasion, locale=tag)["smsMessage"]
    assert text.endswith("\n\n@sign-up.example.com #123456")
    assert len(text) <= TEXT_MESSAGE_MAXIMUM + len(SERVICE)


@pytest.mark.parametrize("occasion", TEXTED)
def test_an_english_text_message_needs_no_wider_alphabet(occasion: str) -> None:
    text = response(occasion)["smsMessage"]
    assert GSM_7.fullmatch(text)
    assert len(text) <= TEXT_MESSAGE_MAXIMUM


@pytest.mark.parametrize(
    ("metadata", "attributes", "tag"),
    [
        ({"locale": "de"}, {"locale": "ja"}, "de"),
        ({}, {"locale": "de-AT"}, "de"),
        ({}, {"locale": "ja"}, "ja"),
        ({}, {"locale": "xx"}, "en"),
        ({}, {}, "en"),
        ({"locale": "<b>"}, {}, "en"),
    ],
)
def test_the_language_is_the_page_s_or_else_the_user_s(
    metadata: dict[str, str], attributes: dict[str, str], tag: str
) -> None:
    given = response("SignUp", clientMetadata=metadata, userAttributes=attributes)
    assert given["emailMessage"] == response("SignUp", locale=tag)["emailMessage"]
