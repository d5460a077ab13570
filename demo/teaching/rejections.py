"""Recorder of forms that were not valid: the messages, and the lines that raised them."""

from collections.abc import Callable, Iterator
from functools import partial
from traceback import walk_tb
from typing import Any

from flask import Flask, template_rendered
from wtforms import Field, Form, ValidationError
from wtforms.validators import StopValidation

from demo.teaching.calls import Call, calls_of, calls_on_the_stack
from demo.teaching.recording import Rejection, current_recording


def init_app(app: Flask) -> None:
    """Record the form of every page that is rendered while a request is recorded."""
    template_rendered.connect(_record, app)


def _record(_app: Flask, context: dict[str, Any], **_: object) -> None:
    recording = current_recording()
    form = context.get("form")
    if recording is None or not isinstance(form, Form) or not form.errors:
        return
    recording.calls.extend(calls_on_the_stack())
    for message in form.form_errors:
        recording.rejections.append(Rejection("", str(message)))
    for field in form:
        for message in field.errors:
            rejection = Rejection(field.name, str(message), _raising_calls(form, field))
            recording.rejections.append(rejection)


def _raising_calls(form: Form, field: Field) -> list[Call]:
    """Return the functions that reject a field, the innermost last.

    WTForms keeps only the message of a `ValidationError`, so the form is validated once more after
    rendering.
    """
    for check in _checks(form, field):
        try:
            check()
        except (ValidationError, StopValidation) as error:
            return calls_of(walk_tb(error.__traceback__))
    return []


def _checks(form: Form, field: Field) -> Iterator[Callable[[], object]]:
    yield partial(field.pre_validate, form)
    for validator in field.validators:
        yield partial(validator, form, field)
    inline = getattr(form, f"validate_{field.short_name}", None)
    if inline:
        yield partial(inline, field)
