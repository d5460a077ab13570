"""`aws-amplify/auth` for Python, for servers.

The names are amplify-js v6's in snake_case, with one difference: JavaScript keeps its state in the
module, because a browser has one user. Here nothing is global. `configure` returns the `Auth` that
every API takes first, and what has to last between two calls is a value that one returns and the
next takes (`AutoSignIn`, `SignInChallenge`, `Tokens`).

    auth = configure(load_amplify_outputs("amplify_outputs.json"))
    output = sign_up(auth, username="ana@example.com", password=password)
    match output.next_step.sign_up_step:
        case SignUpStep.CONFIRM_SIGN_UP: ...

Every error is an `AuthError`; `amplify_auth.errors` draws the tree.
"""

from typing import TYPE_CHECKING

from amplify_auth.amplify_outputs import (
    AmplifyOutputs,
    AmplifyOutputsError,
    AuthOutputs,
    Group,
    OAuth,
    Passwordless,
    WebAuthn,
    load_amplify_outputs,
)
from amplify_auth.auth import Auth, configure
from amplify_auth.errors import (
    AuthError,
    AuthValidationError,
    AutoSignInException,
    AutoSignInTimeout,
    CustomAuthSignInPassword,
    EmptyChallengeResponse,
    EmptyConfirmResetPasswordConfirmationCode,
    EmptyConfirmResetPasswordNewPassword,
    EmptyConfirmResetPasswordUsername,
    EmptyConfirmSignUpCode,
    EmptyConfirmSignUpUsername,
    EmptyResetPasswordUsername,
    EmptySignInPassword,
    EmptySignInUsername,
    EmptySignUpPassword,
    EmptySignUpUsername,
    ErrorMetadata,
    IncorrectMFAMethod,
    InsecureEndpointError,
    InvalidPreferredChallenge,
    NetworkError,
    ServiceError,
    SignInException,
    TokenVerificationError,
    UnknownError,
)
from amplify_auth.password_policy import PasswordPolicy, PasswordRule
from amplify_auth.service_errors import (
    AliasExistsException,
    CodeDeliveryFailureException,
    CodeMismatchException,
    ConcurrentModificationException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    FeatureUnavailableInTierException,
    ForbiddenException,
    InternalErrorException,
    InvalidEmailRoleAccessPolicyException,
    InvalidLambdaResponseException,
    InvalidParameterException,
    InvalidPasswordException,
    InvalidSmsRoleAccessPolicyException,
    InvalidSmsRoleTrustRelationshipException,
    InvalidUserPoolConfigurationException,
    LimitExceededException,
    MFAMethodNotFoundException,
    NotAuthorizedException,
    OperationNotEnabledException,
    PasswordHistoryPolicyViolationException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    SoftwareTokenMFANotFoundException,
    TooManyFailedAttemptsException,
    TooManyRequestsException,
    UnauthorizedException,
    UnexpectedLambdaException,
    UnsupportedOperationException,
    UnsupportedTokenTypeException,
    UserLambdaValidationException,
    UsernameExistsException,
    UserNotConfirmedException,
    UserNotFoundException,
)
from amplify_auth.tokens import Tokens
from amplify_auth.whereabouts import imported

if TYPE_CHECKING:
    from amplify_auth.apis.auto_sign_in import auto_sign_in
    from amplify_auth.apis.confirm_reset_password import confirm_reset_password
    from amplify_auth.apis.confirm_sign_in import confirm_sign_in
    from amplify_auth.apis.confirm_sign_up import confirm_sign_up
    from amplify_auth.apis.resend_sign_up_code import resend_sign_up_code
    from amplify_auth.apis.reset_password import reset_password
    from amplify_auth.apis.sign_in import sign_in
    from amplify_auth.apis.sign_out import sign_out
    from amplify_auth.apis.sign_up import sign_up
    from amplify_auth.auto_sign_in_state import AutoSignIn
    from amplify_auth.options import (
        AuthFactor,
        AuthFlowType,
        ConfirmResetPasswordOptions,
        ConfirmSignInOptions,
        ConfirmSignUpOptions,
        ResendSignUpCodeOptions,
        ResetPasswordOptions,
        SignInOptions,
        SignOutOptions,
        SignUpOptions,
    )
    from amplify_auth.outputs import (
        CodeDeliveryDetails,
        ConfirmSignUpOutput,
        ResetPasswordNextStep,
        ResetPasswordOutput,
        ResetPasswordStep,
        SignInChallenge,
        SignInNextStep,
        SignInOutput,
        SignInStep,
        SignUpNextStep,
        SignUpOutput,
        SignUpStep,
        TotpSetupDetails,
    )
else:

    def __getattr__(name: str) -> object:
        """Import what only calls need when it is first wanted: a start does not wait for it."""
        return globals().setdefault(name, imported(name))


__all__ = [
    "AliasExistsException",
    "AmplifyOutputs",
    "AmplifyOutputsError",
    "Auth",
    "AuthError",
    "AuthFactor",
    "AuthFlowType",
    "AuthOutputs",
    "AuthValidationError",
    "AutoSignIn",
    "AutoSignInException",
    "AutoSignInTimeout",
    "CodeDeliveryDetails",
    "CodeDeliveryFailureException",
    "CodeMismatchException",
    "ConcurrentModificationException",
    "ConfirmResetPasswordOptions",
    "ConfirmSignInOptions",
    "ConfirmSignUpOptions",
    "ConfirmSignUpOutput",
    "CustomAuthSignInPassword",
    "EmptyChallengeResponse",
    "EmptyConfirmResetPasswordConfirmationCode",
    "EmptyConfirmResetPasswordNewPassword",
    "EmptyConfirmResetPasswordUsername",
    "EmptyConfirmSignUpCode",
    "EmptyConfirmSignUpUsername",
    "EmptyResetPasswordUsername",
    "EmptySignInPassword",
    "EmptySignInUsername",
    "EmptySignUpPassword",
    "EmptySignUpUsername",
    "EnableSoftwareTokenMFAException",
    "ErrorMetadata",
    "ExpiredCodeException",
    "FeatureUnavailableInTierException",
    "ForbiddenException",
    "Group",
    "IncorrectMFAMethod",
    "InsecureEndpointError",
    "InternalErrorException",
    "InvalidEmailRoleAccessPolicyException",
    "InvalidLambdaResponseException",
    "InvalidParameterException",
    "InvalidPasswordException",
    "InvalidPreferredChallenge",
    "InvalidSmsRoleAccessPolicyException",
    "InvalidSmsRoleTrustRelationshipException",
    "InvalidUserPoolConfigurationException",
    "LimitExceededException",
    "MFAMethodNotFoundException",
    "NetworkError",
    "NotAuthorizedException",
    "OAuth",
    "OperationNotEnabledException",
    "PasswordHistoryPolicyViolationException",
    "PasswordPolicy",
    "PasswordResetRequiredException",
    "PasswordRule",
    "Passwordless",
    "ResendSignUpCodeOptions",
    "ResetPasswordNextStep",
    "ResetPasswordOptions",
    "ResetPasswordOutput",
    "ResetPasswordStep",
    "ResourceNotFoundException",
    "ServiceError",
    "SignInChallenge",
    "SignInException",
    "SignInNextStep",
    "SignInOptions",
    "SignInOutput",
    "SignInStep",
    "SignOutOptions",
    "SignUpNextStep",
    "SignUpOptions",
    "SignUpOutput",
    "SignUpStep",
    "SoftwareTokenMFANotFoundException",
    "TokenVerificationError",
    "Tokens",
    "TooManyFailedAttemptsException",
    "TooManyRequestsException",
    "TotpSetupDetails",
    "UnauthorizedException",
    "UnexpectedLambdaException",
    "UnknownError",
    "UnsupportedOperationException",
    "UnsupportedTokenTypeException",
    "UserLambdaValidationException",
    "UserNotConfirmedException",
    "UserNotFoundException",
    "UsernameExistsException",
    "WebAuthn",
    "auto_sign_in",
    "configure",
    "confirm_reset_password",
    "confirm_sign_in",
    "confirm_sign_up",
    "load_amplify_outputs",
    "resend_sign_up_code",
    "reset_password",
    "sign_in",
    "sign_out",
    "sign_up",
]
