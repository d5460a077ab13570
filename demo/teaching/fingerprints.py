"""Values that occur in several requests, matched by their fingerprints."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from demo.teaching.masks import FINGERPRINT_LENGTH, MASK, Json
from demo.teaching.steps import Step

FINGERPRINTED = re.compile(rf"{MASK} #([0-9a-f]{{{FINGERPRINT_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class Appearance:
    """A place where a value was seen.

    Attributes:
        name: The name of the member or the field.
        place: The request or the response.
        step: The number of the step.
    """

    name: str
    place: str
    step: int


@dataclass(frozen=True, slots=True)
class Journey:
    """A value that was seen more than once.

    Attributes:
        name: Cognito's name of the member.
        fingerprint: Its fingerprint.
        appearances: Where it was seen, in order.
    """

    name: str
    fingerprint: str
    appearances: tuple[Appearance, ...]


def journeys(steps: list[Step], current: Step) -> list[Journey]:
    """Return the values of a step that were seen more than once so far.

    Args:
        steps: The steps of a browser.
        current: One of them.
    """
    found: dict[str, list[Appearance]] = {}
    for step in steps:
        if step.number <= current.number:
            for mark, appearance in _appearances(step):
                found.setdefault(mark, []).append(appearance)
    return [
        Journey(seen[-1].name, mark, tuple(seen))
        for mark, seen in found.items()
        if len(seen) > 1 and seen[-1].step == current.number
    ]


def _appearances(step: Step) -> Iterator[tuple[str, Appearance]]:
    for name, value in step.fields:
        for mark in FINGERPRINTED.findall(value):
            yield mark, Appearance(name, "form", step.number)
    for exchange in step.exchanges:
        for place, body in (("request", exchange.request), ("response", exchange.answer)):
            for name, mark in _fingerprints("", body):
                where = f"{exchange.operation} {place}"
                yield mark, Appearance(name, where, step.number)


def _fingerprints(name: str, value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _fingerprints(key, part)
    elif isinstance(value, list):
        for part in value:
            yield from _fingerprints(name, part)
    elif isinstance(value, str):
        for mark in FINGERPRINTED.findall(value):
            yield name, mark
