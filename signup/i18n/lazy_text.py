"""Texts of the catalogue, for the code; templates have `_` and `{% trans %}` of Jinja's own.

They are marked where they stand and put into words when a page is drawn: forms and tables of
failures are made once for everybody.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, Self

from flask import url_for
from markupsafe import Markup, escape

from signup.i18n.languages import SOURCE, current_language, gettext, ngettext


class Text(str):
    """An English text that reads, wherever it is shown, in the language of the request."""

    __slots__ = ("_plural", "_values")
    _plural: str
    _values: dict[str, Any]

    @classmethod
    def of(cls, message: str, plural: str = "", **values: object) -> Self:
        """Make a text.

        Args:
            message: The English text.
            plural: The English text for a `count` that is not one, where there is a number.
            **values: What `%(name)s` stands for in the text; `count` is the number.
        """
        text = cls(message)
        text._plural = plural
        text._values = values
        return text

    def __str__(self) -> str:
        message, plural = str.__str__(self), self._plural
        found = ngettext(message, plural, self._values["count"]) if plural else gettext(message)
        return found % self._values if self._values else found

    def __html__(self) -> Markup:
        return escape(str(self))

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def format(self, **values: object) -> Self:  # type: ignore[override] # of named values only
        """Return the same text with values for its placeholders."""
        message = str.__str__(self)
        return type(self).of(message, self._plural, **(self._values | values))


class OwnText(Text):
    """A text that a service gives for its own pages in several languages."""

    __slots__ = ("_texts",)
    _texts: Mapping[str, str]

    @classmethod
    def in_languages(cls, texts: Mapping[str, str]) -> Self:
        """Make a text.

        Args:
            texts: The text by language tag. English stands in for a language that is not there.
        """
        text = cls(texts[SOURCE])
        text._plural, text._values, text._texts = "", {}, texts
        return text

    def __str__(self) -> str:
        return self._texts.get(current_language().tag, self._texts[SOURCE])


class PageURL:
    """The URL of a page, made when a text is shown."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def __str__(self) -> str:
        return url_for(self._endpoint)


class HTMLText(Text):
    """A text with markup of ours, such as a link. What its values hold is escaped."""

    __slots__ = ()

    def __html__(self) -> Markup:
        message = Markup(gettext(str.__str__(self)))  # noqa: S704 - a text of ours; % escapes its values
        return message % self._values


def _(message: str) -> Text:
    """Mark a text for the catalogue."""
    return Text.of(message)


def html(message: str) -> HTMLText:
    """Mark a text with markup of ours for the catalogue."""
    return HTMLText.of(message)


def plural(singular: str, plural: str, count: int, **values: object) -> Text:
    """Mark a text whose words depend on a number; `%(count)s` is the number."""
    return Text.of(singular, plural, count=count, **values)


# CLDR knows how lists are written, too, and takes as long to read as a page to draw.
SEVERAL = _("%(first)s, %(second)s")
THE_LAST_TWO = _("%(first)s and %(second)s")


class Enumeration:
    """Words joined as a sentence does: `a`, `a and b`, `a, b and c`."""

    def __init__(self, items: Iterable[object]) -> None:
        self._items = tuple(items)

    def __str__(self) -> str:
        *items, last = map(str, self._items)
        if not items:
            return last
        first = reduce(lambda one, other: str(SEVERAL.format(first=one, second=other)), items)
        return str(THE_LAST_TWO.format(first=first, second=last))


def alphabetical(word: str) -> str:
    """Return what to sort a word by: its letters, without accents and case."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))
