"""A sign-up form with any attributes, and the attributes that reach the pool."""

from dataclasses import dataclass, field
from typing import Any

from tests.pages import PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
EVERY = {
    "address": "1 Analytical Road\r\nLondon",
    "birthdate": "1995-12-10",
    "family_name": "Lovelace",
    "gender": "woman",
    "given_name": "Ada",
    "locale": "en-GB",
    "middle_name": "King",
    "name": "Ada King Lovelace",
    "nickname": "Countess",
    "phone_number": "+442079460958",
    "picture": "https://example.com/ada.jpg",
    "preferred_username": "ada",
    "profile": "https://example.com/ada",
    "website": "https://example.com",
    "zoneinfo": "Europe/London",
}
"""A value for every attribute that people give."""


@dataclass
class Form:
    """A sign-up form with attributes, and the values that reach the pool."""

    visitor: Visitor
    sent: list[dict[str, str]] = field(default_factory=list)

    def send(self, **fields: Any) -> Page:
        return self.visitor.post("/sign-up", {"email": EMAIL, "password": PASSWORD, **fields})

    def accepts(self, name: str, value: str) -> str:
        """Send a value; return what the pool got."""
        self.sent.clear()
        page = self.send(**{name: value})
        assert page.status == 303, page.errors
        return self.sent[0].get(name, "")

    def refuses(self, name: str, value: str) -> str:
        """Send a value; return the one error."""
        page = self.send(**{name: value})
        assert page.status == 422
        (error,) = page.errors
        return error
