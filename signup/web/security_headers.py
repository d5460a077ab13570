"""Security headers. OWASP ASVS 3.4."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import Headers

from signup.web.assets import scripts_of_this_page, styles_of_this_page

NOTHING = "'none'"
OURS = "'self'"
YEAR = 365 * 24 * 60 * 60

CSP_REPORTS = "/csp-reports"

POLICIES = 256
"""Cached policies. A page has one or two, and a prefix has its own."""

EXTENSION = "signup_framed_endpoints"

# Unused features. Chromium warns about unknown names. WebAuthn and one-time codes stay allowed.
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: over https Flask-WTF compares the Referer of a POST with the host.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

# Files and redirects run nothing and need no reports or features. Redirects are short, so that the
# next page comes sooner.
STRICTEST_POLICY = "; ".join(
    f"{directive} {NOTHING}"
    for directive in ("default-src", "base-uri", "form-action", "frame-ancestors")
)

PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


def init_app(
    app: Flask, stylesheet: str, *, all_https: bool, more_sources: Mapping[str, str]
) -> None:
    """Send the headers with every response, errors and static files included.

    Args:
        app: The app.
        stylesheet: The stylesheet of every page, for the hash in the policy.
        all_https: Whether this host and its subdomains are https only.
        more_sources: Further sources for a host's layout, by directive.
    """
    sources = tuple(more_sources.items())
    framed_endpoints: set[str] = app.extensions.setdefault(EXTENSION, set())
    headers = dict(HEADERS)
    if all_https:
        headers["Strict-Transport-Security"] = f"max-age={2 * YEAR}; includeSubDomains"
    headers_of_others = headers | {"Content-Security-Policy": STRICTEST_POLICY}

    @lru_cache(maxsize=POLICIES)
    def headers_of_pages(reports: str) -> dict[str, str]:
        own = {"Reporting-Endpoints": f'csp="{reports}"', "Permissions-Policy": PERMISSIONS_POLICY}
        return headers | own

    @app.after_request
    def protect(response: Response) -> Response:
        is_file = request.endpoint == "static"
        if not is_file:
            response.headers["Cache-Control"] = "no-store"
        if is_file or response.location:
            response.headers.extend(headers_of_others)
            return response
        reports = f"{request.root_path}{CSP_REPORTS}"
        response.headers.extend(headers_of_pages(reports))
        framed = request.endpoint in framed_endpoints
        response.headers["Content-Security-Policy"] = content_security_policy(
            (stylesheet, *styles_of_this_page()),
            scripts_of_this_page(),
            has_frames=bool(framed_endpoints),
            framed=framed,
            reports=reports,
            more_sources=sources,
        )
        if framed:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


def clear_site_data(headers: Headers) -> None:
    """Clear the browser's data after sign-out. OWASP ASVS 14.3.1.

    Args:
        headers: The headers of the response.
    """
    if not request.root_path:  # else the rest of the origin is another app's
        headers["Clear-Site-Data"] = '"cache", "storage"'


def allow_framing(app: Flask, endpoint: str) -> None:
    """Let our own pages frame an endpoint.

    Args:
        app: The app, with the pages.
        endpoint: Flask's name of the view.
    """
    app.extensions[EXTENSION].add(endpoint)


def may_be_framed(endpoint: str | None) -> bool:
    """Return whether our own pages may frame an endpoint."""
    return endpoint in current_app.extensions[EXTENSION]


@lru_cache(maxsize=POLICIES)
def content_security_policy(
    styles: tuple[str, ...],
    scripts: tuple[str, ...],
    *,
    has_frames: bool,
    framed: bool,
    reports: str,
    more_sources: tuple[tuple[str, str], ...] = (),
) -> str:
    """Return the Content-Security-Policy of a page.

    Args:
        styles: The texts of the page's styles.
        scripts: The texts of its scripts.
        has_frames: Whether it may contain our frames.
        framed: Whether it may be framed.
        reports: The path that browsers report violations to.
        more_sources: Directives with sources to add.
    """
    directives = {
        "default-src": NOTHING,
        "base-uri": NOTHING,
        "connect-src": OURS,
        "form-action": OURS,
        "frame-ancestors": OURS if framed else NOTHING,
        **({"frame-src": OURS} if has_frames else {}),
        "img-src": OURS,
        # With and without the Reporting API.
        "report-to": "csp",
        "report-uri": reports,
        "script-src": " ".join(map(_hash, scripts)) or NOTHING,
        "style-src": " ".join(map(_hash, styles)),
    }
    for directive, sources in more_sources:
        known = directives.get(directive, NOTHING)
        directives[directive] = sources if known == NOTHING else f"{known} {sources}"
    return "; ".join(f"{directive} {value}" for directive, value in directives.items())


@cache
def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
