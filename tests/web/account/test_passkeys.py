"""The passkeys of the signed-in user."""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import AuthError, NetworkError, TooManyRequestsException
from signup.messages.passkey_failures import DEVICE_FAILURES
from signup.web.rate_limits import RULES
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor
from tests.unit.user_pool.authenticator import Authenticator
from tests.web.signed_in import (
    CHOICE,
    EMAIL,
    ORIGIN,
    add_passkey,
    created,
    fail,
    forgotten,
    names,
    send,
    sign_in,
    sign_up,
)

ADDED = "Your passkey was added. You can use it next time you sign in."
DELETED = "The passkey was deleted. You can also remove it from your device or password manager."
GONE = "That passkey has already been deleted."
TOO_LATE = "That took too long. Try again."
NOT_ADDED = "No passkey was added. Try again when you're ready."
NOT_SUPPORTED = "This device can't store a passkey for this site. Try a different one."
NOT_AVAILABLE = "Passkeys aren't available right now."
UNREACHABLE = "The service is temporarily unavailable. Try again in a minute."


def delete(user: Visitor, credential_id: str = "") -> Any:
    fields = {"credential_id": credential_id} if credential_id else {}
    return user.post("/account/passkeys/delete", fields, page="/account/passkeys")


def test_a_passkey_is_added_listed_and_deleted(user: Visitor) -> None:
    assert user.get("/account").document.query('a[href="/account/passkeys"]')
    page = user.get("/account/passkeys")
    assert page.heading == "Your passkeys"
    assert "You don't have any passkeys yet." in page.text

    added = add_passkey(user)
    assert (added.status, added.location) == (303, "/account/passkeys")
    page = user.follow(added)
    assert page.notices == [ADDED]
    assert names(page) == ["Passkey 1"]
    assert "Added on 15 January 2027" in page.text

    deleted = delete(user)
    assert (deleted.status, deleted.location) == (303, "/account/passkeys")
    page = user.follow(deleted)
    assert page.notices == [DELETED]
    assert "You don't have any passkeys yet." in page.text


def test_the_browser_is_told_once_to_forget_a_deleted_passkey(user: Visitor) -> None:
    device = Authenticator(origin=ORIGIN)
    credential = created(user.get("/account/passkeys"), device)
    send(user, credential)
    delete(user)
    known = {"rpId": "localhost", "credentialId": json.loads(credential)["id"]}
    assert forgotten(user.get("/account/passkeys")) == [known]
    assert forgotten(user.get("/account/passkeys")) == []


def test_the_date_is_written_in_the_users_language(user: Visitor) -> None:
    add_passkey(user)
    reader = Visitor(user.client.application, language="de")
    reader.client = user.client
    assert "Hinzugefügt am 15. Januar 2027" in reader.get("/account/passkeys?lang=de").text


def test_no_line_of_the_log_names_a_passkey(
    user: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    device = Authenticator(origin=ORIGIN)
    add_passkey(user, device)
    delete(user)
    events = [str(record.event) for record in caplog.records if hasattr(record, "event")]
    assert events[-2:] == ["passkey_added", "passkey_deleted"]
    for text in (device.credential_id.hex(), device.credential_id.decode(), EMAIL):
        assert text not in caplog.text


def test_a_second_press_meets_the_first(user: Visitor) -> None:
    credential = created(user.get("/account/passkeys"))
    for _ in range(2):
        assert send(user, credential).location == "/account/passkeys"
    page = user.get("/account/passkeys")
    assert page.notices == [ADDED]
    assert names(page) == ["Passkey 1"]


def test_an_answer_that_is_lost_is_no_failure(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = amplify_auth.complete_web_authn_registration

    def lose(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        raise NetworkError

    monkeypatch.setattr(amplify_auth, "complete_web_authn_registration", lose)
    assert user.follow(add_passkey(user)).notices == [ADDED]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("NotAllowedError", NOT_ADDED),
        ("AbortError", NOT_ADDED),
        ("TimeoutError", NOT_ADDED),
        (
            "InvalidStateError",
            "This device already has a passkey for your account. You can use it to sign in.",
        ),
        ("SecurityError", "Passkeys don't work at this web address."),
        ("TypeError", "This browser doesn't support passkeys."),
        ("ConstraintError", NOT_SUPPORTED),
        ("NotReadableError", NOT_SUPPORTED),
        ("NotSupportedError", NOT_SUPPORTED),
        ("UnknownError", NOT_SUPPORTED),
        ("<script>", NOT_SUPPORTED),
    ],
)
def test_every_error_of_the_browser_has_its_sentence(
    user: Visitor, caplog: pytest.LogCaptureFixture, error: str, message: str
) -> None:
    page = send(user, error=error)
    reason = error if error in DEVICE_FAILURES else "another error of the browser"
    assert [record.reason for record in caplog.records if hasattr(record, "reason")] == [reason]
    assert (page.status, page.errors) == (422, [message])
    assert page.title.startswith("Error: ")
    assert "<script>" not in page.text
    assert page.document.query("[data-passkey]"), "there is no way to try again"


@pytest.mark.parametrize("credential", ["", "{", "[]", '{"id": 1}', "[" * 10_000])
def test_what_is_no_passkey_is_not_sent_to_the_pool(user: Visitor, credential: str) -> None:
    page = send(user, credential)
    assert (page.status, page.errors) == (422, [NOT_ADDED])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("WebAuthnChallengeNotFoundException", TOO_LATE),
        ("WebAuthnClientMismatchException", TOO_LATE),
        ("WebAuthnConfigurationMissingException", NOT_AVAILABLE),
        ("WebAuthnCredentialNotSupportedException", NOT_SUPPORTED),
        ("WebAuthnNotEnabledException", NOT_AVAILABLE),
        ("WebAuthnOriginNotAllowedException", NOT_AVAILABLE),
        ("WebAuthnRelyingPartyMismatchException", NOT_AVAILABLE),
    ],
)
def test_every_refusal_of_the_pool_has_its_sentence_and_is_forgotten_by_the_device(
    user: Visitor, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    credential = created(user.get("/account/passkeys"))
    fail(monkeypatch, "complete_web_authn_registration", getattr(amplify_auth, name)("pool's own"))
    page = send(user, credential)
    assert (page.status, page.errors) == (422, [message])
    assert "pool's own" not in page.response.text
    known = {"rpId": "localhost", "credentialId": json.loads(credential)["id"]}
    assert forgotten(page) == [known]


def test_a_challenge_is_good_once_and_not_for_long(user: Visitor, clock: Clock) -> None:
    credential = created(user.get("/account/passkeys"))
    clock.advance(16 * 60)
    page = send(user, credential)
    assert page.errors == [TOO_LATE]
    assert send(user, created(page)).location == "/account/passkeys"


def test_a_passkey_of_another_origin_is_refused(user: Visitor) -> None:
    device = Authenticator(origin="https://evil.example")
    page = add_passkey(user, device)
    assert page.errors == [NOT_AVAILABLE]
    assert names(page) == []


@pytest.mark.parametrize(
    ("error", "status"), [(NetworkError(), 503), (TooManyRequestsException(), 503)]
)
def test_an_outage_is_said_and_nothing_is_forgotten(
    user: Visitor, monkeypatch: pytest.MonkeyPatch, error: AuthError, status: int
) -> None:
    credential = created(user.get("/account/passkeys"))
    fail(monkeypatch, "complete_web_authn_registration", error)
    page = send(user, credential)
    assert (page.status, page.errors) == (status, [UNREACHABLE])
    assert forgotten(page) == []


def test_without_a_list_there_is_no_page(user: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "list_web_authn_credentials", NetworkError())
    page = user.get("/account/passkeys")
    assert page.status == 503
    assert page.response.headers["Retry-After"]


def test_the_list_stays_where_none_can_be_added(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_passkey(user)
    error = amplify_auth.WebAuthnConfigurationMissingException()
    fail(monkeypatch, "start_web_authn_registration", error)
    page = user.get("/account/passkeys")
    assert page.status == 200
    assert names(page) == ["Passkey 1"]
    assert NOT_AVAILABLE in page.text
    assert not page.document.query("[data-passkey]")


def test_there_is_a_limit(user: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "start_web_authn_registration", amplify_auth.LimitExceededException())
    page = user.get("/account/passkeys")
    assert "You've reached the limit of 20 passkeys. Delete one to add another." in page.text


@pytest.mark.asvs("8.2.2")
def test_nobody_deletes_the_passkey_of_another(
    user: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    credential = created(user.get("/account/passkeys"))
    send(user, credential)
    other = new_visitor()
    other.sign_up("eve@example.com")
    other.confirm(other.newest_code("eve@example.com"))
    other.auto_sign_in()
    fields = {"csrf_token": other.csrf_token("/account")}
    fields["credential_id"] = json.loads(credential)["id"]
    deleted = other.post_raw("/account/passkeys/delete", fields)
    assert other.follow(deleted).notices[-1] == GONE
    assert names(user.get("/account/passkeys")) == ["Passkey 1"]


def test_a_passkey_that_is_gone_is_what_was_wanted(user: Visitor) -> None:
    add_passkey(user)
    fields = user.hidden("/account/passkeys", "/account/passkeys/delete")
    assert user.post_raw("/account/passkeys/delete", fields).location == "/account/passkeys"
    again = user.post_raw("/account/passkeys/delete", fields)
    assert again.location == "/account/passkeys"
    assert user.follow(again).notices == [DELETED, GONE]


def test_a_deletion_whose_answer_is_lost_is_no_failure(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_passkey(user)
    original = amplify_auth.delete_web_authn_credential

    def lose(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        raise NetworkError

    monkeypatch.setattr(amplify_auth, "delete_web_authn_credential", lose)
    assert user.follow(delete(user)).notices == [DELETED]


def test_a_deletion_that_fails_is_said(user: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    add_passkey(user)
    fail(monkeypatch, "delete_web_authn_credential", NetworkError())
    page = delete(user)
    assert (page.status, page.errors) == (503, [UNREACHABLE])
    assert names(page) == ["Passkey 1"]


def test_forms_without_a_token_change_nothing(user: Visitor) -> None:
    add_passkey(user)
    for path in ("/account/passkeys", "/account/passkeys/delete", "/account/passkeys/skip"):
        assert user.post_raw(path, {}).status == 400
    assert names(user.get("/account/passkeys")) == ["Passkey 1"]


@pytest.mark.asvs("6.3.1")
@pytest.mark.parametrize("path", ["/account/passkeys", "/account/passkeys/delete"])
def test_attempts_are_limited(user: Visitor, path: str) -> None:
    fields = {"csrf_token": user.csrf_token("/account")}
    fields |= {"credential": '{"id": "x"}', "credential_id": "x"}
    allowed = RULES["signup.passkeys"].account
    statuses = [user.post_raw(path, fields).status for _ in range(allowed + 1)]
    assert 429 not in statuses[:allowed]
    assert statuses[allowed] == 429


def test_a_pool_without_passkeys_has_no_page_for_them(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app())
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    assert "asskey" not in visitor.get("/account").text
    assert visitor.get("/account/passkeys").status == 404


def test_at_an_ip_address_none_can_be_added(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = partial(visitor.client.open, base_url="http://127.0.0.1:5000")
    monkeypatch.setattr(visitor.client, "open", address)
    assert sign_up(visitor, passkeys="supported").location == AFTER_SIGN_IN_URL
    page = visitor.get("/account/passkeys")
    assert "Passkeys don't work at this web address." in page.text
    assert not page.document.query("[data-passkey]")


@pytest.mark.parametrize(
    ("host", "offered"), [("localhost", 1), ("127.0.0.1:5000", 0), ("[::1]", 0)]
)
def test_at_an_ip_address_no_passkey_signs_in(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, host: str, offered: int
) -> None:
    address = partial(visitor.client.open, base_url=f"http://{host}")
    monkeypatch.setattr(visitor.client, "open", address)
    page = visitor.follow(visitor.begin_sign_in(EMAIL))
    assert page.heading == "Choose how to sign in"
    assert len(page.document.query("[data-needs-passkeys]")) == offered


# The offer after a sign-up


def test_a_passkey_is_offered_once_after_a_sign_up(visitor: Visitor) -> None:
    offered = sign_up(visitor, passkeys="supported")
    assert offered.location == "/account/passkeys"
    assert visitor.follow(offered).heading == "Sign in faster next time"
    page = visitor.get("/account/passkeys")
    assert page.heading == "Sign in faster next time"
    added = send(visitor, created(page))
    assert added.location == AFTER_SIGN_IN_URL
    assert visitor.account_after(added).notices[-1] == ADDED
    assert visitor.get("/account/passkeys").heading == "Your passkeys"


def test_an_offer_that_is_left_alone_is_over(visitor: Visitor) -> None:
    sign_up(visitor, passkeys="supported")
    visitor.get("/account")
    assert visitor.get("/account/passkeys").heading == "Your passkeys"


def test_a_cancelled_offer_stays(visitor: Visitor) -> None:
    sign_up(visitor, passkeys="supported")
    page = send(visitor, error="NotAllowedError")
    assert page.heading == "Sign in faster next time"
    assert page.errors == [NOT_ADDED]


def test_a_skipped_offer_is_never_made_again_in_that_browser(visitor: Visitor) -> None:
    sign_up(visitor, passkeys="supported")
    skipped = visitor.post("/account/passkeys/skip", page="/account/passkeys")
    assert (skipped.status, skipped.location) == (303, AFTER_SIGN_IN_URL)
    cookie = skipped.response.headers.getlist("Set-Cookie")[0]
    assert "sign-up-passkey-offer=skipped" in cookie
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie

    visitor.post("/account/delete", {"understood": "y"})
    assert sign_up(visitor, passkeys="supported").location == AFTER_SIGN_IN_URL


def test_without_scripts_nothing_is_offered(visitor: Visitor) -> None:
    assert sign_up(visitor).location == AFTER_SIGN_IN_URL


def test_an_offer_that_cannot_be_made_keeps_nobody(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "start_web_authn_registration", NetworkError())
    offered = sign_up(visitor, passkeys="supported")
    assert visitor.follow(offered).location == AFTER_SIGN_IN_URL


def test_a_sign_in_offers_nothing(user: Visitor, new_visitor: Callable[[], Visitor]) -> None:
    user.post("/account/password", {"password": PASSWORD})
    visitor = new_visitor()
    page = sign_in(visitor)
    assert page.location == AFTER_SIGN_IN_URL
    assert visitor.get("/account/passkeys").heading == "Your passkeys"


@pytest.mark.parametrize("page", ["/account/passkeys", "/auto-sign-in"])
def test_only_pools_with_passkeys_carry_their_script(
    make_app: Callable[..., Flask], page: str
) -> None:
    for outputs, carries in ({}, False), ({"AMPLIFY_OUTPUTS": CHOICE}, True):
        visitor = Visitor(make_app(**outputs))
        visitor.sign_up(EMAIL)
        visitor.confirm(visitor.newest_code(EMAIL))
        if page == "/account/passkeys":
            visitor.auto_sign_in()
        assert ("signalUnknownCredential" in visitor.get(page).response.text) is carries


def test_a_button_is_told_from_the_others(user: Visitor) -> None:
    add_passkey(user)
    add_passkey(user, Authenticator(origin=ORIGIN, credential_id=b"passkey-0000002!"))
    buttons = user.get("/account/passkeys").document.query("button.danger")
    labels = [attributes_of(button)["aria-label"] for button in buttons]
    assert labels == ["Delete passkey “Passkey 1”", "Delete passkey “Passkey 2”"]
