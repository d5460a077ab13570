"""Registry of operations by Cognito's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from user_pool.context import Call

Operation = Callable[[Call], Mapping[str, Any]]
"""Takes a checked request. Returns the members of the answer or raises a `ServiceError`."""

OPERATIONS: dict[str, Operation] = {}
"""Every operation, by Cognito's name."""


def operation(name: str) -> Callable[[Operation], Operation]:
    """Register a function as one of Cognito's operations.

    Args:
        name: Cognito's name of it, such as `SignUp`.
    """

    def register(function: Operation) -> Operation:
        OPERATIONS[name] = function
        return function

    return register
