"""Chromium's virtual authenticator, which stands for a device with a screen lock."""

from typing import Any

from playwright.sync_api import Page

OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class VirtualAuthenticator:
    """A device that keeps passkeys for the pages of one tab.

    Args:
        page: The tab.
    """

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        added = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})
        self._id = {"authenticatorId": added["authenticatorId"]}

    def set_user_verified(self, *, verified: bool) -> None:
        """Say whether the device recognizes its user from now on."""
        self._devtools.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": verified})

    def credentials(self) -> list[dict[str, Any]]:
        """Return the passkeys that the device has."""
        found: list[dict[str, Any]] = self._devtools.send("WebAuthn.getCredentials", self._id)[
            "credentials"
        ]
        return found
