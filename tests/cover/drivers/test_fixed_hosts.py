"""Fixed hosts: what is built into a program leads to the fakes, and nothing else is reached."""

from __future__ import annotations

import socket
import struct
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mock_kit.server import Server
from mock_kit.tls import Authority
from twinledger.drivers.fixed_hosts import can_lead_to
from twinledger.drivers.manifest import ManifestError
from twinledger.drivers.watch import Watch

from .support import IN_TIME, load, program

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LIVE = "live.getsilverfin.com"
ASK = """
    import json, os, sys, urllib.request
    def ask(url):
        try:
            print(url, urllib.request.urlopen(url, timeout=5).read().decode())
        except OSError as error:
            print(url, error)
    ask("https://live.getsilverfin.com/f/1")
"""
MANIFEST = '[connector]\nname = "x"\ncommand = ["{python}", "-c", ""]\nfixed_hosts = '


class _Told:
    """An application that tells who was asked for what."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['wsgi.url_scheme']} {environ['HTTP_HOST']} {environ['PATH_INFO']}".encode()]


@pytest.fixture
def url() -> Iterator[str]:
    """A server on this machine that speaks http."""
    server = Server(_Told())
    server.start()
    yield server.url
    server.stop()


def test_what_is_built_in_leads_to_where_the_inputs_say(tmp_path: Path, url: str) -> None:
    """The program speaks https to the host that it knows, believes its certificate, and is given that address."""
    code = f"{ASK}\n    print(os.environ['SILVERFIN_URL'], os.environ['ODOO_URL'])"
    inputs = {"SILVERFIN_URL": url, "ODOO_URL": "http://127.0.0.1:9"}
    outcome = program(tmp_path, code, fixed_hosts={"silverfin": LIVE}).run(inputs, IN_TIME)
    assert outcome.output.split("\n")[:2] == [
        f"https://{LIVE}/f/1 http {LIVE} /f/1",
        f"https://{LIVE} http://127.0.0.1:9",
    ]


def test_a_watched_program_reaches_what_is_built_in_and_no_other_host(tmp_path: Path, url: str) -> None:
    """In a network of its own, too; the port of http and every other host are refused and noted."""
    code = f'{ASK}\n    ask("http://{LIVE}/")\n    ask("https://app.example.com/")'
    watch = Watch()
    outcome = program(tmp_path, code, fixed_hosts={"silverfin": LIVE}).run({"SILVERFIN_URL": url}, IN_TIME, watch)
    assert f"https://{LIVE}/f/1 http {LIVE} /f/1\n" in outcome.output
    assert {(attempt.host, attempt.port) for attempt in watch.attempts} == {(LIVE, 80), ("app.example.com", 443)}


def test_a_resident_program_is_led_anew_with_every_request(tmp_path: Path, url: str) -> None:
    """Its inputs name the fixed address, and where that leads is where the fake is this time."""
    code = """
        import json, sys, urllib.request
        for line in sys.stdin:
            told = json.loads(line)
            if told["do"] == "stop":
                break
            answer = {"ok": True}
            if told["do"] == "sync":
                try:
                    urllib.request.urlopen(told["config"]["SILVERFIN_URL"], timeout=5)
                except OSError as error:
                    answer = {"ok": False, "reason": "target", "message": str(error)}
            print(json.dumps(answer), flush=True)
    """
    (tmp_path / "stays.py").write_text(textwrap.dedent(code), encoding="utf-8")
    text = MANIFEST.replace('"-c", ""', '"stays.py"') + f'{{ silverfin = "{LIVE}" }}\nmode = "resident"\n'
    driver = load(tmp_path, text).driver()
    try:
        nobody = _free_port()
        outcomes = [driver.run({"SILVERFIN_URL": where}, IN_TIME) for where in (url, f"http://127.0.0.1:{nobody}", url)]
    finally:
        driver.close()
    assert [outcome.synchronised for outcome in outcomes] == [True, False, True]
    assert "502 Bad Gateway" in str(outcomes[1].message)


def test_a_server_that_speaks_tls_proves_itself(tmp_path: Path) -> None:
    """A certificate that nobody vouches for is not hidden behind ours."""
    authority = Authority()
    server = Server(_Told(), authority=authority)
    server.start()
    try:
        inputs = {"SILVERFIN_URL": server.url}
        outcome = program(tmp_path, ASK, fixed_hosts={"silverfin": LIVE}).run(inputs, IN_TIME)
    finally:
        server.stop()
        authority.close()
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.output


@pytest.mark.parametrize(
    ("scheme", "reset", "seen"),
    [
        ("http", False, "ended after b'HTTP/1.1 200 OK'"),
        ("http", True, "broken: SSLEOFError"),
        ("https", True, "broken: ConnectionResetError"),
    ],
)
def test_how_a_connection_ends_is_carried(tmp_path: Path, scheme: str, reset: bool, seen: str) -> None:
    """A body that is cut short is cut short behind the proxy, too, and a reset is no proper end."""
    code = f"""
        import os, socket, ssl
        host, port = os.environ["https_proxy"].removeprefix("http://").split(":")
        client = socket.create_connection((host, int(port)), timeout=5)
        client.sendall(b"CONNECT {LIVE}:443 HTTP/1.1\\r\\n\\r\\n")
        client.recv(1000)
        if {scheme == "http"}:  # else whoever is behind the proxy must speak TLS, which is left out here
            trusting = ssl.create_default_context()
            client = trusting.wrap_socket(client, server_hostname="{LIVE}", suppress_ragged_eofs=False)
        client.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
        try:
            read = b""
            while more := client.recv(1000):
                read += more
            print("ended after", read)
        except OSError as error:
            print("broken:", type(error).__name__)
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        _answer_in_part(server, reset)
        inputs = {"SILVERFIN_URL": f"{scheme}://127.0.0.1:{server.getsockname()[1]}"}
        outcome = program(tmp_path, code, fixed_hosts={"silverfin": LIVE}).run(inputs, IN_TIME)
    assert outcome.output.strip() == seen


def _answer_in_part(server: socket.socket, reset: bool) -> None:
    """Answer one client with the beginning of an answer, in a thread of its own."""

    def answer() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1000)
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                connection.sendall(b"HTTP/1.1 200 OK")

    threading.Thread(target=answer, daemon=True).start()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "can"),
    [
        ("http://127.0.0.1:8069", True),
        ("https://LOCALHOST:8069/", True),
        ("http://127.0.0.1:8069/odoo", False),
        ("http://127.0.0.1:8069?x", False),
        ("http://192.0.2.10:8069", False),
        ("127.0.0.1:8069", False),
        ("", False),
    ],
)
def test_a_fixed_host_leads_to_a_server_on_this_machine_alone(url: str, can: bool) -> None:
    """What stands behind a port, or on another machine, cannot be tried with a connector that has its own address."""
    assert can_lead_to(url) is can


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"{MANIFEST}{{ silverfin = 'https://{LIVE}' }}", "fixed_hosts"),
        (f"{MANIFEST}{{ xero = '{LIVE}' }}", "fixed_hosts"),
        ('[connector]\nname = "x"\npython = "a:b"\nfixed_hosts = { odoo = "acme.odoo.com" }', "told of a proxy"),
    ],
)
def test_what_is_no_host_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """A URL, an unknown system and a connector that cannot be told of a proxy are named."""
    with pytest.raises(ManifestError, match=complaint):
        load(tmp_path, text)


def test_hosts_are_known_in_small_letters(tmp_path: Path) -> None:
    """As a client writes them on the wire."""
    assert load(tmp_path, f"{MANIFEST}{{ odoo = 'Acme.Odoo.com' }}").connector.fixed_hosts == {"odoo": "acme.odoo.com"}
