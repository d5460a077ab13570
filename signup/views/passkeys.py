"""`/account/passkeys`: the signed-in user's passkeys, and the offer of a first one."""

from flask import abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from amplify_auth import Auth, Tokens
from signup.flows import passkeys as flow
from signup.flows.error_responses import Refusal, render_failure, show_failure
from signup.flows.navigation import after_sign_in_url
from signup.flows.passkeys import Passkeys
from signup.flows.signed_in_pages import SESSION_IS_OVER, require_sign_in, user_of
from signup.forms.account import DeletePasskeyForm, PasskeyForm
from signup.forms.base import ButtonForm
from signup.messages.flashes import (
    PASSKEY_ADDED,
    PASSKEY_DELETED,
    PASSKEY_GONE,
    SIGN_IN_TO_CHANGE_PASSKEYS,
    flash,
)
from signup.messages.passkey_failures import ADD_PASSKEY_FAILURES, LIST_PASSKEYS_FAILURES
from signup.observability.events import Event, record
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import passkey_offer, rate_limits

PAGE = "signup/passkeys.html"
OFFER_PAGE = "signup/passkey_offer.html"
ENDPOINT = "signup.passkeys"

require_recent_sign_in = require_sign_in(ENDPOINT, recent=SIGN_IN_TO_CHANGE_PASSKEYS)


@blueprint.route("/account/passkeys", methods=["GET", "POST"])
@require_recent_sign_in
def passkeys(tokens: Tokens) -> Response:
    """List the passkeys, and add one from the browser."""
    auth = _auth_with_passkeys()
    form = PasskeyForm()
    if not form.validate_on_submit():
        return _show(form, auth, tokens)

    credential, who = form.credential.data or "", user_of(tokens)
    refusal = flow.device_failure(form.error.data or "", credential)
    if refusal:
        failure, reason = refusal
        found = Passkeys.load(auth, tokens)
        return show_failure(failure, form, _page(), who=who, reason=reason, found=found)
    try:
        rate_limits.count(who)
        flow.add(auth, tokens, credential)
    except SESSION_IS_OVER:
        raise
    except Refusal as error:
        found, unknown = Passkeys.load(auth, tokens), flow.refused(error, credential)
        return render_failure(
            error, ADD_PASSKEY_FAILURES, form, _page(), who=who, found=found, unknown=unknown
        )
    record(Event.PASSKEY_ADDED, who=who)
    flash(PASSKEY_ADDED)
    if flow.is_offered():
        return _end_offer()
    return redirect(url_for(ENDPOINT), 303)


@blueprint.post("/account/passkeys/delete")
@require_recent_sign_in
def delete_passkey(tokens: Tokens) -> Response:
    """Delete a passkey. One that is already gone counts as deleted."""
    auth = _auth_with_passkeys()
    form, who = DeletePasskeyForm(), user_of(tokens)
    if not form.validate_on_submit():
        return _show(form, auth, tokens)
    try:
        rate_limits.count(who)
        is_deleted = flow.delete(auth, tokens, form.credential_id.data or "")
    except SESSION_IS_OVER:
        raise
    except Refusal as error:
        found = Passkeys.load(auth, tokens)
        return render_failure(error, LIST_PASSKEYS_FAILURES, form, PAGE, who=who, found=found)
    if is_deleted:
        record(Event.PASSKEY_DELETED, who=who)
    flash(PASSKEY_DELETED if is_deleted else PASSKEY_GONE)
    return redirect(url_for(ENDPOINT), 303)


@blueprint.post("/account/passkeys/skip")
def skip_passkey() -> Response:
    """Skip the offer permanently in this browser."""
    ButtonForm().check()
    response = make_response(_end_offer())
    passkey_offer.skip(response)
    return response


def _show(form: PasskeyForm | DeletePasskeyForm, auth: Auth, tokens: Tokens) -> Response:
    found = Passkeys.load(auth, tokens)
    if flow.is_offered() and (found.credentials or found.options is None):
        return _end_offer()
    page = render_template(_page(), form=form, found=found, unknown=flow.take_deleted())
    return make_response(page, form.status)


def _end_offer() -> Response:
    flow.end_offer()
    return redirect(after_sign_in_url(), 303)


def _page() -> str:
    return OFFER_PAGE if flow.is_offered() else PAGE


def _auth_with_passkeys() -> Auth:
    auth = current_auth()
    if not flow.are_enabled(auth):
        abort(404)
    return auth
