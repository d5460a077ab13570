"""`/account/delete`: confirms and deletes the signed-in user's account."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from amplify_auth import Tokens
from signup.flows import account_deletion
from signup.flows.error_responses import Refusal, render_failure
from signup.flows.pending_sign_in import keep_username
from signup.flows.signed_in_pages import SESSION_IS_OVER, login_of, require_sign_in, user_of
from signup.forms.account import DeleteAccountForm
from signup.messages.account_failures import DELETE_ACCOUNT_FAILURES
from signup.messages.flashes import DELETION_UNCLEAR, SIGN_IN_TO_DELETE_ACCOUNT, flash
from signup.observability.events import Event, record
from signup.session.current_user import forget_tokens
from signup.user_pools import current_auth
from signup.views.blueprint import blueprint
from signup.web import rate_limits
from signup.web.security_headers import clear_site_data

PAGE = "signup/delete_account.html"
ENDPOINT = "signup.delete_account"


@blueprint.route("/account/delete", methods=["GET", "POST"])
def delete_account() -> Response:
    """Ask before deleting the account, or report that it is deleted."""
    if not account_deletion.is_done():
        return _delete_account()
    if request.method == "POST":
        return redirect(url_for(ENDPOINT), 303)
    return make_response(render_template("signup/account_deleted.html"))


@require_sign_in(ENDPOINT, recent=SIGN_IN_TO_DELETE_ACCOUNT)
def _delete_account(tokens: Tokens) -> Response:
    form, who, login = DeleteAccountForm(), user_of(tokens), login_of(tokens)
    if not form.validate_on_submit():
        return make_response(render_template(PAGE, form=form, login=login), form.status)
    try:
        rate_limits.count(who)
        is_gone = account_deletion.delete(current_auth(), tokens)
    except SESSION_IS_OVER:
        raise
    except Refusal as error:
        return render_failure(error, DELETE_ACCOUNT_FAILURES, form, PAGE, who=who, login=login)
    if is_gone:
        record(Event.USER_DELETED, who=who)
        account_deletion.finish()
        response = redirect(url_for(ENDPOINT), 303)
    else:
        record(Event.POOL_FAILED, who=who, reason="deletion unclear")
        forget_tokens()
        keep_username(login)
        flash(DELETION_UNCLEAR)
        response = redirect(url_for("signup.sign_in"), 303)
    clear_site_data(response.headers)
    return response
