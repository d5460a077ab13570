"""The embedded user pool: Cognito's sign-up family on SQLite, behind Cognito's own protocol."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from user_pool.definitions import UserPoolDefinition
    from user_pool.errors import ServiceError
    from user_pool.messages import Message
    from user_pool.service import UserPoolService
    from user_pool.verification_links import ConfirmationLink
else:
    _MODULES = {
        "ConfirmationLink": "verification_links",
        "Message": "messages",
        "ServiceError": "errors",
        "UserPoolDefinition": "definitions",
        "UserPoolService": "service",
    }

    def __getattr__(name: str) -> object:
        """Import a name when it is first wanted: who needs one module does not wait for all."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = import_module(f"{__name__}.{_MODULES[name]}")
        return globals().setdefault(name, getattr(module, name))


__all__ = [
    "ConfirmationLink",
    "Message",
    "ServiceError",
    "UserPoolDefinition",
    "UserPoolService",
]
