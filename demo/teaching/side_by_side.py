"""Side-by-side view of Amplify's sign-up form in React and this one, for `/learn`.

Both are read from their files, between marks: a piece of the first line and one of the last.
"""

from dataclasses import dataclass
from functools import cache

from demo.teaching.source import Source, source_of, source_of_file
from signup.flows import enumeration_protection
from signup.i18n.lazy_text import Text, _
from signup.views.sign_up import sign_up

REACT = "demo/teaching/SignUp.tsx"


@dataclass(frozen=True, slots=True)
class Match:
    """Lines that do the same on both sides."""

    react: Source
    flask: Source


@dataclass(frozen=True, slots=True)
class Step:
    """What both sides do.

    Attributes:
        heading: What it is.
        explanation: What is the same, and what differs.
        matches: The lines, in React's order.
    """

    heading: Text
    explanation: Text
    matches: tuple[Match, ...]


@cache
def steps() -> tuple[Step, ...]:
    """Return the steps of the example, in its order.

    Raises:
        LookupError: A mark points nowhere.
    """
    react = source_of_file(REACT)
    app, template = source_of_file("app.py"), source_of_file("templates/signup/sign_up.html")
    form = source_of_file("templates/signup/components/form.html")
    view, view_file = source_of(sign_up), source_of_file("signup/views/sign_up.py")
    registration = source_of_file("signup/flows/sign_up.py")
    return (
        Step(
            _("Connect to the user pool"),
            _(
                "Both read amplify_outputs.json once. Amplify keeps the connection in its module; "
                "here it is a value, because a server may have several."
            ),
            (
                Match(
                    react.between("import type", "aws-amplify/auth"),
                    view_file.between("from flask import", "from amplify_auth import"),
                ),
                Match(
                    react.between("import outputs", ""),
                    app.between("outputs = load_amplify_outputs", ""),
                ),
                Match(
                    react.between("Amplify.configure", ""),
                    app.between("    auth = configure(", "    )"),
                ),
            ),
        ),
        Step(
            _("Say what the form holds"),
            _(
                "React names the fields in types. Here they follow amplify_outputs.json: how "
                "people sign in, and which attributes the pool requires."
            ),
            (
                Match(
                    react.between("interface SignUpFields", "elements: SignUpFields"),
                    source_of_file("signup/forms/sign_up.py").between(
                        "fields, attribute_names =", "return type("
                    ),
                ),
            ),
        ),
        Step(
            _("Take what was typed"),
            _(
                "The handler runs in the browser, the view on the server. The comment of the "
                "example that says to validate the inputs is one line here, too."
            ),
            (
                Match(
                    react.between("export default function", ""),
                    view.between("@blueprint.route", ""),
                ),
                Match(
                    react.between("async function handleSubmit", ""),
                    view.between("def sign_up", ""),
                ),
                Match(
                    react.between("event.preventDefault", "// Validate"),
                    view.between("before = PendingSignUp", "return make_response"),
                ),
            ),
        ),
        Step(
            _("Call signUp"),
            _(
                "The names are Amplify's, in Python's spelling. The options of the example are "
                "what a visitor expects: to be signed in after the code."
            ),
            (
                Match(
                    react.between("await signUp", "password: password.value"),
                    source_of(enumeration_protection.sign_up).between(
                        "output = amplify_auth.sign_up(", ")"
                    ),
                ),
                Match(
                    react.between("options: {", "});"),
                    registration.between("options = SignUpOptions(", "    )"),
                ),
            ),
        ),
        Step(
            _("Go where the next step says"),
            _("A switch becomes a match, and a page of the app a redirect to an address."),
            (
                Match(
                    react.between("switch (", ""),
                    view.between("match output.next_step", ""),
                ),
                Match(
                    react.between("case 'CONFIRM_SIGN_UP'", "return"),
                    view.between("case SignUpStep.CONFIRM_SIGN_UP", "endpoint ="),
                ),
                Match(
                    react.between("case 'COMPLETE_AUTO_SIGN_IN'", "return"),
                    view.between("case SignUpStep.COMPLETE_AUTO_SIGN_IN", "endpoint ="),
                ),
                Match(
                    react.between("case 'DONE'", "return"),
                    view.between("case SignUpStep.DONE", "endpoint ="),
                ),
            ),
        ),
        Step(
            _("Draw the form"),
            _(
                "The component returns elements, the template has them. A macro draws each field "
                "with its label, hint and errors."
            ),
            (
                Match(
                    react.between("return (", "<form"),
                    template.between("<form", "bot_trap()"),
                ),
                Match(
                    react.between('htmlFor="email"', "<input"),
                    template.between("{% for item in form", "{% endfor %}"),
                ),
                Match(
                    react.between('htmlFor="password"', "<input"),
                    form.between('{% elif field.layout == "password"', "</div>"),
                ),
                Match(
                    react.between("<button", "</form>"),
                    template.between("submit_button(_(", "</form>"),
                ),
            ),
        ),
    )
