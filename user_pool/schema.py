"""Schema of user attributes: the standard ones, and those that a pool declares.

Source: Cognito's developer guide, "User pool attributes", and the `SchemaAttributeType` shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from user_pool.errors import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBER = re.compile(r"-?[0-9]{1,20}")
"""An integer that an attribute of the type `Number` may have."""


_LONGEST_STRING = 2048


@dataclass(frozen=True, slots=True)
class Attribute:
    """Schema of one attribute.

    Attributes:
        required: Whether every user must have it.
        type: `String`, `Number`, `Boolean` or `DateTime`.
        minimum: The minimum length of a string, or value of a number.
        maximum: The maximum length or value.
        mutable: Whether it can change.
    """

    required: bool = False
    type: str = "String"
    minimum: int | None = 0
    maximum: int | None = _LONGEST_STRING
    mutable: bool = True

    def description(self, name: str) -> dict[str, Any]:
        """Return the attribute as Cognito's `SchemaAttributeType`."""
        described = {
            "Name": name,
            "AttributeDataType": self.type,
            "DeveloperOnlyAttribute": False,
            "Mutable": self.mutable,
            "Required": self.required,
        }
        if self.type in _CONSTRAINTS:
            member, *keys = _CONSTRAINTS[self.type]
            limits = zip(keys, (self.minimum, self.maximum), strict=True)
            described[member] = {key: str(limit) for key, limit in limits if limit is not None}
        return described


_CONSTRAINTS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
}

STANDARD: Mapping[str, Attribute] = MappingProxyType(
    {"sub": Attribute(required=True, minimum=1, mutable=False)}
    | {
        name: Attribute()
        for name in (
            "address",
            "email",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "phone_number",
            "picture",
            "preferred_username",
            "profile",
            "website",
            "zoneinfo",
        )
    }
    | {
        "birthdate": Attribute(minimum=10, maximum=10),
        "email_verified": Attribute(type="Boolean"),
        "phone_number_verified": Attribute(type="Boolean"),
        "updated_at": Attribute(type="Number", maximum=None),
    }
)
"""The attributes that every pool has."""

READ_ONLY = frozenset({"sub", "email_verified", "phone_number_verified", "identities"})
"""Attributes that users cannot set."""


def schema_from(declared: Iterable[Mapping[str, Any]]) -> Mapping[str, Attribute]:
    """Return the standard attributes, updated with a pool's `Schema`.

    Args:
        declared: `SchemaAttributeType` objects. A name that is not standard becomes
            `custom:<name>`.
    """
    schema = dict(STANDARD)
    for item in declared:
        name = item["Name"]
        if name in READ_ONLY:
            continue
        known = STANDARD.get(name)
        schema[name if known or name.startswith("custom:") else f"custom:{name}"] = _declared(
            item, known or Attribute(minimum=None, maximum=None)
        )
    return MappingProxyType(schema)


def check_schema(declared: Iterable[Mapping[str, Any]]) -> None:
    """Check the `Schema` of a new pool.

    The messages are those that moto's tests against Amazon Cognito have recorded.

    Raises:
        ServiceError: `InvalidParameterException`.
    """
    for item in declared:
        name = item.get("Name")
        if name is None:
            raise invalid_parameter("An attribute of the schema has no name.")
        if known := STANDARD.get(name):
            changed = item.get("AttributeDataType", known.type) != known.type
            if changed or item.get("DeveloperOnlyAttribute"):
                raise invalid_parameter(
                    "You can not change AttributeDataType or set developerOnlyAttribute for"
                    f" standard schema attribute {name}"
                )
        elif "AttributeDataType" not in item:
            raise invalid_parameter(
                "Invalid AttributeDataType input, consider using the provided AttributeDataType"
                " enum."
            )
        elif item.get("Required"):
            raise invalid_parameter("Required custom attributes are not supported currently.")
        _check_constraints(name if known else f"custom:{name}", item)


def _check_constraints(name: str, item: Mapping[str, Any]) -> None:
    for kind, (member, *keys) in _CONSTRAINTS.items():
        given = item.get(member, {})
        for key in keys:
            if key in given and not NUMBER.fullmatch(given[key]):
                raise invalid_parameter(f"Invalid {member} for schema attribute {name}")
        least, most = (int(given[key]) if key in given else None for key in keys)
        if kind == "String" and max(least or 0, most or 0) > _LONGEST_STRING:
            raise invalid_parameter(
                f"user.{name}: String attributes cannot have a length of more than"
                f" {_LONGEST_STRING}"
            )
        if least is not None and most is not None and least > most:
            noun = "length" if kind == "String" else "value"
            raise invalid_parameter(f"user.{name}: Max {noun} cannot be less than min {noun}.")


def _declared(item: Mapping[str, Any], default: Attribute) -> Attribute:
    kind = item.get("AttributeDataType", default.type)
    bounds = {"minimum": default.minimum, "maximum": default.maximum}
    if kind in _CONSTRAINTS:
        member, *keys = _CONSTRAINTS[kind]
        given = item.get(member, {})
        bounds |= {
            bound: int(given[key]) for bound, key in zip(bounds, keys, strict=True) if key in given
        }
    return Attribute(
        required=item.get("Required", False),
        type=kind,
        mutable=item.get("Mutable", True),
        **bounds,
    )
