"""Settings, commands and pages that documents name, compared with those there are."""

import dataclasses
import re
from pathlib import Path

import pytest
from flask import Flask

from config.settings import ROOT, Settings
from tests.docs.markdown import read

EXAMPLE = re.findall(r"^#([A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE)
VARIABLES = {
    "amplify_outputs": "AMPLIFY_OUTPUTS",
    "cognito_endpoint": "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
}


def test_every_setting_is_in_the_example() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)}
    assert {name for name, _value in EXAMPLE} == {
        VARIABLES.get(name, name.upper()) for name in fields
    }


def test_the_values_in_the_example_are_the_defaults(tmp_path: Path) -> None:
    keep = {"DATA_DIR": str(tmp_path)}
    example = {name: value for name, value in EXAMPLE if name not in keep} | keep
    written = Settings.from_environment(example)
    absent = Settings.from_environment(keep)
    assert dataclasses.replace(written, amplify_outputs=absent.amplify_outputs) == absent
    assert (ROOT / written.amplify_outputs) == absent.amplify_outputs


@pytest.mark.parametrize(
    "target", ["run", "check", "test", "lighthouse", "screenshots", "reference", "lock"]
)
def test_the_makefile_has_the_targets_of_the_readme(target: str) -> None:
    assert f"make {target}" in read("README.md")
    assert re.search(rf"^{target}:", read("Makefile"), re.MULTILINE)


def test_the_pages_that_the_changelog_names_exist(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    assert set(re.findall(r"`(/[a-z/-]+)`", read("CHANGELOG.md"))) <= routes
