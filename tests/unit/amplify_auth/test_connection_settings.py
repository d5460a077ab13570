import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from amplify_auth import (
    Auth,
    ConfigurationError,
    InsecureEndpointError,
    NetworkError,
    configure,
    is_secure_endpoint,
    resend_sign_up_code,
    sign_up,
)
from config.settings import ROOT
from tests import faulty_pool as faults
from tests.faulty_pool import FaultyPool, faulty_pool
from tests.unit.amplify_auth.conftest import MakeAuth, outputs_document, write_outputs
from tests.unit.amplify_auth.fake_cognito import ANA, PASSWORD, FakeCognito

ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
CA_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")

# Signs up in a process of its own, since botocore reads some settings once.
SIGN_UP = """
import sys
from pathlib import Path
from botocore.awsrequest import AWSResponse
from amplify_auth import configure, sign_up
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs
from tests.unit.amplify_auth.fake_cognito import Body

def answer(request, **_):
    print(request.url, request.headers.get("Authorization"))
    return AWSResponse(request.url, 200, {}, Body(b'{"UserConfirmed": true, "UserSub": "1"}'))

auth = configure(
    write_outputs(Path(sys.argv[1]), outputs_document()),
    prepare_client=lambda client: client.meta.events.register("before-send", answer),
)
print(sign_up(auth, username="ana", password="secret").user_id)
"""

# Each breaks boto3's client, redirects its calls or signs them, when boto3 reads it.
OF_AWS_TOOLS = {
    "AWS_ACCESS_KEY_ID": "AKIA",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "AWS_PROFILE": "nope",
    "AWS_DEFAULT_PROFILE": "nope",
    "AWS_DEFAULT_REGION": "no region!",
    "AWS_REGION": "no region!",
    "AWS_DEFAULTS_MODE": "bogus",
    "AWS_ENDPOINT_URL": "http://localhost:4566",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "bogus",
    "AWS_RETRY_MODE": "bogus",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_STS_REGIONAL_ENDPOINTS": "bogus",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "bogus",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "bogus",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "bogus",
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "many",
    "AWS_DISABLE_REQUEST_COMPRESSION": "bogus",
    "AWS_AUTH_SCHEME_PREFERENCE": "bogus",
    "AWS_SIGV4A_SIGNING_REGION_SET": "bogus",
    "AWS_ENDPOINT_DISCOVERY_ENABLED": "bogus",
    "AWS_CSM_ENABLED": "true",
    "AWS_CSM_PORT": "many",
    "AWS_DATA_PATH": "/nowhere",
    "AWS_SDK_UA_APP_ID": "?" * 60,
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "bogus",
    "BOTOCORE_TCP_KEEPALIVE": "bogus",
}
CONFIG = "[default\nregion = \x00"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what the machine that runs the tests has set."""
    for name in (*CA_VARIABLES, "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_of_awss_tools_is_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".aws" / "models" / "cognito-idp" / "2099-01-01").mkdir(parents=True)
    (home / ".aws" / "models" / "cognito-idp" / "2099-01-01" / "service-2.json").write_text("{")
    for name in ("config", "credentials"):
        (home / ".aws" / name).write_text(CONFIG)
    (tmp_path / "config").write_text(CONFIG)
    environment = OF_AWS_TOOLS | {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path),
    }
    command = [sys.executable, "-c", SIGN_UP, str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "https://cognito-idp.eu-west-1.amazonaws.com/ None\n1\n"


def test_the_endpoint_may_come_from_the_file(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    auth = make_auth(custom={"auth": {"user_pool_endpoint": "http://127.0.0.1:9229/"}})
    cognito.answers("ResendConfirmationCode")
    resend_sign_up_code(auth, username="ana")
    assert cognito.requests[0].url == "http://127.0.0.1:9229/"
    assert auth.client.endpoint_url == "http://127.0.0.1:9229"


def test_the_endpoint_may_come_from_boto3s_variable(
    make_auth: MakeAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, "http://localhost:5555")
    assert make_auth().client.endpoint_url == "http://localhost:5555"


@pytest.mark.asvs("12.2.1")
def test_a_plain_endpoint_elsewhere_is_refused(
    make_auth: MakeAuth, cognito: FakeCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, "http://cognito.example.com")
    auth = make_auth()
    with pytest.raises(InsecureEndpointError):
        auth.warm_up()
    with pytest.raises(InsecureEndpointError):
        resend_sign_up_code(auth, username="ana")
    assert cognito.clients == []


@pytest.mark.asvs("12.3.1")
@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("https://cognito-idp.eu-west-1.amazonaws.com", True),
        ("https://10.0.0.1", True),
        ("http://localhost:9229", True),
        ("http://127.0.0.1:9229", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:9229", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("ftp://127.0.0.1", False),
        ("//127.0.0.1", False),
        ("https://", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_an_endpoint_is_https_or_on_this_machine(url: str, secure: bool) -> None:
    assert is_secure_endpoint(url) is secure


@pytest.mark.parametrize("url", ["localhost:9229", "https://", "https://[::1", "https://a:b", "x"])
def test_an_endpoint_that_is_none_is_refused(
    url: str, make_auth: MakeAuth, cognito: FakeCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, url)
    auth = make_auth()
    for attempt in (auth.check_settings, auth.warm_up):
        with pytest.raises(InsecureEndpointError):
            attempt()
    assert cognito.clients == []


@pytest.mark.parametrize("url", ["https://exa mple.com", "https://exam_ple!.com"])
def test_an_endpoint_that_boto3_refuses_is_a_configuration_error(
    url: str, make_auth: MakeAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, url)
    with pytest.raises(ConfigurationError) as raised:
        resend_sign_up_code(make_auth(), username=ANA)
    assert raised.value.__context__ is None or raised.value.__suppress_context__


def test_an_empty_variable_is_none(make_auth: MakeAuth, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (ENDPOINT_VARIABLE, *CA_VARIABLES, "HTTPS_PROXY"):
        monkeypatch.setenv(variable, "")
    auth = make_auth()
    auth.check_settings()
    assert auth.client.endpoint_url == "https://cognito-idp.eu-west-1.amazonaws.com"


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1, and what a server needs to use it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pool")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    bundle, private = folder / "certificates.pem", folder / "key.pem"
    bundle.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, private)
    return bundle, context


@pytest.fixture
def tls_pool(tmp_path: Path) -> Iterator[tuple[FaultyPool, Path]]:
    """Serve a pool with a certificate that nobody trusts by default."""
    bundle, context = self_signed(tmp_path)
    with faulty_pool(context) as pool:
        pool.fault = faults.answer(b'{"UserConfirmed": true, "UserSub": "1"}')
        yield pool, bundle


def connect(pool: FaultyPool, folder: Path) -> Auth:
    document = outputs_document({"auth": {"user_pool_endpoint": pool.url}})
    return configure(write_outputs(folder, document))


@pytest.mark.asvs("12.3.2")
def test_certificates_are_verified(
    tls_pool: tuple[FaultyPool, Path], tmp_path: Path, cognito: FakeCognito
) -> None:
    pool, _ = tls_pool
    auth = connect(pool, tmp_path)
    with pytest.raises(NetworkError):
        sign_up(auth, username=ANA, password=PASSWORD)
    with pytest.raises(NetworkError):
        auth.verifier.verify(cognito.tokens()["AuthenticationResult"])
    assert pool.requests == []


@pytest.mark.asvs("12.3.2")
@pytest.mark.parametrize("variable", CA_VARIABLES)
def test_a_bundle_of_certificates_is_trusted(
    variable: str,
    tls_pool: tuple[FaultyPool, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool, bundle = tls_pool
    monkeypatch.setenv(variable, str(bundle))
    auth = connect(pool, tmp_path)
    auth.check_settings()
    assert sign_up(auth, username=ANA, password=PASSWORD).user_id == "1"


@pytest.mark.parametrize("variable", CA_VARIABLES)
@pytest.mark.parametrize("name", ["missing.pem", ".", "text.pem", " "])
def test_a_bundle_that_is_none_is_named(
    variable: str, name: str, make_auth: MakeAuth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.pem").write_text("no certificate")
    monkeypatch.setenv(variable, name if name == " " else str(tmp_path / name))
    with pytest.raises(ConfigurationError, match=f"{variable} must name a file") as raised:
        make_auth().check_settings()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY"])
@pytest.mark.parametrize(
    "proxy",
    ["socks5://127.0.0.1:1", "ftp://127.0.0.1", "http://", "http://[::1", "user:s3cret@p:port"],
)
def test_a_proxy_that_is_none_is_named_without_its_password(
    variable: str, proxy: str, make_auth: MakeAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, proxy)
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY") as raised:
        make_auth().check_settings()
    assert "s3cret" not in str(raised.value)
    # A call cannot be made either, and ends in an error of this package.
    with pytest.raises(NetworkError):
        make_auth().client.fetch_json("https://pool.example/jwks.json")


@pytest.mark.parametrize(
    "proxy", ["127.0.0.1:3128", "http://proxy:3128", "https://user:password@proxy:3128/"]
)
def test_a_proxy_may_be_written_in_several_ways(
    proxy: str, make_auth: MakeAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    make_auth().check_settings()
