import pytest

from config import traces
from config.settings import SettingsError


def test_an_sdk_that_cannot_redact_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    traces.keep_visitors_out()
    # As if the SDK had renamed its hook.
    monkeypatch.delattr(traces.OursAlone, "_on_ending")
    with pytest.raises(SettingsError, match="opentelemetry-sdk"):
        traces.keep_visitors_out()
