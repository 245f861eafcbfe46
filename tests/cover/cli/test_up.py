"""`twinledger up --json`: one line, in which everything is that a program needs, and an end that leaves nothing."""

from __future__ import annotations

import itertools
import json
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from twinledger.cli.request_log import request_log
from twinledger.world import World

from .support import Running, free_port, listens, program, run, started, taken_port

ODOO = {"url", "database", "email", "password", "api_key", "company_id"}
SILVERFIN = {
    *("url", "firm_id", "company_id", "client_id", "client_secret", "redirect_uri"),
    *("access_token", "refresh_token", "email", "password"),
}
MOVED = [["parent_state", "=", "posted"], ["balance", "!=", 0]]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Give the tests of this module both fakes as `up` starts them."""
    with started("up", "--json", "--lines", "40", "--odoo-port", "0", "--silverfin-port", "0") as found:
        yield found


@pytest.fixture(scope="module")
def odoo(running: Running) -> dict[str, Any]:
    """What a program learns about Odoo."""
    found: dict[str, Any] = running.told["odoo"]
    return found


@pytest.fixture(scope="module")
def silverfin(running: Running) -> dict[str, Any]:
    """What a program learns about Silverfin."""
    found: dict[str, Any] = running.told["silverfin"]
    return found


def _call(odoo: dict[str, Any], model: str, method: str, verify: str | bool = True, **arguments: Any) -> Any:
    answer = requests.post(
        f"{odoo['url']}/json/2/{model}/{method}",
        json=arguments,
        headers={"Authorization": f"Bearer {odoo['api_key']}", "X-Odoo-Database": odoo["database"]},
        timeout=10,
        verify=verify,
    )
    answer.raise_for_status()
    return answer.json()


def _ask(silverfin: dict[str, Any], path: str, verify: str | bool = True) -> requests.Response:
    return requests.get(
        f"{silverfin['url']}/api/v4/f/{silverfin['firm_id']}{path}",
        headers={"Authorization": f"Bearer {silverfin['access_token']}"},
        timeout=10,
        verify=verify,
    )


def test_the_line_has_exactly_these_members(running: Running) -> None:
    """The two systems and what a connector needs of each, numbers as numbers, and nothing besides."""
    told = running.told
    assert set(told) == {"odoo", "silverfin", "console"}
    assert set(told["console"]) == {"url"}
    assert (set(told["odoo"]), set(told["silverfin"])) == (ODOO, SILVERFIN)
    numbers = {(system, name) for system in told for name, value in told[system].items() if not isinstance(value, str)}
    assert numbers == {("odoo", "company_id"), ("silverfin", "firm_id"), ("silverfin", "company_id")}
    assert all(value for system in told.values() for value in system.values())
    assert [told[system]["url"].split(":")[:2] for system in told] == [["http", "//127.0.0.1"]] * 3


def test_the_api_key_opens_odoo(odoo: dict[str, Any]) -> None:
    """The key is that of the user with this e-mail, an administrator, and the company has its books."""
    uid = _call(odoo, "res.users", "context_get")["uid"]
    [user] = _call(odoo, "res.users", "read", ids=[uid], fields=["login", "company_id"])
    assert (user["login"], user["company_id"][0]) == (odoo["email"], odoo["company_id"])
    assert _call(odoo, "res.users", "has_group", ids=[uid], group_ext_id="base.group_system") is True
    assert _call(odoo, "account.move.line", "search_count", domain=MOVED) == 40


def test_the_password_opens_odoo_for_a_person(odoo: dict[str, Any]) -> None:
    """Login and password start a web session."""
    params = {"db": odoo["database"], "login": odoo["email"], "password": odoo["password"]}
    answer = requests.post(f"{odoo['url']}/web/session/authenticate", json={"params": params}, timeout=10).json()
    assert answer["result"]["is_admin"] is True


def test_the_access_token_opens_silverfin(odoo: dict[str, Any], silverfin: dict[str, Any]) -> None:
    """The token is one for this firm, in which the client file is linked to the company and still empty."""
    assert _ask(silverfin, "/user/firm").json()["id"] == silverfin["firm_id"]
    [linked] = _ask(silverfin, "/syncs/companies").json()
    reference = f"{odoo['database']}:{odoo['company_id']}"
    assert (linked["id"], linked["sync_reference"], linked["sync_point"]) == (silverfin["company_id"], reference, None)


def test_the_password_opens_silverfin_for_a_person(silverfin: dict[str, Any]) -> None:
    """E-mail and password open the firm's page of connections with Odoo."""
    url = f"{silverfin['url']}/f/{silverfin['firm_id']}/syncs/odoo"
    right, wrong = (silverfin["email"], silverfin["password"]), (silverfin["email"], "wrong")
    assert [requests.get(url, auth=auth, timeout=10).status_code for auth in (right, wrong)] == [200, 401]


def test_the_refresh_token_and_the_client_are_one_anothers(silverfin: dict[str, Any]) -> None:
    """The application's id, secret and redirect URI renew the grant."""
    body = {name: silverfin[name] for name in ("client_id", "client_secret", "redirect_uri", "refresh_token")}
    answer = requests.post(
        f"{silverfin['url']}/f/{silverfin['firm_id']}/oauth/token",
        data={**body, "grant_type": "refresh_token"},
        timeout=10,
    )
    assert answer.status_code == 200
    assert answer.json()["access_token"] != silverfin["access_token"]


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_frees_the_ports(kind: signal.Signals) -> None:
    """Asked to end at once after its line, it ends with 0, says nothing more, and its ports can be had again."""
    ports = (free_port(), free_port(), free_port())
    arguments = ("up", "--json", "--empty", "--odoo-port", ports[0], "--silverfin-port", ports[1])
    arguments = (*arguments, "--console-port", ports[2])
    lines = []
    for _ in range(2):
        with started(*arguments) as running:
            urls = [running.told[system]["url"] for system in ("odoo", "silverfin", "console")]
            assert urls == [f"http://127.0.0.1:{port}" for port in ports]
            assert running.end(kind) == (0, b"", b"")
            assert [listens(url) for url in urls] == [False, False, False]
            lines.append(running.line)
    assert lines[0] == lines[1], "the same seed and ports make the same line, byte for byte"


@pytest.mark.parametrize("option", ["--odoo-port", "--silverfin-port"])
def test_a_taken_port_is_told(option: str) -> None:
    """Exit status 2, the port and what to do on standard error, no traceback, and nothing for programs to read."""
    with taken_port() as port:
        done = program("up", "--json", "--empty", option, port)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"127.0.0.1:{port}" in done.stderr
    assert "choose another port" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_port_the_usual_ones_are_taken_or_any() -> None:
    """If somebody has the usual ports, it starts on others without a word."""
    with taken_port(8069) as first, taken_port(8070) as second, started("up", "--json", "--empty") as running:
        ports = [int(running.told[system]["url"].rsplit(":", 1)[1]) for system in ("odoo", "silverfin")]
        assert running.end(signal.SIGTERM) == (0, b"", b"")
    assert not {first, second} & set(ports)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--lines", "9"), ("--lines", "100001"), ("--lines", "many"), ("--seed", "random"), ("--odoo-port", "65536")],
)
def test_what_it_cannot_do_is_told(option: str, value: str) -> None:
    """A size, a seed or a port that there is not: a usage error, exit status 2."""
    done = program("up", "--json", option, value)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Invalid value for '{option}'" in done.stderr


def test_empty_means_users_and_a_chart_of_accounts() -> None:
    """No entry at all, and everything that is needed to make one."""
    with started("up", "--json", "--empty", "--odoo-port", "0", "--silverfin-port", "0") as running:
        odoo = running.told["odoo"]
        counts = {
            model: _call(odoo, model, "search_count", domain=[])
            for model in ("account.move", "account.move.line", "account.account", "account.journal", "res.users")
        }
        assert running.end(signal.SIGTERM)[0] == 0
    assert (counts["account.move"], counts["account.move.line"]) == (0, 0)
    assert counts["account.account"] > 150
    assert counts["account.journal"] > 3
    assert counts["res.users"] > 0


def test_another_seed_makes_other_secrets(running: Running) -> None:
    """Keys, tokens and ids come from the seed alone."""
    with started("up", "--json", "--empty", "--seed", "7", "--odoo-port", "0", "--silverfin-port", "0") as other:
        told = other.told
    for system, name in (("odoo", "api_key"), ("silverfin", "access_token"), ("silverfin", "client_id")):
        assert told[system][name] != running.told[system][name]


def test_tls_verifies_with_the_authority_that_is_named() -> None:
    """With `--tls` both speak https; the file that is named verifies them, nothing else does, and it goes with them."""
    with started("up", "--json", "--empty", "--tls", "--odoo-port", "0", "--silverfin-port", "0") as running:
        told = running.told
        assert set(told) == {"odoo", "silverfin", "console", "ca_file", "ca_pem"}
        assert [told[system]["url"].split(":")[0] for system in ("odoo", "silverfin")] == ["https", "https"]
        trusted = Path(told["ca_file"])
        assert trusted.read_text() == told["ca_pem"]
        assert _call(told["odoo"], "account.move", "search_count", str(trusted), domain=[]) == 0
        assert _ask(told["silverfin"], "/user/firm", str(trusted)).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            _call(told["odoo"], "account.move", "search_count", domain=[])
        with pytest.raises(requests.exceptions.SSLError):
            _ask(told["silverfin"], "/user/firm")
        assert running.end(signal.SIGTERM) == (0, b"", b"")
    assert not trusted.exists()


def test_people_are_told_addresses_and_logins() -> None:
    """Without `--json` the same stands there for people, with the page on which to begin."""
    with started("up", "--empty", "--odoo-port", "0", "--silverfin-port", "0") as running:
        stdout = running.process.stdout
        assert stdout is not None
        told = running.line.decode()
        while "Ctrl-C" not in told:
            told += (line := stdout.readline().decode())
            assert line
        assert running.end(signal.SIGINT) == (0, b"", b"")
    words = [*ODOO, *SILVERFIN, "/syncs", "admin@example.com", "accountant@example.com"]
    assert [word for word in words if word.replace("_", " ") not in told] == []


def test_nobody_is_let_in_from_elsewhere_without_a_secret() -> None:
    """Other machines reach the fakes only where the control API has a token."""
    done = program("up", "--host", "fakes.example.com")
    assert done.returncode == 2
    assert "--control-token" in done.stderr


def test_with_a_token_other_machines_reach_the_fakes() -> None:
    """They are known by the name that was given, listen on every address, and the control API asks for the token."""
    ports = ("--odoo-port", "0", "--silverfin-port", "0")
    with started("up", "--json", "--empty", "--host", "localhost", "--control-token", "s3cret", *ports) as found:
        port = found.told["odoo"]["url"].removeprefix("http://localhost:")
        there = f"http://127.0.0.2:{port}/_twinledger"
        assert requests.get(f"{there}/clock", timeout=10).status_code == 401
        assert requests.get(f"{there}/clock", headers={"Authorization": "Bearer s3cret"}, timeout=10).status_code == 200
        assert requests.get(f"{there}/health", timeout=10).json() == {"ready": True}


def test_what_has_the_real_addresses_built_in_is_led_here() -> None:
    """With --proxy a client finds both fakes at their real addresses, and whoever it asks beside them is told."""
    fixed = ("https://acme.odoo.com/web/version", "https://live.getsilverfin.com/api/v4/f/1/companies")
    with started("up", "--json", "--empty", "--proxy", "--odoo-port", "0", "--silverfin-port", "0") as running:
        proxy = running.told["proxy"]
        client = requests.Session()
        client.trust_env = False
        client.verify, client.proxies = (
            proxy["environment"]["SSL_CERT_FILE"],
            {"https": proxy["environment"]["HTTPS_PROXY"]},
        )
        assert [client.get(url, timeout=10).status_code for url in fixed] == [200, 401]
        with pytest.raises(requests.exceptions.ProxyError):
            client.get("https://app.example.com/", timeout=10)
        _, _, errors = running.end(signal.SIGINT)
    assert errors.decode().startswith("Refused: app.example.com:443 ")


def test_a_person_is_told_what_to_export() -> None:
    """The lines can be pasted into a shell; another host of Odoo's is named by an option."""
    with started("up", "--empty", "--proxy", "--odoo-host", "books.odoo.com") as running:
        assert running.process.stdout is not None
        lines = iter(running.process.stdout.readline, b"")
        told = b"".join(itertools.takewhile(lambda line: not line.startswith(b"Both are running"), lines)).decode()
    assert "https://books.odoo.com and https://live.getsilverfin.com" in told
    assert "\n  export HTTPS_PROXY=http://127.0.0.1:" in told
    assert "\n  export NODE_EXTRA_CA_CERTS=" in told


@pytest.mark.parametrize("other", [["--tls"], ["--host", "books.test", "--control-token", "x"]])
def test_a_proxy_is_for_programs_on_this_machine(other: list[str]) -> None:
    """What cannot go with it is refused before anything starts."""
    result = run("up", "--proxy", *other)
    assert result.exit_code == 2
    assert "--proxy ends TLS itself" in result.output


def test_requests_are_told_and_kept_and_none_is_lost_at_the_end(tmp_path: Path) -> None:
    """A line each for people and for programs, with why it was refused and no key; what is under way is answered."""
    log, key = tmp_path / "requests.jsonl", "5ca1ab1e" * 5
    answers: list[int] = []
    with started("up", "--json", "--empty", "-v", "--log", log, "--odoo-port", "0", "--silverfin-port", "0") as running:
        odoo = running.told["odoo"]
        with pytest.raises(requests.HTTPError):
            _call({**odoo, "api_key": key}, "res.users", "context_get")
        slowly = {"fault": "delay", "seconds": 1.5, "path": "/web/version"}
        requests.post(f"{odoo['url']}/_twinledger/faults/arm", json=slowly, timeout=10).raise_for_status()
        asks = threading.Thread(
            target=lambda: answers.append(requests.get(f"{odoo['url']}/web/version", timeout=20).status_code)
        )
        asks.start()
        while '"fired": 1' not in requests.get(f"{odoo['url']}/_twinledger/faults", timeout=10).text:
            time.sleep(0.05)
        status, _, errors = running.end(signal.SIGINT)
        asks.join()
    kept = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert (status, answers) == (0, [200])
    assert [(one["path"], one["outcome"], one["status"], one["faults"]) for one in kept] == [
        ("/json/2/res.users/context_get", "refused", 401, []),
        ("/web/version", "good", 200, ["1.5 s late before the handler"]),
    ]
    assert (kept[0]["call"]["model"], kept[0]["said"]) == ("res.users", "Invalid apikey")
    refused, delayed = errors.decode().strip().splitlines()
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d odoo POST /json/2/res\.users/context_get .* → 401 \([\d.]+ ms\): Invalid apikey", refused
    )
    assert "→ 200 [1.5 s late before the handler]" in delayed
    assert key not in errors.decode() + log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """Before anything starts, as is one for a whole class."""
    result = run("up", "--log", tmp_path / "nowhere" / "log.jsonl")
    assert (result.exit_code, "No such file or directory" in result.output) == (2, True)
    result = run("up", "--classroom", "2", "-v")
    assert (result.exit_code, "a world for each trainee" in result.output) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="Linux has a file that is always full")
def test_a_log_that_is_full_takes_nobodys_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said once that nothing is written down any more, and requests are answered as before."""
    with request_log(verbose=False, path=Path("/dev/full")) as follow, World() as world:
        follow(world.journal)
        for _ in range(2):
            assert requests.get(f"{world.odoo.url}/web/version", timeout=20).status_code == 200
    told = capsys.readouterr().err
    assert told == "/dev/full: No space left on device; requests are written down no more\n"


@pytest.mark.parametrize(
    ("words", "in_vain"),
    [
        (("up", "--classroom", "2", "--tls", "--lines", "20"), "--lines, --tls"),
        (("up", "--classroom", "2", "--proxy", "--json"), "--proxy, --json"),
        (("console", "--classroom", "2", "--seed", "3"), "--seed"),
        (("console", "--story", "first-connection", "--lines", "20", "--seed", "3"), "--lines, --seed"),
    ],
)
def test_what_says_nothing_where_a_story_makes_the_world_is_refused(words: tuple[str, ...], in_vain: str) -> None:
    """Nobody should believe that an option was heeded which was not."""
    result = run(*words)
    assert (result.exit_code, f": leave out {in_vain}\n" in result.output) == (2, True)
