"""A log of requests: told to people on standard error, and kept for programs as lines of JSON."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from mock_kit.journal import Exchange, Journal
from twinledger.console.answers import Outcome, outcome_of, said

Command = TypeVar("Command", bound=Callable[..., Any])


def log_options(command: Command) -> Command:
    """Add to a command what tells of requests."""
    verbose = click.option("-v", "--verbose", is_flag=True, help="Tell of every request, and why it was refused.")
    log = click.option(
        "--log",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Add each request as a JSON line.",
    )
    return verbose(log(command))


@contextmanager
def request_log(*, verbose: bool, path: Path | None) -> Iterator[Callable[[Journal], None]]:
    """Yield what lets a journal's requests be told and kept from now on; raise UsageError for no place to write."""
    try:
        file = None if path is None else path.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise click.UsageError(f"--log: {path}: {error.strerror}") from None
    places = [_Place(str(path), file)] if file is not None else []
    try:
        yield lambda journal: _follow(journal, [*places, *([_Place("standard error", None)] if verbose else [])])
    finally:
        for place in places:
            place.close()


class _Place:
    """Where lines are written, standard error if no file is given; given up if it cannot be: nobody waits for a log."""

    def __init__(self, name: str, file: IO[str] | None) -> None:
        self._name = name
        self._file = file
        self._lock = threading.Lock()
        self._given_up = False

    def add(self, known: dict[str, Any], journal: Journal) -> None:
        """Write a line about an exchange."""
        line = told(known) if self._file is None else json.dumps(known, ensure_ascii=False)
        with self._lock:
            if not self._given_up:
                with self._giving_up():
                    click.echo(journal.masked(line), file=self._file, err=self._file is None)

    def close(self) -> None:
        """Write what is left, and close the file."""
        if self._file is not None:
            with self._giving_up():
                self._file.close()

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not self._given_up and self._file is not None:
                click.echo(f"{self._name}: {error.strerror}; requests are written down no more", err=True)
            self._given_up = True


def _follow(journal: Journal, places: Sequence[_Place]) -> None:
    def closed(exchange: Exchange) -> None:
        known = facts(exchange)
        for place in places:
            place.add(known, journal)

    if places:
        journal.watch(closed)


def facts(exchange: Exchange) -> dict[str, Any]:
    """Return what is logged of an exchange that is over: `at` by the world's clock, `took` in real milliseconds."""
    outcome = outcome_of(exchange)
    return {
        "at": exchange.at.isoformat(),
        "number": exchange.number,
        "system": exchange.system,
        "method": exchange.method,
        "path": exchange.path,
        "call": dict(exchange.call),
        "outcome": outcome.value,
        "status": exchange.status,
        "said": said(exchange) if outcome is not Outcome.GOOD else "",
        "delivery": exchange.delivery,
        "faults": list(exchange.faults),
        "error": exchange.error,
        "request_bytes": exchange.body_size,
        "answer_bytes": exchange.answer_size,
        "took": round((time.monotonic() - exchange.came) * 1000, 1),
        "client": exchange.connection,
        "reused": exchange.reused,
    }


def told(known: dict[str, Any]) -> str:
    """Return the same in a line for people."""
    asked = " ".join(str(value) for value in known["call"].values())
    parts = [known["at"][11:19], known["system"], known["method"], known["path"], asked, "→", known["status"]]
    if known["delivery"] != "whole":
        parts.append(known["delivery"])
    parts += [f"[{', '.join(known['faults'])}]"] if known["faults"] else []
    line = " ".join(str(part) for part in (*parts, f"({known['took']:g} ms)") if part not in ("", None))
    return f"{line}: {known['said']}" if known["said"] else line
