"""Table of the pages for first factors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amplify_auth import Auth, AuthFactor, AuthOutputs, SignInOutput
from signup.flows.enumeration_protection import answer_factor
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.flows.sign_in import sign_in_with_password
from signup.forms.account import PasskeyForm
from signup.forms.base import ConfirmSignUpForm, Form
from signup.forms.sign_in import PasswordForm
from signup.messages.failures import Failures
from signup.messages.first_factor_failures import CODE_FAILURES, PASSKEY_FAILURES
from signup.messages.sign_in_failures import sign_in_failures


@dataclass(frozen=True, slots=True)
class FactorPage:
    """The page of a first factor.

    Attributes:
        template: Its template, in `templates/signup/first_factor/`.
        form: Its form.
        field: The field with the answer.
        send: Sends the answer to the pool.
        failures: Returns the failures of a refused answer.
    """

    template: str
    form: type[Form]
    field: str
    send: Callable[[Auth, PendingFirstFactor, str], SignInOutput]
    failures: Callable[[AuthOutputs], Failures]


def _send_password(auth: Auth, waiting: PendingFirstFactor, password: str) -> SignInOutput:
    return sign_in_with_password(auth, waiting.login, password)


def _code_page(template: str) -> FactorPage:
    return FactorPage(
        template=template,
        form=ConfirmSignUpForm,
        field="confirmation_code",
        send=answer_factor,
        failures=lambda _outputs: CODE_FAILURES,
    )


FACTOR_PAGES: Mapping[AuthFactor, FactorPage] = MappingProxyType(
    {
        AuthFactor.PASSWORD: FactorPage(
            template="password.html",
            form=PasswordForm,
            field="password",
            send=_send_password,
            failures=lambda outputs: sign_in_failures(outputs.username_attributes),
        ),
        AuthFactor.EMAIL_OTP: _code_page("email_code.html"),
        AuthFactor.SMS_OTP: _code_page("sms_code.html"),
        AuthFactor.WEB_AUTHN: FactorPage(
            template="passkey.html",
            form=PasskeyForm,
            field="credential",
            send=answer_factor,
            failures=lambda _outputs: PASSKEY_FAILURES,
        ),
    }
)
