"""Users and their aliases."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from user_pool.errors import ServiceError
from user_pool.srp_server import Verifier

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.settings import UserPool

UNCONFIRMED = "UNCONFIRMED"
CONFIRMED = "CONFIRMED"
FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"


@dataclass(frozen=True, slots=True)
class User:
    """User of a pool.

    Attributes:
        sub: The id that never changes.
        user_pool_id: The pool's id.
        username: The internal username: the sub where an address is the username, else the name as
            typed.
        status: `UNCONFIRMED`, `CONFIRMED`, or `FORCE_CHANGE_PASSWORD` with a temporary password.
        enabled: Whether the user may sign in.
        attributes: Values by name, including `email_verified` and `phone_number_verified` but not
            `sub`.
        verifier: The password's verifier, or None for a user without a password.
        created_at: Time of creation in seconds since 1970.
        modified_at: Time of the last change in seconds since 1970.
    """

    sub: str
    user_pool_id: str
    username: str
    status: str
    enabled: bool
    attributes: Mapping[str, str] = field(repr=False)
    verifier: Verifier | None = field(repr=False)
    created_at: float
    modified_at: float

    def changed(self, now: float, **changes: Any) -> User:
        """Return a copy with other values, to store with `save`."""
        return replace(self, modified_at=now, **changes)

    def login(self, pool: UserPool) -> str:
        """Return the name that the user signs in with."""
        names = (self.attributes.get(attribute) for attribute in pool.username_attributes)
        return next((name for name in names if name), self.username)

    def description(self) -> dict[str, Any]:
        """Return the user as Cognito's `UserType`."""
        return {
            "Username": self.username,
            "Attributes": self.attribute_list(),
            "UserCreateDate": self.created_at,
            "UserLastModifiedDate": self.modified_at,
            "Enabled": self.enabled,
            "UserStatus": self.status,
        }

    def attribute_list(self) -> list[dict[str, str]]:
        """Return the attributes as Cognito lists them, `sub` first."""
        return [
            {"Name": name, "Value": value}
            for name, value in {"sub": self.sub, **self.attributes}.items()
        ]


def find(db: sqlite3.Connection, pool: UserPool, name: str) -> User | None:
    """Find a user by username, sub (where that is the username) or active alias."""
    key = pool.key(name)
    row = db.execute(
        "SELECT * FROM users WHERE user_pool_id = ? AND username_key = ?", (pool.id, key)
    ).fetchone()
    if row is None:
        row = db.execute(
            "SELECT users.* FROM aliases JOIN users USING (sub)"
            " WHERE aliases.user_pool_id = ? AND aliases.key = ?",
            (pool.id, key),
        ).fetchone()
    return None if row is None else from_row(row)


def by_sub(db: sqlite3.Connection, sub: str) -> User | None:
    """Find a user by the id that never changes."""
    row = db.execute("SELECT * FROM users WHERE sub = ?", (sub,)).fetchone()
    return None if row is None else from_row(row)


def check_free(db: sqlite3.Connection, pool: UserPool, user: User) -> None:
    """Check that a new user's names are free.

    Raises:
        ServiceError: `UsernameExistsException`; `AliasExistsException` for an address that a
            trigger has verified.
    """
    for attribute in _names(pool, user):
        if _holder(db, pool, attribute, user.attributes[attribute]):
            if attribute in pool.username_attributes:
                raise ServiceError(
                    "UsernameExistsException",
                    f"An account with the given {attribute} already exists.",
                )
            raise _alias_exists(attribute)
    if find(db, pool, user.username):
        raise ServiceError("UsernameExistsException", "User already exists")


def add(db: sqlite3.Connection, pool: UserPool, user: User) -> None:
    """Add a new user. Where addresses are usernames, they are taken from now on.

    Raises:
        ServiceError: As for `check_free`.
    """
    check_free(db, pool, user)
    db.execute(
        "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            user.sub,
            pool.id,
            user.username,
            pool.key(user.username),
            user.status,
            user.enabled,
            json.dumps(dict(user.attributes)),
            user.verifier and user.verifier.salt,
            user.verifier and user.verifier.value,
            user.created_at,
            user.modified_at,
        ),
    )
    for attribute in _names(pool, user):
        _take(db, pool, attribute, user.attributes[attribute], user.sub)


def save(db: sqlite3.Connection, user: User) -> None:
    """Store a user's changed status, attributes or password."""
    db.execute(
        "UPDATE users SET status = ?, enabled = ?, attributes = ?, salt = ?, verifier = ?,"
        " modified_at = ? WHERE sub = ?",
        (
            user.status,
            user.enabled,
            json.dumps(dict(user.attributes)),
            user.verifier and user.verifier.salt,
            user.verifier and user.verifier.value,
            user.modified_at,
            user.sub,
        ),
    )


def delete(db: sqlite3.Connection, user: User) -> None:
    """Delete a user with everything that belongs to them."""
    db.execute("DELETE FROM users WHERE sub = ?", (user.sub,))
    db.execute("DELETE FROM sessions WHERE sub = ?", (user.sub,))


def activate_alias(
    db: sqlite3.Connection, pool: UserPool, user: User, attribute: str, *, force: bool
) -> None:
    """Activate a verified address as an alias, in a pool that allows it.

    Args:
        db: A transaction.
        pool: The user's pool.
        user: The owner of the address.
        attribute: `email` or `phone_number`.
        force: Take the alias from the user who has it, whose address becomes unverified.

    Raises:
        ServiceError: `AliasExistsException` when another user has it.
    """
    if attribute not in pool.alias_attributes:
        return
    value = user.attributes[attribute]
    holder = _holder(db, pool, attribute, value)
    if holder is not None and holder.sub != user.sub:
        if not force:
            raise _alias_exists(attribute)
        release_alias(db, pool, user, attribute)
    _take(db, pool, attribute, value, user.sub)


def release_alias(db: sqlite3.Connection, pool: UserPool, user: User, attribute: str) -> None:
    """Take a user's address from another user who has it as an alias."""
    value = user.attributes[attribute]
    holder = _holder(db, pool, attribute, value)
    if holder is None or attribute not in pool.alias_attributes:
        return
    unverified = {**holder.attributes, f"{attribute}_verified": "false"}
    save(db, holder.changed(user.modified_at, attributes=unverified))
    db.execute(
        "DELETE FROM aliases WHERE user_pool_id = ? AND attribute = ? AND key = ?",
        (pool.id, attribute, pool.key(value)),
    )


def check_names(db: sqlite3.Connection, pool: UserPool, user: User) -> None:
    """Check that no other user has one of a user's addresses as a name.

    Raises:
        ServiceError: `AliasExistsException`.
    """
    for attribute in _names(pool, user):
        holder = _holder(db, pool, attribute, user.attributes[attribute])
        if holder is not None and holder.sub != user.sub:
            raise _alias_exists(attribute)


def save_with_names(db: sqlite3.Connection, pool: UserPool, user: User) -> None:
    """Store a user whose addresses have changed.

    Raises:
        ServiceError: `AliasExistsException` when another user has one of them.
    """
    check_names(db, pool, user)
    db.execute("DELETE FROM aliases WHERE sub = ?", (user.sub,))
    for attribute in _names(pool, user):
        _take(db, pool, attribute, user.attributes[attribute], user.sub)
    save(db, user)


def _names(pool: UserPool, user: User) -> list[str]:
    """Return the attributes that identify a user: usernames and verified aliases."""
    return [
        attribute
        for attribute in ("email", "phone_number")
        if user.attributes.get(attribute)
        and (
            attribute in pool.username_attributes
            or (
                attribute in pool.alias_attributes
                and user.attributes.get(f"{attribute}_verified") == "true"
            )
        )
    ]


def _alias_exists(attribute: str) -> ServiceError:
    return ServiceError("AliasExistsException", f"An account with the {attribute} already exists.")


def _holder(db: sqlite3.Connection, pool: UserPool, attribute: str, value: str) -> User | None:
    row = db.execute(
        "SELECT users.* FROM aliases JOIN users USING (sub)"
        " WHERE aliases.user_pool_id = ? AND attribute = ? AND key = ?",
        (pool.id, attribute, pool.key(value)),
    ).fetchone()
    return None if row is None else from_row(row)


def _take(db: sqlite3.Connection, pool: UserPool, attribute: str, value: str, sub: str) -> None:
    db.execute(
        "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?, ?)",
        (pool.id, attribute, pool.key(value), sub),
    )


def from_row(row: sqlite3.Row) -> User:
    """Read a row of the users table."""
    return User(
        sub=row["sub"],
        user_pool_id=row["user_pool_id"],
        username=row["username"],
        status=row["status"],
        enabled=bool(row["enabled"]),
        attributes=json.loads(row["attributes"]),
        verifier=Verifier(row["salt"], row["verifier"]) if row["salt"] else None,
        created_at=row["created_at"],
        modified_at=row["modified_at"],
    )
