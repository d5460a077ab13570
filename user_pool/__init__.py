"""The embedded user pool, which emulates Amazon Cognito's API on SQLite.

    service = UserPoolService(Path("user_pool.db"))
    service.ensure_user_pool(user_pool_from_amplify_outputs(outputs))
    with patch_boto3(service):
        boto3.client("cognito-idp").sign_up(...)

`python -m user_pool serve` serves it to any other client, and `user_pool.pytest_plugin` has
fixtures for tests. The names in `__all__` are public, and so is that plugin. Every other module is
internal and may change in any release.
"""

from user_pool.amplify_outputs import user_pool_from_amplify_outputs
from user_pool.boto3_transport import connect, patch_boto3
from user_pool.clock import AdjustableClock
from user_pool.definitions import DefinitionError, UserPoolDefinition
from user_pool.errors import ServiceError
from user_pool.fault_injection import failures_of
from user_pool.http.server import UserPoolServer
from user_pool.local_pool import LocalUserPool
from user_pool.outbox import Message
from user_pool.protocol import Response
from user_pool.service import UserPoolService
from user_pool.verification_links import ConfirmationLink

__version__ = "0.1.0"

__all__ = [
    "AdjustableClock",
    "ConfirmationLink",
    "DefinitionError",
    "LocalUserPool",
    "Message",
    "Response",
    "ServiceError",
    "UserPoolDefinition",
    "UserPoolServer",
    "UserPoolService",
    "connect",
    "failures_of",
    "patch_boto3",
    "user_pool_from_amplify_outputs",
]
