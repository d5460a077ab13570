"""Mail and text messages in the visitor's language.

Without a CustomMessage trigger, Cognito sends everyone the same text for every purpose. The pages
pass the language to the trigger as `clientMetadata.locale`. `custom_message` is the trigger of the
embedded pool.

Its text messages end with a line that binds the code to the page's host:
https://wicg.github.io/sms-one-time-codes/.
"""

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Any

from flask import current_app

from signup.i18n.languages import best_language, current_language
from signup.i18n.lazy_text import Text
from signup.messages.mail_texts import (
    ALREADY_REGISTERED,
    INVITATION,
    INVITATION_WITHOUT_PASSWORD,
    OCCASIONS,
    SIGN_UP_BY_LINK,
    MailTexts,
)
from signup.user_pools import Mail, Mailer, current_pools

LOCALE, HOST = "locale", "host"
SIGN_IN_PATH = "/sign-in"


def client_metadata() -> dict[str, str]:
    """Return metadata for the pool's triggers."""
    return {LOCALE: current_language().tag, **current_pools().pool.client_metadata()}


def custom_message(
    event: Mapping[str, Any], *, service_name: str, base_url: str
) -> Mapping[str, str]:
    """Answer as the CustomMessage trigger of the embedded pool.

    Sign-ins and administrators' calls pass no metadata. The message is then in the language of the
    user's `locale` attribute.

    Args:
        event: The event, as Cognito sends it to a Lambda function.
        service_name: The service's name.
        base_url: The base URL of the pages.

    Returns:
        The `response` of the event.
    """
    request = event["request"]
    metadata = request["clientMetadata"]
    locale = metadata.get(LOCALE) or request["userAttributes"].get(LOCALE, "")
    catalogue = best_language(locale).catalogue
    values = {"service": service_name, "url": f"{base_url}{SIGN_IN_PATH}"}
    texts = _texts(event["triggerSource"].partition("_")[2], request)
    text_message = _translated(catalogue, texts.text_message, values)
    host = metadata.get(HOST)
    if text_message and host:
        text_message += f"\n\n@{host} #{request['codeParameter']}"
    return {
        "emailSubject": _translated(catalogue, texts.subject, values),
        "emailMessage": "\n\n".join(
            _translated(catalogue, paragraph, values) for paragraph in texts.paragraphs
        ),
        "smsMessage": text_message,
    }


def already_registered(to: str, mailer: Mailer) -> Mail:
    """Return the mail to the owner of a taken address.

    Args:
        to: The address.
        mailer: The mailer.
    """
    service_name = str(current_app.jinja_env.globals["service_name"])
    values = {"service": service_name, "url": f"{mailer.base_url}{SIGN_IN_PATH}"}
    texts, catalogue = ALREADY_REGISTERED, current_language().catalogue
    body = "\n\n".join(_translated(catalogue, text, values) for text in texts.paragraphs)
    return Mail(to, _translated(catalogue, texts.subject, values), body)


def _texts(occasion: str, request: Mapping[str, Any]) -> MailTexts:
    texts = OCCASIONS[occasion]
    if request.get("linkParameter"):
        return SIGN_UP_BY_LINK
    if texts is INVITATION and not request["codeParameter"]:
        return INVITATION_WITHOUT_PASSWORD
    return texts


def _translated(catalogue: NullTranslations, text: Text | str, values: Mapping[str, str]) -> str:
    """Return a text in the language of a catalogue."""
    message = str.__str__(text)
    return catalogue.gettext(message) % values if message else ""
