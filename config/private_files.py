"""Files and folders for their owner only, whatever the umask."""

import os
from contextlib import suppress
from pathlib import Path


def create_private_folder(folder: Path) -> None:
    """Create a folder and its parents.

    An existing folder keeps its mode, because it may contain other files.
    """
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        with suppress(FileExistsError):  # another process was faster
            missing.mkdir()
            missing.chmod(0o700)


def create_private_file(path: Path) -> None:
    """Create an empty file in a private folder. An existing file becomes private."""
    create_private_folder(path.parent)
    file = os.open(path, os.O_CREAT | os.O_RDONLY, 0o600)
    try:
        if os.fstat(file).st_uid == os.geteuid():
            os.fchmod(file, 0o600)
    finally:
        os.close(file)
