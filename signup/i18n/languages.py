"""Languages of the pages, and the language of a request.

English is in the code and the templates. Each other language is one file,
`translations/<language>/LC_MESSAGES/messages.po`, and is offered once it is translated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, g, has_request_context, request, url_for
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from signup.host.mount import current_mount

SOURCE, SOURCE_NAME = "en", "English"
FORMATS = {SOURCE: "en_GB"}
"""Locales for lists and dates, if they differ: our English has no comma before `and`."""

CATALOGUES = Path(__file__).parent / "translations"
# CLDR has them as well, but takes 0.01 s to read for each language.
OWN = re.compile(
    r'^"X-Language-Name: (?P<name>.+)\\n"\n"X-Text-Direction: (?P<direction>ltr|rtl)\\n"$',
    re.MULTILINE,
)
COOKIE = "language"
PARAMETER = "lang"
MESSAGE = re.compile(r"^msgid ", re.MULTILINE)
UNTRANSLATED = re.compile(r'^msgstr(?:\[\d\])? ""$(?!\n")', re.MULTILINE)
MISSING_MAXIMUM = 0.1
"""The largest share of missing texts in an offered language. Those appear in English."""

HEADERS = 256
"""Cached `Accept-Language` headers. Most browsers send one of a few."""

VARY = "Accept-Encoding, Accept-Language, Cookie"
"""Request headers that pages depend on. Changing `response.vary` would parse it each time."""

YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages.

    Attributes:
        tag: Its BCP 47 tag, for `lang`.
        name: Its own name.
        direction: Its direction, for `dir`.
    """

    tag: str
    name: str
    direction: str = "ltr"

    @property
    def locale(self) -> Locale:
        """Its locale for dates and place names."""
        return _locale(FORMATS.get(self.tag, self.tag))

    @property
    def catalogue(self) -> NullTranslations:
        """Its catalogue."""
        return catalogue_of(self.tag)


@cache
def languages() -> Mapping[str, Language]:
    """Return the offered languages by tag, English first."""
    found = {SOURCE: Language(SOURCE, SOURCE_NAME)}
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        catalogue = path.read_text("utf-8")
        if is_translated(catalogue):
            tag, own = path.parent.parent.name, OWN.search(catalogue)
            found[tag] = Language(tag, **own.groupdict()) if own else Language(tag, tag)
    return MappingProxyType(found)


def is_translated(catalogue: str) -> bool:
    """Return whether enough of a catalogue is translated to offer its language.

    Args:
        catalogue: The text of the file. Babel would take 0.05 s to parse each.
    """
    texts = len(MESSAGE.findall(catalogue)) - 1  # the first is the header
    return len(UNTRANSLATED.findall(catalogue)) <= MISSING_MAXIMUM * texts


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag.replace("-", "_"))


@cache
def catalogue_of(tag: str) -> NullTranslations:
    """Read and compile the catalogue of a language, for gettext."""
    if tag == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=tag.replace("-", "_")))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_language() -> Language:
    """Return the language of this request, or English outside of one."""
    if not has_request_context():
        return languages()[SOURCE]
    if "language" not in g:
        remembered = request.cookies.get(current_mount().cookies.name(request, COOKIE), "")
        chosen = chosen_language() or remembered
        accepted = request.headers.get("Accept-Language", "")
        g.language = languages().get(chosen) or best_language(accepted)
    language: Language = g.language
    return language


def set_language(tag: str) -> None:
    """Set the language of the current request."""
    g.language = languages()[tag]


def gettext(message: str) -> str:
    """Return an English text in the language of the request."""
    return current_language().catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the text for a number in the language of the request."""
    return current_language().catalogue.ngettext(singular, plural, count)


def chosen_language() -> str | None:
    """Return the language in this request's URL, if it is offered."""
    tag = request.args.get(PARAMETER)
    return tag if tag in languages() else None


@lru_cache(maxsize=HEADERS)
def negotiate(header: str) -> str:
    """Return the preferred one of the offered languages (RFC 4647, Lookup).

    `zh-Hant-TW` falls back to `zh-Hant` and `zh` before the next preference.
    """
    known = {tag.lower(): tag for tag in languages()}
    for accepted_tag, quality in parse_accept_header(header, LanguageAccept):
        parts = accepted_tag.lower().replace("_", "-").split("-") if quality else []
        while parts:
            tag = "-".join(parts)
            if tag in known:
                return known[tag]
            parts.pop()
    return SOURCE


def best_language(accepted: str) -> Language:
    """Return the preferred one of the offered languages.

    Args:
        accepted: A tag, or the value of an `Accept-Language` header.
    """
    return languages()[negotiate(accepted)]


def date_of(moment: datetime) -> str:
    """Return the date of a moment, in UTC, as the language of the request writes it."""
    return format_date(moment.astimezone(UTC), "long", locale=current_language().locale)


def address_in(language: Language, **kept: str) -> str:
    """Return the relative URL of this page in another language.

    For the response to a form without a page of its own, it is the home page.

    Args:
        language: The other language.
        **kept: Required parameters. Others are not repeated, because pages are compressed; see
            `signup.web.compression`.
    """
    rule = request.url_rule
    path = "" if rule is None or "GET" in (rule.methods or ()) else url_for("signup.home")
    return f"{path}?{urlencode({PARAMETER: language.tag, **kept})}"


def init_app(app: Flask) -> None:
    """Translate templates into the request's language, and store a chosen language."""
    languages()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined] # the extension's
    app.jinja_env.globals.update(address_in=address_in, date_of=date_of, languages=languages())

    @app.context_processor
    def language_of_page() -> dict[str, object]:
        return {"language": current_language()}

    @app.after_request
    def say_language(response: Response) -> Response:
        chosen = chosen_language()
        if chosen:
            current_mount().cookies.set(response, request, COOKIE, chosen, max_age=YEAR)
        if response.mimetype == "text/html" and not response.location:
            response.headers["Content-Language"] = current_language().tag
            response.headers["Vary"] = VARY
        return response
