"""People who sign up."""

from typing import Any

from amplify_auth import (
    Auth,
    AutoSignIn,
    CodeDeliveryDetails,
    ConfirmSignUpOutput,
    SignInOptions,
    SignInOutput,
    SignUpOptions,
    SignUpOutput,
    Tokens,
    confirm_sign_up,
    resend_sign_up_code,
    sign_in,
    sign_up,
)
from tests.contract.pools import PoolWithMailbox

PASSWORD = "Correct-horse-7"


class Person:
    """A person with an address and a mailbox who signs up."""

    def __init__(self, pool: PoolWithMailbox, password: str = PASSWORD) -> None:
        self.pool = pool
        self.address = pool.new_address()
        self.password = password

    @property
    def code(self) -> str:
        return self.pool.newest_code(self.address)

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 1_000_000:06}"

    def sign_up(self, *, auto_sign_in: bool = True) -> SignUpOutput:
        options = SignUpOptions(auto_sign_in=auto_sign_in)
        return sign_up(
            self.pool.auth, username=self.address, password=self.password, options=options
        )

    def confirm(
        self, code: str | None = None, *, auto_sign_in: AutoSignIn | None = None
    ) -> ConfirmSignUpOutput:
        return confirm_sign_up(
            self.pool.auth,
            username=self.address,
            confirmation_code=self.code if code is None else code,
            auto_sign_in=auto_sign_in,
        )

    def resend(self) -> CodeDeliveryDetails:
        return resend_sign_up_code(self.pool.auth, username=self.address)

    def sign_in(
        self, password: str | None = None, *, options: SignInOptions | None = None
    ) -> SignInOutput:
        return sign_in(
            self.pool.auth,
            username=self.address,
            password=self.password if password is None else password,
            options=options,
        )


def signed_in(person: Person) -> Tokens:
    tokens = person.sign_in().tokens
    assert tokens
    return tokens


def get_user(auth: Auth, tokens: Tokens) -> dict[str, Any]:
    return auth.client.call("get_user", AccessToken=tokens.access_token)


def refresh(auth: Auth, tokens: Tokens) -> dict[str, Any]:
    answer = auth.client.call(
        "initiate_auth",
        ClientId=auth.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens.refresh_token},
    )
    return dict(answer["AuthenticationResult"])
