"""Output of `make reference`: a text for every public name, and no broken link."""

import inspect
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest

import amplify_auth
import user_pool
from config.settings import ROOT

pytestmark = pytest.mark.slow

PACKAGES = {"amplify_auth.html": amplify_auth, "user_pool.html": user_pool}
SECTIONS = {"Args:": "Arguments:", "Attributes:": "Attributes:"} | {
    name: name for name in ("Returns:", "Raises:")
}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages; any warning has failed before."""
    folder = tmp_path_factory.mktemp("reference")
    make = shutil.which("make")
    assert make
    # The environment is there, or no test would run: `-o` keeps make from installing it again.
    command = [
        make,
        "--no-print-directory",
        "-o",
        ".venv/.development",
        "reference",
        f"REFERENCE={folder}",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"Open {folder}/index.html"
    return folder


@pytest.fixture(scope="module")
def pages(reference: Path) -> dict[str, str]:
    """Return the pages by their names, without their scripts."""
    return {
        str(path.relative_to(reference)): re.sub(
            "<script.*?</script>", "", path.read_text(), flags=re.DOTALL
        )
        for path in reference.rglob("*.html")
    }


def texts(page: str) -> dict[str, str]:
    """Return what a page says of each of its names."""
    sections = re.split(r'<section id="([^".]+)">', page)[1:]
    return {
        name: unescape(re.sub("<[^>]+>", "", " ".join(re.findall(DOCSTRING, section, re.DOTALL))))
        for name, section in zip(sections[::2], sections[1::2], strict=True)
    }


DOCSTRING = r'<div class="docstring">(.*?)</div>'


def test_there_is_a_page_for_each_part(pages: dict[str, str]) -> None:
    assert set(pages) == {
        *("index.html", "amplify_auth.html", "amplify_auth/errors.html"),
        *("user_pool.html", "config/settings.html"),
    }


@pytest.mark.parametrize("page", PACKAGES)
def test_every_public_name_is_there_with_its_text(pages: dict[str, str], page: str) -> None:
    shown = texts(pages[page])
    public = PACKAGES[page].__all__
    assert set(shown) == set(public)
    for name in public:
        documented = getattr(PACKAGES[page], name)
        if not callable(documented):  # pdoc shows a constant's value
            continue
        written = inspect.getdoc(documented) or ""
        beginning = written.splitlines()[0].replace("`", "")
        assert beginning, name
        assert beginning in shown[name]


def test_the_sections_of_docstrings_are_read(pages: dict[str, str]) -> None:
    shown = texts(pages["amplify_auth.html"])
    read = dict.fromkeys(SECTIONS, 0)
    for name in amplify_auth.__all__:
        written = inspect.getdoc(getattr(amplify_auth, name)) or ""
        for heading, shown_as in SECTIONS.items():
            if f"\n{heading}\n" in written:
                assert shown_as in shown[name], name
                read[heading] += 1
        assert "Args:" not in shown[name], name
    assert min(read.values()) > 5


def test_no_link_is_broken(reference: Path, pages: dict[str, str]) -> None:
    ids = {name: set(re.findall(r'\bid="([^"]+)"', page)) for name, page in pages.items()}
    links = {
        (name, unescape(href))
        for name, page in pages.items()
        for href in re.findall(r'<a [^>]*\bhref="([^"]+)"', page)
        if not urlsplit(href).scheme
    }
    assert len(links) > 300
    for name, href in links:
        path, anchor = urldefrag(href)
        target = ((reference / name).parent / path if path else reference / name).resolve()
        assert target.is_file(), (name, href)
        if anchor:
            assert anchor in ids[str(target.relative_to(reference.resolve()))], (name, href)
