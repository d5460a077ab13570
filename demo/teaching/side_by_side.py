"""Comparison of a React form after Amplify's practical example with its port in Flask.

Both are read from their files. A mark is the beginning of a row's first line, so that the rows make
up each file in order.
"""

from dataclasses import dataclass
from functools import cache

from demo.teaching.source import Line, Source, source_of_file

REACT = "demo/teaching/App.tsx"
FLASK = "examples/practical_example/app.py"
TEMPLATE = "examples/practical_example/templates/page.html"
ADDED = '<span class="w"> </span><span class="c1">// added</span>'
"""The comment on lines of the React form that Amplify's example lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The beginning of a row.

    Attributes:
        title: What the row does.
        note: Similarities and differences of both sides.
        react: The beginning of its first line in the React form.
        flask: The beginning of its first line in `app.py`.
        template: The beginning of its first line in the template.
    """

    title: str
    note: str
    react: str = ""
    flask: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class ReactLine:
    """A line of the React form.

    Attributes:
        line: The line, without the comment that says it was added.
        is_added: Whether Amplify's example lacks it.
    """

    line: Line
    is_added: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that do the same on both sides. One side may be empty.

    Attributes:
        mark: Its title and note.
        react: The lines of the React form.
        flask: The lines of `app.py` or of the template.
    """

    mark: Mark
    react: tuple[ReactLine, ...]
    flask: Source | None


MARKS = (
    Mark(
        title="Import the framework",
        note="React's types become Flask and a form class.",
        react="import type { FormEvent }",
        flask='"""',
    ),
    Mark(
        title="Import signUp",
        note="The helper has Amplify's names in Python's spelling.",
        react="import { Amplify }",
        flask="import amplify_auth",
    ),
    Mark(
        title="Create the app",
        note="A server signs its cookies, so it needs a key.",
        flask="app = Flask(",
    ),
    Mark(
        title="Connect to the user pool",
        note="Both read amplify_outputs.json once. Amplify keeps the connection in its module. "
        "A server may have several, so here it is a value.",
        react="import outputs",
        flask="outputs = ",
    ),
    Mark(
        title="Declare the fields",
        note="The interface names the two inputs. The form class also has their labels.",
        react="interface SignUpFormElements",
        flask="class SignUpForm",
    ),
    Mark(
        title="Handle the submit",
        note="The handler runs in the browser, the view on the server.",
        react="export default function App",
        flask='@app.route("/",',
    ),
    Mark(
        title="Read the form",
        note="Flask-WTF fills the form from the request.",
        react="event.preventDefault()",
        flask="form = SignUpForm()",
    ),
    Mark(
        title="Validate inputs",
        note="Amplify's example has a comment here. The port checks the address and the length of "
        "the password, and shows the form again if one is wrong.",
        react="// ... validate inputs",
        flask="# ... validate inputs",
    ),
    Mark(
        title="Call signUp",
        note="The same call with the same two values.",
        react="const { nextStep }",
        flask="output = sign_up(",
    ),
    Mark(
        title="Ask for auto sign-in",
        note="The person is signed in after the code, without entering the password again.",
        react="options:",
        flask="options=",
    ),
    Mark(
        title="Look at the next step",
        note="A switch becomes a match. It is a function, because confirm_sign_up() leads there "
        "too.",
        react="})",
        flask=")",
    ),
    Mark(
        title="CONFIRM_SIGN_UP",
        note="A code was sent. Amplify keeps the auto sign-in in a variable of its module. A "
        "server has many users, so it goes into the session.",
        react='case "CONFIRM_SIGN_UP"',
        flask="case SignUpStep.CONFIRM_SIGN_UP",
    ),
    Mark(
        title="COMPLETE_AUTO_SIGN_IN",
        note="No code is needed any more.",
        react='case "COMPLETE_AUTO_SIGN_IN"',
        flask="case SignUpStep.COMPLETE_AUTO_SIGN_IN",
    ),
    Mark(
        title="DONE",
        note="There is an account. Nobody is signed in.",
        react='case "DONE"',
        flask="case SignUpStep.DONE",
    ),
    Mark(
        title="Confirm the code",
        note="In React, this is the next component. It calls confirmSignUp().",
        flask='@app.route("/confirm-sign-up"',
    ),
    Mark(
        title="Show errors",
        note="In React, signUp() rejects its promise, and the example does not catch that.",
        flask="@app.errorhandler",
    ),
    Mark(
        title="Render the page",
        note="The component returns elements. The template has them.",
        react="return (",
        template="{% set heading",
    ),
    Mark(
        title="The form",
        note="The hidden field is the token against forged requests.",
        react="<form onSubmit",
        template="{% if form and form.email %}",
    ),
    Mark(
        title="Email",
        note="The same label and the same input.",
        react='<label htmlFor="email"',
        template="{{ form.email.label }}",
    ),
    Mark(
        title="Password",
        note="The same label and the same input.",
        react='<label htmlFor="password"',
        template="{{ form.password.label }}",
    ),
    Mark(
        title="The button, and the rest",
        note="The template also has the errors and the form for the code.",
        react='<input type="submit"',
        template='<input type="submit"',
    ),
)


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows in the order of both sides.

    Raises:
        LookupError: No line begins with a mark.
    """
    react = iter(source_of_file(REACT).split(mark.react for mark in MARKS if mark.react))
    flask = iter(source_of_file(FLASK).split(mark.flask for mark in MARKS if mark.flask))
    template = iter(
        source_of_file(TEMPLATE).split(mark.template for mark in MARKS if mark.template)
    )
    return tuple(
        Row(
            mark,
            tuple(map(_react_line, next(react).lines)) if mark.react else (),
            next(flask) if mark.flask else next(template) if mark.template else None,
        )
        for mark in MARKS
    )


def _react_line(line: Line) -> ReactLine:
    if not line.html.endswith(ADDED):
        return ReactLine(line, is_added=False)
    return ReactLine(Line(line.number, line.html.removesuffix(ADDED)), is_added=True)
