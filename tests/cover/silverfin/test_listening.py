"""The integration listens: what Silverfin signed is heard and done, one thing after the other, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import sys
import threading
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from mock_silverfin.integrations.odoo import __main__ as program
from mock_silverfin.integrations.odoo.listening import Listener, hear, is_genuine

Config = Mapping[str, str]
CONFIG = {
    "SILVERFIN_COMPANY_ID": "7",
    "SILVERFIN_WEBHOOK_TOKEN_1": "first",
    "SILVERFIN_WEBHOOK_TOKEN_2": " second\n",
}
BODY = json.dumps({"event": "sync.requested", "company": {"id": 7, "name": "Acme BV"}}).encode()


def _signed(*tokens: str, body: bytes = BODY) -> dict[str, str]:
    signatures = [hmac.new(token.encode(), body, hashlib.sha256).hexdigest() for token in tokens]
    return {f"X-SF-SIGNATURE-{number}": signature for number, signature in enumerate(signatures, 1)}


@pytest.mark.parametrize(
    ("headers", "genuine"),
    [
        (_signed("first", "second"), True),
        (_signed("first", "unknown"), True),
        (_signed("unknown", "second"), True),
        ({"X-SF-SIGNATURE-2": _signed("second")["X-SF-SIGNATURE-1"]}, True),
        (_signed("unknown", "unknown"), False),
        (_signed("", ""), False),
        (_signed("first", body=b"{}"), False),
        ({"X-SF-SIGNATURE-1": "ü"}, False),
        ({}, False),
    ],
)
def test_one_right_signature_is_enough(headers: dict[str, str], genuine: bool) -> None:
    """Either token may be replaced; without one that is known there is no telling who it was."""
    assert is_genuine(CONFIG, headers, BODY) is genuine


def test_where_no_token_is_known_nobody_is_believed() -> None:
    """An empty token signs nothing."""
    assert not is_genuine({"SILVERFIN_WEBHOOK_TOKEN_1": " "}, _signed("", ""), BODY)


@pytest.mark.parametrize(
    ("message", "runs"),
    [
        ({"event": "sync.requested", "company": {"id": 7}}, 1),
        ({"event": "sync.requested", "company": {"id": 8}}, 0),
        ({"event": "sync.company_removed", "company": {"id": 7}}, 0),
    ],
)
def test_only_what_asks_for_a_run_of_this_company_is_done(message: dict[str, Any], runs: int) -> None:
    """Other messages are taken: what they tell is asked of Silverfin in the next run."""
    done: list[Config] = []
    body = json.dumps(message).encode()
    assert hear(CONFIG, _signed("first", body=body), body, done.append) == 204
    assert done == [CONFIG] * runs


def test_a_forged_message_is_refused_and_does_nothing() -> None:
    """It is not even read: what is no JSON is refused alike."""
    done: list[Config] = []
    assert hear(CONFIG, _signed("unknown", body=b"{"), b"{", done.append) == 401
    assert done == []


def test_it_hears_over_http_once_it_knows_about_which_company() -> None:
    """Before the first run nobody can say whose message it is; then runs follow each other, never two at once."""
    busy, most, runs = threading.Semaphore(0), 0, 0
    under_way = 0

    def sync(_config: Config) -> dict[str, bool]:
        nonlocal most, runs, under_way
        under_way += 1
        runs, most = runs + 1, max(most, under_way)
        busy.acquire(timeout=0.05)
        under_way -= 1
        return {"ok": True}

    listener = Listener("http://127.0.0.1:0", sync)
    url = f"http://127.0.0.1:{listener.port}/webhooks"

    def ring() -> int:
        return requests.post(url, BODY, headers=_signed("first"), timeout=10).status_code

    assert ring() == 503
    assert listener.sync(CONFIG) == {"ok": True}
    ringing = [threading.Thread(target=ring) for _ in range(3)]
    for thread in ringing:
        thread.start()
    for thread in ringing:
        thread.join()
    assert requests.post(url, BODY, timeout=10).status_code == 401
    listener.close()
    assert (runs, most) == (4, 1)


def test_the_program_stays_until_it_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says hello, synchronises as often as it is asked to, and ends with status 0."""
    asked = [{"do": "hello"}, {"do": "sync", "config": CONFIG}, {"do": "stop"}, {"do": "sync", "config": CONFIG}]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(map(json.dumps, asked))))
    monkeypatch.setattr(sys, "argv", ["it", "--listen", "http://127.0.0.1:0"])
    monkeypatch.setattr(program, "answer", lambda _config, protocol: {"ok": True, "over": protocol})
    assert program.main() == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said == [{"ok": True, "name": "reference"}, {"ok": True, "over": "any"}]
