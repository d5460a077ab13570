"""Update the translation catalogues: `make translations`.

New and changed texts get an empty translation, and removed ones are deleted.
`python -m signup.i18n.translations.update fr` adds a language.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from signup.i18n.languages import CATALOGUES

ROOT = Path(__file__).parents[3]
METHODS = {
    "signup": [("**.py", "python")],
    "templates/signup": [("**.html", "jinja2")],
    # The demo is in English, except the two pages of mailed links.
    "templates/demo": [("link.html", "jinja2"), ("link_used.html", "jinja2")],
}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "html": None, "plural": (1, 2)}
WIDTH = 100
HEADER = """\
msgid ""
msgstr ""
"Language: {tag}\\n"
"X-Language-Name: {name}\\n"
"X-Text-Direction: {direction}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extract() -> Catalog:
    """Return all texts of the pages and their files."""
    catalog = Catalog()
    for folder, methods in METHODS.items():
        found = extract_from_dir(ROOT / folder, methods, OPTIONS, keywords=KEYWORDS)
        for name, _line, message, _comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", 1)], context=context)
    return catalog


def update(tag: str) -> None:
    """Update or create the catalogue of a language."""
    path = CATALOGUES / tag / "LC_MESSAGES" / "messages.po"
    locale = tag.replace("-", "_")
    known = Catalog(locale)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=locale)
    catalog = Catalog(locale, fuzzy=False)
    for message in extract():
        if message.id:
            before = known.get(message.id, message.context)
            found = before.string if before else ""
            catalog.add(message.id, found, message.locations, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(header(tag, catalog).encode())
        write_po(
            file, catalog, width=WIDTH, omit_header=True, sort_by_file=True, include_lineno=False
        )


def header(tag: str, catalog: Catalog) -> str:
    """Return the header of a catalogue, with the language's name and direction."""
    locale = Locale.parse(tag, sep="-")
    name = locale.get_display_name() or tag
    return HEADER.format(
        tag=tag,
        name=name[:1].upper() + name[1:],
        direction=locale.text_direction,
        plurals=catalog.plural_forms,
    )


def update_all(tags: Sequence[str]) -> None:
    """Update some languages' catalogues.

    Args:
        tags: The languages; none is every language that there is.
    """
    for tag in tags or sorted(path.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES")):
        update(tag)


if __name__ == "__main__":
    update_all(sys.argv[1:])
