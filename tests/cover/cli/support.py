"""Running the command line: in this process, or as a program of its own where signals and ports matter."""

from __future__ import annotations

import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click.testing import CliRunner, Result

from twinledger.cli import main

PROGRAM = (sys.executable, "-c", "from twinledger.cli import main; main(prog_name='twinledger')")
PATIENCE = 60
TERMINAL = {"COLUMNS": "100", "FORCE_COLOR": None, "TTY_COMPATIBLE": None, "TTY_INTERACTIVE": None}
_numbers = itertools.count(1)


def run(*arguments: object) -> Result:
    """Run a command in this process and insist that it ends as a program does, not with a traceback."""
    result = CliRunner(env=TERMINAL).invoke(main, [str(argument) for argument in arguments], prog_name="twinledger")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def program(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command as a program of its own, to its end."""
    words = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)


class Running:
    """A program that has said its first line; `line` is that, to the byte."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self.process = process
        self.line = process.stdout.readline()

    @property
    def told(self) -> dict[str, Any]:
        """What the first line says, read as JSON."""
        found: dict[str, Any] = json.loads(self.line)
        return found

    def end(self, signal: int) -> tuple[int, bytes, bytes]:
        """Send a signal; return the exit status and what else came out, and on standard error."""
        self.process.send_signal(signal)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def started(*arguments: object) -> Iterator[Running]:
    """Start a program and wait for its first line; whatever happens, it does not outlive the block."""
    words = [*PROGRAM, *map(str, arguments)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


@contextmanager
def taken_port(port: int = 0) -> Iterator[int]:
    """Listen on a port, any if it is 0, so that nobody else can; one that somebody has is taken already."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended there do not count
        try:
            holder.bind(("127.0.0.1", port))
            holder.listen()
        except OSError:
            yield port
            return
        yield holder.getsockname()[1]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with taken_port() as port:
        return port


def listens(url: str) -> bool:
    """Tell whether somebody listens at a URL."""
    address = urlsplit(url)
    with socket.socket() as client:
        return client.connect_ex((str(address.hostname), int(address.port or 0))) == 0


RIGHT = "from mock_silverfin.integrations.odoo import sync as right\n\n\ndef sync(config):\n"
CARELESS = """
from unittest import mock
from mock_silverfin.integrations.odoo import picture, synchronise

line = picture.line_item


def cut(found):
    return {**line(found), "value": f"{int(float(found.amount) * 100) / 100:.2f}"}


def sync(config):
    with mock.patch.object(picture, "line_item", cut):
        return synchronise.sync(config)
"""
CONNECTORS = {
    "right": f"{RIGHT}    return right(config)\n",
    "vague": f"{RIGHT}    return right(config) if right(config)['ok'] else {{'ok': False, 'reason': 'internal'}}\n",
    "credulous": f"{RIGHT}    return right({{**config, 'ODOO_EMAIL': 'admin@example.com'}})\n",
    "careless": CARELESS,
    "yes-man": f"{RIGHT}    right(config)\n",
    "nothing": "def sync(config):\n    return {'ok': True}\n",
    "broken": "def sync(config):\n    raise RuntimeError('no idea')\n",
    "odd": "def sync(config):\n    return 42\n",
}


def connector(folder: Path, code: str, more: Sequence[str] = ()) -> Path:
    """Write a connector that is a Python function, `more` lines for its manifest, and return the manifest."""
    module = f"connector_{next(_numbers)}"
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    manifest = folder / "connector.toml"
    lines = ['contract = "2026.1"', "[connector]", 'name = "tiny"', f'python = "{module}:sync"', *more]
    manifest.write_text("\n".join(lines), encoding="utf-8")
    return manifest
