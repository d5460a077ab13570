"""Cognito's errors for requested codes that depend on the account."""

from amplify_auth import (
    CodeDeliveryFailureException,
    InvalidEmailRoleAccessPolicyException,
    InvalidLambdaResponseException,
    InvalidParameterException,
    InvalidSmsRoleAccessPolicyException,
    InvalidSmsRoleTrustRelationshipException,
    LimitExceededException,
    NotAuthorizedException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
    UserNotFoundException,
)

CODE_NOT_DELIVERED = (CodeDeliveryFailureException, LimitExceededException)
"""Cognito creates the account before sending the code fails. The page is the same as after a sent
code, because for a taken address sending has not been tried yet."""

CODE_NOT_SENT = (
    *CODE_NOT_DELIVERED,
    # The account needs no code, or does not exist.
    InvalidParameterException,
    NotAuthorizedException,
    UserNotFoundException,
    # A trigger or the pool's settings prevent it, which only shows for accounts that need a code.
    InvalidEmailRoleAccessPolicyException,
    InvalidLambdaResponseException,
    InvalidSmsRoleAccessPolicyException,
    InvalidSmsRoleTrustRelationshipException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)
"""Every account gets the same page after these."""

TOOK_EFFECT = (
    InvalidLambdaResponseException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)
"""Errors of the PostConfirmation trigger, which Cognito runs after a right code."""
