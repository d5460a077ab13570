"""The practical example stays as short as its original, and imports no page of this project."""

import ast
import sys

from config.settings import ROOT
from examples.practical_example.app import app
from tests.browser.tutorial import parts

FOLDER = ROOT / "examples" / "practical_example"
SOURCE = (FOLDER / "app.py").read_text()
LINES = 60
SEED = {'<label for="email">Email:</label>', '<label for="password">Password:</label>'}
PACKAGES = {"amplify_auth", "flask", "flask_wtf", "wtforms"}


def test_it_is_one_short_file_and_one_template() -> None:
    assert len(SOURCE.splitlines()) <= LINES
    assert [path.name for path in FOLDER.rglob("*.html")] == ["page.html"]


def test_it_imports_the_helper_and_its_web_framework() -> None:
    imported = {
        (node.module or "").partition(".")[0]
        if isinstance(node, ast.ImportFrom)
        else node.names[0].name
        for node in ast.walk(ast.parse(SOURCE))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported - sys.stdlib_module_names == PACKAGES


def test_it_validates_where_amplify_s_example_says_so() -> None:
    comment = SOURCE.index("# ... validate inputs")
    assert SOURCE.index("def handle_submit") < comment < SOURCE.index("output = sign_up(")
    client = app.test_client()
    page = client.get("/").text
    assert all(label in page for label in SEED)
    token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    answer = client.post("/", data={"csrf_token": token, "email": "ada", "password": "1234567"})
    assert answer.text.count('role="alert"') == 2


def test_the_tutorial_builds_exactly_this() -> None:
    files: dict[str, str] = {}
    for part in parts((ROOT / "docs" / "tutorial.md").read_text()):
        if part.kind == "file":
            name, is_addition = part.file
            files[name] = f"{files[name]}\n\n{part.text}" if is_addition else part.text
    assert files == {
        name: (FOLDER / name).read_text()
        for name in ("amplify_outputs.json", "app.py", "templates/page.html")
    }
