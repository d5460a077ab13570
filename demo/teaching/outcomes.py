"""Recorder of the helper's outputs and errors."""

from dataclasses import asdict
from typing import Any

from amplify_auth import (
    AuthError,
    CodeDeliveryDetails,
    ConfirmSignUpOutput,
    ResetPasswordOutput,
    SignInOutput,
    SignUpOutput,
)
from demo.teaching.calls import calls_on_the_stack
from demo.teaching.recording import Outcome, current_recording


def record_outcome(api: str, outcome: object) -> None:
    """Record an outcome of the helper, for `amplify_auth.configure(on_outcome=…)`."""
    recording = current_recording()
    if recording is None:
        return
    recording.calls.extend(calls_on_the_stack())
    if isinstance(outcome, AuthError):
        recording.outcomes.append(Outcome(api, outcome.name, is_error=True, output={}))
    else:
        result, output = _shown(outcome)
        recording.outcomes.append(
            Outcome(api, result, is_error=False, output=output, decision=_decision(outcome))
        )


def _shown(output: object) -> tuple[str, dict[str, Any]]:
    """Return the next step, and those parts of an output that hold no Session, key or token."""
    match output:
        case SignUpOutput() | ConfirmSignUpOutput():
            step = output.next_step
            return step.sign_up_step, {
                "is_sign_up_complete": output.is_sign_up_complete,
                "next_step": _without_empty(
                    sign_up_step=step.sign_up_step,
                    code_delivery_details=_delivery(step.code_delivery_details),
                ),
            }
        case SignInOutput():
            next_step = output.next_step
            return next_step.sign_in_step, {
                "is_signed_in": output.is_signed_in,
                "next_step": _without_empty(
                    sign_in_step=next_step.sign_in_step,
                    code_delivery_details=_delivery(next_step.code_delivery_details),
                    available_challenges=list(next_step.available_challenges),
                    allowed_mfa_types=list(next_step.allowed_mfa_types),
                    missing_attributes=list(next_step.missing_attributes),
                ),
            }
        case ResetPasswordOutput():
            reset_step = output.next_step
            return reset_step.reset_password_step, {
                "is_password_reset": output.is_password_reset,
                "next_step": _without_empty(
                    reset_password_step=reset_step.reset_password_step,
                    code_delivery_details=_delivery(reset_step.code_delivery_details),
                ),
            }
        case CodeDeliveryDetails():
            return "", _delivery(output) or {}
    return "", {}


def _delivery(details: CodeDeliveryDetails | None) -> dict[str, Any] | None:
    return _without_empty(**asdict(details)) if details else None


def _without_empty(**members: object) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def _decision(output: object) -> list[bool] | None:
    """Return what the helper looked up in its table, read back from what it returned."""
    if isinstance(output, SignUpOutput):
        state = output.auto_sign_in
        return [output.is_sign_up_complete, state is not None, state is not None and state.by_link]
    if isinstance(output, ConfirmSignUpOutput):
        return [output.auto_sign_in is not None]
    return None
