"""Names and paths of the pages' cookies. OWASP ASVS 3.3.1 to 3.3.4."""

from dataclasses import dataclass

from flask import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookies:
    """Names and paths of the pages' cookies.

    A cookie for the whole origin starts with `__Host-`, which requires the path `/`. A cookie under
    a prefix has that path and starts with `__Secure-`, so that browsers send it to the pages only.
    Over plain http there is neither.

    Attributes:
        secure: Whether the app is reached over https only.
        path: Their path; None is the path of the pages.
        url_prefix: The pages' prefix in a host app, which may have a `session` of its own.
    """

    secure: bool
    path: str | None = None
    url_prefix: str = ""

    def name(self, request: Request, purpose: str) -> str:
        """Return the name of a cookie.

        Args:
            request: A request to the pages or, if `path` allows it, to their host.
            purpose: What the cookie is for, such as `session`.
        """
        # Cookies ignore ports, so another Flask app on this machine may have a `session` as well.
        own = f"sign-up-{purpose}" if self.url_prefix or not self.secure else purpose
        if not self.secure:
            return own
        for_origin = self.path == "/" or not (self.path or self.url_prefix or request.root_path)
        return f"{'__Host-' if for_origin else '__Secure-'}{own}"

    def set(
        self,
        response: Response,
        request: Request,
        purpose: str,
        value: str,
        *,
        max_age: int | None = None,
    ) -> None:
        """Set a cookie that scripts cannot read.

        Args:
            response: The response.
            request: The request that it answers.
            purpose: What the cookie is for.
            value: Its value.
            max_age: Its lifetime in seconds; None until the browser closes.
        """
        response.set_cookie(
            self.name(request, purpose),
            value,
            max_age=max_age,
            path=self._path(request),
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )

    def _path(self, request: Request) -> str:
        return self.path or request.root_path or "/"
