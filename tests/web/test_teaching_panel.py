"""The panel behind a page: the truth of the step just taken, and no secret."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from config.settings import ROOT
from demo.teaching.claims import EXPLANATIONS
from demo.teaching.masks import MASK
from demo.teaching.panel import FIELD_NOTES
from demo.teaching.steps import MAXIMUM
from tests import faulty_pool as faults
from tests.doubles import Clock
from tests.faulty_pool import FaultyPool
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"


class Learner(Visitor):
    """A visitor who looks behind the pages."""

    def behind(self, step: int | None = None) -> "Behind":
        page = self.get("/behind" if step is None else f"/behind?step={step}")
        assert page.status == 200
        return Behind(page)


class Behind:
    """The panel's entry for a step."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = " ".join(page.document.query("main")[0].to_text().split())

    @property
    def step(self) -> str:
        return self._texts("#step h2")[0]

    @property
    def why(self) -> str:
        return " ".join(self._texts(".why p"))

    @property
    def sent(self) -> dict[str, str]:
        names, values = self._texts(".fields dt"), self._texts(".fields dd > code")
        return dict(zip(names, values, strict=True))

    @property
    def frames(self) -> list[str]:
        """The headings of what is shown first."""
        return self._texts("#step h3")

    @property
    def all_frames(self) -> list[str]:
        return self._texts("details.frame summary")

    @property
    def marked(self) -> list[str]:
        nodes = self.page.document.query("#step > .code .line.marked")
        return [node.to_text(separator="", strip=False).strip() for node in nodes]

    @property
    def rejections(self) -> list[tuple[str, list[str]]]:
        """Return the message that stopped a form, and the marked lines."""
        return [
            (
                " ".join(node.query("p")[0].to_text().split()),
                [line.to_text(separator="", strip=False).strip() for line in node.query(".marked")],
            )
            for node in self.page.document.query(".rejection")
        ]

    @property
    def code(self) -> list[str]:
        """Return the helper's output beside amplify-js's, then the requests and responses."""
        return [node.to_text() for node in self.page.document.query(".pair pre")]

    @property
    def journeys(self) -> list[str]:
        return self._texts(".journeys li")

    @property
    def claims(self) -> dict[str, str]:
        """The explanations by claim."""
        names, meanings = self._texts("tbody th"), self._texts("tbody td:last-child")
        return dict(zip(names, meanings, strict=False))

    @property
    def sequence(self) -> list[str]:
        return self._texts("#steps a text")

    @property
    def decided(self) -> list[str]:
        return self._texts("tr.marked td")

    def _texts(self, selector: str) -> list[str]:
        nodes = self.page.document.query(selector)
        return [" ".join(node.to_text().split()) for node in nodes]


@pytest.fixture
def learner(app: Flask) -> Learner:
    return Learner(app)


def test_before_anything_was_sent_it_says_so(learner: Learner) -> None:
    learner.get("/sign-up")
    assert "This browser hasn't sent anything yet." in learner.behind().text


def test_every_page_has_it_closed(learner: Learner) -> None:
    for path in ("/sign-up", "/sign-in", "/outbox", "/scenarios", "/nothing"):
        document = learner.get(path).document
        (details,) = document.query("details.behind")
        assert "open" not in attributes_of(details)
        (frame,) = details.query("iframe")
        assert attributes_of(frame)["src"] == "/behind"
    assert not learner.behind().page.document.query("iframe")


def test_a_form_that_is_not_valid_asks_nobody(learner: Learner) -> None:
    page = learner.sign_up("ada", "short")
    behind = learner.behind()
    assert behind.step == "Step 1: POST /sign-up"
    assert "The pool wasn't called, because the form wasn't valid" in behind.why
    assert "422" in behind.why
    assert behind.sent["email"] == "ada"
    assert behind.sent["password"] == MASK
    assert behind.frames == ["What stopped it", "The browser sent", "View: sign_up()", "Wire"]
    assert "The user pool wasn't called." in behind.text
    assert behind.sequence == ["Step 1", "POST /sign-up", "422"]
    messages, marked = zip(*behind.rejections, strict=True)
    fields = ("email", "password")
    expected = [f"{field} : {error}" for field, error in zip(fields, page.errors, strict=True)]
    assert list(messages) == expected
    assert all(len(lines) == 1 and lines[0].startswith("raise Valid") for lines in marked)
    # The line of the view that answered.
    assert any("form.status" in line for line in behind.marked)


def test_fields_that_nobody_types_are_explained(learner: Learner) -> None:
    learner.sign_up("ada", "short", homepage_url="")
    text = learner.behind().text
    for name, explanation in FIELD_NOTES.items():
        assert name in learner.behind().sent
        assert explanation in text


@pytest.mark.slow
def test_a_whole_sign_up(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    signed_up = learner.behind()
    assert "sent a code" in signed_up.why
    assert "303 → /confirm-sign-up" in signed_up.why
    assert signed_up.frames == [
        *("The browser sent", "View: sign_up()", "Flow: register()", "Helper API: sign_up()"),
        "Wire",
    ]
    returned, port, request, response = signed_up.code
    assert returned.startswith("SignUpOutput(")
    assert "sign_up_step=SignUpStep.CONFIRM_SIGN_UP," in returned
    assert "await signUp({" in port
    head, _, body = request.partition("\n\n")
    assert "X-Amz-Target: AWSCognitoIdentityProviderService.SignUp" in head
    assert json.loads(body)["Username"] == EMAIL
    assert json.loads(body)["Password"] == MASK
    assert response.startswith("200\n")
    assert json.loads(response.partition("\n\n")[2])["UserConfirmed"] is False
    assert signed_up.decided == ["no", "yes", "no", "CONFIRM_SIGN_UP"]
    assert signed_up.journeys == []

    learner.confirm("000000")
    wrong = learner.behind()
    assert "The code was wrong" in wrong.why
    assert re.fullmatch(rf"{MASK} #[0-9a-f]{{5}}", wrong.sent["confirmation_code"])
    assert wrong.code[0].startswith("raise CodeMismatchException(")
    assert wrong.code[3].startswith("400 CodeMismatchException")

    learner.confirm(learner.newest_code(EMAIL))
    confirmed = learner.behind()
    assert "the account is confirmed" in confirmed.why
    assert confirmed.decided == ["yes", "COMPLETE_AUTO_SIGN_IN"]

    learner.auto_sign_in()
    signed_in = learner.behind()
    assert signed_in.step == "Step 4: POST /auto-sign-in"
    assert "Cognito issued tokens" in signed_in.why
    tokens = json.loads(signed_in.code[3].partition("\n\n")[2])["AuthenticationResult"]
    assert tokens["ExpiresIn"] == 3600
    for name in ("AccessToken", "IdToken", "RefreshToken"):
        assert tokens[name].startswith(f"{MASK} #")
        assert tokens[name] in signed_in.code[0]  # the helper returns the same tokens

    learner.sign_out()
    signed_out = learner.behind()
    assert "revoked" in signed_out.why
    assert signed_out.sequence == [
        *("Step 1", "POST /sign-up", "SignUp", "200", "303 → /confirm-sign-up"),
        *("Step 2", "POST /confirm-sign-up", "ConfirmSignUp", "400 CodeMismatchException", "422"),
        *("Step 3", "POST /confirm-sign-up", "ConfirmSignUp", "200", "303 → /auto-sign-in"),
        *("Step 4", "POST /auto-sign-in", "InitiateAuth", "200", f"303 → {AFTER_SIGN_IN_URL}"),
        *("Step 5", "POST /sign-out", "RevokeToken", "200", "303 → /sign-in"),
    ]


def test_the_same_session_is_seen_from_sign_up_to_initiate_auth(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    (begun,) = re.findall(r"session=\W+#(\w+)", learner.behind().code[0])
    learner.confirm(learner.newest_code(EMAIL))
    session, code = learner.behind().journeys
    assert re.fullmatch(
        r"ConfirmationCode #\w+ form \(step 2\) → ConfirmSignUp request \(step 2\)", code
    )
    assert session == (
        f"Session #{begun} SignUp response (step 1) → ConfirmSignUp request (step 2)"
    )
    learner.auto_sign_in()
    (session,) = learner.behind().journeys
    assert re.fullmatch(
        r"Session #\w+ ConfirmSignUp response \(step 2\) → InitiateAuth request \(step 3\)", session
    )


def test_every_claim_of_the_verified_tokens_is_explained(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    learner.confirm(learner.newest_code(EMAIL))
    learner.auto_sign_in()
    behind = learner.behind()
    claims = behind.claims
    assert {"sub", "iss", "aud", "token_use", "exp", "email", "email_verified"} <= claims.keys()
    assert {"client_id", "scope", "username"} <= claims.keys()
    assert claims == {name: EXPLANATIONS[name] for name in claims}
    assert "Claims of the ID token" in behind.text
    assert "Claims of the Access token" in behind.text


def test_the_embedded_pool_is_not_called_amazon(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    behind = learner.behind()
    assert "Response of the embedded pool" in behind.text
    assert "amazonaws.com" not in behind.text
    lanes = [node.to_text() for node in behind.page.document.query("svg text.name")]
    assert lanes == ["Browser", "Flask", "Embedded pool"]


def test_steps_can_be_followed_back(learner: Learner) -> None:
    learner.sign_up("ada", "short")
    learner.sign_up(EMAIL)
    learner.confirm("000000")
    links = [attributes_of(node) for node in learner.behind().page.document.query("#steps a")]
    assert [link["href"] for link in links] == [f"/behind?step={number}" for number in (1, 2, 3)]
    assert [link.get("aria-current") for link in links] == [None, None, "step"]
    second = learner.behind(2)
    assert second.step == "Step 2: POST /sign-up"
    around = [attributes_of(node)["href"] for node in second.page.document.query("nav.row a")]
    assert around == ["/behind?step=1", "/behind?step=3"]
    assert learner.behind(99).step == learner.behind().step
    assert Behind(learner.get("/behind?step=x%00")).step == learner.behind().step


def test_what_ran_is_what_stands_in_the_files(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    behind = learner.behind()
    names = [frame.partition(" ")[0] for frame in behind.all_frames]
    assert names[:2] == ["sign_up", "register"]
    assert names[-2:] == ["CognitoClient.call", "attempt"]
    assert behind.marked[0] == "output = register(auth, form)"
    for frame in behind.all_frames:
        name, file, first_line = re.fullmatch(r"(\S+) in (\S+):(\d+)", frame).groups()  # type: ignore[union-attr]
        lines = (ROOT / file).read_text().splitlines()[int(first_line) - 1 :]
        assert re.search(rf"def {name.rpartition('.')[2]}\(", "\n".join(lines[:3]))
    text = (ROOT / "signup/views/sign_up.py").read_text().splitlines()
    for node in behind.page.document.query("#step > .code")[0].query(".line"):
        number = attributes_of(node)["data-line"]
        shown = node.to_text(separator="", strip=False).strip()
        assert shown == (text[int(number) - 1].strip() if number.isdecimal() else "")


@pytest.mark.slow
def test_a_taken_address_shows_in_the_panel_and_on_no_page(
    app: Flask, new_visitor: Callable[[], Visitor]
) -> None:
    new_visitor().sign_up(EMAIL)
    learners = [Learner(app), Learner(app)]
    pages = []
    for learner, address in zip(learners, (EMAIL, "new@example.com"), strict=True):
        page = learner.follow(learner.sign_up(address))
        text = page.response.text.replace(address, "ADDRESS")
        pages.append(re.sub(r'(name="(?:csrf_token|sign_up)"[^>]*value=")[^"]*', r"\1TOKEN", text))
    assert "Behind this page" in pages[0]
    assert pages[0] == pages[1]
    taken, new = (learner.behind() for learner in learners)
    assert "The address already has an account" in taken.why
    assert taken.code[3].startswith("400 UsernameExistsException")
    # What is sent to its owner in the background is no exchange of this browser.
    assert [label for label in taken.sequence if label.isalpha()] == ["SignUp"]
    assert new.code[3].startswith("200\n")


def test_nobody_sees_the_steps_of_another_browser(
    learner: Learner, new_visitor: Callable[[], Visitor], app: Flask
) -> None:
    learner.sign_up(EMAIL)
    other = Learner(app)
    other.sign_up("bob@example.com")
    assert EMAIL not in other.behind().page.response.text
    assert "hasn't sent anything yet" in Behind(new_visitor().get("/behind")).text
    assert EMAIL in learner.behind().page.response.text


def test_nothing_stays_under_an_id_that_is_over(learner: Learner, tmp_path: Path) -> None:
    def rows() -> int:
        with closing(sqlite3.connect(tmp_path / "sessions.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM store").fetchone()[0])

    learner.sign_up(EMAIL)
    learner.confirm(learner.newest_code(EMAIL))
    assert rows() == 2  # the session and its steps
    learner.auto_sign_in()
    assert rows() == 2
    learner.choose("phone")
    assert rows() == 1


@pytest.mark.parametrize("count", [MAXIMUM, MAXIMUM + 1])
def test_the_newest_steps_are_kept(learner: Learner, count: int) -> None:
    for _ in range(count):
        learner.post("/sign-up")
    links = learner.behind().page.document.query("#steps a")
    assert len(links) == MAXIMUM
    assert attributes_of(links[0])["href"] == f"/behind?step={count - MAXIMUM + 1}"
    assert learner.behind().step == f"Step {count}: POST /sign-up"


@pytest.mark.slow
def test_looking_for_an_opened_link_again_and_again_is_one_step(learner: Learner) -> None:
    learner.choose("link")
    learner.sign_up(EMAIL)
    for _ in range(MAXIMUM + 1):
        learner.auto_sign_in()
    behind = learner.behind()
    assert behind.step == "Step 2: POST /auto-sign-in"
    assert f"{MAXIMUM + 1} times in a row" in behind.why
    assert "The link wasn't opened yet" in behind.why
    assert learner.behind(1).decided == ["no", "yes", "yes", "COMPLETE_AUTO_SIGN_IN"]


def test_another_scenario_begins_again(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    learner.choose("auto-confirm")
    assert "hasn't sent anything yet" in learner.behind().text
    learner.sign_up(EMAIL)
    assert learner.behind().decided == ["yes", "yes", "no", "COMPLETE_AUTO_SIGN_IN"]


def test_a_limit_of_ours_shows_that_nobody_was_asked(learner: Learner) -> None:
    learner.sign_up(EMAIL)
    for _ in range(6):
        last = learner.confirm("000000")
    assert last.status == 429
    behind = learner.behind()
    assert "this app's own limit" in behind.why
    assert "The user pool wasn't called." in behind.text


def test_a_csrf_token_that_is_missing_shows(learner: Learner) -> None:
    learner.get("/sign-up")
    learner.post_raw("/sign-up", {"email": EMAIL, "password": PASSWORD})
    assert "CSRF token" in learner.behind().why
    assert PASSWORD not in learner.behind().page.response.text


def test_what_is_too_long_is_cut(learner: Learner) -> None:
    learner.post("/sign-up", {"email": "x" * 5000, "password": PASSWORD})
    shown = learner.behind().sent["email"]
    assert len(shown) < 500


def test_the_ways_back_in_show_as_well(learner: Learner, clock: Clock) -> None:
    learner.sign_up(EMAIL)
    clock.advance(3 * 60)
    learner.confirm(learner.newest_code(EMAIL))
    late = learner.behind()
    assert "its three minutes are over" in late.why
    assert late.decided == ["no", "DONE"]
    learner.sign_in(EMAIL)
    srp = learner.behind()
    assert [label for label in srp.sequence if label.isalpha()][-2:] == [
        *("InitiateAuth", "RespondToAuthChallenge")
    ]
    parameters = json.loads(srp.code[3].partition("\n\n")[2])["ChallengeParameters"]
    assert parameters["SRP_B"] == parameters["SALT"] == MASK


# Pools that fail


@pytest.fixture
def on_the_pool(
    make_app: Callable[..., Flask], pool: FaultyPool, monkeypatch: pytest.MonkeyPatch
) -> Learner:
    monkeypatch.setenv(ENDPOINT, pool.url)
    return Learner(make_app(**{ENDPOINT: pool.url, "TEACH": "1"}))


@pytest.mark.parametrize(
    ("fault", "came_to"),
    [
        (faults.reset_before_the_answer, "ConnectionClosedError"),
        (faults.not_json, "200 not JSON"),
        (faults.gateway_error, "502 not JSON"),
        (faults.internal_error, "500 InternalErrorException"),
    ],
)
def test_a_pool_that_fails_shows_how(
    on_the_pool: Learner, pool: FaultyPool, fault: faults.Fault, came_to: str
) -> None:
    pool.fault = fault
    assert on_the_pool.sign_up(EMAIL).status == 503
    behind = on_the_pool.behind()
    assert behind.sequence == ["Step 1", "POST /sign-up", "SignUp", came_to, "503"]
    assert behind.code[3].startswith(came_to)
    assert "hotel" not in behind.text


def test_while_the_circuit_is_open_the_panel_says_that_nobody_was_asked(
    on_the_pool: Learner, pool: FaultyPool
) -> None:
    pool.fault = faults.reset_before_the_answer
    for _ in range(6):
        on_the_pool.sign_in(EMAIL)
    assert len(pool.requests) == 5
    behind = on_the_pool.behind()
    assert "didn't answer several times in a row" in behind.why
    assert "The user pool wasn't called." in behind.text


def test_a_real_pool_is_not_shown_unless_it_is_wanted(
    make_app: Callable[..., Flask], pool: FaultyPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, pool.url)
    visitor = Visitor(make_app(**{ENDPOINT: pool.url}))
    assert visitor.get("/behind").status == 404
    assert "Behind this page" not in visitor.get("/sign-up").response.text
    assert "frame-src" not in visitor.get("/sign-up").response.headers["Content-Security-Policy"]


def test_it_can_be_turned_off(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(TEACH="0"))
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert visitor.get("/behind").status == 404
    assert "Behind this page" not in visitor.get("/sign-up").response.text
