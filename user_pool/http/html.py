"""HTML pages of the served pool, without styles and scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from user_pool.outbox import Message
    from user_pool.verification_links import ConfirmationLink

NOTICE = "This is a development server. It sends no messages and lists them here instead."


def page(title: str, content: str) -> bytes:
    """Return a whole page.

    Args:
        title: The title and heading, as text.
        content: The rest, as HTML.
    """
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{content}\n</main>\n</body>\n</html>\n"
    ).encode()


def outbox(messages: Sequence[Message]) -> bytes:
    """Return the page of messages, newest first."""
    items = "\n".join(_message(message) for message in messages)
    return page("Outbox", f"<p>{NOTICE}</p>\n{items or '<p>No messages yet.</p>'}")


def confirmation(link: ConfirmationLink, token: str) -> bytes:
    """Return the page that a verification link leads to. Opening it changes nothing."""
    if not link.is_live or link.destination is None:
        return page("This link does not work", _STALE)
    return page(
        "Confirm your address",
        f"<p>This confirms the account for {escape(link.destination)}.</p>\n"
        '<form method="post" action="/confirmUser">\n'
        f'<input type="hidden" name="token" value="{escape(token)}">\n'
        '<button type="submit">Confirm</button>\n</form>',
    )


def confirmed() -> bytes:
    """Return the page after a successful confirmation."""
    return page("Your address is confirmed", "<p>You can close this page and sign in.</p>")


def refused() -> bytes:
    """Return the page for a link that no longer works."""
    return page("This link does not work", _STALE)


_STALE = "<p>It has been used or has expired, or a newer one was sent.</p>"


def _message(message: Message) -> str:
    rows = (("To", message.to), ("Medium", message.medium), ("Subject", message.subject))
    terms = "".join(f"<dt>{term}</dt><dd>{escape(text)}</dd>" for term, text in rows if text)
    link = f'<p><a href="{escape(message.link)}">Open the link</a></p>' if message.link else ""
    return (
        f"<article>\n<h2><time>{escape(message.sent_at)}</time></h2>\n"
        f"<dl>{terms}</dl>\n<p>{escape(message.body)}</p>\n{link}</article>"
    )
