"""The outbox and the scenarios, which exist only beside the embedded pool."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config.settings import ROOT
from tests.html_lint import attributes_of
from tests.pages import Visitor

EMAIL = "ada@example.com"


@pytest.mark.asvs("15.3.1")
def test_the_outbox_is_a_list_newest_first(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    visitor.sign_up("grace@example.com")
    listed = visitor.get("/outbox", headers={"Accept": "application/json"}).response.get_json()
    assert [message["to"] for message in listed] == ["grace@example.com", EMAIL]
    (message,) = visitor.messages(EMAIL)
    assert set(message) == {"to", "medium", "subject", "body", "code", "link", "sent_at"}
    assert message["medium"] == "EMAIL"
    assert message["code"] in message["body"]
    assert visitor.messages("nobody@example.com") == []


def test_the_outbox_is_a_page(visitor: Visitor) -> None:
    assert "Nothing yet" in visitor.get("/outbox").text
    visitor.sign_up(EMAIL)
    page = visitor.get("/outbox")
    assert EMAIL in page.text
    assert visitor.newest_code(EMAIL) in page.text
    assert "Nothing yet" in visitor.get("/outbox?to=nobody@example.com").text


def test_every_scenario_that_is_written_can_be_chosen(visitor: Visitor) -> None:
    written = {path.stem for path in (ROOT / "config" / "scenarios").glob("*.json")}
    nodes = visitor.get("/scenarios").document.query('[name="scenario"]')
    assert {attributes_of(node)["value"] for node in nodes} == written


def test_a_scenario_is_chosen_for_one_browser(new_visitor: Callable[[], Visitor]) -> None:
    one, other = new_visitor(), new_visitor()
    chosen = one.choose("auto-confirm")
    assert (chosen.status, chosen.location) == (303, "/scenarios")
    assert one.follow(chosen).notices == ["The demo now signs up to the pool “auto-confirm”."]
    assert one.sign_up(EMAIL).location == "/auto-sign-in"
    assert other.sign_up(EMAIL).location == "/confirm-sign-up"


def test_a_scenario_lasts_beyond_signing_out(visitor: Visitor) -> None:
    visitor.choose("auto-confirm")
    visitor.sign_up(EMAIL)
    visitor.auto_sign_in()
    visitor.sign_out()
    assert visitor.sign_up("grace@example.com").location == "/auto-sign-in"


@pytest.mark.parametrize("scenario", ["", "nothing", "../email", "Email"])
def test_an_unknown_scenario_is_refused(visitor: Visitor, scenario: str) -> None:
    page = visitor.choose(scenario)
    assert (page.status, page.errors) == (422, ["Choose one of these scenarios"])


def test_the_default_pool_is_the_email_scenario() -> None:
    default = (ROOT / "config" / "amplify_outputs.json").read_bytes()
    assert default == (ROOT / "config" / "scenarios" / "email.json").read_bytes()


@pytest.mark.asvs("13.4.5")
@pytest.mark.parametrize("path", ["/", "/sign-up", "/outbox", "/scenarios", "/nothing"])
def test_other_machines_are_not_answered(app: Flask, path: str) -> None:
    assert Visitor(app, REMOTE_ADDR="203.0.113.9").get(path).status == 403


@pytest.mark.asvs("13.4.5")
def test_even_where_the_demo_is_open_its_outbox_is_not(make_app: Callable[..., Flask]) -> None:
    stranger = Visitor(make_app(ALLOW_EMBEDDED_POOL="1"), REMOTE_ADDR="203.0.113.9")
    assert stranger.get("/sign-up").status == 200
    assert stranger.get("/outbox").status == 403


@pytest.mark.asvs("13.4.5")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "203.0.113.9", "[", ""])
def test_no_page_answers_under_another_name(app: Flask, host: str) -> None:
    """DNS rebinding makes a page of another site a client of this machine."""
    client, rebound = app.test_client(), {"HTTP_HOST": host}
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    assert {"/sign-up", "/outbox", "/workbench", "/confirmUser", "/learn", "/behind"} <= {*paths}
    for path in paths:
        assert client.get(path, environ_overrides=rebound).status_code == 403, path
    assert client.post("/workbench/clock", environ_overrides=rebound).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5000", "127.0.0.1:5000", "[::1]:5000"])
def test_every_name_of_this_machine_is_answered(app: Flask, host: str) -> None:
    assert app.test_client().get("/outbox", headers={"Host": host}).status_code == 200


@pytest.mark.asvs("13.4.5")
@pytest.mark.parametrize("address", ["127.0.0.1", "203.0.113.9"])
def test_a_demo_that_is_open_has_any_name_but_keeps_its_outbox(
    make_app: Callable[..., Flask], address: str
) -> None:
    app = make_app(ALLOW_EMBEDDED_POOL="1", HOST="0.0.0.0")
    visitor, named = Visitor(app, REMOTE_ADDR=address), {"Host": "sign-up.example"}
    assert visitor.get("/sign-up", headers=named).status == 200
    assert visitor.get("/outbox", headers=named).status == 403
    assert visitor.get("/workbench", headers=named).status == 403


@pytest.mark.asvs("15.2.3")
@pytest.mark.parametrize(
    "environment",
    [{"APP_ENV": "production"}, {"HOST": "0.0.0.0"}, {"HOST": "::"}, {"HOST": "192.168.1.2"}],
)
def test_the_embedded_pool_does_not_face_strangers(
    make_app: Callable[..., Flask], environment: dict[str, str]
) -> None:
    with pytest.raises(SystemExit, match="ALLOW_EMBEDDED_POOL"):
        make_app(**environment)
    assert make_app(ALLOW_EMBEDDED_POOL="1", **environment)


@pytest.mark.asvs("13.4.5")
def test_a_real_pool_has_no_demo(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    outputs = tmp_path / "amplify_outputs.json"
    outputs.write_text(
        '{"version": "1", "auth": {"aws_region": "eu-west-1", "user_pool_id": "eu-west-1_abc",'
        ' "user_pool_client_id": "client", "username_attributes": ["email"]}}'
    )
    visitor = Visitor(make_app(AMPLIFY_OUTPUTS=str(outputs)))
    assert visitor.get("/sign-up").status == 200
    assert visitor.get("/outbox").status == 404
    assert visitor.get("/scenarios").status == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "JSON"),
        ("[]", "object"),
        ('{"version": "1"}', "auth"),
        ('{"version": "1", "auth": {"aws_region": "x", "user_pool_id": "x"}}', "user_pool"),
    ],
)
def test_a_broken_file_stops_the_start_and_is_named(
    make_app: Callable[..., Flask], tmp_path: Path, content: str, said: str
) -> None:
    outputs = tmp_path / "amplify_outputs.json"
    outputs.write_text(content)
    with pytest.raises(SystemExit, match=rf"Cannot start: .*amplify_outputs\.json.*{said}"):
        make_app(AMPLIFY_OUTPUTS=str(outputs))


def test_a_missing_file_stops_the_start(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"nowhere\.json"):
        make_app(AMPLIFY_OUTPUTS=str(tmp_path / "nowhere.json"))


@pytest.mark.asvs("15.3.1")
def test_alive_and_ready(visitor: Visitor) -> None:
    assert visitor.get("/healthz").status == 200
    ready = visitor.get("/readyz")
    assert (ready.status, ready.response.get_json()) == (
        200,
        {"user_pool": True, "session_store": True},
    )
