"""Mail and text messages in the language of whoever asked for them.

Cognito sends one text to everybody and for every purpose, unless the pool has a CustomMessage
trigger. The pages tell such a trigger the language, as `clientMetadata.locale`. The embedded pool's
is `custom_message`.

Its text messages end with the line by which a browser knows the page that their code is for:
https://wicg.github.io/sms-one-time-codes/.
"""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from signup.i18n.languages import Language, best_language, current_language
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
    """Return what to tell the pool's triggers of this request."""
    return {LOCALE: current_language().tag, **current_pools().pool.client_metadata()}


def custom_message(
    event: Mapping[str, Any], *, service_name: str, base_url: str
) -> Mapping[str, str]:
    """Answer as the CustomMessage trigger of the embedded pool.

    A call of InitiateAuth hands no metadata to this trigger, nor does an administrator's. The
    message is then in the language that the user's `locale` attribute names.

    Args:
        event: The event, as Cognito sends it to a Lambda function.
        service_name: What the service is called.
        base_url: The start of the pages' addresses.

    Returns:
        The `response` of the event.
    """
    request = event["request"]
    metadata = request["clientMetadata"]
    locale = metadata.get(LOCALE) or request["userAttributes"].get(LOCALE, "")
    language = best_language(locale)
    values = {"service": service_name, "url": f"{base_url}{SIGN_IN_PATH}"}
    texts = _texts(event["triggerSource"].partition("_")[2], request)
    text_message = _translated(language, texts.text_message, values)
    host = metadata.get(HOST)
    if text_message and host:
        text_message += f"\n\n@{host} #{request['codeParameter']}"
    return {
        "emailSubject": _translated(language, texts.subject, values),
        "emailMessage": "\n\n".join(
            _translated(language, paragraph, values) for paragraph in texts.paragraphs
        ),
        "smsMessage": text_message,
    }


def already_registered(to: str, mailer: Mailer) -> Mail:
    """Return the mail to the owner of an address that somebody signs up with again.

    Args:
        to: The address.
        mailer: What sends it.
    """
    service_name = str(current_app.jinja_env.globals["service_name"])
    values = {"service": service_name, "url": f"{mailer.base_url}{SIGN_IN_PATH}"}
    texts, language = ALREADY_REGISTERED, current_language()
    body = "\n\n".join(_translated(language, text, values) for text in texts.paragraphs)
    return Mail(to, _translated(language, texts.subject, values), body)


def _texts(occasion: str, request: Mapping[str, Any]) -> MailTexts:
    texts = OCCASIONS[occasion]
    if request.get("linkParameter"):
        return SIGN_UP_BY_LINK
    if texts is INVITATION and not request["codeParameter"]:
        return INVITATION_WITHOUT_PASSWORD
    return texts


def _translated(language: Language, text: Text | str, values: Mapping[str, str]) -> str:
    """Return a text in a language that need not be the request's."""
    message = str.__str__(text)
    return language.catalogue.gettext(message) % values if message else ""
