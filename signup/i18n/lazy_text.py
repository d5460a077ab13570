"""Lazily translated texts for Python code. Templates use Jinja's `_` and `{% trans %}`.

Texts are translated at rendering, because forms and tables of failures are created once.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, Self

from flask import url_for
from markupsafe import Markup, escape

from signup.i18n.languages import SOURCE, current_language, gettext, ngettext


class Text(str):
    """An English text that is shown in the language of the request."""

    __slots__ = ("_plural", "_values")
    _plural: str
    _values: dict[str, Any]

    @classmethod
    def of(cls, message: str, plural: str = "", **values: object) -> Self:
        """Return a text.

        Args:
            message: The English text.
            plural: The English plural, for texts with a `count`.
            **values: Values of the placeholders `%(name)s`; `count` is the number.
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
    """A text of `custom.sign_up` in several languages."""

    __slots__ = ("_texts",)
    _texts: Mapping[str, str]

    @classmethod
    def in_languages(cls, texts: Mapping[str, str]) -> Self:
        """Return a text.

        Args:
            texts: The text by language tag. English replaces missing languages.
        """
        text = cls(texts[SOURCE])
        text._plural, text._values, text._texts = "", {}, texts
        return text

    def __str__(self) -> str:
        return self._texts.get(current_language().tag, self._texts[SOURCE])


class PageURL:
    """The URL of a page, built when a text is shown."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def __str__(self) -> str:
        return url_for(self._endpoint)


class HTMLText(Text):
    """A text with markup, such as a link. Its values are escaped."""

    __slots__ = ()

    def __html__(self) -> Markup:
        message = Markup(gettext(str.__str__(self)))  # noqa: S704 - a text of ours; % escapes its values
        return message % self._values


def _(message: str) -> Text:
    """Mark a text for the catalogue."""
    return Text.of(message)


def html(message: str) -> HTMLText:
    """Mark a text with markup for the catalogue."""
    return HTMLText.of(message)


def plural(singular: str, plural: str, count: int, **values: object) -> Text:
    """Mark a text whose words depend on a number; `%(count)s` is the number."""
    return Text.of(singular, plural, count=count, **values)


# CLDR also has list patterns, but reading it takes as long as rendering a page.
SEVERAL = _("%(first)s, %(second)s")
THE_LAST_TWO = _("%(first)s and %(second)s")


class Enumeration:
    """Words joined as in a sentence: `a`, `a and b`, `a, b and c`."""

    def __init__(self, items: Iterable[object]) -> None:
        self._items = tuple(items)

    def __str__(self) -> str:
        *items, last = map(str, self._items)
        if not items:
            return last
        first = reduce(lambda one, other: str(SEVERAL.format(first=one, second=other)), items)
        return str(THE_LAST_TWO.format(first=first, second=last))


def alphabetical(word: str) -> str:
    """Return a sort key: the letters without accents and case."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))
