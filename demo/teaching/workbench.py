"""`/workbench`: exercises, and controls of the embedded pool."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response
from wtforms import HiddenField, ValidationError

from demo.demo_pool import current_pool
from demo.english import use_english
from demo.teaching.example_accounts import example_accounts, invited_account
from demo.teaching.exercises import EXERCISES, GROUPS, current_exercise, number_of, start
from demo.teaching.scheduled_failure import (
    cancel_failure,
    schedule_failure,
    scheduled_failure,
)
from signup.forms.base import ButtonForm, Form
from signup.forms.fields.values import ChoiceField
from signup.session.current_session import rotate_session
from signup.user_pools import SCENARIO, current_auth
from signup.web import slots

blueprint = Blueprint("workbench", __name__)
blueprint.before_request(use_english)

MINUTE, HOUR = 60, 3600
CLOCKS = {
    0: "The right time",
    4 * MINUTE: "4 minutes ahead: auto sign-in is over",
    61 * MINUTE: "61 minutes ahead: the limits of an hour and the tokens are over",
    25 * HOUR: "25 hours ahead: codes are over",
    8 * 24 * HOUR: "8 days ahead: temporary passwords are over",
}
"""Choices for the clock: seconds ahead, and what has expired by then."""

FAILURE_IS_SET = "The next {operation} of this browser fails: {failure}."


class FailureForm(Form):
    """The failure of this browser's next call: an operation, a colon and a name."""

    failure = HiddenField()

    def validate_failure(self, field: HiddenField) -> None:
        """Refuse a failure that is not offered."""
        operation, _colon, name = (field.data or "").partition(":")
        if name not in current_pool().controls.failures().get(operation, ()):
            raise ValidationError("Choose a failure")


class ClockForm(Form):
    """The seconds to set the pool's clock ahead by."""

    ahead = ChoiceField(
        "Clock of the pool",
        missing="Choose a time",
        choices={str(seconds): text for seconds, text in CLOCKS.items()},
    )


class ExerciseForm(Form):
    """The exercise to prepare."""

    exercise = HiddenField()

    def validate_exercise(self, field: HiddenField) -> None:
        """Refuse an unknown exercise."""
        if field.data not in EXERCISES:
            raise ValidationError("There is no such exercise")


def init_app(app: Flask) -> None:
    """Add the workbench to an app, and show the current exercise on its pages."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        current_exercise=current_exercise, exercises=EXERCISES, number_of=number_of
    )
    slots.add(app, "below_links", "demo/workbench_link.html")
    slots.add(app, "below_panel", "demo/exercise.html")


@blueprint.get("/workbench")
def workbench() -> Response:
    """Show the exercises, the controls and the pool's users."""
    return _page()


@blueprint.post("/workbench/failure")
def failure() -> Response:
    """Let this browser's next call of an operation fail."""
    form = FailureForm()
    if not form.validate_on_submit():
        return _page(failure_form=form)
    operation, _colon, name = str(form.failure.data).partition(":")
    schedule_failure(operation, name)
    flash(FAILURE_IS_SET.format(operation=operation, failure=name))
    return _back()


@blueprint.post("/workbench/no-failure")
def no_failure() -> Response:
    """Cancel the scheduled failure."""
    ButtonForm().check()
    cancel_failure()
    flash("No call fails.")
    return _back()


@blueprint.post("/workbench/clock")
def clock() -> Response:
    """Set the pool's clock ahead, or reset it."""
    form = ClockForm()
    if not form.validate_on_submit():
        return _page(clock_form=form)
    current_pool().controls.put_clock_ahead(float(form.ahead.data))
    flash("The clock of the pool is set.")
    return _back()


@blueprint.post("/workbench/accounts")
def accounts() -> Response:
    """Create the example accounts in this browser's pool."""
    ButtonForm().check()
    _add_accounts()
    flash("The example accounts are in the pool.")
    return _back()


@blueprint.post("/workbench/invitation")
def invitation() -> Response:
    """Invite a user to this browser's pool."""
    ButtonForm().check()
    flash(f"{_invite()} is invited. The temporary password is in the outbox.")
    return _back()


@blueprint.post("/workbench/exercise")
def exercise() -> Response:
    """Prepare an exercise: reset this browser, its pool and the clock."""
    form = ExerciseForm()
    if not form.validate_on_submit():
        return _page(exercise_form=form)
    name = str(form.exercise.data)
    chosen = EXERCISES[name]
    rotate_session()
    session[SCENARIO] = chosen.scenario
    current_pool().controls.put_clock_ahead(0)
    if chosen.wants_accounts:
        _add_accounts()
    if chosen.wants_invitation:
        _invite()
    if chosen.failure:
        schedule_failure(*chosen.failure)
    start(name)
    return redirect(url_for("signup.sign_up"), 303)


def _page(
    *,
    failure_form: Form | None = None,
    clock_form: Form | None = None,
    exercise_form: Form | None = None,
) -> Response:
    """Render the page, with the form that was sent and is not valid, if one is."""
    pool = current_pool()
    controls = pool.controls
    sent = failure_form or clock_form or exercise_form
    found = controls.users(current_auth(), request.args.get("after", ""))
    page = render_template(
        "demo/workbench.html",
        form=sent or Form(formdata=None),
        failures=controls.failures(),
        clock_form=clock_form or ClockForm(formdata=None, ahead=str(round(controls.clock_ahead))),
        scheduled=scheduled_failure(),
        scenario=pool.current_scenario(),
        accounts=example_accounts(current_auth().outputs.auth),
        invited=invited_account(current_auth().outputs.auth),
        users=[_user(user) for user in found["Users"]],
        next_page=found.get("PaginationToken"),
        groups=GROUPS,
    )
    return make_response(page, sent.status if sent else HTTPStatus.OK)


def _user(user: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a user that the page shows, none of them secret."""
    created = datetime.fromtimestamp(user["UserCreateDate"], UTC)
    return {
        "username": user["Username"],
        "status": user["UserStatus"],
        "created": f"{created:%Y-%m-%d %H:%M}",
        "attributes": {
            pair["Name"]: pair["Value"] for pair in user["Attributes"] if pair["Name"] != "sub"
        },
    }


def _add_accounts() -> None:
    auth = current_auth()
    for account in example_accounts(auth.outputs.auth):
        current_pool().controls.add_account(auth, account)


def _invite() -> str:
    """Invite a user, and return the username."""
    auth = current_auth()
    account = invited_account(auth.outputs.auth)
    current_pool().controls.invite(auth, account)
    return account.username


def _back() -> Response:
    return redirect(url_for("workbench.workbench"), 303)
