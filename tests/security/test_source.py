"""Rules over the source that no request can show to be kept."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import gunicorn
import pytest

from config.settings import ROOT

PACKAGES = sorted(path.parent for path in ROOT.glob("*/__init__.py"))
SOURCES = [ROOT / "app.py", *(path for package in PACKAGES for path in package.rglob("*.py"))]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# A group that is nothing but a repetition, and is repeated: `(a+)+`.
REPEATED = re.compile(r"\((\?:)?(\[[^\]]*\]|\\?\w|\.)[+*]\)[+*]")
PATTERNS = {
    f"re.{name}" for name in ("compile", "match", "fullmatch", "search", "sub", "split", "findall")
}
COMMANDS = {"cognito_setup"}  # run by administrators, with secrets of their own
PUBLIC = {"rp_id_hash"}
SECRET = re.compile(
    r"(^|_)(code|code_at|digest|mac|mark|otp|password|secret|signature|token)$|hash$"
)


@cache
def nodes() -> list[tuple[Path, ast.AST]]:
    """Return every node of the source, with its file."""
    return [
        (path.relative_to(ROOT), node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]


@cache
def calls() -> list[tuple[Path, str, ast.Call]]:
    """Return every call of the source: its file, the name of what is called, and the call."""
    return [
        (path, ast.unparse(node.func), node) for path, node in nodes() if isinstance(node, ast.Call)
    ]


@cache
def imports() -> set[tuple[Path, str]]:
    """Return every import of the source: its file, and the module."""
    found: set[tuple[Path, str]] = set()
    for path, node in nodes():
        if isinstance(node, ast.Import):
            found |= {(path, name.name) for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((path, node.module or ""))
    return found


def imported() -> set[str]:
    return {module for _path, module in imports()}


def packages(paths: Iterable[Path]) -> list[str]:
    """Return the package of each file."""
    return sorted(path.parts[0] for path in paths)


def test_there_is_source_to_look_at() -> None:
    assert {"amplify_auth", "config", "signup", "user_pool"} <= {path.name for path in PACKAGES}
    assert min(len(SOURCES), len(calls()) // 10, 6 * len(SCRIPTS), 4 * len(TEMPLATES)) > 30


@pytest.mark.asvs("1.1.2", "1.2.1")
def test_text_is_marked_as_markup_for_files_of_ours_alone() -> None:
    """Ruff's S704 finds every call whose text is no constant; each has to say what it is."""
    marked = {path for path, name, _call in calls() if name.endswith("Markup")}
    reason = re.compile(r"# noqa: S704 - .*\b(ours?|catalogue|escapes)\b")
    for path in marked:
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
            assert "S704" not in line or reason.search(line), f"{path}: {line}"
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
    named = {name for _path, name, _call in calls()}
    assert not named & {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    from_text = re.compile(r"(^|\.)(render_template_string|from_string)$")
    assert not [name for name in named if from_text.search(name)]
    roots = {name.split(".")[0] for name in imported()}
    assert not roots & {"subprocess", "pickle", "marshal", "shelve", "dill", "yaml", "pty", "xml"}


@pytest.mark.asvs("1.2.5", "1.3.2", "1.3.10", "6.5.3", "11.5.1")
def test_ruffs_rules_on_security_are_on(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import logging, markupsafe, os, random, subprocess\n"
        "def f(x):\n"
        "    os.system(x)\n"
        "    subprocess.run(x, shell=True)\n"
        "    eval(x)\n"
        "    markupsafe.Markup(x)\n"
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
    assert codes >= {"S605", "S602", "S307", "S704", "G004", "S311"}


@pytest.mark.asvs("6.5.3", "11.5.1", "11.2.1", "11.4.1")
def test_randomness_ciphers_and_hashes_are_the_known_ones() -> None:
    roots = {name.split(".")[0] for name in imported()}
    assert "random" not in roots
    assert not roots & {"Crypto", "nacl", "rsa", "passlib"}
    weak = [
        (path.parts[0], node.value)
        for path, node in nodes()
        if isinstance(node, ast.Constant) and node.value in {"md5", "sha1", "SHA1", "md4", "des"}
    ]
    named = [path for path, name, _call in calls() if re.search(r"\b(md5|sha1)$", name)]
    assert [path.name for path in named] == ["breached_passwords.py"], "whose API has no other"
    # Authenticator apps know no other hash. RFC 6238.
    assert weak == [("user_pool", "sha1")]


def last_name(node: ast.expr) -> str:
    """Return the name that says what a value is: `claims["code"]` and `user.code()` are codes."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return last_name(function)
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
    return ""


def compares_a_secret(node: ast.Compare) -> bool:
    """Tell whether `==` or `!=` compares a secret with a value that somebody may have sent."""
    if not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return False
    operands = (node.left, node.comparators[0])
    names = [last_name(operand) for operand in operands]
    shorter, longer = sorted(map(ast.unparse, operands), key=len)
    # A comparison with a name of the protocol, or of a value with its own parts, is no guess.
    is_guess = all(name and not name.isupper() for name in names) and shorter not in longer
    return is_guess and not PUBLIC & set(names) and any(SECRET.search(name) for name in names)


@pytest.mark.asvs("11.2.4")
def test_secrets_are_compared_in_constant_time() -> None:
    for comparison in ("code == sent", "sent != user.password_hash", "x == code_at(n)"):
        node = ast.parse(comparison, mode="eval").body
        assert isinstance(node, ast.Compare)
        assert compares_a_secret(node), comparison
    found = [
        f"{path}: {ast.unparse(node)}"
        for path, node in nodes()
        if path.parts[0] not in COMMANDS
        and isinstance(node, ast.Compare)
        and compares_a_secret(node)
    ]
    assert not found
    constant_time = packages(path for path, name, _call in calls() if name == "hmac.compare_digest")
    assert {"signup", "user_pool"} <= set(constant_time)


@pytest.mark.asvs("1.2.9", "1.3.12")
def test_patterns_are_written_in_the_source_and_repeat_no_repetition() -> None:
    assert REPEATED.search(r"(\w+)+$")
    assert REPEATED.search("(?:[a-z]*)*")
    for path, name, call in calls():
        if name not in PATTERNS or isinstance(call.args[0], ast.Name):
            continue
        text = ast.unparse(call.args[0]).replace(r"\\", "\\")
        assert not REPEATED.search(text), f"{path}: {text}"


@pytest.mark.asvs("1.2.9", "1.3.12")
def test_no_pattern_is_made_of_what_a_visitor_sends() -> None:
    """The helper checks a file with constants, the pool a request with patterns of botocore."""
    computed = [
        path
        for path, name, call in calls()
        if name in PATTERNS
        and not all(
            part.id.isupper() for part in ast.walk(call.args[0]) if isinstance(part, ast.Name)
        )
    ]
    assert packages(computed) == ["amplify_auth", "user_pool"]


@pytest.mark.asvs("1.5.3")
def test_there_is_one_parser_of_email_addresses() -> None:
    assert len([call for _path, name, call in calls() if name == "validate_email"]) == 1
    parsed = [path for path, name, _call in calls() if "get_json" in name]
    assert all(path.is_relative_to("examples") for path in parsed)


@pytest.mark.asvs("1.3.6", "13.2.4")
def test_the_helper_the_pools_triggers_and_one_look_up_open_connections() -> None:
    roots = {name.split(".")[0] for name in imported()}
    assert not roots & {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib"}
    assert "urllib.request" not in imported()
    bare = [path for path, module in imports() if module == "http.client"]
    assert packages(bare) == ["amplify_auth", "signup", "user_pool"]
    assert [p.name for p in bare if p.parts[0] == "signup"] == ["breached_passwords.py"]
    clients = {
        path
        for path, name, _call in calls()
        if name.endswith(("_session().client", "BoundedSession"))
    }
    assert packages(clients) == ["amplify_auth"]


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
    for path in TEMPLATES:
        assert not re.search(r"<script(?! type=\"module\")", path.read_text()), path
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
    keys = re.compile(
        r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|aws_secret_access_key(?!=\"placeholder\")"
    )
    for path in [*SOURCES, *TEMPLATES, *SCRIPTS, *(ROOT / "config").rglob("*.json")]:
        assert not keys.search(path.read_text()), path
    assert "\n#SECRET_KEY=\n" in (ROOT / ".env.example").read_text()
