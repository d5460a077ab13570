"""What OpenTelemetry may take along, when `opentelemetry-instrument` has started the app.

Its instrumentation notes the address that was asked for with its query, the client's address and
browser, and the text of exceptions: any of these may be a visitor's. OWASP ASVS 14.2.1, 16.2.5.
Imported only where OpenTelemetry runs.
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
"""Attributes whose values are names and numbers of ours, of HTTP's or of Amazon's."""


class OursAlone(SpanProcessor):
    """Takes away what else a span has, as it ends and before it is exported.

    The SDK has no public way to do so; whether this one works, `keep_visitors_out` tries.
    """

    def _on_ending(self, span: "Span") -> None:
        kept = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
        if span.kind is SpanKind.SERVER and "http.route" not in kept:
            span._name = "HTTP"  # noqa: SLF001 - it was the path that somebody made up
        span._attributes = BoundedAttributes(attributes=kept)  # noqa: SLF001 - see above
        span._events = BoundedList(0)  # noqa: SLF001 - exceptions, with text and traceback
        span._status = Status(span.status.status_code)  # noqa: SLF001 - its description is a text, too


def keep_visitors_out() -> None:
    """Let every span of this process pass through `OursAlone`.

    Raises:
        SettingsError: The SDK that is installed does not let it.
    """
    _try_it()
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.add_span_processor(OursAlone())


def _try_it() -> None:
    provider, exported = TracerProvider(shutdown_on_exit=False), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    provider.add_span_processor(OursAlone())
    span = provider.get_tracer(__name__).start_span("try", attributes={"http.target": "/?text"})
    span.record_exception(ValueError("text"))
    span.set_status(StatusCode.ERROR, "text")
    span.end()
    (seen,) = exported.get_finished_spans()
    if seen.attributes or seen.events or seen.status.description:
        raise SettingsError(
            "opentelemetry-sdk does not let spans be redacted: install the release that "
            "requirements-dev.txt names"
        )
