import pytest

from config.settings import SettingsError
from config.tracing import RedactingSpanProcessor, redact_spans


def test_an_sdk_that_cannot_redact_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    redact_spans()
    # Simulates an SDK that renamed its hook.
    monkeypatch.delattr(RedactingSpanProcessor, "_on_ending")
    with pytest.raises(SettingsError, match="opentelemetry-sdk"):
        redact_spans()
