"""Catalogues: complete, with the placeholders and plural forms of their language."""

import re
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from signup.i18n import languages
from signup.i18n.languages import CATALOGUES, SOURCE
from signup.i18n.translations import update

TAGS = sorted(set(languages.languages()) - {SOURCE})
TEXTS = [message for message in update.extract() if message.id]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{#+.*?#+\}|<[^>]+>|…")


def catalogue(tag: str) -> Catalog:
    with (CATALOGUES / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag, abort_invalid=True)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ("",))


def placeholders(text: str) -> list[str]:
    """The parts of a text that a translation has to keep; what a mailed link says is words."""
    return sorted(re.sub("##.*##", "##", found) for found in PLACEHOLDER.findall(text))


def translations() -> Iterator[tuple[str, Message, Message | None]]:
    for tag in TAGS:
        found = catalogue(tag)
        for text in TEXTS:
            yield tag, text, found.get(text.id)


def test_there_are_the_languages_that_are_promised() -> None:
    assert {"en", "ar", "de", "ja"} <= set(languages.languages())


def entries(translated: int, untranslated: int) -> str:
    header = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'
    long = 'msgid ""\n"A long text"\nmsgstr ""\n"Un texte long"\n\n'
    empty = 'msgid "%(count)s day"\nmsgid_plural "%(count)s days"\nmsgstr[0] ""\nmsgstr[1] "x"\n\n'
    return header + translated * long + untranslated * empty


@pytest.mark.parametrize(
    ("translated", "untranslated", "offered"),
    [(0, 20, False), (17, 3, False), (18, 2, True), (20, 0, True)],
)
def test_a_language_is_offered_when_it_is_translated(
    translated: int, untranslated: int, *, offered: bool
) -> None:
    assert languages.is_translated(entries(translated, untranslated)) is offered


def test_every_text_is_in_every_language() -> None:
    missing = [
        (tag, text.id)
        for tag, text, found in translations()
        if found is None or found.fuzzy or not all(forms(found.string))
    ]
    assert not missing, "run make translations, and translate"


def test_nothing_is_translated_that_is_not_said() -> None:
    said = {text.id for text in TEXTS}
    gone = [(tag, text.id) for tag in TAGS for text in catalogue(tag) if text.id not in {"", *said}]
    assert not gone, "run make translations"


def test_translations_have_the_placeholders_of_the_text() -> None:
    for tag, text, found in translations():
        assert found
        wanted = placeholders(forms(text.id)[-1])
        for string in forms(found.string):
            given = placeholders(string)
            # One and two are words in some languages.
            optional = ["%(count)s"] if text.pluralizable and "%(count)s" not in given else []
            assert sorted(given + optional) == wanted, (tag, string)


def test_a_number_has_as_many_forms_as_the_language() -> None:
    for tag, text, found in translations():
        assert found
        if text.pluralizable:
            assert len(forms(found.string)) == Catalog(tag).num_plurals, (tag, text.id)


@pytest.mark.parametrize("tag", TAGS)
def test_punctuation_is_the_languages_own(tag: str) -> None:
    """As its readers write it: 。 and 、 in Japanese, ؟ and ، in Arabic, „…“ in German."""
    foreign = {
        "ja": r"[?!]$|\. |, ",
        "ar": r"\?|,|;|“|”|\"(?!%|>)",
        "de": r"”|«|»|(?<![=\"s])\"(?!%|>)",
    }
    for text in catalogue(tag):
        if text.id:
            for string in forms(text.string):
                plain = re.sub(r"<[^>]+>|%\(\w+\)s", "", string)
                assert not re.search(foreign.get(tag, "$^"), plain), string


def test_the_demo_s_own_pages_are_not_in_the_catalogue() -> None:
    places = {place for text in TEXTS for place, _line in text.locations}
    assert {place for place in places if "demo/" in place} == {
        "templates/demo/link.html",
        "templates/demo/link_used.html",
    }


@pytest.mark.slow
def test_make_translations_has_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "CATALOGUES", tmp_path)
    for tag in TAGS:
        name = Path(tag, "LC_MESSAGES", "messages.po")
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes((CATALOGUES / name).read_bytes())
    (tmp_path / "__pycache__").mkdir()
    update.update_all([])
    for tag in TAGS:
        name = Path(tag, "LC_MESSAGES", "messages.po")
        assert (tmp_path / name).read_text() == (CATALOGUES / name).read_text()


@pytest.mark.parametrize("tag", TAGS)
def test_the_plural_forms_are_those_of_cldr(tag: str) -> None:
    locale = Locale.parse(tag, sep="-")
    categories = [*locale.plural_form.tags, "other"]
    in_order = [
        name for name in ("zero", "one", "two", "few", "many", "other") if name in categories
    ]
    text = (CATALOGUES / tag / "LC_MESSAGES" / "messages.po").read_text()
    (rule,) = re.findall(r"plural=(.*);", text)
    form = c2py(rule)
    for number in range(1_000):
        assert in_order[form(number)] == locale.plural_form(number), number


def test_a_new_language_begins_with_every_text_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "CATALOGUES", tmp_path)
    update.update("fr")
    with (tmp_path / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        begun = [message for message in read_po(file, locale="fr") if message.id]
    assert len(begun) == len(TEXTS)
    assert not any(string for message in begun for string in forms(message.string))
