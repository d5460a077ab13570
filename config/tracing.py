"""Redaction of OpenTelemetry spans, for an app started by `opentelemetry-instrument`.

The instrumentation records the request's URL and query, the client's address and browser, and the
text of exceptions. Any of these may be personal data (OWASP ASVS 14.2.1, 16.2.5). This module needs
OpenTelemetry's SDK, so it is imported only if the SDK is.
"""

from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.attributes import BoundedAttributes
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.util import BoundedList
from opentelemetry.trace import SpanKind, Status, StatusCode

from config.settings import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import Span

KEPT = {
    *("http.method", "http.request.method", "http.route"),
    *("http.status_code", "http.response.status_code"),
    *("rpc.system", "rpc.service", "rpc.method", "server.address", "server.port"),
    *("aws.region", "cloud.region", "aws.request_id", "retry_attempts", "error.type"),
}
"""Attributes whose values never come from a visitor."""


class RedactingSpanProcessor(SpanProcessor):
    """Span processor that keeps only the `KEPT` attributes.

    The SDK has no public hook for this. `redact_spans` checks that the private one works.
    """

    def _on_ending(self, span: "Span") -> None:
        kept = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
        is_named_by_path = span.kind is SpanKind.SERVER and "http.route" not in kept
        # An ended span has no setters. Its events hold exceptions, and its status may quote one.
        vars(span).update(
            _name="HTTP" if is_named_by_path else span.name,
            _attributes=BoundedAttributes(attributes=kept),
            _events=BoundedList(0),
            _status=Status(span.status.status_code),
        )


def redact_spans() -> None:
    """Redact every span of this process.

    Raises:
        SettingsError: The installed SDK does not support redaction.
    """
    _check_redaction()
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.add_span_processor(RedactingSpanProcessor())


def _check_redaction() -> None:
    provider, exported = TracerProvider(shutdown_on_exit=False), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    provider.add_span_processor(RedactingSpanProcessor())
    span = provider.get_tracer(__name__).start_span("try", attributes={"http.target": "/?text"})
    span.record_exception(ValueError("text"))
    span.set_status(StatusCode.ERROR, "text")
    span.end()
    (seen,) = exported.get_finished_spans()
    if seen.attributes or seen.events or seen.status.description:
        raise SettingsError(
            "This release of opentelemetry-sdk cannot redact spans. Install the one that "
            "requirements-dev.txt pins"
        )
