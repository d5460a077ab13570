"""Operators, exclusions and output of `make mutants`."""

import pytest
from mutmut.mutation import mutators
from mutmut.mutation.file_mutation import create_mutations

from config.settings import ROOT
from scripts.mutants import operators
from scripts.mutants.__main__ import compare
from scripts.mutants.data import Fault, Mutant, fault_list, survivors
from scripts.mutants.rooms import ROOMS


def mutants_of(statement: str) -> list[str]:
    module, mutations, _, _ = create_mutations("f.py", f"def f(x, db):\n    {statement}\n")
    return [module.code_for_node(mutation.mutated_node) for mutation in mutations]


@pytest.mark.parametrize(
    ("statement", "mutants"),
    [
        ('logger.error("down: %s", x)', []),
        ("x = False", ["True"]),
        ('return cast("int", x)', []),
        ('raise ValueError("in words")', ["pass"]),
        ('raise Refused("Name")', ["pass", "Refused(None)", '"XXNameXX"']),
        ("end(x)", ["pass", "end(None)"]),
        (
            'record(x, reason="in words")',
            ["pass", 'record(None, reason="in words")', 'record(reason="in words")'],
        ),
        (
            'x = "DELETE FROM t WHERE a = ? AND b > ?2"',
            [
                "x = None",
                '"DELETE FROM t WHERE (a = ? OR TRUE) AND b > ?2"',
                '"DELETE FROM t WHERE a = ? AND (b > ?2 OR TRUE)"',
            ],
        ),
        (
            'x = "UPDATE t SET a = ? WHERE b = ?"',
            ["x = None", '"UPDATE t SET a = ? WHERE (b = ? OR TRUE)"'],
        ),
    ],
)
def test_promises_are_broken_and_words_for_developers_are_not(
    monkeypatch: pytest.MonkeyPatch, statement: str, mutants: list[str]
) -> None:
    monkeypatch.setattr(mutators, "mutation_operators", [*mutators.mutation_operators])
    monkeypatch.setattr(
        "mutmut.mutation.file_mutation.mutation_operators", mutators.mutation_operators
    )
    operators.install()
    assert mutants_of(statement) == mutants


@pytest.mark.parametrize("fault", fault_list(), ids=lambda fault: fault.what)
def test_a_fault_has_its_place_and_its_test(fault: Fault) -> None:
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert fault.applied_to(source) != source
    assert (ROOT / fault.test.partition("::")[0]).exists()


def test_every_pattern_of_a_room_is_of_files_and_every_test_is_there() -> None:
    for room in ROOMS.values():
        assert all([*ROOT.glob(pattern)] for pattern in room.modules)
        tests = [test for test in room.tests if "tests/" in test]
        assert tests
        assert all((ROOT / test.removeprefix("--ignore=")).exists() for test in tests)


def test_survivors_are_what_is_written_down() -> None:
    accepted = {*survivors()}
    assert compare(accepted, accepted, complete=True) == []
    assert compare({*accepted, new := Mutant("m.f", "x = 2")}, {*accepted, new}, complete=True) == [
        "survives: m.f: x = 2"
    ]
    old = min(accepted)
    assert compare(accepted - {old}, accepted, complete=True) == [f"no longer survives: {old}"]
    assert compare(accepted - {old}, accepted - {old}, complete=True) == [
        f"is no longer made: {old}"
    ]
    assert compare(set(), set(), complete=False) == []
