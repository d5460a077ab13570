"""Styles, scripts and static files.

Styles and scripts are inlined, without comments and white space, so that the first response is
complete. A page's Content-Security-Policy names the hashes of its own styles and scripts.

Other static files have a hash of their content in the URL, so that browsers cache them permanently.
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
"""A brand's properties, if any. docs/theming.md."""

PANE_COLOR = re.compile(r"--pane:(#\w+)")
"""The colour of the pane, for `theme-color`. A brand's comes last."""


@dataclass(frozen=True, slots=True)
class Inlined:
    """The inlined texts.

    Attributes:
        stylesheet: The stylesheet of every page.
        styles: Further stylesheets by file name.
        scripts: Scripts by file name.
    """

    stylesheet: str
    styles: dict[str, str]
    scripts: dict[str, str]

    def script(self, *names: str) -> Markup:
        """Return an element that runs scripts after parsing.

        They form one module, each in its own scope, because several modules are slower to compile.
        """
        text = "\n".join(f"{{{self.scripts[name]}}}" for name in names)
        set_scripts_of_this_page((*scripts_of_this_page(), text))
        return Markup(f'<script type="module">{text}</script>')  # noqa: S704 - files of ours

    def style(self, name: str) -> Markup:
        """Return an element with a further stylesheet."""
        set_styles_of_this_page((*styles_of_this_page(), self.styles[name]))
        return Markup(f"<style>{self.styles[name]}</style>")  # noqa: S704 - a file of ours


class Unindented(Extension):
    """Jinja extension that drops indentation and empty lines of templates, but not of values."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """Return the shortened template."""
        return re.sub(r"^\s+", "", source, flags=re.MULTILINE)


def scripts_of_this_page() -> tuple[str, ...]:
    """Return the scripts of the current page."""
    scripts: tuple[str, ...] = g.get("scripts", ())
    return scripts


def styles_of_this_page() -> tuple[str, ...]:
    """Return the further stylesheets of the current page."""
    styles: tuple[str, ...] = g.get("styles", ())
    return styles


def set_styles_of_this_page(styles: tuple[str, ...]) -> None:
    """Set the further stylesheets of the current page."""
    g.styles = styles


def set_scripts_of_this_page(scripts: tuple[str, ...]) -> None:
    """Set the scripts of the current page."""
    g.scripts = scripts


def init_app(app: Flask, rewrite: Callable[[str], str] = str) -> Inlined:
    """Read the files and make them available to templates.

    Args:
        app: The app.
        rewrite: Changes a minified stylesheet for the host app.
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
    """Add a hash to the URLs of files, and let browsers cache these permanently."""
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
        """Cache only the current version, because others may be requested during a deployment."""
        if request.endpoint == ENDPOINT and request.view_args:
            version = versions.get(request.view_args["filename"])
            if version and request.args.get(VERSION) == version:
                response.headers["Cache-Control"] = FOREVER
        return response
