"""Parts of a public form that Amplify's example leaves out, for `/learn`."""

from dataclasses import dataclass
from functools import cache

from demo.teaching.source import Source, source_of, source_of_file
from signup.flows import enumeration_protection, error_responses, pending_sign_up
from signup.forms import base
from signup.forms.fields.password import NewPasswordField
from signup.i18n.lazy_text import Text, _
from signup.session.interface import EncryptedSessionInterface
from signup.views import confirm_sign_up


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that a form for strangers needs besides.

    Attributes:
        heading: What it is.
        explanation: What this project does.
        source: Where.
    """

    heading: Text
    explanation: Text
    source: Source


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Return what the React example leaves out, in the order in which a visitor meets it.

    Raises:
        LookupError: A mark points nowhere.
    """
    confirm, resend = (
        source_of(function)
        for function in (confirm_sign_up.confirm_sign_up, confirm_sign_up.resend_sign_up_code)
    )
    return (
        LeftOut(
            _("Validation"),
            _("The pool's own policy is checked first, and all that is missing is said at once."),
            source_of(NewPasswordField.pre_validate).between("problem =", "raise"),
        ),
        LeftOut(
            _("Errors"),
            _("Each refusal has a sentence of ours that says what to do, beside its field."),
            source_of_file("signup/messages/failures.py").between(
                "WRONG_CODE = Failure(", "CODE_REFUSED"
            ),
        ),
        LeftOut(
            _("After an error"),
            _("The form comes again with what was typed, but for the password."),
            source_of(error_responses.render_failure).between("if failure.field:", "make_response"),
        ),
        LeftOut(
            _("Forged requests"),
            _("A form counts only with the token of the browser that it was drawn for."),
            source_of(base.Form.validate_on_submit).between(
                "valid: bool =", "record(Event.MALICIOUS_CSRF"
            ),
        ),
        LeftOut(
            _("Limits"),
            _("Every step counts for the network it comes from and for the account it is about."),
            source_of_file("signup/web/rate_limits.py").between("RULES = {", "}"),
        ),
        LeftOut(
            _("Who has an account"),
            _("A taken address gets the answer of a new one, and its owner a message."),
            source_of(enumeration_protection.sign_up).between(
                "except UsernameExistsException", "return"
            ),
        ),
        LeftOut(
            _("The page for the code"),
            _("It says where the code went, and takes it with spaces, too."),
            confirm.between("output = confirmation.confirm_sign_up(", "        )"),
        ),
        LeftOut(
            _("Another code"),
            _("Asking again has a button, and a pause that the page counts down."),
            resend.between("wait = waiting.resend_wait", "return back"),
        ),
        LeftOut(
            _("Auto sign-in"),
            _(
                "Amplify loses it when the page is loaded anew. Here it is in the session, and "
                "holds Cognito's Session in place of the password."
            ),
            source_of(pending_sign_up.keep_auto_sign_in),
        ),
        LeftOut(
            _("Sessions"),
            _("They stay on the server, sealed. The browser has an opaque cookie."),
            source_of(EncryptedSessionInterface.open_session).between(
                "cookie = request", "begun, data"
            ),
        ),
    )
