"""The React form of `/learn` compiles against aws-amplify, and signs up."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from config.settings import ROOT
from demo.teaching.side_by_side import REACT
from examples.practical_example.app import app
from tests.node_packages import install_node_packages
from tests.pages import PASSWORD
from user_pool import UserPoolService, user_pool_from_amplify_outputs

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NODE = Path(__file__).with_name("react")
OUTPUTS = ROOT / "examples" / "practical_example" / "amplify_outputs.json"
ORIGIN = "http://app.example"
EMAIL = "ada@example.com"
ANYBODY = {"Access-Control-Allow-Origin": "*"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the form stands as in an app of its own."""
    install_node_packages(NODE)
    folder = tmp_path_factory.mktemp("react")
    for name in ("main.tsx", "tsconfig.json"):
        shutil.copy(NODE / name, folder)
    (folder / "src").mkdir()
    shutil.copy(ROOT / REACT, folder / "src")
    shutil.copy(OUTPUTS, folder)
    (folder / "node_modules").symlink_to(NODE / "node_modules")
    return folder


def run(project: Path, tool: str, *arguments: str) -> str:
    command = [str(NODE / "node_modules" / ".bin" / tool), *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def service(tmp_path: Path) -> Iterator[UserPoolService]:
    service = UserPoolService(tmp_path / "pool.db")
    document = json.loads(OUTPUTS.read_text())
    service.ensure_user_pool(user_pool_from_amplify_outputs(document))
    yield service
    service.close()


@pytest.fixture
def page(chromium: Browser, project: Path, service: UserPoolService) -> Iterator[Page]:
    """Return the form in a browser for which the embedded pool is Amazon Cognito."""
    script = run(project, "esbuild", "main.tsx", "--bundle", "--jsx=automatic", "--minify")
    html = f"<!DOCTYPE html><html lang=en><title>React</title><body><script>{script}</script>"

    def answer(route: Route) -> None:
        request = route.request
        if request.url.startswith(ORIGIN):
            route.fulfill(body=html, content_type="text/html")
            return
        assert urlsplit(request.url).hostname == "cognito-idp.eu-central-1.amazonaws.com"
        answer = service.handle(request.headers["x-amz-target"], request.post_data_buffer or b"")
        route.fulfill(status=answer.status, body=answer.body, headers={**answer.headers, **ANYBODY})

    context = chromium.new_context()
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def test_it_compiles_against_aws_amplify(project: Path) -> None:
    run(project, "tsc", "--project", ".")


def test_it_signs_up_and_goes_where_the_next_step_says(
    page: Page, service: UserPoolService
) -> None:
    page.goto(ORIGIN)
    page.get_by_label("Email:").fill(EMAIL)
    page.get_by_label("Password:").fill(PASSWORD)
    page.locator("input[type=submit]").click()
    expect(page).to_have_url(f"{ORIGIN}/confirm-sign-up")
    assert service.outbox(EMAIL)[0].code


def test_it_has_the_labels_of_its_port(page: Page) -> None:
    page.goto(ORIGIN)
    page.locator("input[type=submit]").wait_for()
    labels = page.locator("label").all_inner_texts()
    port = re.findall(r"<label[^>]*>([^<]*)", app.test_client().get("/").text)
    assert labels == port
