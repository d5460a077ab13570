"""The map of a sign-up: its states, what leads from one to another, and where a browser is.

What leads away from `sign_up` and `confirm_sign_up` is drawn from the tables that the helper goes
by; which page a step has, and the ways between pages, are the views'.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amplify_auth import (
    AFTER_CHALLENGE,
    AFTER_CONFIRM_SIGN_UP,
    AFTER_REFUSAL,
    AFTER_SIGN_UP,
    ResetPasswordStep,
    SignInStep,
    SignUpStep,
)
from demo.teaching.arrows import BOX_HEIGHT, BOX_WIDTH, MARGIN, Arrow, Place, draw
from signup.i18n.lazy_text import Text, _


@dataclass(frozen=True, slots=True)
class State:
    """A page that a browser can be on.

    Attributes:
        endpoint: Flask's name of the page.
        path: Its address.
        step: The step that the page is for, in Amplify's words; empty for the others.
        place: Where it is drawn.
    """

    endpoint: str
    path: str
    step: str
    place: Place


STATES: Mapping[str, State] = MappingProxyType(
    {
        state.endpoint: state
        for state in (
            State("signup.sign_up", "/sign-up", "", Place(0, 0)),
            State(
                "signup.confirm_sign_up",
                "/confirm-sign-up",
                SignUpStep.CONFIRM_SIGN_UP,
                Place(0, 1),
            ),
            State(
                "signup.auto_sign_in",
                "/auto-sign-in",
                SignUpStep.COMPLETE_AUTO_SIGN_IN,
                Place(0, 2),
            ),
            State("signup.account", "/account", "", Place(0, 3)),
            State("signup.done", "/sign-up/done", "DONE", Place(1, 0)),
            State("signup.sign_in", "/sign-in", "", Place(1, 1)),
            State("signup.confirm_sign_in", "/confirm-sign-in", "", Place(1, 2)),
            State("signup.reset_password", "/reset-password", "", Place(2, 1)),
            State(
                "signup.confirm_reset_password",
                "/confirm-reset-password",
                SignInStep.RESET_PASSWORD,
                Place(2, 2),
            ),
        )
    }
)

PAGES: Mapping[str, str] = MappingProxyType(
    {
        SignUpStep.CONFIRM_SIGN_UP: "signup.confirm_sign_up",
        SignUpStep.COMPLETE_AUTO_SIGN_IN: "signup.auto_sign_in",
        SignInStep.RESET_PASSWORD: "signup.confirm_reset_password",
        ResetPasswordStep.CONFIRM_RESET_PASSWORD_WITH_CODE: "signup.confirm_reset_password",
    }
)
"""Which page a step leads to; any other step of a sign-in leads to `/confirm-sign-in`."""


@dataclass(frozen=True, slots=True)
class Way:
    """What leads from one state to another.

    Attributes:
        origin: The endpoint that it leads from.
        target: The endpoint that it leads to.
        steps: The next steps that lead there, in Amplify's words.
        why: What leads there, where no step of Amplify's does.
    """

    origin: str
    target: str
    steps: tuple[str, ...] = ()
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class SignUpMap:
    """The map, laid out.

    Attributes:
        here: Where the reader is, None when that is nowhere on it.
        states: The states by endpoint.
        ways: The ways with their arrows.
        width: How wide the drawing is.
        height: How high it is.
    """

    here: State | None
    states: Mapping[str, State]
    ways: tuple[tuple[Way, Arrow], ...]
    width: int
    height: int


BETWEEN_PAGES = (
    Way("signup.done", "signup.sign_in", why=_("the link on the page")),
    Way("signup.auto_sign_in", "signup.sign_in", why=_("it came too late, or was refused")),
    Way("signup.account", "signup.sign_in", why=_("signing out")),
    Way("signup.sign_in", "signup.reset_password", why=_("the password is forgotten")),
    Way("signup.confirm_sign_up", "signup.sign_up", why=_("the address was wrong")),
    Way(
        "signup.confirm_sign_up",
        "signup.confirm_reset_password",
        why=_("the account was there before, so its password is set anew"),
    ),
    Way(
        "signup.confirm_sign_up",
        "signup.sign_in",
        why=_("DONE, where auto sign-in was asked for and its time is over"),
    ),
)


def ways() -> tuple[Way, ...]:
    """Return every way, those of the helper's tables first."""
    sign_up, confirm = AFTER_SIGN_UP.values(), AFTER_CONFIRM_SIGN_UP.values()
    challenges = [*AFTER_CHALLENGE.values()]
    # The page that waits for a link asks again until the account is confirmed.
    not_yet: dict[str, str] = {SignInStep.CONFIRM_SIGN_UP: "signup.auto_sign_in"}
    auto_sign_in = [SignInStep.DONE, *not_yet, *challenges]
    sign_in = [SignInStep.DONE, *AFTER_REFUSAL.values(), *challenges]
    new_password = [SignInStep.DONE, *challenges]
    reset = [ResetPasswordStep.CONFIRM_RESET_PASSWORD_WITH_CODE]
    return (
        *_after("signup.sign_up", sign_up, done="signup.done"),
        *_after("signup.confirm_sign_up", confirm, done="signup.done"),
        *_after("signup.auto_sign_in", auto_sign_in, done="signup.account", pages=not_yet),
        *_after("signup.sign_in", sign_in, done="signup.account"),
        *_after("signup.confirm_sign_in", [SignInStep.DONE], done="signup.account"),
        *_after("signup.reset_password", reset, done="signup.account"),
        *_after("signup.confirm_reset_password", new_password, done="signup.account"),
        *BETWEEN_PAGES,
    )


def _after(
    origin: str, steps: Iterable[str], *, done: str, pages: Mapping[str, str] | None = None
) -> list[Way]:
    """Gather the steps that may come after a page by where they lead."""
    known = {**PAGES, "DONE": done, **(pages or {})}
    found: dict[str, list[str]] = {}
    for step in dict.fromkeys(steps):
        found.setdefault(known.get(step, "signup.confirm_sign_in"), []).append(str(step))
    return [Way(origin, target, tuple(reasons)) for target, reasons in found.items()]


def sign_up_map(here: str = "") -> SignUpMap:
    """Lay out the map; the macro `sign_up_map` of `demo/components/sign_up_map.html` draws it.

    Args:
        here: The endpoint of the page that the reader is on, such as `signup.confirm_sign_up`.
    """
    found = ways()
    pairs = {(way.origin, way.target) for way in found}
    arrows = [
        draw(
            STATES[way.origin].place,
            STATES[way.target].place,
            both_ways=(way.target, way.origin) in pairs,
        )
        for way in found
    ]
    places = [state.place for state in STATES.values()]
    return SignUpMap(
        here=STATES.get(here),
        states=STATES,
        ways=tuple(zip(found, arrows, strict=True)),
        width=max(place.left for place in places) + BOX_WIDTH + MARGIN,
        height=max(place.top for place in places) + BOX_HEIGHT + MARGIN,
    )
