"""Sign-ups in any order, beside a small model: nothing confirms but the right live code."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.unit.user_pool.harness import CLIENT_ID, PASSWORD, Clock, definition
from user_pool import UserPoolService
from user_pool.protocol import TARGET_PREFIX

HOUR = 3600
USERNAMES = st.sampled_from(["ann@example.com", "Ann@Example.com", "bob@example.com"])


@dataclass
class Account:
    """A user in the model."""

    code: str | None
    expires_at: float
    confirmed: bool = False
    ticket: str = ""
    sessions: list[tuple[str, float]] = field(default_factory=list)
    tries: list[float] = field(default_factory=list)
    resends: list[float] = field(default_factory=list)


class SignUps(RuleBasedStateMachine):
    """Signs up, confirms, resends, waits and signs in."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.service = UserPoolService(Path(self.folder.name) / "pool.db", clock=self.clock)
        self.service.ensure_user_pool(definition())
        self.accounts: dict[str, Account] = {}

    def teardown(self) -> None:
        self.service.close()
        self.folder.cleanup()

    def call(self, operation: str, **members: Any) -> dict[str, Any]:
        body = json.dumps({"ClientId": CLIENT_ID, **members}).encode()
        response = self.service.handle(f"{TARGET_PREFIX}{operation}", body)
        assert response.status < 500
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def allowed(self, tries: list[float], limit: int) -> bool:
        """Whether the hour has room for another try, which is noted if so."""
        tries[:] = [at for at in tries if at > self.clock.now - HOUR]
        if len(tries) >= limit:
            return False
        tries.append(self.clock.now)
        return True

    def newest_code(self) -> str:
        return self.service.outbox()[0].code or ""

    @rule(username=USERNAMES)
    def sign_up(self, username: str) -> None:
        answer = self.call("SignUp", Username=username, Password=PASSWORD)
        if username.lower() in self.accounts:
            assert answer["__type"] == "UsernameExistsException"
            return
        assert answer["UserConfirmed"] is False
        self.accounts[username.lower()] = Account(
            self.newest_code(), self.clock.now + 24 * HOUR, ticket=answer["Session"]
        )

    @rule(username=USERNAMES, right=st.booleans(), with_ticket=st.booleans())
    def confirm(self, username: str, right: bool, with_ticket: bool) -> None:
        account = self.accounts.get(username.lower())
        code = (account.code if account else None) or "000000"
        members = {"Username": username, "ConfirmationCode": code if right else f"{code}0"}
        if with_ticket and account:
            members["Session"] = account.ticket
        answer = self.call("ConfirmSignUp", **members)
        if account is None:
            assert "__type" in answer
            return
        live = account.code is not None and self.clock.now < account.expires_at
        if not self.allowed(account.tries, 15):
            assert answer["__type"] == "LimitExceededException"
        elif account.confirmed:
            assert answer["__type"] == "NotAuthorizedException"
        elif not live:
            assert answer["__type"] == "ExpiredCodeException"
        elif not right:
            assert answer["__type"] == "CodeMismatchException"
        else:
            assert "__type" not in answer
            account.confirmed, account.code = True, None
            if "Session" in answer:
                account.sessions.append((answer["Session"], self.clock.now + 180))

    @rule(username=USERNAMES)
    def resend(self, username: str) -> None:
        answer = self.call("ResendConfirmationCode", Username=username)
        account = self.accounts.get(username.lower())
        if account is None:
            assert answer.get("__type", "LimitExceededException") == "LimitExceededException"
        elif not self.allowed(account.resends, 5):
            assert answer["__type"] == "LimitExceededException"
        elif account.confirmed:
            assert answer["message"] == "User is already confirmed."
        else:
            account.code, account.expires_at = self.newest_code(), self.clock.now + 24 * HOUR

    @rule(minutes=st.sampled_from([1, 2, 30, 60, 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.turn(minutes=minutes)

    @precondition(lambda self: self.accounts)
    @rule(username=USERNAMES, data=st.data())
    def sign_in_by_session(self, username: str, data: st.DataObject) -> None:
        accounts = list(self.accounts.values())
        tickets = [account.ticket for account in accounts]
        sessions = [session for account in accounts for session, _ in account.sessions]
        session = data.draw(st.sampled_from(tickets + sessions))
        answer = self.call(
            "InitiateAuth",
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": username},
            Session=session,
        )
        account = self.accounts.get(username.lower())
        good = account and next((it for it in account.sessions if it[0] == session), None)
        if account and good and self.clock.now < good[1]:
            assert "AuthenticationResult" in answer
            account.sessions.remove(good)
        else:
            assert "__type" in answer

    @invariant()
    def only_confirmed_users_sign_in(self) -> None:
        for username, account in self.accounts.items():
            parameters = {"USERNAME": username, "PASSWORD": PASSWORD}
            answer = self.call(
                "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
            )
            assert ("AuthenticationResult" in answer) is account.confirmed


@pytest.mark.parametrize("examples", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_sign_ups_in_any_order(examples: int) -> None:
    run_state_machine_as_test(
        SignUps, settings=settings(max_examples=examples, stateful_step_count=30)
    )
