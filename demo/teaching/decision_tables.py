"""Decision tables of the helper, with the row that a call matched."""

from dataclasses import dataclass

from amplify_auth import AFTER_CONFIRM_SIGN_UP, AFTER_SIGN_UP
from demo.teaching.recording import Outcome


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A table with the row that a call matched.

    Attributes:
        questions: The heads of its columns.
        rows: The answers, their next step, and whether the call matched the row.
    """

    questions: tuple[str, ...]
    rows: tuple[tuple[tuple[bool, ...], str, bool], ...]


SIGN_UP = ("Confirmed already?", "Auto sign-in requested?", "Confirmed by a link?")
CONFIRM_SIGN_UP = ("Auto sign-in under way?",)


def decision_table(outcome: Outcome) -> DecisionTable | None:
    """Return the table that decided an outcome, if one did."""
    if outcome.decision is None:
        return None
    decided = tuple(outcome.decision)
    if outcome.api == "sign_up":
        rows = tuple((tuple(key), str(step), key == decided) for key, step in AFTER_SIGN_UP.items())
        return DecisionTable(SIGN_UP, rows)
    rows = tuple(((k,), str(step), (k,) == decided) for k, step in AFTER_CONFIRM_SIGN_UP.items())
    return DecisionTable(CONFIRM_SIGN_UP, rows)
