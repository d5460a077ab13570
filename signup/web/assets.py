"""Styles, scripts and static files.

Pages carry their styles and scripts inline, so that the first response is all that a visit needs.
The files in `static/` are written for readers; comments and white space are dropped here. A page's
Content-Security-Policy names the hashes of its own styles and scripts, and no others run.

Other static files are served with a hash of their content in the URL, and never asked for again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, g, request
from jinja2.ext import Extension
from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin

ENDPOINT = "static"
VERSION = "v"
FOREVER = "public, max-age=31536000, immutable"

STYLESHEET = "style.css"
BRAND = "brand.css"
"""A brand's own properties, if there are any. docs/theming.md."""

PANE_COLOR = re.compile(r"--pane:(#\w+)")
"""The colour of a page's top, which a browser's own bar continues; a brand's comes last."""


@dataclass(frozen=True, slots=True)
class Inlined:
    """The texts that go into pages.

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
        set_styles_of_this_page((*styles_of_this_page(), self.styles[name]))
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


def set_styles_of_this_page(styles: tuple[str, ...]) -> None:
    """Say which styles the page carries which is being answered with, beside that of every page."""
    g.styles = styles


def set_scripts_of_this_page(scripts: tuple[str, ...]) -> None:
    """Say which scripts the page carries which is being answered with."""
    g.scripts = scripts


def init_app(app: Flask, rewrite: Callable[[str], str] = str) -> Inlined:
    """Read the files and hand them to the templates.

    Args:
        app: The app.
        rewrite: Changes a minified stylesheet for the place that the pages are in.
    """
    folder = Path(app.static_folder or "")
    sheets = [folder / STYLESHEET, folder / BRAND]
    inlined = Inlined(
        stylesheet=rewrite(
            cssmin("\n".join(file.read_text(encoding="utf-8") for file in sheets if file.exists()))
        ),
        styles={
            file.stem: rewrite(cssmin(file.read_text(encoding="utf-8")))
            for file in folder.glob("*.css")
            if file not in sheets
        },
        scripts={
            file.stem: jsmin(file.read_text(encoding="utf-8"))
            for file in (folder / "js").glob("*.js")
        },
    )
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.globals.update(
        stylesheet=Markup(inlined.stylesheet),  # noqa: S704 - a file of ours, and CSS in full
        theme_color=PANE_COLOR.findall(inlined.stylesheet)[-1],
        script=inlined.script,
        style=inlined.style,
    )
    _version_static_files(app)
    return inlined


def _version_static_files(app: Flask) -> None:
    """Add a hash of each file to its URL, and let browsers keep a file that has one for good."""
    folder = Path(app.static_folder or "")
    versions = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:8]
        for path in folder.rglob("*")
        if path.is_file()
    }

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, object]) -> None:
        version = versions.get(str(values.get("filename")))
        if endpoint == ENDPOINT and version:
            values[VERSION] = version

    @app.after_request
    def keep(response: Response) -> Response:
        """Cache the current version only: another one may be asked for during a deployment."""
        if request.endpoint == ENDPOINT and request.view_args:
            version = versions.get(request.view_args["filename"])
            if version and request.args.get(VERSION) == version:
                response.headers["Cache-Control"] = FOREVER
        return response
