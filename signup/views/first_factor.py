"""First factors at `/confirm-sign-in`, before any proof of identity.

The choices follow from the pool's settings, and every page is the same whether or not the account
exists: see `flows.enumeration_protection`.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from amplify_auth import AuthError, AuthFactor, SignInStep
from signup.flows.enumeration_protection import ask_for_factor
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.first_factor_pages import FACTOR_PAGES, FactorPage
from signup.flows.pending_first_factor import PendingFirstFactor
from signup.flows.pending_sign_in import PendingSignIn
from signup.flows.sign_in import redirect_after_sign_in
from signup.forms.account import PasskeyForm
from signup.forms.base import ConfirmSignUpForm, Form
from signup.forms.first_factors import CODE_ATTRIBUTES, first_factors
from signup.forms.sign_in import ChoiceForm
from signup.messages.first_factor_failures import (
    NOT_AVAILABLE,
    PASSKEY_ERRORS,
    PASSKEY_REFUSED,
)
from signup.messages.flashes import SIGN_IN_CODE_SENT, TOO_LATE, flash
from signup.messages.labels import CHOICES, FIRST_FACTOR, wait_for_another
from signup.observability.events import Event, record
from signup.user_pools import current_auth, current_pools
from signup.web import rate_limits

FOLDER = "signup/first_factor"
CHOICE_PAGE = f"{FOLDER}/choice.html"


def begin(login: str, form: Form, template: str) -> Response:
    """Start a sign-in: ask for the preferred factor, or offer the choice.

    Args:
        login: The login.
        form: Its form.
        template: The template of the form's page.
    """
    PendingSignIn.forget()
    preferred = first_factors(current_auth().outputs).preferred
    if preferred:
        return _ask(login, preferred, form, template)
    PendingFirstFactor(login=login).save()
    return redirect(url_for("signup.confirm_sign_in"), 303)


def confirm(waiting: PendingFirstFactor) -> Response:
    """Offer the choice of a factor, or check it.

    Args:
        waiting: The sign-in.
    """
    offered = first_factors(current_auth().outputs).offered
    is_choosing = "choice" in request.form or (
        request.method == "GET" and "another" in request.args and len(offered) > 1
    )
    if waiting.factor not in offered or is_choosing:
        return _choose(waiting, offered)
    return _answer(waiting, FACTOR_PAGES[waiting.factor])


def resend(waiting: PendingFirstFactor) -> Response:
    """Send another code for the chosen factor.

    Args:
        waiting: The sign-in.
    """
    back = redirect(url_for("signup.confirm_sign_in"), 303)
    if waiting.factor not in CODE_ATTRIBUTES:
        record(Event.SEQUENCE_FAIL, reason="no code was chosen")
        return back
    wait = waiting.resend_wait(current_pools().clock())
    if wait:
        record(Event.EXCESS_RATE_LIMIT_EXCEEDED, who=waiting.login, reason="resend cooldown")
        flash(wait_for_another(wait, by_link=False))
        return back
    template = f"{FOLDER}/{FACTOR_PAGES[waiting.factor].template}"
    form = ConfirmSignUpForm(formdata=None)
    response = _ask(waiting.login, waiting.factor, form, template, **_context(waiting))
    if response.status_code == HTTPStatus.SEE_OTHER:
        flash(SIGN_IN_CODE_SENT.format(login=waiting.login))
    return response


def _choose(waiting: PendingFirstFactor, offered: tuple[AuthFactor, ...]) -> Response:
    selected = next(factor for factor in offered if factor is not AuthFactor.WEB_AUTHN)
    form = ChoiceForm(data={"choice": waiting.factor or selected})
    form.choice.choices = [(factor.value, CHOICES[factor]) for factor in offered]
    form.choice.label.text = FIRST_FACTOR
    context = _context(waiting)
    if not form.validate_on_submit():
        return make_response(render_template(CHOICE_PAGE, form=form, **context), form.status)
    return _ask(waiting.login, AuthFactor(form.choice.data), form, CHOICE_PAGE, **context)


def _ask(login: str, factor: AuthFactor, form: Form, template: str, **context: object) -> Response:
    """Ask for a factor and redirect to its page, or render the current page again."""
    try:
        if factor is not AuthFactor.PASSWORD:
            rate_limits.count(login)
        if factor in CODE_ATTRIBUTES:
            rate_limits.count(login, rate_limits.SIGN_IN_CODES)
        ask_for_factor(current_auth(), login, factor).save()
    except Refusal as error:
        return render_failure(error, NOT_AVAILABLE, form, template, who=login, **context)
    return redirect(url_for("signup.confirm_sign_in"), 303)


def _answer(waiting: PendingFirstFactor, page: FactorPage) -> Response:
    form, template = page.form(), f"{FOLDER}/{page.template}"
    if not form.validate_on_submit() or not _has_passkey(form):
        page_now = render_template(template, form=form, **_context(waiting))
        return make_response(page_now, form.status)
    auth, answer = current_auth(), form[page.field].data or ""
    try:
        rate_limits.count(waiting.login)
        output = page.send(auth, waiting, answer)
        waiting.forget()
        if not output.tokens and output.next_step.sign_in_step is SignInStep.DONE:
            flash(TOO_LATE)
            return redirect(url_for("signup.sign_in"), 303)
        password = answer if waiting.factor is AuthFactor.PASSWORD else None
        return redirect_after_sign_in(auth, output, waiting.login, password)
    except Refusal as error:
        waiting = _with_new_passkey_options(waiting, error)
        failures, context = page.failures(auth.outputs.auth), _context(waiting)
        return render_failure(error, failures, form, template, who=waiting.login, **context)


def _has_passkey(form: Form) -> bool:
    """Return whether the browser's dialog returned a credential, or add the error."""
    if not isinstance(form, PasskeyForm) or (form.credential.data and not form.error.data):
        return True
    name = form.error.data or ""
    record(Event.AUTHN_LOGIN_FAIL, reason="the browser has no passkey for it")
    form.form_errors.append(PASSKEY_ERRORS.get(name, PASSKEY_REFUSED.message))
    return False


def _with_new_passkey_options(waiting: PendingFirstFactor, error: Exception) -> PendingFirstFactor:
    """Ask for a passkey again after a wrong one, because a challenge is valid once."""
    if waiting.factor is AuthFactor.WEB_AUTHN and isinstance(error, AuthError):
        with suppress(AuthError):
            waiting = ask_for_factor(current_auth(), waiting.login, waiting.factor)
            waiting.save()
    return waiting


def _context(waiting: PendingFirstFactor) -> dict[str, Any]:
    """Return the template variables of all first factor pages."""
    wait = waiting.resend_wait(current_pools().clock())
    return {
        "waiting": waiting,
        "has_choice": len(first_factors(current_auth().outputs).offered) > 1,
        "wait": wait,
        "wait_message": wait_for_another(wait, by_link=False),
    }
