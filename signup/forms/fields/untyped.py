"""A type for the values, forms and arguments that WTForms does not type."""

from typing import Any

Untyped = Any
