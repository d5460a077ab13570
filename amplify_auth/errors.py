"""Exceptions of this package, in one tree.

    AuthError                        name, message, recovery_suggestion, metadata
    ├── AuthValidationError          the call is wrong before anything is sent
    │   ├── EmptySignUpUsername, EmptySignUpPassword
    │   ├── EmptyConfirmSignUpUsername, EmptyConfirmSignUpCode
    │   ├── EmptySignInUsername, EmptySignInPassword, CustomAuthSignInPassword
    │   ├── EmptyChallengeResponse, IncorrectMFAMethod, InvalidPreferredChallenge
    │   ├── EmptyResetPasswordUsername, EmptyConfirmResetPasswordUsername
    │   ├── EmptyUpdatePassword, EmptyVerifyTOTPSetupCode
    │   └── EmptyConfirmResetPasswordNewPassword, EmptyConfirmResetPasswordConfirmationCode
    ├── AutoSignInException          auto sign-in was not started, or is over
    ├── SignInException              Cognito asks for something this package does not do
    ├── PasskeyError                 Cognito's options for a passkey are unusable
    │   └── InvalidPasskeyRegistrationOptions, InvalidPasskeyAuthenticationOptions
    ├── ConfigurationError           a setting of the connection cannot work
    │   └── InsecureEndpointError    the endpoint is neither https nor on this machine
    ├── NetworkError                 Cognito could not be reached, or not in time
    ├── TokenVerificationError       a token is not one of the pool's
    ├── UnknownError                 anything else
    └── ServiceError                 Cognito refused
        └── UsernameExistsException, ...: one for each exception of the service

Names, messages and recovery suggestions are amplify-js's (`errors/types/validation.ts`,
`common/AuthErrorStrings.ts`, `client/utils/passkey/errors/passkeyError.ts`); the service's
exceptions keep Cognito's names.
"""

# ruff: noqa: N818 - the names are amplify-js's and Cognito's, and theirs to choose

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorMetadata:
    """The answer that an error came from.

    Attributes:
        http_status_code: Cognito's HTTP status, None without an answer.
        request_id: Cognito's id of the request, to quote to AWS support.
    """

    http_status_code: int | None = None
    request_id: str | None = None


class AuthError(Exception):
    """The root of the tree.

    Attributes:
        name: amplify-js's name of the error; the class's name unless stated otherwise.
        message: A sentence for people.
        recovery_suggestion: Advice for developers, where amplify-js has some.
        metadata: The answer that the error came from.
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
        # No arguments: Python's repr would show them.
        super().__init__()

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


class AuthValidationError(AuthError):
    """A call that cannot be sent as it is."""


class EmptySignUpUsername(AuthValidationError):
    """`sign_up` or `resend_sign_up_code` without a username."""

    message = "username is required to signUp"


class EmptySignUpPassword(AuthValidationError):
    """`sign_up` without a password, in a pool that wants one."""

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
    """A sign-in whose flow takes a password, without one."""

    message = "password is required to signIn"


class CustomAuthSignInPassword(AuthValidationError):
    """A password for a flow that takes none."""

    message = "A password is not needed when signing in with CUSTOM_WITHOUT_SRP"
    recovery_suggestion = "Do not include a password in your signIn call."


class EmptyChallengeResponse(AuthValidationError):
    """`confirm_sign_in` without an answer."""

    message = "challengeResponse is required to confirmSignIn"


class IncorrectMFAMethod(AuthValidationError):
    """`confirm_sign_in` chose a second factor that does not exist."""

    message = "Incorrect MFA method was chosen. It should be either SMS, TOTP, or EMAIL"
    recovery_suggestion = "Try to pass SMS, TOTP, or EMAIL as the challengeResponse"


class InvalidPreferredChallenge(AuthValidationError):
    """The preferred challenge is one that `amplify_outputs.json` switches off."""

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
    """There is no auto sign-in to complete."""

    message = "The autoSignIn flow has not started, or has been cancelled/completed."
    recovery_suggestion = (
        "Please try to use the signIn API or log out before starting a new autoSignIn flow."
    )


class AutoSignInTimeout(AutoSignInException):
    """Nobody opened the verification link in time. To amplify-js an `AutoSignInException` too."""

    name = "AutoSignInException"
    message = "The account was not confirmed on time."
    recovery_suggestion = (
        "Try to verify your account by clicking the link sent your email or phone"
        " and then login manually."
    )


class SignInException(AuthError):
    """Cognito asks for a challenge that this package does not answer."""

    message = "An error occurred during the sign in process."


class PasskeyError(AuthError):
    """A passkey cannot be created or used with the options that Cognito sent."""

    recovery_suggestion = (
        "Ensure your user pool is configured to support the WEB_AUTHN as an authentication factor."
    )


class InvalidPasskeyRegistrationOptions(PasskeyError):
    """Options to create a passkey that lack a member, such as the challenge."""

    message = "Invalid passkey registration options."


class InvalidPasskeyAuthenticationOptions(PasskeyError):
    """A `WEB_AUTHN` challenge without readable options."""

    message = "Invalid passkey authentication options."


class ConfigurationError(AuthError):
    """A setting of the connection cannot work. The message names it."""

    message = "A setting of the connection cannot work."


class InsecureEndpointError(ConfigurationError):
    """The endpoint is plain http and not on this machine, so passwords would travel in the open."""

    message = "The user pool's endpoint must be https, or http on a loopback address."


class NetworkError(AuthError):
    """No answer: refused, timed out, TLS or DNS failed."""

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

    `message` is Cognito's text. It may quote what a user typed, so tracebacks show only the name.
    """

    def __str__(self) -> str:
        return self.name
