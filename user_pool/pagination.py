"""Pagination of lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from user_pool.errors import invalid_parameter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

_TOKEN = re.compile(r"[0-9]{1,18}")


def row_before(token: str) -> int:
    """Return the number of the row that a page follows.

    Args:
        token: The token that came with the page before.

    Raises:
        ServiceError: `InvalidParameterException`, if it is no token.
    """
    if not _TOKEN.fullmatch(token):
        raise invalid_parameter("Invalid pagination token given.")
    return int(token)


def page_of(
    name: str,
    rows: Sequence[sqlite3.Row],
    request: Mapping[str, Any],
    describe: Callable[[sqlite3.Row], Mapping[str, Any]],
    *,
    limit: int = 60,
) -> dict[str, Any]:
    """Return the page that a request asks for by `MaxResults` and `NextToken`.

    Args:
        name: The member of the answer that holds the list.
        rows: All rows, ordered by their `rowid`.
        request: The request's members.
        describe: Returns the entry of a row.
        limit: The length of a page for which the request sets no `MaxResults`.

    Returns:
        The answer, with a `NextToken` if there are more rows.

    Raises:
        ServiceError: `InvalidParameterException`, for an invalid token.
    """
    after = row_before(request.get("NextToken", "0"))
    limit = request.get("MaxResults") or limit
    rest = [row for row in rows if row["rowid"] > after]
    answer: dict[str, Any] = {name: [describe(row) for row in rest[:limit]]}
    if len(rest) > limit:
        answer["NextToken"] = str(rest[limit - 1]["rowid"])
    return answer
