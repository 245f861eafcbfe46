"""Other systems: nothing that only POSIX or Linux has is needed to run the fakes, a story or the judge."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from twinledger import content

REFERENCE = content.folder("contract_tests") / "reference" / "connector.toml"
ELSEWHERE = """
import asyncio  # which chooses its parts by what this system has
import importlib, os, pkgutil, signal, socket, subprocess, sys, sysconfig
sysconfig.get_config_vars()  # which the standard library looks up by the name of the system
for module in ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"):
    sys.modules[module] = None
for place, names in {
    os: "fork getgid geteuid getpgid getuid killpg setsid sysconf uname",
    signal: "SIGALRM SIGHUP SIGUSR1 setitimer",
    socket: "AF_NETLINK AF_PACKET AF_UNIX recv_fds send_fds",
}.items():
    for name in names.split():
        if hasattr(place, name):
            delattr(place, name)
sys.platform = "elsewhere"
"""
EVERYTHING = """
for top in ("mock_kit", "mock_odoo", "mock_silverfin", "twinledger"):
    for info in pkgutil.walk_packages(importlib.import_module(top).__path__, top + "."):
        if not info.name.endswith("__main__"):
            importlib.import_module(info.name)
"""
LISTENING = """
from mock_kit.server import Server
server, here = Server(lambda *_: []), os.name
os.name = sys.argv[1]
server.start()
os.name = here
print(server._cheroot.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
server.stop()
"""
COMMAND = "from twinledger.__main__ import main; main(sys.argv[1:])"


def elsewhere(what: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run something where there is nothing of POSIX's own."""
    command = [sys.executable, "-c", ELSEWHERE + what, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_every_module_can_be_imported(tmp_path: Path) -> None:
    """Whatever is Linux's own is asked for only where it is used."""
    done = elsewhere(EVERYTHING, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo",),
        ("scenario", "run", "first-connection"),
        ("verify", str(REFERENCE), "--profile", "quick", "--clauses", "ODO-01,SIL-01"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_commands_work(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """The fakes, a story, and a program that is judged, half of it where no network of its own can be made."""
    done = elsewhere(COMMAND, *arguments, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("system", "told"), [("posix", "1"), ("nt", "0")])
def test_a_port_is_had_at_once_where_that_takes_it_from_nobody(system: str, told: str, tmp_path: Path) -> None:
    """With POSIX only what lingers gives way; Windows would let the server have a port on which somebody listens."""
    done = elsewhere(LISTENING, system, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{told}\n", "")
