"""Peers: the servers beside which the fakes are measured, as far as they are installed."""

from __future__ import annotations

import importlib.util
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from speed import Request, Server, client_of, timed

BARE = Path(__file__).with_name("bare.py")
ROUNDS = 40
PATIENCE = 30  # seconds


def moto_command() -> list[str] | None:
    """Return what starts moto's server at port 5005, None if that is not installed."""
    if importlib.util.find_spec("moto") is None:
        return None
    return [sys.executable, "-c", "import sys; from moto.server import main; main(sys.argv[1:])", "-p", "5005"]


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    """Start moto's server, and return its URL once it answers."""
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not _answers(url):
                if time.monotonic() > end:
                    raise SystemExit(f"{command} does not answer at {url}")
                time.sleep(0.005)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/moto-api/", timeout=5).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False


@contextmanager
def bare(answer: bytes) -> Iterator[str]:
    """Serve what an answer holds with Flask, orjson and SQLite alone."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(answer)
        file.flush()
        command = [sys.executable, str(BARE), file.name]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            yield process.stdout.readline().strip()
            process.stdin.close()


def moto() -> Iterator[tuple[str, float]]:
    """Yield how long moto takes for its smallest call, if it is installed."""
    command = moto_command()
    if command is not None:
        with running(command, 5005) as url:
            body = b"Action=GetCallerIdentity&Version=2011-06-15"
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sts/aws4_request, Signature=x",
            }
            yield (
                "moto, sts.GetCallerIdentity",
                median(client_of(Server(url, "", ""), Request("/", body, headers, 30))),
            )


def httpserver() -> Iterator[tuple[str, float]]:
    """Yield how long pytest-httpserver takes, if it is installed."""
    if importlib.util.find_spec("pytest_httpserver") is not None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        from pytest_httpserver import HTTPServer  # noqa: PLC0415 - not everybody has it

        with HTTPServer(threaded=True) as http:
            http.expect_request("/", method="POST").respond_with_json(
                {"lang": "en_US", "tz": "Europe/Brussels", "uid": 2}
            )
            peer = Server(http.url_for("").rstrip("/"), "", "")
            yield "pytest-httpserver, one handler", median(client_of(peer, Request("/", b"{}", {}, 30)))


def median(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return how many seconds it takes, in the middle of so many times."""
    return statistics.median(timed(act) for _ in range(rounds))
