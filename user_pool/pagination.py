"""Lists that are answered a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool.errors import invalid_parameter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

_LIMIT = 60


def page_of(
    name: str,
    rows: Sequence[sqlite3.Row],
    request: Mapping[str, Any],
    describe: Callable[[sqlite3.Row], Mapping[str, Any]],
) -> dict[str, Any]:
    """Cut the page that a request asks for by `MaxResults` and `NextToken`.

    Args:
        name: The answer's member that holds the list.
        rows: Everything there is, with its `rowid` and in that order.
        request: The request's members.
        describe: Makes an entry of a row.

    Returns:
        The answer, with a `NextToken` where there is more.

    Raises:
        ServiceError: `InvalidParameterException`, for a token that is none of ours.
    """
    after = request.get("NextToken", "0")
    if not after.isdecimal():
        raise invalid_parameter("Invalid pagination token.")
    limit = request.get("MaxResults", _LIMIT)
    rest = [row for row in rows if row["rowid"] > int(after)]
    answer: dict[str, Any] = {name: [describe(row) for row in rest[:limit]]}
    if len(rest) > limit:
        answer["NextToken"] = str(rest[limit - 1]["rowid"])
    return answer
