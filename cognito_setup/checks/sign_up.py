"""Checks for signing up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_setup.findings import Finding, Reading, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

OK, WARNING, NO, UNKNOWN = Verdict.OK, Verdict.WARNING, Verdict.NO, Verdict.UNKNOWN
_PROOFS = {"email_verified", "phone_number_verified"}
_LINK = "CONFIRM_WITH_LINK"


def sign_up(reading: Reading) -> Iterator[Finding]:
    """Check that people may sign up by themselves."""
    if reading.user_pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly"):
        yield Finding(
            "sign-up",
            NO,
            "only administrators create users",
            "Set the pool's AdminCreateUserConfig.AllowAdminCreateUserOnly to false.",
        )
    else:
        yield Finding("sign-up", OK, "people may sign up by themselves")


def code(reading: Reading) -> Iterator[Finding]:
    """Check the attribute that the code is sent to."""
    match sorted(reading.verified):
        case []:
            confirming = "PreSignUp" in reading.triggers
            yield Finding(
                "code",
                UNKNOWN if confirming else NO,
                "none is sent: only the PreSignUp trigger can confirm accounts"
                if confirming
                else "none is sent, so nobody can confirm an account",
                "Set the pool's AutoVerifiedAttributes to email.",
            )
        case ["email", "phone_number"]:
            yield Finding(
                "code",
                WARNING,
                "goes by text message whenever a number is given; the email address stays "
                "unverified",
                "Remove phone_number from the pool's AutoVerifiedAttributes.",
            )
        case ["email"]:
            option = reading.user_pool.get("VerificationMessageTemplate", {})
            by_link = option.get("DefaultEmailOption") == _LINK
            yield Finding("code", OK, f"goes by mail{', as a link' if by_link else ''}")
        case _:
            yield Finding("code", OK, "goes by text message")


def text_messages(reading: Reading) -> Iterator[Finding]:
    """Check that the pool can send text messages, if it has to."""
    if "phone_number" not in reading.verified and "SMS_OTP" not in reading.first_factors:
        return
    if failure := reading.user_pool.get("SmsConfigurationFailure"):
        yield Finding(
            "text messages",
            NO,
            f"fail: {failure}",
            "Repair the role in the pool's SmsConfiguration, or the account's SMS settings.",
        )
    elif not reading.user_pool.get("SmsConfiguration", {}).get("SnsCallerArn"):
        yield Finding(
            "text messages",
            NO,
            "cannot be sent: the pool has no role for it",
            "Set the pool's SmsConfiguration (docs/cognito.md says how to create the role).",
        )
    else:
        yield Finding(
            "text messages",
            UNKNOWN,
            "have a role; in Amazon SNS's sandbox they reach verified numbers only",
            "Look under SMS sandbox in the console of AWS End User Messaging.",
        )


def mail(reading: Reading) -> Iterator[Finding]:
    """Check the sender of mail and its quota, if the pool sends any."""
    if "email" not in reading.verified:
        return
    if failure := reading.user_pool.get("EmailConfigurationFailure"):
        yield Finding("mail", NO, f"fails: {failure}", "Repair the pool's EmailConfiguration.")
    elif reading.user_pool.get("EmailConfiguration", {}).get("EmailSendingAccount") == "DEVELOPER":
        yield Finding("mail", OK, "is sent by Amazon SES, within its quota")
    else:
        yield Finding(
            "mail",
            WARNING,
            "is sent by Cognito itself, 50 a day for the whole account",
            "For more, verify a sender in Amazon SES and set the pool's EmailConfiguration.",
        )


def required_attributes(reading: Reading) -> Iterator[Finding]:
    """Check that the form asks for every required attribute and for an address for the code."""
    names = ", ".join(reading.required) or "none"
    if reading.outputs is None:
        yield Finding("required attributes", OK, names)
        return
    auth = reading.outputs.auth
    # A login that is the only one is the attribute, too.
    implied = auth.username_attributes if len(auth.username_attributes) == 1 else ()
    asked = {*auth.standard_required_attributes, *implied}
    if missing := [name for name in reading.required if name not in asked]:
        yield Finding(
            "required attributes",
            NO,
            f"{names}; the form does not ask for {', '.join(missing)}",
            "Add them to auth.standard_required_attributes of the file.",
        )
    else:
        yield Finding("required attributes", OK, f"{names}; the form asks for them")
    asked.update(auth.user_verification_types, auth.username_attributes)
    if reading.verified and asked.isdisjoint(reading.verified):
        yield Finding(
            "address",
            NO,
            f"the form does not ask for {' or '.join(reading.verified)}, where the code goes",
            "Set auth.user_verification_types of the file to it.",
        )


def written_attributes(reading: Reading) -> Iterator[Finding]:
    """Check that the client may write the form's attributes, but not mark addresses as verified."""
    writable = reading.client.get("WriteAttributes")
    if not writable:
        yield Finding("written attributes", OK, "all standard ones")
    elif missing := [name for name in reading.required if name not in writable]:
        yield Finding(
            "written attributes",
            NO,
            f"the client may not write {', '.join(missing)}, which the pool requires",
            "Add them to the client's WriteAttributes.",
        )
    elif proofs := sorted(_PROOFS.intersection(writable)):
        yield Finding(
            "written attributes",
            WARNING,
            f"the client may write {', '.join(proofs)}: anyone could mark an address as verified",
            "Remove them from the client's WriteAttributes.",
        )
    else:
        yield Finding(
            "written attributes", OK, f"{len(writable)} attributes, without email_verified"
        )


def client_secret(reading: Reading) -> Iterator[Finding]:
    """Check that the app has the client's secret, if there is one."""
    secret = reading.client.get("ClientSecret")
    if secret == reading.secret:
        yield Finding("client secret", OK, "set in COGNITO_CLIENT_SECRET" if secret else "none")
    elif secret is None:
        yield Finding(
            "client secret",
            NO,
            "the client has none, but COGNITO_CLIENT_SECRET is set",
            "Remove COGNITO_CLIENT_SECRET from .env and the environment.",
        )
    else:
        yield Finding(
            "client secret",
            NO,
            "the client has one, and COGNITO_CLIENT_SECRET is "
            + ("a different one" if reading.secret else "not set"),
            "Set it: aws cognito-idp describe-user-pool-client "
            f"--user-pool-id {reading.user_pool['Id']} --client-id {reading.client['ClientId']} "
            "--query UserPoolClient.ClientSecret",
        )
