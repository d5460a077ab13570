"""Exercises of the workbench. Each has a test of the same name in `tests/web/test_exercises.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """Something to try.

    Attributes:
        title: What it is called.
        task: What to do, after it has been prepared.
        expect: What happens.
        reason: Why it does.
        scenario: The pool that it is tried on.
        failure: The operation that fails next, and how; None for none.
        wants_accounts: Whether the example accounts are to be there.
    """

    title: str
    task: str
    expect: str
    reason: str
    scenario: str = "email"
    failure: tuple[str, str] | None = None
    wants_accounts: bool = False


EXERCISES = {
    "sign_up": Exercise(
        title="Sign up, and be signed in",
        task="Create an account, enter the code from the outbox, and press the one button.",
        expect="CONFIRM_SIGN_UP, then COMPLETE_AUTO_SIGN_IN, then your account.",
        reason="The Session of Cognito goes along with all three calls, so no password is kept.",
    ),
    "wrong_code": Exercise(
        title="Enter a wrong code",
        task="Create an account and enter 000000. Then enter the right code.",
        expect="The page says what to do. The right code still works.",
        reason="CodeMismatchException uses nothing up but one of your tries.",
    ),
    "too_many_codes": Exercise(
        title="Enter six wrong codes",
        task="Create an account and enter a wrong code six times.",
        expect="The sixth is answered with status 429 and the time to wait.",
        reason=(
            "The app counts below the limit of Cognito and does not ask the pool any more. So "
            "everybody is refused at the same try, with an account or without."
        ),
    ),
    "old_code": Exercise(
        title="Ask for a new code",
        task="Create an account, ask for a new code, and enter the first one. Then the second.",
        expect="The first code is refused. The second one works.",
        reason="Cognito makes earlier codes worthless when it sends another.",
    ),
    "expired_code": Exercise(
        title="Let a code expire",
        task=(
            "Create an account, put the clock 25 hours ahead on the workbench, and enter the code."
        ),
        expect="ExpiredCodeException, and the page says the same as of a wrong code.",
        reason=(
            "A code lives for 24 hours. Which way a code failed would tell who has an account, so "
            "there is one answer for all of them."
        ),
    ),
    "too_late": Exercise(
        title="Be too late for auto sign-in",
        task=(
            "Create an account, put the clock 4 minutes ahead on the workbench, and enter the code."
        ),
        expect="The account is confirmed, and you are asked to sign in.",
        reason="Auto sign-in ends after three minutes, as in amplify-js: next_step is DONE.",
    ),
    "second_press": Exercise(
        title="Send the form twice",
        task="Create an account, go back, and send the same form again.",
        expect="The same page, one account in the pool, and one message in the outbox.",
        reason=(
            "A second SignUp would answer UsernameExistsException to an honest person. The app "
            "knows its own sign-up again and does not make the call."
        ),
    ),
    "taken_address": Exercise(
        title="Sign up with a taken address",
        task="Create an account for the address that is taken, and look at the outbox.",
        expect=(
            "The same page as for a new address. The owner gets a code to set a new password with."
        ),
        reason=(
            "The pool answered UsernameExistsException. Whoever is told so knows who has an "
            "account, so only the mailbox knows."
        ),
        wants_accounts=True,
    ),
    "unconfirmed_address": Exercise(
        title="Take over an account that was begun",
        task="Create an account for the unconfirmed address, and enter the code it gets.",
        expect="The address is confirmed, and you set a new password with one more code.",
        reason="Whoever began the account knows its password, so nobody is signed in to it.",
        wants_accounts=True,
    ),
    "no_mail": Exercise(
        title="Use up the mail of the pool",
        task="Create an account.",
        expect="The account is in the pool, no code is in the outbox, and the page is as always.",
        reason=(
            "LimitExceededException comes after the account is made. For a taken address nobody "
            "knows whether a code could be sent, so the page does not say it for a new one."
        ),
        failure=("SignUp", "LimitExceededException"),
    ),
    "busy_pool": Exercise(
        title="Meet a busy pool",
        task="Create an account. Enter the password again, and send the form once more.",
        expect="Status 503 with the address still there. The second time it works.",
        reason="TooManyRequestsException says that nothing was done, and what was typed stays.",
        failure=("SignUp", "TooManyRequestsException"),
    ),
    "stricter_pool": Exercise(
        title="Meet a pool that is stricter than the form",
        task="Create an account.",
        expect="The page asks for a different password, beside the field.",
        reason=(
            "amplify_outputs.json may be older than the pool. InvalidPasswordException is about "
            "one field, so it is said there, in words of the app."
        ),
        failure=("SignUp", "InvalidPasswordException"),
    ),
    "unreachable_pool": Exercise(
        title="Take the pool away",
        task="Create an account. Enter the password again, and send the form once more.",
        expect="Status 503 and when to try again. The second time it works.",
        reason=(
            "No answer is no refusal: the helper raises NetworkError, and no text of the SDK "
            "reaches the page. After several in a row, calls fail at once until the pool is back."
        ),
        failure=("SignUp", "unreachable"),
    ),
    "link": Exercise(
        title="Confirm by a link",
        task="Create an account, and open the link in the outbox while the page waits.",
        expect="COMPLETE_AUTO_SIGN_IN at once. After the link you are signed in.",
        reason="With a link there is no code to wait for, only a sign-in to try again.",
        scenario="link",
    ),
    "no_code": Exercise(
        title="Sign up without a code",
        task="Create an account, and press the one button.",
        expect="COMPLETE_AUTO_SIGN_IN at once, and nothing in the outbox.",
        reason="A pre sign-up trigger has confirmed the account: UserConfirmed is true.",
        scenario="auto-confirm",
    ),
    "no_session": Exercise(
        title="Sign in by SRP",
        task="Create an account, enter the code, and press the one button.",
        expect="You are signed in, though Cognito sent no Session.",
        reason=(
            "The client does not allow USER_AUTH. The password waits for three minutes, sealed "
            "under a key that only your cookie holds, and is proved by SRP."
        ),
        scenario="no-user-auth",
    ),
}
"""What to try, by name, in the order to try it in."""
