"""deploy/nginx.conf in front of two hosts of the app, with a certificate of its own."""

import gzip
import json
import re
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config.settings import ROOT
from signup.web.security_headers import HEADERS
from tests.contract.pools import EMAIL_POOL, ENDPOINT
from tests.contract.servers import HOST, free_port, get, nginx_command, serving, serving_app
from tests.faulty_pool import PATIENCE
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD
from tests.person import Browser
from tests.redis_server import RedisServer

pytestmark = pytest.mark.slow

NAME = "localhost"
EMAIL = "ada@example.com"
LONG = b"a{b:c}" * 1000
PATH = "/accounts"
UNDER_PATH = {
    '    set $sign_up_prefix "";': f'    set $sign_up_prefix "{PATH}";',
    "    location / {\n        proxy_pass http://sign_up;": (
        f"    location {PATH}/ {{\n        proxy_pass http://sign_up/;"
    ),
    "    location = /metrics {": f"    location = {PATH}/metrics {{",
    "    location /static/ {": f"    location {PATH}/static/ {{",
}
"""Changes for a path of the site, as the head of the file describes them."""

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Prefix": "/forged",
}


class SecureBrowser(Browser):
    """A browser that speaks TLS to the site, and trusts its certificate alone."""

    def __init__(self, site: "Site", headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{NAME}:{site.port}", {"Referer": f"https://{NAME}/", **(headers or {})})
        self._site = site

    def connect(self) -> HTTPConnection:
        return self._site.connect()


@dataclass(frozen=True)
class Site:
    """nginx, and what is behind it.

    Attributes:
        port: Where it speaks TLS.
        plain_port: Where it does not.
        certificate: The path of its certificate.
        hosts: The main processes of the app's two hosts, and their addresses.
        pool: The address of the user pool.
        logs: Of the hosts.
    """

    port: int
    plain_port: int
    certificate: Path
    hosts: list[tuple["subprocess.Popen[bytes]", str]]
    pool: str
    logs: list[Path]

    def connect(self) -> HTTPSConnection:
        context = ssl.create_default_context(cafile=self.certificate)
        return HTTPSConnection(NAME, self.port, timeout=PATIENCE, context=context)

    def get(self, path: str, **headers: str) -> tuple[int, HTTPMessage, bytes]:
        return ask(self.connect(), "GET", path, **headers)

    def newest_code(self) -> str:
        _status, outbox = get(f"{self.pool}/outbox?to={EMAIL}")
        return str(json.loads(outbox)[0]["code"])

    def clients(self) -> set[str]:
        """The keyed hashes that requests were counted under."""
        lines = [json.loads(line) for log in self.logs for line in log.read_text().splitlines()]
        return {line["client"] for line in lines if line["client"]}


def ask(
    connection: HTTPConnection, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, HTTPMessage, bytes]:
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def write_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    unencrypted = serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, kind, unencrypted))
    path = folder / "fullchain.pem"
    path.write_bytes(certificate.public_bytes(pem))
    return path


def site_file(
    folder: Path, port: int, plain_port: int, hosts: list[str], changes: Mapping[str, str]
) -> str:
    """Return deploy/nginx.conf as somebody changes it who sets it up: names, folders, hosts."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for theirs, ours in {
        **changes,
        "/etc/letsencrypt/live/sign-up.example.com": str(folder),
        "/srv/sign-up/static/": f"{folder}/static/",
        "/var/log/nginx": str(folder),
        "sign-up.example.com": NAME,
        "10.0.0.11:5000": hosts[0],
        "10.0.0.12:5000": hosts[1],
        "listen 80": f"listen {HOST}:{plain_port}",
        "listen 443": f"listen {HOST}:{port}",
    }.items():
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    return text


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    with ExitStack() as stack:
        redis = RedisServer()
        redis.start()
        stack.callback(redis.kill)
        command = ("user_pool", "serve", "--db", f"{folder}/user_pool.db")
        outputs = ("--amplify-outputs", f"{EMAIL_POOL}")
        pool = stack.enter_context(
            serving(*command, *outputs, health="/healthz", log=folder / "pool.log")
        )
        settings = {"APP_ENV": "production", "SECRET_KEY": "k" * 32, "MIN_FILL_SECONDS": "0"}
        settings |= {"TRUSTED_PROXIES": "1", "REDIS_URL": redis.url, ENDPOINT: pool}
        logs = [folder / f"{number}.log" for number in range(2)]
        hosts = [
            stack.enter_context(serving_app(log=log, DATA_DIR=f"{folder}/{log.stem}", **settings))
            for log in logs
        ]
        certificate = write_certificate(folder)
        port, plain_port = stack.enter_context(serving_nginx(folder, hosts, {}))
        yield Site(port, plain_port, certificate, hosts, pool, logs)


@contextmanager
def serving_nginx(
    folder: Path, hosts: list[tuple["subprocess.Popen[bytes]", str]], changes: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Run nginx in front of the hosts, with some changes to the file, and yield its ports."""
    shutil.copytree(ROOT / "static", folder / "static")
    (folder / "static" / "long.css.gz").write_bytes(gzip.compress(LONG))
    (folder / "static" / "long.css").write_bytes(LONG)
    port, plain_port = free_port(), free_port()
    addresses = [url.removeprefix("http://") for _process, url in hosts]
    start = nginx_command(folder, site_file(folder, port, plain_port, addresses, changes))
    checked = subprocess.run([*start, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(start, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_it_listens(plain_port, process)
            yield port, plain_port
        finally:
            process.terminate()


def wait_until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            ask(HTTPConnection(HOST, port, timeout=PATIENCE), "GET", "/", Host=NAME)
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        return
    pytest.fail("nginx did not start")


@pytest.mark.asvs("12.2.1", "3.3.1")
def test_somebody_signs_up_through_it(site: Site) -> None:
    person = SecureBrowser(site)
    assert person.post("/sign-up", email=EMAIL, password=PASSWORD) == (303, "/confirm-sign-up")
    # The pages, the cookie and the CSRF token hold on whichever host answers.
    assert person.cookie.startswith("__Host-session=")
    assert "Secure" in person.set_cookie
    status, place = person.post("/confirm-sign-up", confirmation_code=site.newest_code())
    assert (status, place) == (303, "/auto-sign-in")
    assert person.post("/auto-sign-in") == (303, AFTER_SIGN_IN_URL)
    assert EMAIL in person.get("/account")[1]


@pytest.mark.asvs("12.2.1")
@pytest.mark.parametrize(
    ("version", "taken"),
    [
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
def test_it_speaks_tls_1_2_and_later(site: Site, version: ssl.TLSVersion, *, taken: bool) -> None:
    context = ssl.create_default_context(cafile=site.certificate)
    context.minimum_version = ssl.TLSVersion.TLSv1_1
    context.maximum_version = version
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    connection = HTTPSConnection(NAME, site.port, timeout=PATIENCE, context=context)
    if taken:
        assert ask(connection, "GET", "/healthz")[0] == 200
    else:
        with pytest.raises(ssl.SSLError):
            ask(connection, "GET", "/healthz")


@pytest.mark.asvs("4.1.2")
def test_pages_are_sent_to_https_and_nothing_else_is(site: Site) -> None:
    def plain(method: str, body: str = "") -> tuple[int, HTTPMessage, bytes]:
        connection = HTTPConnection(HOST, site.plain_port, timeout=PATIENCE)
        return ask(connection, method, "/sign-up?a=b", body, Host=NAME)

    status, headers, _body = plain("GET")
    assert (status, headers["Location"]) == (308, f"https://{NAME}/sign-up?a=b")
    status, headers, _body = plain("POST", "email=ada")
    assert (status, headers["Location"]) == (403, None)


@pytest.mark.asvs("4.1.3", "2.4.1")
def test_what_a_client_says_of_itself_is_not_believed(site: Site) -> None:
    for headers in ({}, FORGED, {"X-Forwarded-For": "127.0.0.1, 10.1.1.1"}):
        assert SecureBrowser(site, headers).post("/sign-up", email="", password="")[0] == 422
    assert len(site.clients()) == 1


@pytest.mark.asvs("4.1.3")
def test_other_hosts_are_refused(site: Site) -> None:
    connection = HTTPConnection(HOST, site.plain_port, timeout=PATIENCE)
    with pytest.raises(OSError, match="without response"):
        ask(connection, "GET", "/", Host="evil.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elsewhere = HTTPSConnection(HOST, site.port, timeout=PATIENCE, context=context)
    with pytest.raises(ssl.SSLError):
        ask(elsewhere, "GET", "/")


@pytest.mark.asvs("3.4.1", "3.4.4", "13.4.6")
def test_no_header_is_there_twice_and_static_files_have_them(site: Site) -> None:
    expected = {**HEADERS, "Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
    _status, page, _body = site.get("/sign-up")
    status, file, body = site.get("/static/icon.svg")
    assert (status, body) == (200, (ROOT / "static" / "icon.svg").read_bytes())
    assert file["Content-Type"] == "image/svg+xml"
    for name, value in expected.items():
        assert page.get_all(name) == [value]
        if name != "Reporting-Endpoints":  # a file reports nothing
            assert file.get_all(name) == [value]
    for headers in (page, file, site.get("/static/nothing")[1]):
        assert len(headers.get_all("Content-Security-Policy") or []) == 1
        assert headers.get_all("Server") == ["nginx"]
    assert "Set-Cookie" not in file


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123abc", "?v=0123abcde", "?v=0123abcx", "?w=0"])
def test_a_file_whose_version_nobody_named_is_kept_for_minutes(site: Site, query: str) -> None:
    assert site.get(f"/static/icon.svg{query}")[1]["Cache-Control"] == "public, max-age=300"


def test_a_file_is_kept_for_ever_where_a_page_names_its_version(site: Site) -> None:
    _status, _headers, page = site.get("/sign-up")
    (address,) = re.findall(r'href="(/static/[^"]+)"', page.decode())
    assert site.get(address)[1]["Cache-Control"] == "public, max-age=31536000, immutable"
    # There is no such file: the header of an error is none.
    assert site.get("/static/nothing?v=0123abcd")[1]["Cache-Control"] is None


def test_what_is_compressed_beforehand_is_sent_so(site: Site) -> None:
    _status, headers, body = site.get("/static/long.css", **{"Accept-Encoding": "gzip"})
    assert (headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", LONG)
    _status, headers, body = site.get("/static/long.css")
    assert (headers["Content-Encoding"], body) == (None, LONG)


@pytest.mark.asvs("13.4.1", "13.4.3", "13.4.7")
@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/js/", "/static../app.py", "/static/../app.py", "/.git/HEAD", "/.env"],
)
def test_nothing_else_is_served_from_the_disk(site: Site, path: str) -> None:
    assert site.get(path)[0] in {403, 404}


@pytest.mark.asvs("13.4.5")
def test_the_metrics_are_not_the_worlds(site: Site) -> None:
    assert site.get("/metrics")[0] == 404
    assert site.get("//metrics")[0] in {308, 404}
    # Not even where nginx passes the request on: it comes from this machine, through a proxy.
    _process, url = site.hosts[0]
    assert get(f"{url}/metrics")[0] == 200
    address = url.removeprefix("http://")
    for headers in ({"X-Forwarded-For": HOST}, {"Host": NAME, "X-Forwarded-Proto": "https"}):
        assert (
            ask(HTTPConnection(address, timeout=PATIENCE), "GET", "/metrics", **headers)[0] == 404
        )


def test_answers_to_a_post_are_not_compressed(site: Site) -> None:
    gzip = {"Accept-Encoding": "gzip"}
    assert site.get("/sign-up", **gzip)[1]["Content-Encoding"] == "gzip"
    status, headers, body = ask(site.connect(), "POST", "/sign-up", "email=ada", **gzip)
    assert (status, headers["Content-Encoding"]) == (400, None)
    assert b"</html>" in body


@pytest.mark.asvs("15.1.3")
def test_a_body_of_64_kib_is_the_largest(site: Site) -> None:
    largest = 64 * 1024
    assert ask(site.connect(), "POST", "/sign-up", "a" * largest)[0] == 400
    assert ask(site.connect(), "POST", "/sign-up", "a" * (largest + 1))[0] == 413


def test_it_can_put_the_app_under_a_path(site: Site, tmp_path: Path) -> None:
    shutil.copy(site.certificate.parent / "privkey.pem", tmp_path)
    certificate = Path(shutil.copy(site.certificate, tmp_path))
    with serving_nginx(tmp_path, site.hosts, UNDER_PATH) as (port, plain_port):
        under_path = replace(site, port=port, plain_port=plain_port, certificate=certificate)
        person = SecureBrowser(under_path, FORGED)
        fields = {"email": "path@example.com", "password": PASSWORD}
        assert person.post(f"{PATH}/sign-up", **fields) == (303, f"{PATH}/confirm-sign-up")
        assert person.cookie.startswith("__Secure-session=")
        assert f"Path={PATH};" in f"{person.set_cookie};"
        _status, headers, page = under_path.get(f"{PATH}/sign-up")
        assert f"report-uri {PATH}/csp-reports;" in headers["Content-Security-Policy"]
        (address,) = re.findall(rf'href="({PATH}/static/[^"]+)"', page.decode())
        assert under_path.get(address)[1]["Cache-Control"].endswith("immutable")
        assert under_path.get(f"{PATH}/healthz")[0] == 200
        assert under_path.get(f"{PATH}/metrics")[0] == 404


def test_a_host_that_stops_costs_nobody_anything_and_without_any_there_is_a_page(
    site: Site,
) -> None:
    """The last test of this file: it leaves no host."""
    (first, _), (second, _) = site.hosts
    person = SecureBrowser(site)
    person.get("/sign-up")
    first.send_signal(signal.SIGTERM)
    first.wait(PATIENCE)
    for number in range(4):
        address = f"{number}@example.com"
        assert person.post("/sign-up", email=address, password=PASSWORD)[0] == 303
    second.send_signal(signal.SIGTERM)
    second.wait(PATIENCE)
    status, headers, body = site.get("/sign-up")
    assert (status, headers["Retry-After"]) == (503, "60")
    assert b"temporarily unavailable" in body
    assert headers["X-Content-Type-Options"] == "nosniff"
