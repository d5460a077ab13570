import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.private_files import create_private_file, create_private_folder


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "file"
    create_private_file(path)
    assert mode(path) == 0o600
    assert mode(path.parent) == mode(path.parent.parent) == 0o700


def test_what_an_earlier_release_wrote_becomes_private_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("kept")
    path.chmod(0o644)
    create_private_file(path)
    assert mode(path) == 0o600
    assert path.read_text() == "kept"


def test_another_process_may_be_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _: False)
        create_private_folder(tmp_path)
    assert tmp_path.is_dir()


def test_a_file_does_not_stay_open(tmp_path: Path) -> None:
    opened = Path("/proc/self/fd")
    before = len(list(opened.iterdir()))
    create_private_file(tmp_path / "file")
    assert len(list(opened.iterdir())) == before


def test_somebody_elses_folder_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    create_private_folder(tmp_path)
    create_private_file(tmp_path / "file")
    assert mode(tmp_path) == 0o755
