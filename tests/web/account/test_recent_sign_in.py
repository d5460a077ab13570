"""Pages that need a recent sign-in: a browser that was left open changes no way to sign in."""

import pytest

from signup.flows.signed_in_pages import RECENT
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor
from tests.web.signed_in import EMAIL, add_passkey, created, names, send, sign_in, sign_up

NOTICES = {
    "/account/passkeys": "Sign in again, then manage your passkeys.",
    "/account/delete": "Sign in again, then delete your account.",
    "/account/password": "Sign in again, then add your password.",
}


@pytest.mark.asvs("7.5.1", "7.5.3")
@pytest.mark.parametrize("path", NOTICES)
def test_a_page_opens_for_so_long_after_a_sign_in(user: Visitor, clock: Clock, path: str) -> None:
    clock.advance(RECENT - 1)
    assert user.get(path).status == 200
    clock.advance(1)
    asked = user.get(path)
    assert (asked.status, asked.location) == (303, "/sign-in")
    page = user.follow(asked)
    assert page.notices == [NOTICES[path]]
    assert page.value("email") == EMAIL
    assert user.get("/account").status == 200, "nobody was to be signed out"


@pytest.mark.asvs("7.5.1")
def test_a_form_can_be_sent_for_so_long(user: Visitor, clock: Clock) -> None:
    clock.advance(RECENT - 1)
    page = user.get("/account/passkeys")
    clock.advance(RECENT - 1)  # the challenge itself is good for as long
    credential = created(page)
    assert send(user, credential).location == "/account/passkeys"
    clock.advance(2)
    assert send(user, credential).location == "/sign-in"


def test_a_deletion_leads_back_to_the_list(user: Visitor, clock: Clock) -> None:
    add_passkey(user)
    fields = user.hidden("/account/passkeys", "/account/passkeys/delete")
    clock.advance(RECENT)
    user.get("/account")
    clock.advance(RECENT)
    assert user.post_raw("/account/passkeys/delete", fields).location == "/sign-in"
    assert user.get("/sign-in").notices[-1] == NOTICES["/account/passkeys"]


def test_the_sign_in_leads_back(visitor: Visitor, clock: Clock) -> None:
    sign_up(visitor, password=PASSWORD)
    add_passkey(visitor)
    clock.advance(RECENT)
    visitor.get("/account/passkeys")
    back = sign_in(visitor)
    assert back.location == "/account/passkeys"
    page = visitor.follow(back)
    assert names(page) == ["Passkey 1"]
    assert page.notices == ["You're signed in."]
    assert visitor.get("/sign-in").location == AFTER_SIGN_IN_URL, "it was asked for once"


def test_the_page_that_was_asked_for_last_is_the_one_to_come_back_to(visitor: Visitor) -> None:
    sign_up(visitor, password=PASSWORD)
    visitor.sign_out()
    visitor.get("/account/delete")
    visitor.get("/account")
    assert sign_in(visitor).location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize("stored", ["signup.no_such_page", "signup.outbox", 7, None])
def test_a_page_of_another_release_is_no_page_to_come_back_to(
    visitor: Visitor, stored: object
) -> None:
    sign_up(visitor, password=PASSWORD)
    visitor.sign_out()
    with visitor.client.session_transaction() as session:
        session["return_page"] = stored
    assert sign_in(visitor).location == AFTER_SIGN_IN_URL
