"""Settings of the app, read from the environment once."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from config.private_files import create_private_folder

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATA_DIR = ROOT / "instance"
SECRET_KEY_MINIMUM = 32
METRICS_TOKEN_MINIMUM = 32
PORT_MAXIMUM = 65_535
AFTER_SIGN_IN_URL = "/account"
AUTO_SIGN_IN_VALUES = ("true", "false", "USER_AUTH", "USER_SRP_AUTH", "USER_PASSWORD_AUTH")
REDIS_URLS = (
    "redis://HOST or rediss://HOST, redis+cluster://HOST:PORT,HOST:PORT,… or "
    "redis+sentinel://HOST:PORT,…/SERVICE"
)
# Parts of keys in examples and tutorials, which are public.
PLACEHOLDERS = ("change-me", "changeme", "replace-me", "your-secret", "insecure", "never-guess")
BREACHED_PASSWORDS_VALUES = ("off", "hibp")
BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, section 2.1
# Browsers read a backslash as a slash and drop tabs and line breaks, and `//host` is another site.
PATH_OF_THIS_SITE = re.compile(r"/(?!/)[!-\[\]-~]*")
DEBUG_OFF = {"0", "false", "no"}
GENERATE = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' generates one"
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
SWITCH = {"1": True, "true": True, "0": False, "false": False}


class SettingsError(Exception):
    """An invalid setting. The message names the variable."""


class AppEnvironment(StrEnum):
    """Environments of the app."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


# A password manager and the Enter key take longer than this; a script does not.
MIN_FILL_SECONDS = {AppEnvironment.DEVELOPMENT: "0", AppEnvironment.PRODUCTION: "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The app's settings. `.env.example` describes each variable.

    Attributes:
        app_env: Development or production.
        secret_key: Signs the session cookie; 32 characters or more.
        secret_key_fallbacks: Earlier keys, whose signatures are still valid.
        amplify_outputs: Path of the file that names the user pool.
        cognito_client_secret: The secret of a confidential app client.
        cognito_endpoint: Another Cognito-compatible server; `amplify_auth` reads the same variable.
        auto_sign_in: `true`, `false`, or the name of an auth flow.
        after_sign_in_url: The path where a sign-up or sign-in ends.
        trusted_proxies: Number of proxies whose forwarding headers are trusted.
        allow_embedded_pool: Whether the embedded pool may serve other machines.
        redis_url: The Redis for sessions and limits; None stores them on this machine.
        ratelimit_enabled: Whether rate limits apply.
        teach: Whether teaching is on; None means with the embedded pool only.
        breached_passwords: `off`, or `hibp` to look up new passwords at Have I Been Pwned.
        min_fill_seconds: Minimum time to fill in the sign-up form.
        metrics_token: Token for `/metrics` from other machines; None allows none.
        data_dir: Folder for data on disk.
        host: The address to bind.
        port: The port to bind.
    """

    app_env: AppEnvironment
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    amplify_outputs: Path
    cognito_client_secret: str | None = field(repr=False)
    cognito_endpoint: str | None
    auto_sign_in: str
    after_sign_in_url: str
    trusted_proxies: int
    allow_embedded_pool: bool
    redis_url: str | None = field(repr=False)
    ratelimit_enabled: bool
    teach: bool | None
    breached_passwords: str
    min_fill_seconds: int
    metrics_token: str | None = field(repr=False)
    data_dir: Path
    host: str
    port: int

    @property
    def production(self) -> bool:
        """Whether the app runs in production."""
        return self.app_env is AppEnvironment.PRODUCTION

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and check the settings.

        Args:
            environment: Variables by name; an empty value counts as absent.

        Raises:
            SettingsError: A value is invalid.
        """
        given = {name: value for name, value in environment.items() if value}
        app_env = AppEnvironment(_one_of(given, "APP_ENV", tuple(AppEnvironment)))
        _refuse_debug(given, app_env)
        data_dir = Path(given.get("DATA_DIR", DEFAULT_DATA_DIR))
        return cls(
            app_env=app_env,
            secret_key=_secret_key(given, app_env, data_dir),
            secret_key_fallbacks=_secret_key_fallbacks(given),
            amplify_outputs=Path(
                given.get("AMPLIFY_OUTPUTS", ROOT / "config" / "amplify_outputs.json")
            ),
            cognito_client_secret=given.get("COGNITO_CLIENT_SECRET"),
            cognito_endpoint=given.get("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"),
            auto_sign_in=_one_of(given, "AUTO_SIGN_IN", AUTO_SIGN_IN_VALUES),
            after_sign_in_url=_after_sign_in_url(given),
            trusted_proxies=_whole_number(given, "TRUSTED_PROXIES", "0"),
            allow_embedded_pool=_switch(given, "ALLOW_EMBEDDED_POOL"),
            redis_url=_redis_url(given),
            ratelimit_enabled=_switch(given, "RATELIMIT_ENABLED", "1"),
            teach=_teach(given, app_env),
            breached_passwords=_one_of(given, "BREACHED_PASSWORDS", BREACHED_PASSWORDS_VALUES),
            min_fill_seconds=_whole_number(given, "MIN_FILL_SECONDS", MIN_FILL_SECONDS[app_env]),
            metrics_token=_metrics_token(given),
            data_dir=data_dir,
            host=given.get("HOST", "127.0.0.1"),
            port=_port(given),
        )


def is_loopback(host: str | None) -> bool:
    """Return whether a host name or address is loopback."""
    try:
        return ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def is_path_of_this_site(value: str) -> bool:
    """Whether a redirect to a text stays on this site, however a browser reads it."""
    return PATH_OF_THIS_SITE.fullmatch(value) is not None


def _one_of(given: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """Read a setting with a few values, of which the first is the default."""
    value = given.get(name, values[0])
    if value not in values:
        others, last = ", ".join(values[:-1]), values[-1]
        raise SettingsError(f"{name} must be {others} or {last}, not {value!r}")
    return value


def _secret_key(given: Mapping[str, str], app_env: AppEnvironment, data_dir: Path) -> str:
    value = given.get("SECRET_KEY")
    if value is None and app_env is AppEnvironment.DEVELOPMENT:
        return _kept_secret_key(data_dir)
    if value is None or not _is_usable_key(value):
        raise SettingsError(
            f"SECRET_KEY must be {SECRET_KEY_MINIMUM} printable characters or more: {GENERATE}"
        )
    if app_env is AppEnvironment.PRODUCTION and any(part in value for part in PLACEHOLDERS):
        raise SettingsError("SECRET_KEY is from an example. Generate your own")
    return value


def _secret_key_fallbacks(given: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in given.get("SECRET_KEY_FALLBACKS", "").split(",") if key)
    if not all(map(_is_usable_key, keys)):
        raise SettingsError(
            f"SECRET_KEY_FALLBACKS must each be {SECRET_KEY_MINIMUM} printable characters or more, "
            "separated by commas"
        )
    return keys


def _is_usable_key(key: str) -> bool:
    # Bytes that aren't UTF-8 arrive as unprintable characters.
    return len(key) >= SECRET_KEY_MINIMUM and key.isprintable()


def _refuse_debug(given: Mapping[str, str], app_env: AppEnvironment) -> None:
    """Refuse Flask's debugger in production, where it would run anyone's code. ASVS 13.4.2."""
    debug = given.get("FLASK_DEBUG", "0").lower() not in DEBUG_OFF
    if debug and app_env is AppEnvironment.PRODUCTION:
        raise SettingsError("FLASK_DEBUG must be off if APP_ENV is production")


def _kept_secret_key(data_dir: Path) -> str:
    """Generate a key for development and store it, so that sessions survive a restart."""
    path = data_dir / "secret_key"
    try:
        create_private_folder(data_dir)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_urlsafe(SECRET_KEY_MINIMUM).encode())
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(f"DATA_DIR {data_dir} cannot be written: {error.strerror}") from None
    try:
        key = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise SettingsError(f"DATA_DIR: {path} cannot be read: {error.strerror}") from None
    if not _is_usable_key(key):
        raise SettingsError(f"DATA_DIR: {path} is damaged. Delete it")
    return key


def _after_sign_in_url(given: Mapping[str, str]) -> str:
    value = given.get("AFTER_SIGN_IN_URL", AFTER_SIGN_IN_URL)
    if not is_path_of_this_site(value):
        raise SettingsError(
            f"AFTER_SIGN_IN_URL must be a path of this site, such as /welcome, not {value!r}"
        )
    return value


def _teach(given: Mapping[str, str], app_env: AppEnvironment) -> bool | None:
    """Read `TEACH`, which reveals who has an account, so that production refuses it."""
    value = _switch(given, "TEACH") if "TEACH" in given else None
    if app_env is AppEnvironment.PRODUCTION:
        if value:
            raise SettingsError("TEACH must be 0 if APP_ENV is production")
        return False
    return value


def _metrics_token(given: Mapping[str, str]) -> str | None:
    value = given.get("METRICS_TOKEN")
    if value and (len(value) < METRICS_TOKEN_MINIMUM or not BEARER_TOKEN.fullmatch(value)):
        # Not quoted: it may be most of a valid token.
        raise SettingsError(
            f"METRICS_TOKEN must be {METRICS_TOKEN_MINIMUM} characters or more, of letters, digits "
            f"and -._~+/: {GENERATE}"
        )
    return value


def _whole_number(given: Mapping[str, str], name: str, default: str) -> int:
    value = given.get(name, default)
    if not WHOLE_NUMBER.fullmatch(value):
        raise SettingsError(f"{name} must be a whole number of up to 9 digits, not {value!r}")
    return int(value)


def _port(given: Mapping[str, str]) -> int:
    port = _whole_number(given, "PORT", "5000")
    if port > PORT_MAXIMUM:
        raise SettingsError(f"PORT must be {PORT_MAXIMUM} or less, not {port}")
    return port


def _redis_url(given: Mapping[str, str]) -> str | None:
    value = given.get("REDIS_URL")
    if value and not _is_redis_url(value):
        # Not quoted: it may contain a password.
        raise SettingsError(f"REDIS_URL must be {REDIS_URLS}. Percent-encode its password")
    return value


def _is_redis_url(value: str) -> bool:
    """Whether `limits` can read an address, which it does at the first connection."""
    try:
        url = urlsplit(value)
        places = url.netloc.rpartition("@")[2].split(",")
        hosts = [(place.hostname, place.port) for place in (urlsplit(f"//{p}") for p in places)]
    except ValueError:
        return False
    match url.scheme:
        case "redis" | "rediss":
            return len(hosts) == 1 and bool(hosts[0][0])
        case "redis+cluster":
            return all(host and port for host, port in hosts)
        case "redis+sentinel":
            return all(host and port for host, port in hosts) and bool(url.path.strip("/"))
    return False


def _switch(given: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = given.get(name, default).lower()
    if value not in SWITCH:
        raise SettingsError(f"{name} must be 1 or 0, not {value!r}")
    return SWITCH[value]
