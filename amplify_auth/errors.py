"""Exceptions of this package, in one tree.

    AuthError                        name, message, recovery_suggestion, metadata
    ├── AuthValidationError          the call is invalid; nothing was sent
    │   ├── EmptySignUpUsername, EmptySignUpPassword
    │   ├── EmptyConfirmSignUpUsername, EmptyConfirmSignUpCode
    │   ├── EmptySignInUsername, EmptySignInPassword, CustomAuthSignInPassword
    │   ├── EmptyChallengeResponse, IncorrectMFAMethod, InvalidPreferredChallenge
    │   ├── EmptyResetPasswordUsername, EmptyConfirmResetPasswordUsername
    │   ├── EmptyUpdatePassword, EmptyVerifyTOTPSetupCode
    │   └── EmptyConfirmResetPasswordNewPassword, EmptyConfirmResetPasswordConfirmationCode
    ├── AutoSignInException          auto sign-in was not started, or is over
    ├── SignInException              Cognito sent an unsupported challenge
    ├── PasskeyError                 Cognito's options for a passkey are unusable
    │   └── InvalidPasskeyRegistrationOptions, InvalidPasskeyAuthenticationOptions
    ├── ConfigurationError           a setting of the connection is invalid
    │   └── InsecureEndpointError    the endpoint is neither https nor on this machine
    ├── NetworkError                 Cognito did not answer
    ├── TokenVerificationError       a token is not valid for the pool
    ├── UnknownError                 anything else
    └── ServiceError                 Cognito refused
        └── UsernameExistsException, ...: one for each exception of the service

Names, messages and recovery suggestions are amplify-js's (`errors/types/validation.ts`,
`common/AuthErrorStrings.ts`, `client/utils/passkey/errors/passkeyError.ts`); the service's
exceptions keep Cognito's names.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorMetadata:
    """The response that caused an error.

    Attributes:
        http_status_code: Cognito's HTTP status, None without a response.
        request_id: Cognito's id of the request, to quote to AWS support.
    """

    http_status_code: int | None = None
    request_id: str | None = None


class AuthError(Exception):
    """The root of the tree.

    Attributes:
        name: amplify-js's name of the error, by default the class's name.
        message: A human-readable message.
        recovery_suggestion: amplify-js's advice for developers, if any.
        metadata: The response that caused the error.
    """

    name: str = "AuthError"
    message: str = "An error has occurred."
    recovery_suggestion: str | None = None

    def __init_subclass__(cls) -> None:
        if "name" not in cls.__dict__:
            cls.name = cls.__name__

    def __init__(
        self, message: str | None = None, *, metadata: ErrorMetadata | None = None
    ) -> None:
        if message is not None:
            self.message = message
        self.metadata = metadata or ErrorMetadata()
        # No arguments, because Python's repr would show them.
        super().__init__()

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


class AuthValidationError(AuthError):
    """A call with invalid arguments."""


class EmptySignUpUsername(AuthValidationError):
    """`sign_up` or `resend_sign_up_code` without a username."""

    message = "username is required to signUp"


class EmptySignUpPassword(AuthValidationError):
    """`sign_up` without a password, in a pool that requires one."""

    message = "password is required to signUp"


class EmptyConfirmSignUpUsername(AuthValidationError):
    """`confirm_sign_up` without a username."""

    message = "username is required to confirmSignUp"


class EmptyConfirmSignUpCode(AuthValidationError):
    """`confirm_sign_up` without a code."""

    message = "code is required to confirmSignUp"


class EmptySignInUsername(AuthValidationError):
    """`sign_in` without a username."""

    message = "username is required to signIn"


class EmptySignInPassword(AuthValidationError):
    """A sign-in without a password, by a flow that requires one."""

    message = "password is required to signIn"


class CustomAuthSignInPassword(AuthValidationError):
    """A password for a flow without passwords."""

    message = "A password is not needed when signing in with CUSTOM_WITHOUT_SRP"
    recovery_suggestion = "Do not include a password in your signIn call."


class EmptyChallengeResponse(AuthValidationError):
    """`confirm_sign_in` without an answer."""

    message = "challengeResponse is required to confirmSignIn"


class IncorrectMFAMethod(AuthValidationError):
    """`confirm_sign_in` with an unknown second factor."""

    message = "Incorrect MFA method was chosen. It should be either SMS, TOTP, or EMAIL"
    recovery_suggestion = "Try to pass SMS, TOTP, or EMAIL as the challengeResponse"


class InvalidPreferredChallenge(AuthValidationError):
    """`amplify_outputs.json` does not enable the preferred challenge."""

    message = "The preferred challenge is not enabled in your backend configuration"
    recovery_suggestion = (
        "Ensure the authentication method is enabled in your Amplify backend configuration"
    )


class EmptyResetPasswordUsername(AuthValidationError):
    """`reset_password` without a username."""

    message = "username is required to resetPassword"


class EmptyConfirmResetPasswordUsername(AuthValidationError):
    """`confirm_reset_password` without a username."""

    message = "username is required to confirmResetPassword"


class EmptyConfirmResetPasswordNewPassword(AuthValidationError):
    """`confirm_reset_password` without a new password."""

    message = "newPassword is required to confirmResetPassword"


class EmptyConfirmResetPasswordConfirmationCode(AuthValidationError):
    """`confirm_reset_password` without a code."""

    message = "confirmationCode is required to confirmResetPassword"


class EmptyUpdatePassword(AuthValidationError):
    """`update_password` with an empty password."""

    message = "oldPassword and newPassword are required to changePassword"


class EmptyVerifyTOTPSetupCode(AuthValidationError):
    """`verify_totp_setup` without a code."""

    message = "code is required to verifyTotpSetup"


class AutoSignInException(AuthError):
    """Auto sign-in was not started, or is over."""

    message = "The autoSignIn flow has not started, or has been cancelled/completed."
    recovery_suggestion = (
        "Please try to use the signIn API or log out before starting a new autoSignIn flow."
    )


class AutoSignInTimeout(AutoSignInException):
    """The verification link was not opened in time. amplify-js uses `AutoSignInException`."""

    name = "AutoSignInException"
    message = "The account was not confirmed on time."
    recovery_suggestion = (
        "Try to verify your account by clicking the link sent your email or phone"
        " and then login manually."
    )


class SignInException(AuthError):
    """Cognito sent a challenge that this package does not support."""

    message = "An error occurred during the sign in process."


class PasskeyError(AuthError):
    """Cognito's options for a passkey cannot be used."""

    recovery_suggestion = (
        "Ensure your user pool is configured to support the WEB_AUTHN as an authentication factor."
    )


class InvalidPasskeyRegistrationOptions(PasskeyError):
    """Registration options without a required member, such as the challenge."""

    message = "Invalid passkey registration options."


class InvalidPasskeyAuthenticationOptions(PasskeyError):
    """A `WEB_AUTHN` challenge without readable options."""

    message = "Invalid passkey authentication options."


class ConfigurationError(AuthError):
    """A setting of the connection is invalid. The message names it."""

    message = "A setting of the connection is invalid."


class InsecureEndpointError(ConfigurationError):
    """The endpoint is plain http and not on this machine, so passwords would be exposed."""

    message = "The user pool's endpoint must be https, or http on a loopback address."


class NetworkError(AuthError):
    """Cognito did not answer: refused, timed out, TLS or DNS failed."""

    message = "A network error has occurred."


class TokenVerificationError(AuthError):
    """A token has a wrong signature, issuer, audience, use or date."""

    message = "A token of the user pool could not be verified."


class UnknownError(AuthError):
    """Any other error."""

    name = "Unknown"
    message = "An unknown error has occurred."


class ServiceError(AuthError):
    """A refusal by Cognito. An exception that its model does not declare keeps its name in `name`.

    `message` is Cognito's text. It may quote input, so `str()` is only the name.
    """

    def __str__(self) -> str:
        return self.name
