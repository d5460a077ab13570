"""Break each promise, and see a test fail: `python -m scripts.mutants [room…]`, or `make mutants`.

mutmut mutates the modules of the rooms; then come the faults of docs/mutants.toml. The run fails
for a mutant that survives and is not in that file, and for one that is there and does not survive.
With rooms named, only these are mutated, and there are no faults.
"""

import sys
from collections import Counter
from collections.abc import Iterator

from scripts.mutants import faults, run
from scripts.mutants.data import Mutant, fault_list, survivors
from scripts.mutants.rooms import ROOMS
from scripts.mutants.run import KILLED, Result


def main(rooms: list[str]) -> int:
    """Run, and print what survived; return the exit status."""
    results = list(run.results(rooms or ROOMS))
    print("\n".join(table(results)))
    survived = {result.mutant for result in results if result.status not in KILLED}
    problems = compare(survived, {result.mutant for result in results}, complete=not rooms)
    if not rooms:
        made = fault_list()
        unnoticed = list(faults.unnoticed(made))
        problems += [f"{fault.test} does not notice: {fault.what}" for fault in unnoticed]
        print(f"{len(made)} faults made by hand, {len(unnoticed)} unnoticed")
    print("\n".join(problems))
    return 1 if problems else 0


def compare(survived: set[Mutant], made: set[Mutant], *, complete: bool) -> list[str]:
    """Return what is wrong with the list of mutants that may survive.

    Args:
        survived: The mutants that survived.
        made: All mutants.
        complete: Whether these are the mutants of all rooms.
    """
    accepted = survivors().keys()
    gone = accepted - made if complete else set()
    return [
        *(f"survives: {mutant}" for mutant in sorted(survived - accepted)),
        *(f"no longer survives: {mutant}" for mutant in sorted(accepted & made - survived)),
        *(f"is no longer made: {mutant}" for mutant in sorted(gone)),
    ]


def table(results: list[Result]) -> Iterator[str]:
    """Yield a line for each module: how many mutants, what became of them, in how long."""
    for module in sorted({result.module for result in results}):
        yield _line(module, [result for result in results if result.module == module])
    yield _line("all", results)


def _line(title: str, results: list[Result]) -> str:
    statuses = Counter(result.status for result in results)
    said = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    seconds = sum(result.seconds for result in results)
    return f"{title:45} {len(results):5}: {said}; {seconds:.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
