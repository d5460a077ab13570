"""Mail and text messages in the language of whoever asked for them.

Cognito sends one template to everybody, unless the pool has a CustomMessage trigger. The pages tell
such a trigger the language, as `clientMetadata.locale`. The embedded pool has one that looks its
templates up in the catalogue: `custom_message`.

Its text messages end with the line by which a browser knows the page that their code is for:
https://wicg.github.io/sms-one-time-codes/.
"""

from collections.abc import Mapping

from signup.i18n.languages import current_language, languages
from signup.i18n.lazy_text import _
from signup.user_pools import current_pools

LOCALE, HOST = "locale", "host"

TEMPLATES = (
    _("Your verification code"),
    _("Your verification code is {####}"),
    _("Your verification link"),
    _("Please click the link below to verify your email address. {##Verify Email##}"),
)
"""The texts that Cognito sends where a pool has none of its own. What is in braces stays there."""


def client_metadata() -> dict[str, str]:
    """Return what to tell the pool's triggers of this request."""
    return {LOCALE: current_language().tag, **current_pools().pool.client_metadata()}


def custom_message(template: str, medium: str, metadata: Mapping[str, str]) -> str:
    """Return what the embedded pool sends in place of a template of its own.

    Args:
        template: The pool's; one that the catalogue does not know stays as it is.
        medium: `EMAIL` or `SMS`.
        metadata: What `client_metadata` returned where the call comes from a page.
    """
    language = languages().get(metadata.get(LOCALE, ""))
    text = language.catalogue.gettext(template) if language and template else template
    host = metadata.get(HOST)
    return f"{text}\n\n@{host} #{{####}}" if medium == "SMS" and host else text
