"""The one-shot driver: what a program finds when it starts, and that nothing of ours is among it."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from mock_kit.tls import Authority

from .support import IN_TIME, program

TELL = """
    import json, os, sys
    print(json.dumps({"env": dict(os.environ), "cwd": os.getcwd(), "arguments": sys.argv, "typed": sys.stdin.read()}))
"""
INPUTS = {"ODOO_URL": "http://127.0.0.1:1", "ODOO_API_KEY": "k" * 40, "SYNC_LANGUAGE": "nl_BE"}
PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
TEMPORARY = ("TMPDIR", "TEMP", "TMP")
LOOPBACK = dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost,::1")
OF_PYTHON = {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}  # what an interpreter adds by itself


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give us an environment of which little may be passed on."""
    for name in tuple(os.environ):
        if name not in ("PATH", "SYSTEMROOT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("HOME", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PYTHONPATH", "JAVA_HOME", "ALL_PROXY"):
        monkeypatch.setenv(name, "ours")


def _told(folder: Path, **options: object) -> dict[str, Any]:
    outcome = program(folder, TELL, **options).run(INPUTS, IN_TIME)
    assert outcome.exit_status == 0, outcome.output
    found: dict[str, Any] = json.loads(outcome.output)
    return found


def test_the_environment_is_the_one_of_the_contract_and_nothing_else(tmp_path: Path) -> None:
    """Inputs, PATH, LANG, a home, a proxy that refuses, and a mark to find it by: the rest stays with us."""
    env = _told(tmp_path)["env"]
    home, java = env.pop("HOME"), env.pop("JAVA_TOOL_OPTIONS")
    [proxy] = {env.pop(name) for name in PROXIES}
    [temporary] = {env.pop(name) for name in TEMPORARY}
    mark = env.pop("TWINLEDGER_RUN")
    [authority] = {env.pop(name) for name in TRUST}
    wanted = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **LOOPBACK, "NODE_USE_ENV_PROXY": "1", **INPUTS}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", proxy)
    assert f"-Dhttps.proxyPort={proxy.rpartition(':')[2]} " in java
    assert f"-Djavax.net.ssl.trustStore={Path(authority).with_name('trust.p12')} " in java
    assert {name: value for name, value in env.items() if name not in OF_PYTHON} == wanted
    assert home != "ours"
    assert temporary == str(Path(home) / "tmp")
    assert re.fullmatch(r"[0-9a-f]{16}", mark)


def test_nothing_of_ours_is_open_or_typed(tmp_path: Path) -> None:
    """Standard input is empty, and the program starts in the folder of its manifest."""
    told = _told(tmp_path)
    assert (told["typed"], os.path.realpath(told["cwd"])) == ("", os.path.realpath(tmp_path))


def test_every_run_has_a_fresh_home_that_is_gone_afterwards(tmp_path: Path) -> None:
    """What a run leaves in its home, no other run finds, and nobody else may look into it."""
    code = """
        import os, pathlib
        home = pathlib.Path(os.environ["HOME"])
        print(home, [path.name for path in home.iterdir()], oct(home.stat().st_mode & 0o777), sep="|")
        (home / "deep").mkdir()
        (home / "deep" / "token").write_text("secret")
    """
    driver = program(tmp_path, code)
    runs = [driver.run({}, IN_TIME).output.strip().split("|") for _ in range(2)]
    assert [run[1:] for run in runs] == [["['tmp']", oct(stat.S_IRWXU)]] * 2
    assert runs[0][0] != runs[1][0]
    assert not any(Path(run[0]).exists() for run in runs)


def test_what_the_manifest_passes_through_is_ours(tmp_path: Path) -> None:
    """`env_from` names what is taken from the caller; what the caller does not have is not invented."""
    env = _told(tmp_path, env_from=("JAVA_HOME", "NOT_SET_ANYWHERE"))["env"]
    assert env["JAVA_HOME"] == "ours"
    assert {"GITHUB_TOKEN", "NOT_SET_ANYWHERE"}.isdisjoint(env)


def test_what_the_manifest_adds_cannot_hide_an_input(tmp_path: Path) -> None:
    """`env` adds to the environment and may change what is usual there, but never what a clause tries."""
    env = _told(tmp_path, env={"LOG_LEVEL": "debug", "LANG": "nl_BE.UTF-8", "ODOO_URL": "http://real.example.com"})[
        "env"
    ]
    assert (env["LOG_LEVEL"], env["LANG"], env["ODOO_URL"]) == ("debug", "nl_BE.UTF-8", INPUTS["ODOO_URL"])


def test_the_authority_is_told_to_every_kind_of_client(tmp_path: Path) -> None:
    """Python, OpenSSL and Node look for it under names of their own."""
    authority = Authority()
    env = _told(tmp_path, authority=authority)["env"]
    assert [env[name] for name in TRUST] == [str(authority.ca_file)] * 3
    assert str(authority.trust_store) in env["JAVA_TOOL_OPTIONS"]


def test_no_file_of_ours_is_open_in_it(tmp_path: Path) -> None:
    """A program inherits its three standard streams and no other descriptor, sockets of the fakes least of all."""
    code = """
        import os
        found = []
        for number in range(3, 256):
            try:
                os.fstat(number)
            except OSError:
                continue
            found.append(number)
        print(found)
    """
    with (tmp_path / "ours").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        assert program(tmp_path, code).run({}, IN_TIME).output.strip() == "[]"
