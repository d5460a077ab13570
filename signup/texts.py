"""Texts of the catalogue, for the code; templates have `_` and `{% trans %}` of Jinja's own.

They are marked where they stand and put into words when a page is drawn: forms and tables of
failures are made once for everybody.
"""

from collections.abc import Iterable
from typing import Self

from babel.lists import format_list
from markupsafe import Markup, escape

from signup.languages import current_language, gettext, ngettext


class Text(str):
    """An English text that reads, wherever it is shown, in the language of the request."""

    __slots__ = ("_count", "_plural", "_values")
    _count: int
    _plural: str
    _values: dict[str, object]

    @classmethod
    def of(cls, message: str, plural: str = "", count: int = 1, **values: object) -> Self:
        """Make a text.

        Args:
            message: The English text.
            plural: The English text for a `count` that is not one, where there is a number.
            count: The number.
            **values: What `%(name)s` stands for in the text.
        """
        text = cls(message)
        text._plural = plural
        text._count = count
        text._values = values
        return text

    def __str__(self) -> str:
        message, plural = str.__str__(self), self._plural
        found = ngettext(message, plural, self._count) if plural else gettext(message)
        return found % self._values if self._values else found

    def __html__(self) -> Markup:
        return escape(str(self))

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def format(self, **values: object) -> Self:  # type: ignore[override] # of named values only
        """Return the same text with values for its placeholders."""
        message = str.__str__(self)
        return type(self).of(message, self._plural, self._count, **(self._values | values))


def _(message: str) -> Text:
    """Mark a text for the catalogue."""
    return Text.of(message)


def plural(singular: str, plural: str, count: int, **values: object) -> Text:
    """Mark a text whose words depend on a number; `%(count)s` is the number."""
    return Text.of(singular, plural, count, **{"count": count, **values})


def sentences(texts: Iterable[Text]) -> Text | None:
    """Join sentences that come without their full stops; None when there are none."""
    joined = None
    for text in texts:
        # Two sentences in a row: translate the full stop, and the space where there is one.
        joined = _("%(first)s. %(second)s").format(first=joined, second=text) if joined else text
    return joined


def enumerated(items: Iterable[object]) -> str:
    """Join words as a sentence does: `a`, `a and b`, `a, b and c`."""
    return format_list([str(item) for item in items], locale=current_language().locale)
