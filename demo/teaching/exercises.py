"""Exercises of the workbench. Each has a test of the same name in `tests/web/test_exercises.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import session

from signup.session import stored_values

KEY = "exercise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """Something to try.

    Attributes:
        title: Its title.
        task: What to do, once it is prepared.
        watch: What to watch for.
        reason: Why it happens.
        scenario: The pool that it is tried on.
        failure: The operation that fails next and how, if one is to fail.
        wants_accounts: Whether the pool needs the example accounts.
        wants_invitation: Whether it needs an invited user.
    """

    title: str
    task: str
    watch: str
    reason: str
    scenario: str = "email"
    failure: tuple[str, str] | None = None
    wants_accounts: bool = False
    wants_invitation: bool = False


GROUPS: Mapping[str, Mapping[str, Exercise]] = MappingProxyType(
    {
        "First steps": {
            "sign_up": Exercise(
                title="Sign up, and be signed in",
                task="Create an account, enter the code from the outbox, and press the button.",
                watch="CONFIRM_SIGN_UP, then COMPLETE_AUTO_SIGN_IN, then your account.",
                reason="Cognito's Session goes from call to call, so no password is stored.",
            ),
            "second_press": Exercise(
                title="Send the form twice",
                task="Create an account, go back, and send the same form again.",
                watch="The same page, one account in the pool, one message in the outbox.",
                reason="A second SignUp would answer UsernameExistsException to an honest person. "
                "The app recognises its own sign-up and doesn't make the call.",
            ),
            "no_code": Exercise(
                title="Sign up without a code",
                task="Create an account, and press the button.",
                watch="COMPLETE_AUTO_SIGN_IN at once, and nothing in the outbox.",
                reason="A pre sign-up trigger confirmed the account: UserConfirmed is true.",
                scenario="auto-confirm",
            ),
        },
        "Codes": {
            "wrong_code": Exercise(
                title="Enter a wrong code",
                task="Create an account and enter 000000. Then enter the right code.",
                watch="CodeMismatchException. The right code still works.",
                reason="A wrong code uses up one attempt and nothing else.",
            ),
            "too_many_codes": Exercise(
                title="Enter six wrong codes",
                task="Create an account and enter a wrong code six times.",
                watch="Status 429 at the sixth, and no request to the pool.",
                reason="The app's limit is lower than Cognito's, so everybody is refused at the "
                "same attempt, with an account or without.",
            ),
            "old_code": Exercise(
                title="Ask for a new code",
                task="Create an account, ask for a new code, and enter the first one. Then the "
                "second.",
                watch="The first code is refused. The second one works.",
                reason="A new code makes the earlier ones invalid.",
            ),
            "expired_code": Exercise(
                title="Let a code expire",
                task="Create an account, put the clock 25 hours ahead on the workbench, and "
                "enter the code.",
                watch="ExpiredCodeException, and the same message as for a wrong code.",
                reason="A code is valid for 24 hours. The exact error would show who has an "
                "account, so all failed codes get the same message.",
            ),
            "too_late": Exercise(
                title="Be too late for auto sign-in",
                task="Create an account, put the clock 4 minutes ahead on the workbench, and enter "
                "the code.",
                watch="next_step is DONE. The account is confirmed, and you are asked to sign in.",
                reason="Auto sign-in ends after three minutes, as in amplify-js.",
            ),
        },
        "Links": {
            "link": Exercise(
                title="Confirm by a link",
                task="Create an account, and open the link in the outbox while the page waits.",
                watch="COMPLETE_AUTO_SIGN_IN at once. After the link you are signed in.",
                reason="There is no code to wait for, only a sign-in to try again.",
                scenario="link",
            ),
        },
        "Taken addresses": {
            "taken_address": Exercise(
                title="Sign up with a taken address",
                task="Create an account for taken@example.com, and look at the outbox.",
                watch="The page is the same as for a new address. The owner gets a code.",
                reason="The pool raised UsernameExistsException. The page hides it, because it "
                "would show who has an account. Only the owner is told, by mail.",
                wants_accounts=True,
            ),
            "unconfirmed_address": Exercise(
                title="Take over an unfinished sign-up",
                task="Create an account for unconfirmed@example.com, and enter its code.",
                watch="The address is confirmed, and you set a new password with another code.",
                reason="Another person may know the first password, so nobody is signed in.",
                wants_accounts=True,
            ),
        },
        "A pool in trouble": {
            "no_mail": Exercise(
                title="Use up the pool's mail",
                task="Create an account.",
                watch="An account in the pool, no code in the outbox, and the same page as always.",
                reason="LimitExceededException comes after the account is made. The page doesn't "
                "say that the code is missing, because it couldn't do so for a taken address.",
                failure=("SignUp", "LimitExceededException"),
            ),
            "busy_pool": Exercise(
                title="Meet a busy pool",
                task="Create an account. Enter the password again, and send the form once more.",
                watch="Status 503 with the address still there. The second time it works.",
                reason="TooManyRequestsException means that nothing was done.",
                failure=("SignUp", "TooManyRequestsException"),
            ),
            "stricter_pool": Exercise(
                title="Meet a pool that is stricter than the form",
                task="Create an account.",
                watch="InvalidPasswordException, and a message beside the field.",
                reason="amplify_outputs.json can be older than the pool.",
                failure=("SignUp", "InvalidPasswordException"),
            ),
            "unreachable_pool": Exercise(
                title="Take the pool away",
                task="Create an account. Enter the password again, and send the form once more.",
                watch="Status 503 and when to try again. The second time it works.",
                reason="The helper raises NetworkError. After several in a row, calls fail at once "
                "until the pool answers again.",
                failure=("SignUp", "unreachable"),
            ),
        },
        "Other ways to sign in": {
            "no_session": Exercise(
                title="Sign in by SRP",
                task="Create an account, enter the code, and press the button.",
                watch="No Session in any response, and two requests for the sign-in.",
                reason="The client doesn't allow USER_AUTH. The password is stored for three "
                "minutes, encrypted with a key that only your cookie has, and used for SRP.",
                scenario="no-user-auth",
            ),
            "phone": Exercise(
                title="Sign up with a phone number",
                task="Create an account for +44 7700 900125, and enter the code.",
                watch="The number in international format on the wire, and an SMS in the outbox.",
                reason="The pool's username_attributes decide the form. Cognito takes E.164 only.",
                scenario="phone",
            ),
            "without_password": Exercise(
                title="Sign up without a password",
                task="Create an account with your address alone, enter the code, and press the "
                "button. Then sign out, and sign in again.",
                watch="SignUp without a Password. The code confirms the account and signs in. The "
                "next sign-in sends another one.",
                reason="Cognito's Session of SignUp goes to ConfirmSignUp, and that one's to "
                "InitiateAuth. A code that was entered once is not asked for again.",
                scenario="passwordless",
            ),
            "passkey": Exercise(
                title="Create a passkey",
                task="Prepare this at http://localhost, because browsers refuse passkeys at an IP "
                "address. Create an account, and create a passkey when the page offers one.",
                watch="StartWebAuthnRegistration and CompleteWebAuthnRegistration. In between, the "
                "browser asks for your fingerprint, face or screen lock.",
                reason="amplify-js makes both calls in one function, around the browser's dialog. "
                "On a server they are two requests.",
                scenario="choice",
            ),
            "invited": Exercise(
                title="Accept an invitation",
                task="Open the outbox, and sign in as invited@example.com with the temporary "
                "password. Choose a new one.",
                watch="NEW_PASSWORD_REQUIRED with the attribute that is missing. Then you are "
                "signed in, and the user is CONFIRMED.",
                reason="AdminCreateUser may leave required attributes out. The first sign-in asks "
                "for them, together with a password that the administrator doesn't know.",
                scenario="invited",
                wants_invitation=True,
            ),
            "authenticator_app": Exercise(
                title="Set up an authenticator app",
                task="Create an account, enter the code, and press the button. Scan the QR code "
                "with an authenticator app, and enter what it shows.",
                watch="MFA_SETUP, AssociateSoftwareToken and VerifySoftwareToken. Every later "
                "sign-in asks for a code of the app.",
                reason="The pool requires a second factor, and the new account has none. Each of "
                "the calls answers with the Session for the next.",
                scenario="mfa",
            ),
        },
    }
)
"""The exercises by group and name, in the order to try them in."""

EXERCISES: Mapping[str, Exercise] = MappingProxyType(
    {name: exercise for group in GROUPS.values() for name, exercise in group.items()}
)


def number_of(name: str) -> int:
    """Return the number of an exercise, counted from 1 through all groups."""
    return [*EXERCISES].index(name) + 1


def start(name: str) -> None:
    """Show an exercise on the pages of this browser, until it signs in or chooses another pool."""
    session[KEY] = name


def current_exercise() -> str | None:
    """Return the name of the exercise that this browser has started, if it has."""
    name = stored_values.load(KEY, str)
    return name if name in EXERCISES else None
