"""Nested settings, as in Cognito's requests and answers: comparison, merging and listing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that differs from the requested one.

    Attributes:
        path: Its dotted name.
        before: The current value, None if unset.
        after: The requested value.
    """

    path: str
    before: object
    after: object

    def __str__(self) -> str:
        before = "not set" if self.before is None else json.dumps(self.before)
        return f"{self.path}: {before} -> {json.dumps(self.after)}"


def differences(
    wanted: Mapping[str, Any], found: Mapping[str, Any], path: str = ""
) -> Iterator[Difference]:
    """Compare settings, ignoring the order of lists and settings that were not requested.

    Args:
        wanted: The requested settings.
        found: The current settings.
        path: The dotted name of the parent, with a trailing dot.
    """
    for name, after in wanted.items():
        before = found.get(name)
        where = f"{path}{name}"
        if isinstance(after, dict) and isinstance(before, dict):
            yield from differences(after, before, f"{where}.")
        elif comparable(before) != comparable(after):
            yield Difference(where, before, after)


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Merge nested settings. Those in `over` win."""
    result = dict(under)
    for name, value in over.items():
        below = under.get(name)
        both = isinstance(value, dict) and isinstance(below, dict)
        result[name] = merged(below, value) if both else value  # type: ignore[arg-type] # both are dicts
    return {
        name: dict(value) if isinstance(value, dict) else value for name, value in result.items()
    }


def comparable(value: object) -> object:
    """Return a value that equals another one if they differ only in the order of a list."""
    if not isinstance(value, list):
        return value
    return sorted(json.dumps(item, sort_keys=True) for item in value)


def listed(settings: Mapping[str, Any], path: str = "") -> tuple[str, ...]:
    """Return a line for each setting, with its dotted name.

    Args:
        settings: The settings.
        path: The dotted name of the parent, with a trailing dot.
    """
    lines: list[str] = []
    for name, value in settings.items():
        if isinstance(value, dict):
            lines += listed(value, f"{path}{name}.")
        else:
            lines.append(f"{path}{name}: {json.dumps(value)}")
    return tuple(lines)
