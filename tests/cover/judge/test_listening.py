"""Connectors that listen: who is rung at, what that proves, and the reference connector as a program that stays."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mock_silverfin.integrations.odoo import sync
from mock_silverfin.integrations.odoo.listening import Listener, hear
from twinledger.content import folder
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims, Connector, Manifest
from twinledger.judge.case import Bench
from twinledger.judge.examples import Drawing
from twinledger.judge.options import Options
from twinledger.judge.session import judge, verify
from twinledger.judge.verdicts import Kind, Verdict
from twinledger.world import World

Config = Mapping[str, str]
Hear = Callable[[Config, Mapping[str, str], bytes, Callable[[Config], Any]], int]
CLAUSES = ("SIL-11", "SIL-12")


@contextmanager
def _listening(hearing: Hear) -> Iterator[tuple[Callable[[Config], Any], str]]:
    """Yield a connector that hears in a way of its own, and where it does."""

    class Own(Listener):
        def hear(self, headers: Mapping[str, str], body: bytes) -> int:
            assert self._config is not None
            return hearing(self._config, headers, body, self.sync)

    listener = Own("http://127.0.0.1:0", sync)
    try:
        yield listener.sync, f"http://127.0.0.1:{listener.port}/h"
    finally:
        listener.close()


def _verdicts(world: World, connector: Callable[[Config], Any], webhook: str | None) -> dict[str, Verdict]:
    bench = Bench(world, FunctionDriver(connector), Claims(), 30, Drawing(1), "quick", webhook=webhook)
    found = judge(bench, Manifest(connector=Connector(name="x", python="x:x")), Options(CLAUSES))
    return {verdict.clause: verdict for verdict in found if verdict.clause in CLAUSES}


def test_who_names_no_address_is_not_rung_at(world: World) -> None:
    """Nobody knows whether it listens, so nothing is proved."""
    for verdict in _verdicts(world, sync, None).values():
        assert (verdict.kind, "does not say where it listens" in verdict.reason) == (Kind.NOT_APPLICABLE, True)


def test_who_does_nothing_when_it_is_asked_to_is_not_judged_by_what_it_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes every message and waits for its hour: whom it believes cannot be seen."""
    monkeypatch.setattr("twinledger.judge.ringing.PATIENCE", 0.5)
    with _listening(lambda *_: 204) as (connector, url):
        found = _verdicts(world, connector, url)
    assert {verdict.kind for verdict in found.values()} == {Kind.NOT_APPLICABLE}
    assert "makes it ask for nothing" in found["SIL-11"].reason


def _with_the_first_alone(config: Config, headers: Mapping[str, str], body: bytes, run: Callable[[Config], Any]) -> int:
    return hear({**config, "SILVERFIN_WEBHOOK_TOKEN_2": ""}, headers, body, run)


@pytest.mark.parametrize(
    ("hearing", "told"),
    [
        (lambda *_: 401, "A message that is signed with token 1 alone was answered with 401, and nothing was"),
        (_with_the_first_alone, "A message that is signed with token 2 alone was answered with 401, and nothing was"),
    ],
    ids=["none", "the second"],
)
def test_who_refuses_what_silverfin_signed_has_failed(
    world: World, monkeypatch: pytest.MonkeyPatch, hearing: Hear, told: str
) -> None:
    """Both tokens count: one of them may be replaced tomorrow."""
    monkeypatch.setattr("twinledger.judge.ringing.PATIENCE", 0.5)
    with _listening(hearing) as (connector, url):
        verdict = _verdicts(world, connector, url)["SIL-11"]
    assert verdict.kind is Kind.FAIL
    assert verdict.reason.startswith(told)


def test_an_address_at_which_nobody_listens_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the manifest says is not so."""
    monkeypatch.setattr("twinledger.judge.ringing.PATIENCE", 0.2)
    verdict = _verdicts(world, sync, f"http://127.0.0.1:{_free_port()}/h")["SIL-11"]
    assert (verdict.kind, "was not answered" in verdict.reason) == (Kind.FAIL, True)


def test_the_reference_as_a_program_that_stays_hears_silverfin(tmp_path: Path) -> None:
    """As its manifest says, but for the port: what is signed is heard, and what only looks like it is not."""
    port = str(_free_port())
    text = (folder("contract_tests") / "reference" / "listening.toml").read_text(encoding="utf-8")
    path = tmp_path / "connector.toml"
    path.write_text(text.replace("9077", port), encoding="utf-8")
    report = verify(Manifest.load(path), Options(CLAUSES, profile="quick", manifest_path=str(path)))
    found = {verdict.clause: verdict.kind for verdict in report.verdicts if verdict.clause in CLAUSES}
    assert found == dict.fromkeys(CLAUSES, Kind.PASS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
