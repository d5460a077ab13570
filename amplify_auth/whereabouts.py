"""Where the names are that the package imports when they are first wanted: what calls need."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

_APIS = (
    "auto_sign_in",
    "confirm_reset_password",
    "confirm_sign_in",
    "confirm_sign_up",
    "resend_sign_up_code",
    "reset_password",
    "sign_in",
    "sign_out",
    "sign_up",
)
_NAMES = {
    "auto_sign_in_state": ("AutoSignIn",),
    "options": (
        "AuthFactor",
        "AuthFlowType",
        "ConfirmResetPasswordOptions",
        "ConfirmSignInOptions",
        "ConfirmSignUpOptions",
        "ResendSignUpCodeOptions",
        "ResetPasswordOptions",
        "SignInOptions",
        "SignOutOptions",
        "SignUpOptions",
    ),
    "outputs": (
        "CodeDeliveryDetails",
        "ConfirmSignUpOutput",
        "ResetPasswordNextStep",
        "ResetPasswordOutput",
        "ResetPasswordStep",
        "SignInChallenge",
        "SignInNextStep",
        "SignInOutput",
        "SignInStep",
        "SignUpNextStep",
        "SignUpOutput",
        "SignUpStep",
        "TotpSetupDetails",
    ),
    **{f"apis.{name}": (name,) for name in _APIS},
}

MODULES: Mapping[str, str] = MappingProxyType(
    {name: module for module, names in _NAMES.items() for name in names}
)


def imported(name: str) -> object:
    """Import what the package offers under a name.

    Raises:
        AttributeError: It offers nothing of the name.
    """
    if name not in MODULES:
        raise AttributeError(f"module {__package__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__package__}.{MODULES[name]}"), name)
