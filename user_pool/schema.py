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


@dataclass(frozen=True, slots=True)
class Attribute:
    """Schema of one attribute.

    Attributes:
        required: Whether every user must have it.
        type: `String`, `Number`, `Boolean` or `DateTime`.
        minimum: The minimum length of a string, or value of a number.
        maximum: The maximum length or value.
    """

    required: bool = False
    type: str = "String"
    minimum: int | None = None
    maximum: int | None = 2048

    def description(self, name: str) -> dict[str, Any]:
        """Cognito's `SchemaAttributeType`."""
        bounds = {
            "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
            "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
        }
        described = {
            "Name": name,
            "AttributeDataType": self.type,
            "DeveloperOnlyAttribute": False,
            "Mutable": True,
            "Required": self.required,
        }
        if self.type in bounds:
            member, *keys = bounds[self.type]
            limits = zip(keys, (self.minimum, self.maximum), strict=True)
            described[member] = {key: str(limit) for key, limit in limits if limit is not None}
        return described


STANDARD: Mapping[str, Attribute] = MappingProxyType(
    {
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
        "updated_at": Attribute(type="Number", minimum=0, maximum=None),
    }
)
READ_ONLY = frozenset({"sub", "email_verified", "phone_number_verified", "identities"})


def schema_from(declared: Iterable[Mapping[str, Any]]) -> Mapping[str, Attribute]:
    """Return the standard attributes, updated with a pool's `Schema`.

    Args:
        declared: `SchemaAttributeType` objects. A name that is not standard becomes
            `custom:<name>`.

    Raises:
        ServiceError: `InvalidParameterException` for one without a name, or with constraints that
            are not numbers.
    """
    schema = dict(STANDARD)
    for item in declared:
        name = item.get("Name")
        if name is None:
            raise invalid_parameter("An attribute of the schema has no name.")
        if name in READ_ONLY:
            continue
        known = STANDARD.get(name)
        schema[name if known or name.startswith("custom:") else f"custom:{name}"] = _declared(
            item, known or Attribute(minimum=None)
        )
    return MappingProxyType(schema)


def _declared(item: Mapping[str, Any], default: Attribute) -> Attribute:
    kind = item.get("AttributeDataType", default.type)
    bounds = item.get("NumberAttributeConstraints" if kind == "Number" else "", {})
    lengths = item.get("StringAttributeConstraints" if kind == "String" else "", {})
    least = lengths.get("MinLength", bounds.get("MinValue", default.minimum))
    most = lengths.get("MaxLength", bounds.get("MaxValue", default.maximum))
    return Attribute(item.get("Required", False), kind, _bound(least), _bound(most))


def _bound(given: str | int | None) -> int | None:
    if given is None:
        return None
    if not NUMBER.fullmatch(str(given)):
        raise invalid_parameter("A constraint of the schema is not a number.")
    return int(given)
