"""`/csp-reports`: what the Content-Security-Policy stopped in a browser. OWASP ASVS 3.4.7."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from flask import request

from signup import limits
from signup.events import Event, record
from signup.limits import LimitReachedError
from signup.security import CSP_REPORTS
from signup.store import StoreError
from signup.views import blueprint

REPORT_MAXIMUM = 16 * 1024
REPORTS_READ = 5
UNREADABLE = "?"


@blueprint.post(CSP_REPORTS)
def csp_reports() -> tuple[str, int]:
    """Log what was stopped. Anybody can post anything here, and the answer is always the same."""
    if 0 < (request.content_length or 0) <= REPORT_MAXIMUM:
        try:
            limits.count_report()
            for report in _reports(json.loads(request.get_data()))[:REPORTS_READ]:
                record(Event.MALICIOUS_CSP_VIOLATION, reason=" ".join(_what_and_where(report)))
        except (LimitReachedError, StoreError, ValueError, RecursionError):
            pass
    return "", 204


def _reports(body: object) -> list[dict[str, Any]]:
    """Return the reports of a body, which is of the Reporting API or, in other browsers, older."""
    found = [body.get("csp-report")] if isinstance(body, dict) else body
    if not isinstance(found, list):
        return []
    reports = [report for report in found if isinstance(report, dict)]
    return [body if isinstance(body := report.get("body"), dict) else report for report in reports]


def _what_and_where(report: dict[str, Any]) -> tuple[str, str]:
    """Return the directive and the host that it kept out; no address in full, no sample of code."""
    directive = report.get("effectiveDirective") or report.get("effective-directive")
    url = str(report.get("blockedURL") or report.get("blocked-uri") or "")
    try:
        host = urlsplit(url).hostname or url
    except ValueError:
        host = UNREADABLE
    return _plain(directive), _plain(host)


def _plain(value: object) -> str:
    """Return a value that cannot forge a line of the log, or hide anything in it."""
    text = str(value or "")
    return text if re.fullmatch(r"[A-Za-z0-9.-]{1,80}", text) else UNREADABLE
