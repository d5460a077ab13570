"""Texts that are put into words when they are shown."""

from markupsafe import escape

from signup.i18n.lazy_text import Text, html


def test_values_of_a_text_are_escaped() -> None:
    assert escape(Text.of("To %(name)s").format(name="<b>")) == "To &lt;b&gt;"


def test_values_of_a_text_with_markup_are_escaped_and_its_markup_is_not() -> None:
    text = html('<a href="%(url)s">Here</a>').format(url='"><script>')
    assert escape(text) == '<a href="&#34;&gt;&lt;script&gt;">Here</a>'
