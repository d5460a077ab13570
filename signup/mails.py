"""Mail and text messages in the language of whoever asked for them.

Cognito sends one template to everybody, unless the pool has a CustomMessage trigger. The pages tell
such a trigger the language, as `clientMetadata.locale`. The embedded pool has one that looks its
templates up in the catalogue: `localized`.
"""

from collections.abc import Mapping

from signup.languages import current_language, languages
from signup.texts import _

LOCALE = "locale"

TEMPLATES = (
    _("Your verification code"),
    _("Your verification code is {####}"),
    _("Your verification link"),
    _("Please click the link below to verify your email address. {##Verify Email##}"),
)
"""The texts that Cognito sends where a pool has none of its own. What is in braces stays there."""


def client_metadata() -> dict[str, str]:
    """Return what to tell the pool's triggers of this request."""
    return {LOCALE: current_language().tag}


def localized(template: str, metadata: Mapping[str, str]) -> str:
    """Return a template of the pool in the language of a call; one that is not known as it is."""
    language = languages().get(metadata.get(LOCALE, ""))
    return language.catalogue.gettext(template) if language and template else template
