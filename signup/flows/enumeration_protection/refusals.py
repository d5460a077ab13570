"""Cognito's answers that depend on the account, to a request for a code."""

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
"""Cognito creates the account before it finds that it cannot send the code. The page is the same as
after a code was sent: for a taken address nobody knows yet whether one can be."""

CODE_NOT_SENT = (
    *CODE_NOT_DELIVERED,
    # The account needs no code, or there is none.
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
