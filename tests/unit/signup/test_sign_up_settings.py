from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from amplify_auth import load_amplify_outputs
from signup.forms.sign_up_settings import (
    AttributeSettings,
    SignUpSettings,
    SignUpSettingsError,
    Terms,
    sign_up_settings,
)
from tests.outputs import FULL, write_outputs

PLAN = {"name": "custom:plan", "label": "Plan", "type": "select", "options": ["a"]}


def read(folder: Path, section: object) -> SignUpSettings:
    path = write_outputs(folder, custom={"sign_up": section})
    return sign_up_settings(load_amplify_outputs(path))


def test_a_file_without_the_section_has_the_defaults() -> None:
    assert sign_up_settings(load_amplify_outputs(FULL)) == SignUpSettings()


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    section = {
        "service_name": "Engines",
        "default_country": "GB",
        "attributes": [
            {"name": "nickname", "label": "Nick", "hint": "Short", "required": True},
            PLAN | {"options": ["a", {"value": "b", "label": "The other"}]},
        ],
        "terms": {"url": "/terms", "label": "I agree", "link": "Terms"},
    }
    assert read(tmp_path, section) == SignUpSettings(
        service_name="Engines",
        default_country="GB",
        attributes=(
            AttributeSettings(name="nickname", label="Nick", hint="Short", required=True),
            AttributeSettings(
                name="custom:plan",
                label="Plan",
                type="select",
                options=(("a", "a"), ("b", "The other")),
            ),
        ),
        terms=Terms(url="/terms", label="I agree", link="Terms"),
    )


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ([], "custom.sign_up must be an object"),
        ({"color": 1}, "custom.sign_up.color is not a key that the form knows"),
        ({"service_name": " "}, "custom.sign_up.service_name must be a string with something"),
        ({"default_country": "UK"}, "custom.sign_up.default_country must be a region such as GB"),
        ({"default_country": ["GB"]}, "custom.sign_up.default_country must be a region"),
        ({"attributes": {}}, "custom.sign_up.attributes must be a list"),
        ({"attributes": [1]}, "custom.sign_up.attributes[0] must be an object"),
        ({"attributes": [{}]}, "custom.sign_up.attributes[0].name is required"),
        *(  # not a name of an attribute that anybody gives
            ({"attributes": [{"name": name, "label": "x"}]}, "attributes[0].name must be a")
            for name in ("sub", "updated_at", "plan", "custom:", f"custom:{'a' * 21}", "custom:a b")
        ),
        ({"attributes": [{"name": "custom:a"}]}, "custom.sign_up.attributes[0].label is required"),
        ({"attributes": [PLAN | {"type": "color"}]}, "attributes[0].type must be one of text"),
        ({"attributes": [PLAN | {"type": ["text"]}]}, "attributes[0].type must be one of text"),
        ({"attributes": [PLAN | {"type": "text"}]}, "attributes[0].options and the type select"),
        ({"attributes": [PLAN | {"options": []}]}, "attributes[0].options must be a list with"),
        ({"attributes": [PLAN | {"options": [1]}]}, "attributes[0].options[0] must be an object"),
        ({"attributes": [PLAN | {"options": [{"value": "a"}]}]}, "options[0].label is required"),
        ({"attributes": [PLAN | {"required": "yes"}]}, "attributes[0].required must be true or"),
        ({"attributes": [PLAN, PLAN]}, "custom.sign_up.attributes must name each attribute once"),
        ({"attributes": [{"name": "name", "type": "url"}]}, "type is for custom: attributes only"),
        *(  # texts by language
            ({"attributes": [PLAN | {"label": label}]}, "attributes[0].label must be a string with")
            for label in ({}, {"de": "Tarif"}, {"en": " "}, {"en": "Plan", "de": 1}, ["Plan"])
        ),
        ({"service_name": {"en": "Engines"}}, "custom.sign_up.service_name must be a string"),
        ({"terms": {}}, "custom.sign_up.terms.url is required"),
        *(
            ({"terms": {"url": url}}, "custom.sign_up.terms.url must be an https URL or a path")
            for url in ("http://a.b", "javascript:alert(1)", "//a.b", "/\\a.b", "https://[", 1)
        ),
    ],
)  # fmt: skip
def test_the_error_names_the_file_and_the_key(
    tmp_path: Path, section: object, complaint: str
) -> None:
    with pytest.raises(SignUpSettingsError) as caught:
        read(tmp_path, section)
    assert str(caught.value).startswith(f"{tmp_path}/amplify_outputs.json: custom.sign_up")
    assert complaint in str(caught.value)


@pytest.mark.parametrize("name", ["custom:a", "custom:" + "a" * 20, "custom:größe", "zoneinfo"])
def test_names_that_attributes_may_have(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, {"attributes": [{"name": name, "label": "x"}]}).attributes[0].name == name


def test_the_app_does_not_start_with_a_form_that_cannot_be_made(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    path = write_outputs(tmp_path, custom={"sign_up": {"terms": {}}})
    with pytest.raises(
        SystemExit, match=r"Cannot start: .*custom\.sign_up\.terms\.url is required"
    ):
        make_app(AMPLIFY_OUTPUTS=path)


def test_a_system_without_time_zones_is_told(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signup.forms.sign_up.time_zones_are_known", lambda: False)
    path = write_outputs(tmp_path, auth={"standard_required_attributes": ["zoneinfo"]})
    with pytest.raises(SystemExit, match="install tzdata"):
        make_app(AMPLIFY_OUTPUTS=path)


def test_the_service_has_the_name_that_the_file_gives(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    path = write_outputs(tmp_path, custom={"sign_up": {"service_name": "Engines & Co"}})
    page = make_app(AMPLIFY_OUTPUTS=path).test_client().get("/sign-up")
    assert "Engines &amp; Co</title>" in page.text
