"""The stylesheet and the scripts as pages carry them: inline, so that the first response is all.

The files in `static/` are written for readers; comments and white space stay behind. The
Content-Security-Policy of a page knows by their hashes the style and the scripts that the page
carries, so that no others run.
"""

import re
from pathlib import Path
from typing import NamedTuple

from flask import Flask, g
from jinja2.ext import Extension
from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin

STYLESHEET = "style.css"
BRAND = "brand.css"
"""Where a brand puts its own properties, docs/theming.md; it does not have to be there."""

PANE_COLOR = re.compile(r"--pane:(#\w+)")
"""The colour of a page's top, which a browser's own bar continues; a brand's comes last."""


class Inlined(NamedTuple):
    """What goes into pages.

    Attributes:
        stylesheet: The text of the `<style>` that every page has.
        styles: The texts of further `<style>`s by the name of their file, for pages that ask.
        scripts: The texts of the `<script>`s by the name of their file.
    """

    stylesheet: str
    styles: dict[str, str]
    scripts: dict[str, str]

    def script(self, *names: str) -> Markup:
        """Return the element that runs scripts once the page is there.

        Together they are one module for the browser to compile and to run, each in a scope of its
        own: several take a slow processor longer.
        """
        text = "\n".join(f"{{{self.scripts[name]}}}" for name in names)
        set_scripts_of_this_page((*scripts_of_this_page(), text))
        return Markup(f'<script type="module">{text}</script>')  # noqa: S704 - files of ours

    def style(self, name: str) -> Markup:
        """Return the element with a page's own style, beside that of every page."""
        g.styles = (*styles_of_this_page(), self.styles[name])
        return Markup(f"<style>{self.styles[name]}</style>")  # noqa: S704 - a file of ours


class Unindented(Extension):
    """Drops indentation and empty lines of templates; what is put into them stays as it is."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """Return what Jinja reads in place of a template's text."""
        return re.sub(r"^\s+", "", source, flags=re.MULTILINE)


def scripts_of_this_page() -> tuple[str, ...]:
    """Return the scripts that the page carries which is being answered with."""
    scripts: tuple[str, ...] = g.get("scripts", ())
    return scripts


def styles_of_this_page() -> tuple[str, ...]:
    """Return the styles that the page carries beside that of every page."""
    styles: tuple[str, ...] = g.get("styles", ())
    return styles


def set_scripts_of_this_page(scripts: tuple[str, ...]) -> None:
    """Say which scripts the page carries which is being answered with."""
    g.scripts = scripts


def init_app(app: Flask) -> Inlined:
    """Read the files and hand them to the templates."""
    folder = Path(app.static_folder or "")
    sheets = [folder / STYLESHEET, folder / BRAND]
    inlined = Inlined(
        stylesheet=cssmin("\n".join(file.read_text() for file in sheets if file.exists())),
        styles={
            file.stem: cssmin(file.read_text())
            for file in folder.glob("*.css")
            if file not in sheets
        },
        scripts={file.stem: jsmin(file.read_text()) for file in (folder / "js").glob("*.js")},
    )
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.globals.update(
        stylesheet=Markup(inlined.stylesheet),  # noqa: S704 - a file of ours, and CSS in full
        theme_color=PANE_COLOR.findall(inlined.stylesheet)[-1],
        script=inlined.script,
        style=inlined.style,
    )
    return inlined
