"""Example accounts for any pool: a confirmed one, an unconfirmed one, and an invited one."""

from dataclasses import replace

from amplify_auth import AuthOutputs
from demo.demo_pool import ExampleAccount

NAMES = {"taken": True, "unconfirmed": False}
"""The accounts' names, and whether they are confirmed."""

# From the numbers that Ofcom keeps for plays and films.
INVITED = "invited"
NUMBERS = {"taken": "+447700900123", "unconfirmed": "+447700900124", INVITED: "+447700900125"}
SAMPLES = {"birthdate": "1995-12-10", "given_name": "Ada", "family_name": "Lovelace"}
SAMPLE = "Example"


def example_accounts(pool: AuthOutputs) -> list[ExampleAccount]:
    """Return the accounts as a pool takes them: by email, by phone or by name."""
    return [_account(pool, name, is_confirmed=is_confirmed) for name, is_confirmed in NAMES.items()]


def invited_account(pool: AuthOutputs) -> ExampleAccount:
    """Return the account that an administrator makes: with an address, and nothing else."""
    account = _account(pool, INVITED, is_confirmed=False)
    addresses = {
        name: value
        for name, value in account.attributes.items()
        if name in {"email", "phone_number"}
    }
    return replace(account, attributes=addresses or {"email": f"{INVITED}@example.com"})


def _account(pool: AuthOutputs, name: str, *, is_confirmed: bool) -> ExampleAccount:
    values = {**SAMPLES, "email": f"{name}@example.com", "phone_number": NUMBERS[name]}
    login = next((known for known in values if known in pool.username_attributes), None)
    wanted = {
        *pool.standard_required_attributes,
        *pool.user_verification_types,
        *([login] if login else []),
    }
    return ExampleAccount(
        username=values[login] if login else name,
        attributes={attribute: values.get(attribute, SAMPLE) for attribute in sorted(wanted)},
        is_confirmed=is_confirmed,
    )
