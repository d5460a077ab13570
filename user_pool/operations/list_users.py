"""ListUsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from user_pool import users
from user_pool.errors import invalid_parameter
from user_pool.pagination import row_before
from user_pool.registry import operation
from user_pool.schema import STANDARD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from user_pool.context import Call

_FILTER = re.compile(r'\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*')
_COLUMNS = {
    **{name: f"json_extract(attributes, '$.{name}')" for name in STANDARD},
    "username": "username",
    "sub": "sub",
    "cognito:user_status": "status",
    "status": "iif(enabled, 'Enabled', 'Disabled')",
}
_MATCHES = {"=": "{} = ?2", "^=": "substr({}, 1, length(?2)) = ?2"}
_LIMIT = 60


@operation("ListUsers")
def list_users(call: Call) -> dict[str, Any]:
    """Return a page of a pool's users, oldest first."""
    request = call.request
    condition, value = _condition(request.get("Filter", ""))
    after = row_before(request.get("PaginationToken", "0"))
    limit = request.get("Limit", _LIMIT)
    with call.store.read() as db:
        rows = db.execute(
            f"SELECT rowid, * FROM users WHERE user_pool_id = ?1 AND {condition}"  # noqa: S608 - a constant of this file
            " AND rowid > ?3 ORDER BY rowid LIMIT ?4",
            (call.pool.id, value, after, limit + 1),
        ).fetchall()
    answer: dict[str, Any] = {
        "Users": [_shown(users.from_row(row), request) for row in rows[:limit]]
    }
    if len(rows) > limit:
        answer["PaginationToken"] = str(rows[limit - 1]["rowid"])
    return answer


def _shown(user: users.User, request: Mapping[str, Any]) -> dict[str, Any]:
    description = user.description()
    wanted = request.get("AttributesToGet")
    if wanted is not None:
        description["Attributes"] = [
            item for item in description["Attributes"] if item["Name"] in wanted
        ]
    return description


def _condition(text: str) -> tuple[str, str]:
    """Translate a filter to SQL, for example `email = "ann@example.com"` or `given_name ^= "A"`."""
    if not text:
        return "?2 = ''", ""
    match = _FILTER.fullmatch(text)
    if match is None or match[1] not in _COLUMNS:
        raise invalid_parameter("Error while parsing filter.")
    value = re.sub(r"\\(.)", r"\1", match[3])
    return _MATCHES[match[2]].format(_COLUMNS[match[1]]), value
