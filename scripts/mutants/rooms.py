"""Rooms: modules to mutate, and the quick tests for them, in one process.

Only those of Redis start a server.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Modules that the same tests are about.

    Attributes:
        modules: Patterns of files.
        tests: Arguments for pytest.
        markers: The tests' markers, as pytest's `-m` takes them.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    markers: str = "not browser and not slow"


def _web(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/web/test_{name}.py" for name in names)


ROOMS = {
    # The mail of a pool, its HTTP server and its random tests are left out: they are slow.
    "user_pool": Room(
        modules=(
            "user_pool/attempt_limits.py",
            "user_pool/codes.py",
            "user_pool/cognito_sessions.py",
            "user_pool/one_time_passwords.py",
            "user_pool/outbox.py",
            "user_pool/tokens.py",
            "user_pool/unknown_users.py",
            "user_pool/verification.py",
            "user_pool/verification_links.py",
        ),
        tests=(
            "tests/unit/user_pool",
            "--ignore=tests/unit/user_pool/test_fuzz.py",
            "--ignore=tests/unit/user_pool/test_http_server.py",
            "--ignore=tests/unit/user_pool/test_pytest_plugin.py",
            "--ignore=tests/unit/user_pool/test_state_machine.py",
            "--ignore=tests/unit/user_pool/test_web_authn.py",
        ),
    ),
    "amplify_auth": Room(
        modules=(
            "amplify_auth/circuit_breaker.py",
            "amplify_auth/client.py",
            "amplify_auth/http_session.py",
            "amplify_auth/jwks.py",
            "amplify_auth/tokens.py",
        ),
        tests=(
            "tests/unit/amplify_auth",
            "--ignore=tests/unit/amplify_auth/test_srp_client.py",
            "--ignore=tests/unit/amplify_auth/test_web_authn.py",
        ),
    ),
    "client_address": Room(
        modules=("config/forwarded_for.py",),
        tests=("tests/unit/config/test_forwarded_for.py",),
    ),
    "signed_in": Room(
        modules=("signup/session/current_user.py",),
        tests=(
            "tests/web/account",
            *_web("account_deletion", "events", "mounting", "stored_values"),
        ),
    ),
    "session": Room(
        modules=(
            "signup/session/current_session.py",
            "signup/session/encryption.py",
            "signup/session/interface.py",
            "signup/session/pending_password.py",
            "signup/session/stored_values.py",
        ),
        tests=(
            "tests/unit/signup/test_sessions.py",
            *_web("auto_sign_in", "pool_faults", "sign_up", "store_faults", "stored_values"),
        ),
    ),
    "storage": Room(
        modules=("config/private_files.py", "signup/storage/sqlite.py"),
        tests=(
            "tests/unit/config/test_private_files.py",
            "tests/unit/signup/test_sqlite_store.py",
            *_web("rate_limits", "store_faults"),
        ),
    ),
    "redis": Room(
        modules=("signup/storage/redis.py",),
        tests=("tests/web/test_redis.py",),
        markers="slow",
    ),
    "background": Room(
        modules=("signup/delayed_executor.py",),
        tests=("tests/unit/signup/test_delayed_executor.py",),
    ),
    "taken_addresses": Room(
        modules=(
            "signup/flows/enumeration_protection/decoys.py",
            "signup/flows/enumeration_protection/sign_up.py",
            "signup/flows/response_time.py",
        ),
        tests=_web(
            *("account_states", "auto_sign_in", "confirmation", "enumeration_protection", "events"),
            *("first_factors", "honeypot", "languages", "login_options", "mounting"),
            *("response_time", "sign_up_without_password", "verification_links"),
        ),
    ),
    "owners": Room(
        modules=("signup/flows/enumeration_protection/owner_messages.py",),
        tests=_web(
            *("account_states", "enumeration_protection", "events", "first_factors", "languages"),
            *("response_time", "sign_up_without_password"),
        ),
    ),
    "masked_addresses": Room(
        modules=("signup/flows/enumeration_protection/delivery.py",),
        tests=_web("login_options"),
    ),
    "email_set_up": Room(
        modules=("signup/flows/enumeration_protection/email_setup.py",),
        tests=_web("authenticator_app", "second_step"),
    ),
    "first_factors": Room(
        modules=("signup/flows/enumeration_protection/sign_in.py",),
        tests=_web("events", "first_factor_accounts", "first_factors", "response_time"),
    ),
    "requests": Room(
        modules=(
            "signup/forms/base.py",
            "signup/web/fetch_metadata.py",
            "signup/web/honeypot.py",
            "signup/web/loopback.py",
            "signup/web/rate_limits.py",
        ),
        tests=(
            "tests/unit/signup/test_rate_limits.py",
            *_web("events", "fetch_metadata", "form_validation", "honeypot", "rate_limits"),
            *_web("start", "store_faults"),
        ),
    ),
    "responses": Room(
        modules=(
            "signup/observability/events.py",
            "signup/observability/pseudonyms.py",
            "signup/views/metrics.py",
            "signup/web/security_headers.py",
        ),
        tests=(
            *_web("account_deletion", "events", "fetch_metadata", "metrics", "mounting"),
            *_web("security_headers"),
        ),
    ),
}
