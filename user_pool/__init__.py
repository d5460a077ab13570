"""The embedded user pool: Cognito's sign-up family on SQLite, behind Cognito's own protocol."""

from user_pool.amplify_outputs import user_pool_from_amplify_outputs
from user_pool.clock import AdjustableClock
from user_pool.definitions import UserPoolDefinition
from user_pool.errors import ServiceError
from user_pool.outbox import Message
from user_pool.service import UserPoolService
from user_pool.verification_links import ConfirmationLink

__all__ = [
    "AdjustableClock",
    "ConfirmationLink",
    "Message",
    "ServiceError",
    "UserPoolDefinition",
    "UserPoolService",
    "user_pool_from_amplify_outputs",
]
