"""Mutation operators added to mutmut's own, and the ones left out.

A promise is often a statement that must run or a condition in SQL; mutmut removes neither. Of its
operators, those are left out whose mutants no caller can tell from the original.
"""

import re
from collections.abc import Iterable, Iterator

import libcst as cst
import libcst.matchers as m
from mutmut.mutation import mutators

SQL_CONDITION = re.compile(r"[\w.]+ (?:=|<=|>) (?:\?\d?|:\w+)(?=\)|\"| AND| OR|$| )")
NOTHING = m.Name("None") | m.Name("False")
SQL_VERB = re.compile(r"\b(SELECT|DELETE|UPDATE)\b")

_left_alone: set[cst.CSTNode] = set()
"""Nodes that no operator touches. mutmut visits a statement before what is in it."""


def install() -> None:
    """Put these operators in place of some of mutmut's."""
    replaced = {
        mutators.operator_string: operator_text,
        mutators.operator_arg_removal: operator_arguments,
        mutators.operator_assignment: operator_assignment,
    }
    operators: list[object] = [
        (cst.Expr, operator_statement),
        (cst.Raise, operator_raise),
        *(
            (kind, replaced.get(operator, operator))
            for kind, operator in mutators.mutation_operators
        ),
    ]
    mutators.mutation_operators[:] = operators  # type: ignore[index] # a list, typed as a sequence


def operator_statement(node: cst.Expr) -> Iterable[cst.CSTNode]:
    """Drop a call made for its effect. A line that developers read is no promise."""
    if m.matches(node.value, m.Call(func=m.Attribute(value=m.Name("logger")))):
        _left_alone.update(_walk(node))
    elif isinstance(node.value, cst.Call):
        yield cst.Pass()


def operator_raise(node: cst.Raise) -> Iterable[cst.CSTNode]:
    """Drop a refusal. The words of an exception are for developers, its kind is the promise."""
    for child in _walk(node):
        if isinstance(child, cst.Call) and child.args and all(map(_is_prose, child.args)):
            _left_alone.update(_walk(child))
    yield cst.Pass()


def operator_text(node: cst.BaseString) -> Iterable[cst.BaseString]:
    """Spoil a text, or let one condition of an SQL statement always hold.

    mutmut also changes the case, which SQL and the names of HTTP headers do not heed.
    """
    if node in _left_alone or not isinstance(node, cst.SimpleString):
        return
    if SQL_VERB.search(node.value) or SQL_CONDITION.search(node.value):
        for match in SQL_CONDITION.finditer(node.value):
            if not _is_assignment(node.value, match.start()):
                before, after = node.value[: match.start()], node.value[match.end() :]
                yield node.with_changes(value=f"{before}({match[0]} OR TRUE){after}")
    else:
        yield from list(mutators.operator_string(node))[:1]


def operator_arguments(node: cst.Call) -> Iterable[cst.Call]:
    """Empty or drop each argument.

    Not those of `cast`, which does nothing at run time, nor the `reason` of an event, which is for
    readers of the log; and None in place of False is no mutant.
    """
    if m.matches(node.func, m.Name("cast")):
        _left_alone.update(_walk(node.args[0]))
    elif node not in _left_alone:
        for place, argument in enumerate(node.args):
            before, after = node.args[:place], node.args[place + 1 :]
            if argument.keyword and argument.keyword.value == "reason":
                _left_alone.update(_walk(argument))
                continue
            if not argument.star and not m.matches(argument.value, NOTHING):
                emptied = argument.with_changes(value=cst.Name("None"))
                yield node.with_changes(args=[*before, emptied, *after])
            if len(node.args) > 1:
                yield node.with_changes(args=[*before, *after])


def operator_assignment(node: cst.Assign | cst.AnnAssign) -> Iterable[cst.CSTNode]:
    """Assign None, where that is another value."""
    if not m.matches(node, m.Assign(value=m.Name("False"))):
        yield from mutators.operator_assignment(node)


def _is_prose(argument: cst.Arg) -> bool:
    """Return whether an argument is a sentence, which a name or a key is not."""
    value = argument.value
    return isinstance(value, cst.BaseString) and " " in cst.Module([]).code_for_node(value)


def _is_assignment(statement: str, place: int) -> bool:
    set_at, where_at = statement.rfind(" SET ", 0, place), statement.rfind(" WHERE ", 0, place)
    return set_at > where_at


def _walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _walk(child)
