from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Self

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, POOL_ID
from tests.unit.user_pool.test_amplify_outputs import AUTH
from user_pool.__main__ import main
from user_pool.protocol import TARGET_PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from user_pool import UserPoolService


class Server:
    """Stands in for the server: signs one user up, then is told to stop."""

    def __init__(self, service: UserPoolService, host: str, port: int) -> None:
        self.service = service
        self.address = (host, port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def serve_forever(self) -> None:
        assert self.address == ("0.0.0.0", 9230)
        members = {"ClientId": CLIENT_ID, "Username": EMAIL, "Password": PASSWORD}
        body = json.dumps(members).encode()
        assert self.service.handle(f"{TARGET_PREFIX}SignUp", body).status == 200
        signal.raise_signal(signal.SIGTERM)


def test_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "amplify_outputs.json"
    outputs.write_text(json.dumps({"version": "1.5", "auth": AUTH}), "utf-8")
    monkeypatch.setenv("ALLOW_EMBEDDED_POOL", "1")
    monkeypatch.setattr("user_pool.__main__.UserPoolServer", Server)
    before = signal.getsignal(signal.SIGTERM)
    try:
        main(
            ["serve", "--host=0.0.0.0", "--port=9230", f"--db={tmp_path / 'pool.db'}",
             f"--amplify-outputs={outputs}", "--issuer=endpoint"]
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGTERM, before)
    announced, pool, issuer, keys, sent = capsys.readouterr().out.splitlines()
    assert announced.endswith("for development at http://0.0.0.0:9230")
    assert pool == f"Pool {POOL_ID}, client {CLIENT_ID}"
    assert issuer == f"Issuer http://0.0.0.0:9230/{POOL_ID}"
    assert keys == f"Keys http://0.0.0.0:9230/{POOL_ID}/.well-known/jwks.json"
    assert sent.startswith(f"EMAIL to {EMAIL}: Your verification code is ")
