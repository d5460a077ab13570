from pathlib import Path

import pytest

from config.settings import ROOT, AppEnvironment, Settings, SettingsError, is_loopback

KEY = "k" * 32


def test_nothing_set_is_development_on_this_machine(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    assert settings.app_env is AppEnvironment.DEVELOPMENT
    assert not settings.production
    assert settings.amplify_outputs == ROOT / "config" / "amplify_outputs.json"
    assert settings.auto_sign_in == "true"
    assert settings.host == "127.0.0.1"
    assert not settings.allow_embedded_pool


def test_development_makes_a_key_and_keeps_it(tmp_path: Path) -> None:
    first = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    second = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_an_empty_variable_counts_as_absent(tmp_path: Path) -> None:
    empty = {"AUTO_SIGN_IN": "", "HOST": "", "COGNITO_CLIENT_SECRET": ""}
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path), **empty})
    assert settings.auto_sign_in == "true"
    assert settings.cognito_client_secret is None


@pytest.mark.asvs("13.3.1")
@pytest.mark.parametrize("key", [None, "", "k" * 31])
def test_production_refuses_to_start_without_a_long_key(key: str | None, tmp_path: Path) -> None:
    given = {"APP_ENV": "production", "DATA_DIR": str(tmp_path)}
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Settings.from_environment(given if key is None else given | {"SECRET_KEY": key})


def test_production_starts_with_a_key_that_is_long_enough() -> None:
    assert Settings.from_environment({"APP_ENV": "production", "SECRET_KEY": KEY}).production


def test_breached_passwords_are_looked_up_where_that_is_said(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path)}
    assert Settings.from_environment(given).breached_passwords == "off"
    assert Settings.from_environment(given | {"BREACHED_PASSWORDS": "hibp"}).breached_passwords
    with pytest.raises(SettingsError, match="BREACHED_PASSWORDS must be off or hibp, not 'on'"):
        Settings.from_environment(given | {"BREACHED_PASSWORDS": "on"})


def test_production_teaches_nobody() -> None:
    production = {"APP_ENV": "production", "SECRET_KEY": KEY}
    assert Settings.from_environment(production).teach is False
    assert Settings.from_environment(production | {"TEACH": "0"}).teach is False
    with pytest.raises(SettingsError, match="TEACH"):
        Settings.from_environment(production | {"TEACH": "1"})


def test_elsewhere_the_pool_decides_who_is_taught_unless_it_is_said(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path)}
    assert Settings.from_environment(given).teach is None
    assert Settings.from_environment(given | {"TEACH": "1"}).teach is True
    assert Settings.from_environment(given | {"TEACH": "0"}).teach is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_ENV", "staging"),
        ("AUTO_SIGN_IN", "maybe"),
        ("AUTO_SIGN_IN", "user_auth"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "one"),
        ("TRUSTED_PROXIES", "9" * 5000),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("ALLOW_EMBEDDED_POOL", "2"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "\udcff" * 32),
        ("SECRET_KEY_FALLBACKS", f"{KEY},short"),
        ("SECRET_KEY_FALLBACKS", "\udcff" * 32),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "memory://"),
        ("REDIS_URL", "redis:///0"),
        ("REDIS_URL", "redis://redis.example:x/0"),
        ("REDIS_URL", "redis://redis.example:65536/0"),
        ("REDIS_URL", "redis://redis.example,redis2.example/0"),
        ("REDIS_URL", "redis://:pass[word@redis.example"),
        ("REDIS_URL", "redis+cluster://redis.example"),
        ("REDIS_URL", "redis+cluster://redis.example:6379,"),
        ("REDIS_URL", "redis+sentinel://redis.example/main"),
        ("REDIS_URL", "redis+sentinel://redis.example:26379"),
        ("RATELIMIT_ENABLED", "maybe"),
        ("TEACH", "maybe"),
        ("METRICS_TOKEN", "t" * 31),
        ("METRICS_TOKEN", "t" * 31 + " "),
        ("METRICS_TOKEN", "t" * 31 + "\n"),
        ("METRICS_TOKEN", "t" * 31 + "é"),
        ("MIN_FILL_SECONDS", "-1"),
        ("MIN_FILL_SECONDS", "a while"),
        ("DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({"DATA_DIR": str(tmp_path), name: value})


@pytest.mark.parametrize(
    "url",
    [
        "redis://redis.example",
        "rediss://user:pass%5Bword@redis.example:6380/1",
        "redis://[::1]:6379/0",
        "redis+cluster://:hush@one.example:6379,two.example:6379",
        "redis+sentinel://one.example:26379,two.example:26379/main",
    ],
)
def test_an_address_of_redis(url: str, tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "REDIS_URL": url}
    assert Settings.from_environment(given).redis_url == url


@pytest.mark.parametrize("damage", [b"", b"\xff" * 40, b"short"])
def test_a_damaged_key_file_is_named(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "secret_key"
    path.write_bytes(damage)
    with pytest.raises(SettingsError, match=f"{path} is damaged"):
        Settings.from_environment({"DATA_DIR": str(tmp_path)})
    path.unlink()
    path.mkdir()
    with pytest.raises(SettingsError, match=f"{path} cannot be read"):
        Settings.from_environment({"DATA_DIR": str(tmp_path)})


def test_the_highest_port_is_a_port(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "PORT": "65535"}
    assert Settings.from_environment(given).port == 65_535


def test_a_token_that_is_too_short_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"SECRET_KEY": KEY, "METRICS_TOKEN": "hush-hush"})
    assert "hush" not in str(refused.value)


def test_no_secret_shows_in_the_settings() -> None:
    given = {
        "SECRET_KEY": KEY,
        "SECRET_KEY_FALLBACKS": f"{KEY}, {KEY}",
        "COGNITO_CLIENT_SECRET": "hush",
        "REDIS_URL": "redis://:hush@redis.example",
        "METRICS_TOKEN": "hush" * 8,
    }
    settings = Settings.from_environment(given)
    assert settings.secret_key_fallbacks == (KEY, KEY)
    assert settings.metrics_token == "hush" * 8
    assert KEY not in repr(settings)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("app_env", "given", "seconds"),
    [
        ("development", "", 0),
        ("production", "", 1),
        ("production", "0", 0),
        ("development", "3", 3),
    ],
)
def test_the_time_to_fill_a_form(app_env: str, given: str, seconds: int) -> None:
    environment = {"APP_ENV": app_env, "SECRET_KEY": KEY, "MIN_FILL_SECONDS": given}
    assert Settings.from_environment(environment).min_fill_seconds == seconds


@pytest.mark.parametrize(("given", "enabled"), [("", True), ("1", True), ("False", False)])
def test_limits_are_on_unless_turned_off(given: str, enabled: bool) -> None:
    environment = {"SECRET_KEY": KEY, "RATELIMIT_ENABLED": given}
    assert Settings.from_environment(environment).ratelimit_enabled is enabled


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example.com", False),
        ("", False),
        (None, False),
    ],
)
def test_loopback(host: str | None, loopback: bool) -> None:
    assert is_loopback(host) is loopback
