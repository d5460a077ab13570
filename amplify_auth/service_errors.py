"""Exceptions that Cognito declares for the operations that this package calls.

Source: the service model, botocore `data/cognito-idp/2016-04-18`; the tree is drawn in `errors`.
"""

from amplify_auth.errors import ServiceError


class AliasExistsException(ServiceError):
    """Another account has confirmed this email address or phone number."""


class CodeDeliveryFailureException(ServiceError):
    """The code could not be sent. After a sign-up, the user exists."""


class CodeMismatchException(ServiceError):
    """The code is wrong."""


class ConcurrentModificationException(ServiceError):
    """Two requests changed the user at once."""


class EnableSoftwareTokenMFAException(ServiceError):
    """The authenticator app's first code is wrong."""


class ExpiredCodeException(ServiceError):
    """The code has expired, or none was requested."""


class FeatureUnavailableInTierException(ServiceError):
    """The pool's feature plan does not include this."""


class ForbiddenException(ServiceError):
    """AWS WAF refused the request."""


class InternalErrorException(ServiceError):
    """Cognito failed."""


class InvalidEmailRoleAccessPolicyException(ServiceError):
    """The pool may not send email."""


class InvalidLambdaResponseException(ServiceError):
    """A trigger of the pool returned an invalid response."""


class InvalidParameterException(ServiceError):
    """A parameter is missing, malformed or not allowed here."""


class InvalidPasswordException(ServiceError):
    """The password does not meet the pool's policy."""


class InvalidSmsRoleAccessPolicyException(ServiceError):
    """The pool may not send text messages."""


class InvalidSmsRoleTrustRelationshipException(ServiceError):
    """The pool's role for text messages does not trust Cognito."""


class InvalidUserPoolConfigurationException(ServiceError):
    """The pool's settings contradict each other."""


class LimitExceededException(ServiceError):
    """Too many attempts or messages. After a sign-up, the user exists, but no code was sent."""


class MFAMethodNotFoundException(ServiceError):
    """The user has no second factor."""


class NotAuthorizedException(ServiceError):
    """Wrong username or password, or not allowed by the pool."""


class OperationNotEnabledException(ServiceError):
    """The operation is disabled in the pool."""


class PasswordHistoryPolicyViolationException(ServiceError):
    """The user has used this password before."""


class PasswordResetRequiredException(ServiceError):
    """An administrator requires the user to reset the password."""


class ResourceNotFoundException(ServiceError):
    """The pool or its app client does not exist."""


class SoftwareTokenMFANotFoundException(ServiceError):
    """The pool does not offer authenticator apps, or the user has none."""


class TooManyFailedAttemptsException(ServiceError):
    """Too many wrong codes."""


class TooManyRequestsException(ServiceError):
    """The pool's request rate is exceeded."""


class UnauthorizedException(ServiceError):
    """The request is not authorized."""


class UnexpectedLambdaException(ServiceError):
    """A trigger of the pool could not be run."""


class UnsupportedOperationException(ServiceError):
    """The app client does not support this, such as token revocation."""


class UnsupportedTokenTypeException(ServiceError):
    """Only refresh tokens can be revoked."""


class UserLambdaValidationException(ServiceError):
    """A trigger of the pool refused the user."""


class UserNotConfirmedException(ServiceError):
    """The user has not confirmed the account yet."""


class UserNotFoundException(ServiceError):
    """The user does not exist, in a pool that reveals this."""


class UsernameExistsException(ServiceError):
    """The username is taken, confirmed or not."""


class WebAuthnChallengeNotFoundException(ServiceError):
    """The registration of a passkey expired, or was completed already."""


class WebAuthnClientMismatchException(ServiceError):
    """Another app client started the registration of the passkey."""


class WebAuthnConfigurationMissingException(ServiceError):
    """The pool has neither a relying party nor a domain."""


class WebAuthnCredentialNotSupportedException(ServiceError):
    """The pool does not support this device or this kind of passkey."""


class WebAuthnNotEnabledException(ServiceError):
    """The pool does not offer passkeys."""


class WebAuthnOriginNotAllowedException(ServiceError):
    """The page's origin does not belong to the pool's relying party."""


class WebAuthnRelyingPartyMismatchException(ServiceError):
    """The passkey is for another relying party."""


SERVICE_ERRORS: dict[str, type[ServiceError]] = {
    error.__name__: error for error in ServiceError.__subclasses__()
}
"""The exceptions by the name that Cognito sends."""
