"""mutmut with our operators."""

import functools
import gc
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mutmut.__main__ import _run
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_module_from_key, orig_function_and_class_names_from_key

from scripts.mutants import operators
from scripts.mutants.data import Mutant
from scripts.mutants.rooms import ROOMS, Room

PROCESSES = 3
FOLDER = Path("mutants")
"""mutmut's own."""

KILLED = {"killed", "timeout"}
"""A loop that a mutant makes endless is noticed, too."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant.

    Attributes:
        module: The module that it is in.
        mutant: The mutant.
        status: mutmut's word.
        seconds: The time that its tests took.
    """

    module: str
    mutant: Mutant
    status: str
    seconds: float


def results(names: Iterable[str]) -> Iterator[Result]:
    """Mutate rooms, and yield what became of each mutant.

    Args:
        names: Of `ROOMS`.

    Raises:
        SystemExit: The tests of a room fail without a mutant.
    """
    for name in names:
        # mutmut keeps its state in the process and in this folder.
        shutil.rmtree(FOLDER, ignore_errors=True)
        command = [sys.executable, "-m", "scripts.mutants.run", name]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"mutmut failed in {name}")
        yield from _results_of(ROOMS[name])
    shutil.rmtree(FOLDER)


def _results_of(room: Room) -> Iterator[Result]:
    for path in sorted(path for pattern in room.modules for path in Path().glob(pattern)):
        kept = SourceFileMutationData(path=path)
        kept.load()
        for key, exit_code in kept.exit_code_by_key.items():
            seconds = kept.durations_by_key.get(key) or 0
            yield Result(
                str(path), _mutant(key, str(path)), status_by_exit_code[exit_code], seconds
            )


def _mutant(key: str, path: str) -> Mutant:
    name, class_name = orig_function_and_class_names_from_key(key)
    function = ".".join(filter(None, [get_module_from_key(key), class_name, name]))
    lines = get_diff_for_mutant(key, path=path).splitlines()[3:]
    added, removed = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "+-"
    )
    says_nothing = not added.partition("#")[0].removeprefix("pass").strip(" )")
    return Mutant(function, f"without {removed}" if says_nothing else added)


def _arguments(_self: PytestRunner, tests: Iterable[str]) -> list[str]:
    """Return pytest's arguments for one mutant, or for all tests.

    The tests that ran before the processes forked have filled caches, which would hide a mutant.
    """
    if state().duration_by_test:
        for clear in _clear_caches():
            clear()
    return ["-x", "-q", *(tests or config().pytest_add_cli_args_test_selection)]


@functools.cache
def _clear_caches() -> list[Callable[[], None]]:
    """Return what empties each cache. The parent calls this first: it sees all objects."""
    rooms = {path.parts[0] for path in walk_mutatable_files()}
    return [
        thing.cache_clear
        for thing in gc.get_objects()
        if isinstance(thing, functools._lru_cache_wrapper)  # noqa: SLF001 - has no public name
        and thing.__module__.partition(".")[0] in rooms
    ]


def mutate(room: Room) -> None:
    """Run mutmut in a room."""
    operators.install()
    PytestRunner._pytest_args_regular_run = _arguments  # type: ignore[assignment,method-assign] # noqa: SLF001 - mutmut has no hook
    settings = config()
    settings.only_mutate = list(room.modules)
    settings.pytest_add_cli_args_test_selection = ["-m", room.markers, *room.tests]
    _copy(settings.also_copy)
    settings.also_copy = []
    _run((), PROCESSES)


def _copy(paths: Iterable[Path]) -> None:
    """Copy what tests need besides the modules, but not the packages of Node, as mutmut would."""
    FOLDER.mkdir()
    for path in filter(Path.exists, paths):
        if path.is_dir():
            ignored = shutil.ignore_patterns("node_modules", "__pycache__")
            shutil.copytree(path, FOLDER / path, ignore=ignored)
        else:
            shutil.copy2(path, FOLDER)


if __name__ == "__main__":
    mutate(ROOMS[sys.argv[1]])
