"""The pages within the host's own template. docs/embedding.md."""

import re
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from signup.host.context import host_context
from signup.host.mount import current_mount

SCOPE, PAGE, MAIN = "sign-up", "sign-up-page", "sign-up-main"
"""Classes of the elements that the pages are in, and that stand for their `body` and `main`."""

DOCUMENT_ELEMENTS = re.compile(r"(?<![\w.#-])(?:(:root|html|body)|(main))(?![\w-])")
OF_THE_HOST = (
    ":where(h1,h2,h3,h4,p,ul,ol,li,dl,dt,dd,label,legend,strong){color:inherit;font-family:inherit}"
)
"""Resets of the host's rules for elements that the pages do not style."""

KEYFRAMES = re.compile(r"@keyframes \w+\{(?:[^{}]*\{[^{}]*\})*\}")
OF_THE_DOCUMENT = re.compile(r"@view-transition\{[^{}]*\}|::view-transition[^{}]*\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """Values for the blocks of the host's template.

    Attributes:
        title: The text of the `<title>`.
        head: The styles and scripts.
        body: The page.
    """

    title: Markup
    head: Markup
    body: Markup


def render_in_layout(title: Markup, head: Markup, body: Markup) -> Markup:
    """Return the document: a page's parts in the host's template, rendered by the host."""
    layout = current_mount().layout
    parts = PageParts(title=title, head=head, body=body)
    with host_context():
        return Markup(render_template(layout or "", signup=parts))  # noqa: S704 - the host's template escapes


def scoped(stylesheet: str) -> str:
    """Return a minified stylesheet whose rules apply only to the pages."""

    def stand_in(match: re.Match[str]) -> str:
        return f".{PAGE}" if match[1] else f".{MAIN}"

    keyframes = "".join(KEYFRAMES.findall(stylesheet))
    rules = OF_THE_DOCUMENT.sub("", KEYFRAMES.sub("", stylesheet))
    rules = f"{OF_THE_HOST}{DOCUMENT_ELEMENTS.sub(stand_in, rules)}.{PAGE}{{min-block-size:0}}"
    return f"{keyframes}.{SCOPE}{{{rules}}}"
