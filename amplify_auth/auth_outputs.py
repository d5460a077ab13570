"""The `auth` section of `amplify_outputs.json` as values."""

from dataclasses import dataclass, field

from amplify_auth.password_policy import PasswordPolicy


@dataclass(frozen=True, slots=True)
class WebAuthn:
    """`auth.passwordless.web_authn`."""

    relying_party_id: str | None = None
    user_verification: str | None = None


@dataclass(frozen=True, slots=True)
class Passwordless:
    """`auth.passwordless`: the first factors besides a password, from schema 1.4 on."""

    email_otp_enabled: bool = False
    sms_otp_enabled: bool = False
    web_authn: WebAuthn | None = None
    preferred_challenge: str | None = None

    def enables(self, factor: str) -> bool:
        """Return whether a first factor is enabled. Passwords always are."""
        switches = {
            "EMAIL_OTP": self.email_otp_enabled,
            "SMS_OTP": self.sms_otp_enabled,
            "WEB_AUTHN": self.web_authn is not None,
        }
        return switches.get(factor, True)


@dataclass(frozen=True, slots=True)
class OAuth:
    """`auth.oauth`: the pool's hosted pages and the identity providers they offer."""

    identity_providers: tuple[str, ...] = ()
    domain: str = ""
    scopes: tuple[str, ...] = ()
    redirect_sign_in_uri: tuple[str, ...] = ()
    redirect_sign_out_uri: tuple[str, ...] = ()
    response_type: str = "code"


@dataclass(frozen=True, slots=True)
class Group:
    """One of `auth.groups`, from schema 1.3 on."""

    name: str
    precedence: int | None = None


@dataclass(frozen=True, slots=True)
class AuthOutputs:
    """The `auth` section, with the defaults that amplify-js gives to absent keys.

    Attributes:
        user_pool_id: `<region>_<pool>`.
        user_pool_client_id: The app client.
        aws_region: The file's region; calls go to the region in the pool's id, as in amplify-js.
        identity_pool_id: Not used for signing up.
        username_attributes: The logins, out of `email`, `phone_number` and `username`.
        standard_required_attributes: The attributes that a sign-up must have, in the file's order.
        user_verification_types: The attributes that the pool verifies by a code, out of `email`
            and `phone_number`.
        password_policy: The pool's policy.
        mfa_configuration: `NONE`, `OPTIONAL` or `REQUIRED`.
        mfa_methods: The second factors, out of `SMS`, `TOTP` and `EMAIL`.
        passwordless: The passwordless factors, or None.
        oauth: The hosted pages, or None.
        unauthenticated_identities_enabled: Not used for signing up.
        groups: The pool's groups.
        sign_up_verification_method: `code` or `link`; amplify-js's `signUpVerificationMethod`. The
            schema has no key for it, so it is read from `custom.auth`.
        user_pool_endpoint: Another Cognito-compatible server; amplify-js's `userPoolEndpoint`. Read
            from `custom.auth` for the same reason.
    """

    user_pool_id: str
    user_pool_client_id: str
    aws_region: str | None = None
    identity_pool_id: str | None = None
    username_attributes: tuple[str, ...] = ("username",)
    standard_required_attributes: tuple[str, ...] = ()
    user_verification_types: tuple[str, ...] = ()
    password_policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    mfa_configuration: str = "NONE"
    mfa_methods: tuple[str, ...] = ()
    passwordless: Passwordless | None = None
    oauth: OAuth | None = None
    unauthenticated_identities_enabled: bool = True
    groups: tuple[Group, ...] = ()
    sign_up_verification_method: str = "code"
    user_pool_endpoint: str | None = None

    @property
    def region(self) -> str:
        """The pool's region, which is the part of its id before the underscore."""
        return self.user_pool_id.partition("_")[0]

    @property
    def issuers(self) -> tuple[str, ...]:
        """The `iss` of the pool's tokens: Cognito's original form, and its updated form."""
        return tuple(
            f"https://{host}.{self.region}.amazonaws.com/{self.user_pool_id}"
            for host in ("cognito-idp", "issuer-cognito-idp")
        )

    @property
    def user_pool_name(self) -> str:
        """The part of the pool's id after the underscore, which SRP mixes into every hash."""
        return self.user_pool_id.partition("_")[2]
