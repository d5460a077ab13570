"""What README.md and .env.example say is true."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import amplify_auth
from config.settings import ROOT, Settings
from tests.pages import Visitor

README = (ROOT / "README.md").read_text()
VARIABLES = {
    "amplify_outputs": "AMPLIFY_OUTPUTS",
    "cognito_endpoint": "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
}


def test_the_python_of_the_readme_runs(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.setattr(
        "builtins.input", lambda _prompt: Visitor(app).newest_code("ada@example.com")
    )
    exec(block, {"auth": app.extensions["signup"].auth})  # noqa: S102 - it is our own page
    assert "Signed in as ada@example.com" in capsys.readouterr().out


def test_every_api_in_the_readmes_table_exists() -> None:
    rows = re.findall(r"^\| `.*?` \| `(.*?)` \|$", README, re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"\b([A-Za-z_]+)\(", row)}
    assert names >= {"configure", "sign_up", "confirm_sign_up", "auto_sign_in", "sign_out"}
    assert all(hasattr(amplify_auth, name) for name in names)


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_every_setting_is_in_the_example() -> None:
    documented = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    fields = {field.name for field in dataclasses.fields(Settings)}
    assert documented == {VARIABLES.get(name, name.upper()) for name in fields}


def test_the_examples_defaults_are_the_defaults(tmp_path: Path) -> None:
    lines = re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    keep = {"DATA_DIR": str(tmp_path)}
    example = {name: value for name, value in lines if name not in keep} | keep
    written = Settings.from_environment(example)
    absent = Settings.from_environment(keep)
    assert dataclasses.replace(written, amplify_outputs=absent.amplify_outputs) == absent
    assert (ROOT / written.amplify_outputs) == absent.amplify_outputs


@pytest.mark.parametrize(
    "target", ["run", "check", "test", "lighthouse", "screenshots", "reference", "lock"]
)
def test_the_makefile_has_what_the_readme_names(target: str) -> None:
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_pages_of_the_changelog_are_there(make_app: Callable[..., Flask]) -> None:
    routes = {rule.rule for rule in make_app().url_map.iter_rules()}
    named = set(re.findall(r"`(/[a-z/-]+)`", (ROOT / "CHANGELOG.md").read_text()))
    assert named <= routes
