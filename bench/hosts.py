"""Two hosts of the app behind nginx, with one Redis: their speed, and what a sudden death costs.

    python -m bench.hosts [--people 300]

Both hosts are processes of this machine and share its cores, so that the second brings no speed
here; it shows what Redis and nginx cost. One of the two is then killed amid sign-ups: whoever was
told that their sign-up is there must find its page on the other.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import compare
from bench.kinds import KINDS, OWN, network, served
from bench.load import Connection, Form, in_parallel
from bench.server import SMALLEST, browsers
from bench.servers import Server, serving, stub_pool
from config.settings import ROOT
from tests.contract.servers import free_port
from tests.redis_server import RedisServer

PEOPLE_AT_ONCE = 16
PATH = KINDS[OWN].path
CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream hosts {{
        {hosts}
        keepalive 32;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://hosts;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
        }}
    }}
}}
"""


def main() -> None:
    """Measure, kill, look, print; the exit status says whether anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    missing = [name for name in ("nginx", "redis-server") if not shutil.which(name)]
    if missing:
        subprocess.run([ROOT / "scripts" / "install-system-packages", *missing], check=True)
    redis = RedisServer()
    redis.start()
    try:
        with two_hosts(redis) as (one, other):
            rates: dict[str, list[float]] = {"one host": [], "two hosts": []}
            for _ in range(options.rounds):
                for name, hosts in {"one host": [one], "two hosts": [one, other]}.items():
                    with proxy(*hosts) as front:
                        rates[name].append(sign_ups_a_second(front, options.people))
            compare("sign-ups/s behind nginx, with Redis", rates, "one host")
            with proxy(one, other) as front:
                lost = kill_one(front, other, options.people)
    finally:
        redis.kill()
    sys.exit(1 if lost else 0)


@contextmanager
def two_hosts(redis: RedisServer) -> Iterator[tuple[Server, Server]]:
    """Serve the app twice, with nothing in common but Redis and the key."""
    with (
        TemporaryDirectory() as here,
        TemporaryDirectory() as there,
        stub_pool() as pool,
        served(OWN, here, pool.port, REDIS_URL=redis.url) as one,
        served(OWN, there, pool.port, REDIS_URL=redis.url) as other,
    ):
        yield one, other


@contextmanager
def proxy(*hosts: Server) -> Iterator[Server]:
    """Serve some hosts behind nginx."""
    with TemporaryDirectory() as folder:
        port = free_port()
        listed = "".join(f"server 127.0.0.1:{host.port};" for host in hosts)
        path = Path(folder) / "nginx.conf"
        path.write_text(CONFIGURATION.format(folder=folder, hosts=listed, port=port))
        with serving(["nginx", "-c", str(path)], PATH, port) as front:
            yield front


def sign_ups_a_second(front: Server, people: int) -> float:
    """Let people open the form and send it, and return how many a second did the second."""
    forms = open_forms(front, people)
    statuses: Counter[int] = Counter()
    seconds = in_parallel(PEOPLE_AT_ONCE, forms, lambda form: statuses.update([send(front, form)]))
    assert set(statuses) == {HTTPStatus.SEE_OTHER}, statuses
    return people / seconds


def kill_one(front: Server, host: Server, people: int) -> int:
    """Kill a host amid sign-ups, and return how many that were acknowledged are not to be found."""
    forms = open_forms(front, people)
    acknowledged: list[Form] = []
    others: Counter[str] = Counter()
    half = threading.Event()

    def one(form: Form) -> None:
        try:
            status = send(front, form)
        except OSError as error:
            others[type(error).__name__] += 1
            return
        if status == HTTPStatus.SEE_OTHER:
            acknowledged.append(form)
        else:
            others[str(status)] += 1
        if len(acknowledged) > people / 2:
            half.set()

    def kill() -> None:
        half.wait()
        for process in host.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    in_parallel(PEOPLE_AT_ONCE, forms, one)
    half.set()
    killer.join()
    with Connection(front.port) as connection:
        pages = [
            connection.get("/confirm-sign-up", form.address, form.cookie) for form in acknowledged
        ]
    lost = sum(page.status != HTTPStatus.OK for page in pages)
    print(f"\nOne of two hosts killed amid {people} sign-ups:")
    print(f"  acknowledged {len(acknowledged)}, of these not to be found afterwards {lost}")
    print(f"  answered otherwise {dict(others)}: these are sent again")
    return lost


def open_forms(front: Server, people: int) -> list[Form]:
    """Open so many forms, and wait until they may be sent."""
    with Connection(front.port) as connection:
        forms = [connection.open_form(PATH, network(next(browsers))) for _ in range(people)]
    time.sleep(SMALLEST)
    return forms


def send(front: Server, form: Form) -> int:
    """Send a form and return the status of the answer."""
    with Connection(front.port) as connection:
        values = KINDS[OWN].fields(f"person.{next(browsers)}@example.com")
        return connection.send_form(PATH, form, values).status


if __name__ == "__main__":
    main()
