"""What the source never does, whatever is sent: rules that no request can show to be kept."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import gunicorn
import pytest

from config.settings import ROOT

pytestmark = pytest.mark.slow

PLACES = ("amplify_auth", "config", "signup", "user_pool")
SOURCES = [ROOT / "app.py", *(path for place in PLACES for path in (ROOT / place).rglob("*.py"))]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
# A group that is nothing but a repetition, and is repeated: `(a+)+`.
REPEATED = re.compile(r"\((\?:)?(\[[^\]]*\]|\\?\w|\.)[+*]\)[+*]")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            yield path.relative_to(ROOT), node


def calls() -> list[tuple[str, str]]:
    """Return every call of the source: its file, and what is called."""
    return [
        (str(path), ast.unparse(node.func)) for path, node in nodes() if isinstance(node, ast.Call)
    ]


def imported() -> set[str]:
    found: set[str] = set()
    for _path, node in nodes():
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_there_is_source_to_look_at() -> None:
    assert min(len(SOURCES), len(calls()) // 10, 6 * len(SCRIPTS), 4 * len(TEMPLATES)) > 30


@pytest.mark.asvs("1.1.2", "1.2.1")
def test_text_is_marked_as_markup_for_files_of_ours_alone() -> None:
    marked = [path for path, name in calls() if name.endswith("Markup")]
    assert set(marked) == {"signup/web/assets.py"}
    for path in TEMPLATES:
        assert not re.search(r"\|\s*safe\b|autoescape", path.read_text()), path


@pytest.mark.asvs("1.2.3")
def test_no_value_is_put_into_a_script_or_style() -> None:
    for path in TEMPLATES:
        for element in re.findall(r"<script.*?</script>", path.read_text(), re.DOTALL):
            raise AssertionError(f"{path}: {element}")
        for style in re.findall(r"<style>(.*?)</style>", path.read_text()):
            assert style == "{{ stylesheet }}"
    assert not [path for path in SCRIPTS if "{{" in path.read_text()]


@pytest.mark.asvs("1.2.5", "1.3.2", "1.3.7", "1.5.2")
def test_nothing_runs_or_revives_what_it_is_given() -> None:
    named = {name for _path, name in calls()}
    assert not named & {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    assert not [name for name in named if name.endswith(("render_template_string", "from_string"))]
    roots = {name.split(".")[0] for name in imported()}
    assert not roots & {"subprocess", "pickle", "marshal", "shelve", "dill", "yaml", "pty", "xml"}


@pytest.mark.asvs("1.2.5", "1.3.2", "1.3.10", "6.5.3", "11.5.1")
def test_ruffs_rules_on_security_are_on(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import logging, os, random, subprocess\n"
        "def f(x):\n"
        "    os.system(x)\n"
        "    subprocess.run(x, shell=True)\n"
        "    eval(x)\n"
        "    logging.getLogger().info(f'{x}')\n"
        "    return random.random()\n"
    )
    command = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [*command, "--output-format", "json", "--no-cache", str(bad)],
        capture_output=True,
        check=False,
    )
    codes = {found["code"] for found in json.loads(done.stdout)}
    assert codes >= {"S605", "S602", "S307", "G004", "S311"}


@pytest.mark.asvs("6.5.3", "11.5.1", "11.2.1", "11.4.1")
def test_randomness_ciphers_and_hashes_are_the_known_ones() -> None:
    roots = {name.split(".")[0] for name in imported()}
    assert "random" not in roots
    assert not roots & {"Crypto", "nacl", "rsa", "passlib"}
    weak = [
        (str(path), node.value)
        for path, node in nodes()
        if isinstance(node, ast.Constant) and node.value in {"md5", "sha1", "SHA1", "md4", "des"}
    ]
    named = [path for path, name in calls() if re.search(r"\b(md5|sha1)$", name)]
    assert (weak, named) == ([("user_pool/software_tokens.py", "sha1")], [])


@pytest.mark.asvs("11.2.4")
@pytest.mark.parametrize(
    "path",
    [
        "signup/flows/pending_sign_up.py",
        "user_pool/codes.py",
        "user_pool/one_time_passwords.py",
        "user_pool/software_tokens.py",
        "user_pool/context.py",
        "user_pool/operations/respond_to_auth_challenge.py",
    ],
)
def test_what_is_secret_is_compared_in_constant_time(path: str) -> None:
    assert (path, "hmac.compare_digest") in calls()
    secrets = re.compile(r"hash|digest|signature|password|code_at|_mark\b")
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            assert not secrets.search(ast.unparse(node)), ast.unparse(node)


@pytest.mark.asvs("1.2.9", "1.3.12")
def test_patterns_are_written_in_the_source_and_repeat_no_repetition() -> None:
    assert REPEATED.search(r"(\w+)+$")
    assert REPEATED.search("(?:[a-z]*)*")
    names = {f"re.{name}" for name in ("compile", "match", "fullmatch", "search", "sub", "split")}
    made_elsewhere = set()
    for path, node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            pattern = node.args[0]
            if isinstance(pattern, ast.Name):
                made_elsewhere.add(str(path))
                continue
            text = ast.unparse(pattern).replace(r"\\", "\\")
            assert not REPEATED.search(text), f"{path}: {text}"
    # botocore's model has the patterns of the first; of the other they are constants of the file.
    assert made_elsewhere == {"user_pool/validation.py", "amplify_auth/amplify_outputs_schema.py"}


@pytest.mark.asvs("1.5.3")
def test_there_is_one_parser_of_email_addresses() -> None:
    assert [path for path, name in calls() if name == "validate_email"] == [
        "signup/forms/fields/names.py"
    ]
    assert not [path for path, name in calls() if "get_json" in name]


@pytest.mark.asvs("1.3.6", "13.2.4")
def test_one_client_and_one_store_open_connections() -> None:
    roots = {name.split(".")[0] for name in imported()}
    assert not roots & {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib"}
    assert "urllib.request" not in imported()
    bare = {
        str(path)
        for path, node in nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "http.client"
    }
    assert bare == {
        "amplify_auth/http_session.py",  # bounds the answers of boto3's own connections
        "user_pool/triggers.py",  # calls what the pool's settings name
    }
    clients = [
        path for path, name in calls() if name.endswith(("_session().client", "BoundedSession"))
    ]
    assert set(clients) == {"amplify_auth/boto3_client.py"}


@pytest.mark.asvs("3.2.2", "3.2.3", "3.7.1", "14.3.3")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_write_text_and_keep_nothing(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    assert not re.search(r"\beval\b|new Function|setTimeout\(\s*[\"'`]", text)
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", text)
    assert not re.search(r"\b(window|globalThis|self)\.\w+\s*=[^=]", text)
    assert "postMessage" not in text


@pytest.mark.asvs("3.2.3", "3.7.1")
def test_scripts_are_modules_and_pages_have_no_plugins() -> None:
    assert 'f\'<script type="module">' in (ROOT / "signup" / "inlined.py").read_text()
    for path in TEMPLATES:
        assert not re.search(r"<(object|embed|applet|frameset|marquee)\b", path.read_text()), path


@pytest.mark.asvs("12.3.2")
def test_nothing_turns_the_verification_of_certificates_off() -> None:
    off = [
        f"{path}: {node.arg}"
        for path, node in nodes()
        if isinstance(node, ast.keyword)
        and node.arg in {"verify", "ssl_cert_reqs", "check_hostname"}
        and isinstance(node.value, ast.Constant)
        and not node.value.value
    ]
    assert off == []
    assert not {"ssl", "_ssl"} & imported()


@pytest.mark.asvs("13.4.6")
def test_the_server_tells_no_version() -> None:
    assert gunicorn.SERVER == "gunicorn"


@pytest.mark.asvs("13.3.1")
def test_no_secret_is_in_the_source() -> None:
    keys = re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|aws_secret_access_key")
    for path in [*SOURCES, *TEMPLATES, *SCRIPTS, *(ROOT / "config").rglob("*.json")]:
        assert not keys.search(path.read_text()), path
    assert "\n#SECRET_KEY=\n" in (ROOT / ".env.example").read_text()
