"""A form that asks for attributes of the account, at sign-up and at a first sign-in."""

from collections.abc import Iterator
from typing import ClassVar

from wtforms import Field

from signup.forms.base import Form
from signup.forms.sign_up_fields import IDENTIFIERS
from signup.i18n.languages import current_language
from signup.user_pools import current_pools

NAMES = ("family_name", "given_name")
FAMILY_NAME_FIRST = {"hu", "ja", "ko", "vi", "zh"}
UPDATED_AT = "updated_at"
"""An attribute that is set instead of asked for: the time of the sign-up."""


class AttributesForm(Form):
    """A form with fields for attributes of the account.

    Attributes:
        attribute_names: Cognito's names of the attributes to send.
    """

    attribute_names: ClassVar[tuple[str, ...]]

    def __iter__(self) -> Iterator[Field]:
        """Return the fields in order, with the family name first if the language requires it."""
        fields = list(super().__iter__())
        names = [number for number, field in enumerate(fields) if field.name in NAMES]
        if current_language().tag in FAMILY_NAME_FIRST and len(names) == len(NAMES):
            one, other = names
            pair = sorted((fields[one], fields[other]), key=lambda field: NAMES.index(field.name))
            fields[one], fields[other] = pair
        return iter(fields)

    def given_identifiers(self) -> list[str]:
        """Return the username and the addresses that were typed."""
        given = (self[name].data for name in IDENTIFIERS if name in self)
        return [*filter(None, given)]

    @property
    def user_attributes(self) -> dict[str, str]:
        """The attributes to send, by Cognito's names, without empty ones."""
        values = {name: self._sent(name) for name in self.attribute_names}
        return {name: value for name, value in values.items() if value}

    def _sent(self, name: str) -> str:
        if name == UPDATED_AT:
            return str(int(current_pools().clock()))
        value = self[name].data
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value or "")
