"""Recorder of the helper's outputs and errors."""

from amplify_auth import (
    AuthError,
    ConfirmSignUpOutput,
    ResetPasswordOutput,
    SignInOutput,
    SignUpOutput,
)
from demo.teaching.calls import calls_on_the_stack
from demo.teaching.claims import token_claims
from demo.teaching.python_values import error_code, python_code
from demo.teaching.recording import Outcome, current_recording


def record_outcome(api: str, outcome: object) -> None:
    """Record an outcome of the helper, for `amplify_auth.configure(on_outcome=…)`."""
    recording = current_recording()
    if recording is None:
        return
    recording.calls.extend(calls_on_the_stack())
    if isinstance(outcome, AuthError):
        recorded = Outcome(api, outcome.name, is_error=True, code=error_code(outcome))
    else:
        tokens = outcome.tokens if isinstance(outcome, SignInOutput) else None
        recorded = Outcome(
            api,
            _next_step(outcome),
            is_error=False,
            code=python_code(outcome),
            decision=_decision(outcome),
            claims=token_claims(tokens) if tokens else {},
        )
    recording.outcomes.append(recorded)


def _next_step(output: object) -> str:
    match output:
        case SignUpOutput() | ConfirmSignUpOutput():
            return output.next_step.sign_up_step
        case SignInOutput():
            return output.next_step.sign_in_step
        case ResetPasswordOutput():
            return output.next_step.reset_password_step
    return ""


def _decision(output: object) -> list[bool] | None:
    """Return the key that the helper looked up in its table, read back from its output."""
    if isinstance(output, SignUpOutput):
        state = output.auto_sign_in
        return [output.is_sign_up_complete, state is not None, state is not None and state.by_link]
    if isinstance(output, ConfirmSignUpOutput):
        return [output.auto_sign_in is not None]
    return None
