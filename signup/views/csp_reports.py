"""`/csp-reports`: violations of the Content-Security-Policy. OWASP ASVS 3.4.7."""

import json
from typing import Any

from flask import request

from signup.observability.events import Event, record
from signup.storage.interface import StoreError
from signup.views.blueprint import blueprint
from signup.web import rate_limits
from signup.web.rate_limits import REPORTS, RateLimitExceeded
from signup.web.security_headers import CSP_REPORTS

REPORT_MAXIMUM = 16 * 1024
REPORTS_READ = 5
IN_THE_PAGE = {"", "inline", "eval", "data", "blob"}
DIRECTIVES = {
    *("base-uri", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors"),
    *("frame-src", "img-src", "manifest-src", "media-src", "object-src", "script-src"),
    *("script-src-attr", "script-src-elem", "style-src", "style-src-attr", "style-src-elem"),
    "worker-src",
}


@blueprint.post(CSP_REPORTS)
def csp_reports() -> tuple[str, int]:
    """Log violations. Reports are untrusted, and the response is always the same."""
    if 0 < (request.content_length or 0) <= REPORT_MAXIMUM:
        try:
            rate_limits.count_for_network(REPORTS)
            for report in _reports(json.loads(request.get_data()))[:REPORTS_READ]:
                record(Event.MALICIOUS_CSP_VIOLATION, reason=_what_and_whose(report))
        except (RateLimitExceeded, StoreError, ValueError, RecursionError):
            pass
    return "", 204


def _reports(body: object) -> list[dict[str, Any]]:
    """Return the reports of a body, in the format of the Reporting API or the older one."""
    found = [body.get("csp-report")] if isinstance(body, dict) else body
    if not isinstance(found, list):
        return []
    reports = [report for report in found if isinstance(report, dict)]
    return [body if isinstance(body := report.get("body"), dict) else report for report in reports]


def _what_and_whose(report: dict[str, Any]) -> str:
    """Return the directive, and whether the source was the page, this site or another one."""
    directive = report.get("effectiveDirective") or report.get("effective-directive")
    blocked = str(report.get("blockedURL") or report.get("blocked-uri") or "")
    whose = "another site's"
    if blocked in IN_THE_PAGE:
        whose = "in the page"
    elif blocked.startswith(request.host_url):
        whose = "our own"
    return f"{directive if str(directive) in DIRECTIVES else 'unknown'}, {whose}"
