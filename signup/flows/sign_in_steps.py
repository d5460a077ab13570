"""How `/confirm-sign-in` answers what the pool asks at sign-in: one row for each step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from amplify_auth import AuthOutputs, ConfirmSignInOptions, SignInStep
from signup.flows.pending_sign_in import PendingSignIn
from signup.forms.base import ConfirmSignUpForm, Form
from signup.forms.sign_in import ChoiceForm
from signup.messages.confirm_sign_in_failures import (
    APP_CODE_FAILURES,
    APP_SETUP_FAILURES,
    CHOICE_FAILURES,
    SENT_CODE_FAILURES,
)
from signup.messages.failures import Failures
from signup.messages.labels import CHOICES


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form says to the pool.

    Attributes:
        response: The `challenge_response` of the helper's `confirm_sign_in`.
        options: Its options.
    """

    response: str
    options: ConfirmSignInOptions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """The page that answers a step.

    Attributes:
        template: Its template, in `templates/signup/confirm_sign_in/`.
        form: Makes its form, or returns None where nothing that the pool would take can be
            answered on these pages.
        answer: Reads the answer from the form, once that is valid.
        failures: Returns the texts for a refused answer, in this pool.
    """

    template: str
    form: Callable[[PendingSignIn], Form | None]
    answer: Callable[[Any], Answer]
    failures: Callable[[AuthOutputs], Failures]


def page_for(waiting: PendingSignIn) -> tuple[StepPage, Form] | None:
    """Return the page for what a sign-in waits for, or None for a step that is not offered.

    Args:
        waiting: The sign-in.
    """
    page = STEP_PAGES.get(waiting.step) if waiting.challenge else None
    form = page.form(waiting) if page else None
    return (page, form) if page and form else None


def _code_form(_waiting: PendingSignIn) -> Form:
    return ConfirmSignUpForm()


def _code(form: ConfirmSignUpForm) -> Answer:
    return Answer(form.confirmation_code.data or "")


def _choice_form(waiting: PendingSignIn) -> Form | None:
    """Make the form to choose on; what these pages have no words for is not offered."""
    offered = [(choice, CHOICES[choice]) for choice in waiting.choices if choice in CHOICES]
    if not offered:
        return None
    form = ChoiceForm()
    form.choice.choices = offered
    return form


def _choice(form: ChoiceForm) -> Answer:
    return Answer(form.choice.data)


def _in_any_pool(failures: Failures) -> Callable[[AuthOutputs], Failures]:
    return lambda _outputs: failures


def _code_page(template: str, failures: Failures = SENT_CODE_FAILURES) -> StepPage:
    failures_of = _in_any_pool(failures)
    return StepPage(template=template, form=_code_form, answer=_code, failures=failures_of)


_CHOICE = StepPage(
    template="choice.html",
    form=_choice_form,
    answer=_choice,
    failures=_in_any_pool(CHOICE_FAILURES),
)

STEP_PAGES: Mapping[SignInStep, StepPage] = MappingProxyType(
    {
        SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE: _code_page("email_code.html"),
        SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE: _code_page("sms_code.html"),
        SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE: _code_page("app_code.html", APP_CODE_FAILURES),
        SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP: _code_page(
            "app_setup.html", APP_SETUP_FAILURES
        ),
        SignInStep.CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION: _CHOICE,
        SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SELECTION: _CHOICE,
    }
)
"""The steps that these pages offer. Any other leads to a page that says so."""
