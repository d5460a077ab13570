"""Table of the steps at `/confirm-sign-in`: form, page, answer and failures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from amplify_auth import Auth, AuthOutputs, ConfirmSignInOptions, SignInOutput, SignInStep
from signup.flows.confirmation import replace_temporary_password
from signup.flows.enumeration_protection import add_address, confirm_address
from signup.flows.pending_sign_in import PendingSignIn
from signup.flows.sign_in_answers import Answer, send_answer
from signup.forms.base import ConfirmSignUpForm, Form
from signup.forms.new_password import ReplacePasswordForm, replace_password_form
from signup.forms.sign_in import AppSetupForm, ChoiceForm, EmailSetupForm
from signup.i18n.lazy_text import Text
from signup.messages.confirm_sign_in_failures import (
    APP_CODE_FAILURES,
    APP_SETUP_FAILURES,
    CHOICE_FAILURES,
    EMAIL_SETUP_FAILURES,
    NEW_PASSWORD_FAILURES,
    SENT_CODE_FAILURES,
)
from signup.messages.failures import Failures
from signup.messages.flashes import APP_IS_SET_UP, EMAIL_IS_SET_UP
from signup.messages.labels import (
    CHOICES,
    CHOICES_TO_SET_UP,
    SECOND_STEP,
    SECOND_STEP_TO_SET_UP,
)
from signup.user_pools import current_auth


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """The page of a step.

    Attributes:
        template: Its template, in `templates/signup/confirm_sign_in/`.
        form: Returns its form, or None if the pages cannot answer the step.
        answer: Returns the answer from a valid form.
        failures: Returns the failures of a refused answer.
        send: Sends the answer.
        done: Returns a message for the end of the sign-in, if any.
    """

    template: str
    form: Callable[[PendingSignIn], Form | None]
    answer: Callable[[Any], Answer]
    failures: Callable[[AuthOutputs], Failures]
    send: Callable[[Auth, PendingSignIn, Answer], SignInOutput] = send_answer
    done: Callable[[PendingSignIn], Text | None] = lambda _waiting: None


def page_for(waiting: PendingSignIn) -> tuple[StepPage, Form] | None:
    """Return the page of a pending sign-in's step, or None if it is not supported.

    Args:
        waiting: The pending sign-in.
    """
    page = STEP_PAGES.get(waiting.step)
    form = page.form(waiting) if page else None
    return (page, form) if page and form else None


def _code_form(_waiting: PendingSignIn) -> Form:
    return ConfirmSignUpForm()


def _app_setup_form(_waiting: PendingSignIn) -> Form:
    return AppSetupForm()


def _code(form: AppSetupForm | ConfirmSignUpForm) -> Answer:
    return Answer(form.confirmation_code.data or "")


def _choice_form(waiting: PendingSignIn) -> Form | None:
    return _form_to_choose(waiting, SECOND_STEP, CHOICES)


def _setup_choice_form(waiting: PendingSignIn) -> Form | None:
    return _form_to_choose(waiting, SECOND_STEP_TO_SET_UP, CHOICES_TO_SET_UP)


def _form_to_choose(
    waiting: PendingSignIn, legend: Text, words: Mapping[str, Text]
) -> ChoiceForm | None:
    """Return the form to choose a factor, without factors that the pages do not support."""
    offered = [(choice, text) for choice, text in words.items() if choice in waiting.choices]
    if not offered:
        return None
    form = ChoiceForm(data={"choice": offered[0][0]})
    form.choice.choices = offered
    form.choice.label.text = legend
    return form


def _choice(form: ChoiceForm) -> Answer:
    return Answer(form.choice.data, is_on_the_way=True)


def _new_password_form(waiting: PendingSignIn) -> Form | None:
    """Return the form for a new password; None if a missing attribute has no field."""
    try:
        form = replace_password_form(current_auth().outputs, waiting.missing_attributes)()
    except LookupError:
        return None
    form.username = waiting.username
    return form


def _new_password(form: ReplacePasswordForm) -> Answer:
    options = ConfirmSignInOptions(user_attributes=form.user_attributes)
    return Answer(form.new_password.data or "", options=options, is_password=True)


def _email_form(_waiting: PendingSignIn) -> Form:
    return EmailSetupForm()


def _email(form: EmailSetupForm) -> Answer:
    return Answer(form.email.data or "", is_on_the_way=True)


def _in_any_pool(failures: Failures) -> Callable[[AuthOutputs], Failures]:
    return lambda _outputs: failures


_CODE = StepPage(
    template="",
    form=_code_form,
    answer=_code,
    failures=_in_any_pool(SENT_CODE_FAILURES),
    done=lambda waiting: EMAIL_IS_SET_UP if waiting.sets_up_email else None,
)

_CHOICE = StepPage(
    template="choice.html",
    form=_choice_form,
    answer=_choice,
    failures=_in_any_pool(CHOICE_FAILURES),
)

STEP_PAGES: Mapping[SignInStep, StepPage] = MappingProxyType(
    {
        SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE: replace(
            _CODE, template="email_code.html", send=confirm_address
        ),
        SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE: replace(_CODE, template="sms_code.html"),
        SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE: replace(
            _CODE, template="app_code.html", failures=_in_any_pool(APP_CODE_FAILURES)
        ),
        SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP: replace(
            _CODE,
            template="app_setup.html",
            form=_app_setup_form,
            failures=_in_any_pool(APP_SETUP_FAILURES),
            done=lambda _waiting: APP_IS_SET_UP,
        ),
        SignInStep.CONTINUE_SIGN_IN_WITH_EMAIL_SETUP: StepPage(
            template="email_setup.html",
            form=_email_form,
            answer=_email,
            failures=_in_any_pool(EMAIL_SETUP_FAILURES),
            send=add_address,
        ),
        SignInStep.CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION: _CHOICE,
        SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SELECTION: _CHOICE,
        SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION: replace(
            _CHOICE, template="setup_choice.html", form=_setup_choice_form
        ),
        SignInStep.CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED: StepPage(
            template="new_password.html",
            form=_new_password_form,
            answer=_new_password,
            failures=_in_any_pool(NEW_PASSWORD_FAILURES),
            send=replace_temporary_password,
        ),
    }
)
"""The supported steps. Others lead to a page that says so."""
