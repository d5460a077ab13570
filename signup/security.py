"""The headers that tell a browser what these pages may do. OWASP ASVS 3.4."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from flask import Flask, Response, request

from signup.inlined import scripts_of_this_page, styles_of_this_page

NOTHING = "'none'"
OURS = "'self'"
YEAR = 365 * 24 * 60 * 60

CSP_REPORTS = "/csp-reports"

FRAMED = {"teaching.behind"}
"""What our own pages, and no others, may have in a frame; there is none unless `TEACH` is on."""

# What these pages never use; Chromium complains of names that it does not know. WebAuthn and
# one-time codes are left on.
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

# What is no page runs nothing, reports nothing and has no features to turn off: a file, or a
# redirect, of which every byte keeps the next page waiting.
STRICTEST_POLICY = "; ".join(
    f"{directive} {NOTHING}"
    for directive in ("default-src", "base-uri", "form-action", "frame-ancestors")
)

PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


def init_app(app: Flask, stylesheet: str, *, secure: bool, teach: bool) -> None:
    """Send the headers with every response, errors and static files included.

    Args:
        app: The app.
        stylesheet: The text of every page's `<style>`, which the policy knows by its hash.
        secure: Whether the app is reached over https only.
        teach: Whether pages have a frame with what happens behind them.
    """
    headers = dict(HEADERS)
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={2 * YEAR}; includeSubDomains"
    headers_of_others = headers | {"Content-Security-Policy": STRICTEST_POLICY}
    headers_of_pages = headers | {
        "Reporting-Endpoints": f'csp="{CSP_REPORTS}"',
        "Permissions-Policy": PERMISSIONS_POLICY,
    }

    @app.after_request
    def protect(response: Response) -> Response:
        is_file = request.endpoint == "static"
        if not is_file:
            response.headers["Cache-Control"] = "no-store"
        if is_file or response.location:
            response.headers.extend(headers_of_others)
            return response
        response.headers.extend(headers_of_pages)
        styles = (stylesheet, *styles_of_this_page())
        framed = request.endpoint in FRAMED
        policy = content_security_policy(styles, scripts_of_this_page(), teach=teach, framed=framed)
        response.headers["Content-Security-Policy"] = policy
        if framed:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


@cache
def content_security_policy(
    styles: tuple[str, ...], scripts: tuple[str, ...], *, teach: bool, framed: bool
) -> str:
    """Return the Content-Security-Policy: the page's own styles and scripts, our images.

    Args:
        styles: The texts of the page's styles.
        scripts: The texts of its scripts.
        teach: Whether it may have a frame, of ours.
        framed: Whether it may be in one.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "base-uri 'none'",
            "connect-src 'self'",
            "form-action 'self'",
            f"frame-ancestors {OURS if framed else NOTHING}",
            *([f"frame-src {OURS}"] if teach else []),
            "img-src 'self'",
            # For browsers with the Reporting API, and for the others.
            "report-to csp",
            f"report-uri {CSP_REPORTS}",
            f"script-src {' '.join(map(_hash, scripts)) or NOTHING}",
            f"style-src {' '.join(map(_hash, styles))}",
        ]
    )


@cache
def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
