"""Rooms: modules to mutate, and the quick tests for them, in one process and without a server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Modules that the same tests are about.

    Attributes:
        modules: Patterns of files.
        tests: Arguments for pytest.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]


_WEB = (
    *("auto_sign_in", "confirmation", "enumeration_protection", "events", "fetch_metadata"),
    *("honeypot", "metrics", "rate_limits", "response_time", "security_headers", "sign_in"),
    *("sign_up", "store_faults", "stored_values", "verification_links"),
)

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
    # signup/storage/redis.py needs a server; tests/web/test_redis.py runs it with a real one.
    "signup": Room(
        modules=(
            "config/forwarded_for.py",
            "config/private_files.py",
            "signup/delayed_executor.py",
            "signup/flows/enumeration_protection/*.py",
            "signup/flows/response_time.py",
            "signup/forms/base.py",
            "signup/observability/events.py",
            "signup/observability/pseudonyms.py",
            "signup/session/*.py",
            "signup/storage/sqlite.py",
            "signup/views/metrics.py",
            "signup/web/fetch_metadata.py",
            "signup/web/honeypot.py",
            "signup/web/loopback.py",
            "signup/web/rate_limits.py",
            "signup/web/security_headers.py",
        ),
        tests=(
            "tests/unit/config/test_forwarded_for.py",
            "tests/unit/config/test_private_files.py",
            "tests/unit/signup",
            "--ignore=tests/unit/signup/test_translations.py",
            "tests/security/test_responses.py",
            *(f"tests/web/test_{name}.py" for name in _WEB),
        ),
    ),
}
