"""The embedded user pool: Cognito's sign-up family on SQLite, behind Cognito's own protocol."""

from user_pool.definitions import UserPoolDefinition
from user_pool.errors import ServiceError
from user_pool.link import ConfirmationLink
from user_pool.messages import Message
from user_pool.service import UserPoolService

__all__ = [
    "ConfirmationLink",
    "Message",
    "ServiceError",
    "UserPoolDefinition",
    "UserPoolService",
]
