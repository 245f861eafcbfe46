"""SEC: what a connector does with the secrets that it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mock_kit.answer import Answer
from mock_kit.faults import Fault, Look, Phase, Status, Trigger
from mock_kit.journal import Exchange
from twinledger.drivers.leaks import in_clear, leaked, secrets_in
from twinledger.drivers.processes import command_line
from twinledger.drivers.program import OF_A_LOG
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.item_requests import request_for_items
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.ends import SUBMIT
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from twinledger.drivers.outcome import Outcome

LOGS = "OWASP logging cheat sheet: access tokens and passwords are never logged"
WRONG_KEY = "5ca1ab1e" + "0ddba11c0ffee0facade0decade0babe"
TOKENS, AUTHORIZATION = "/oauth/token", "Authorization"
READABLE_BY_OTHERS = 0o044


@clause(
    "SEC-01",
    "M",
    "neither key nor tokens appear in output or in any file the connector writes as a log; searched in clear, base64, "
    "hex, URL- and JSON-encoded, in parts of 16 characters, and in gzip",
    sources=(LOGS,),
    adversary="A first run, one with nothing to do, one with a wrong key; tokens are renewed between them.",
    remedy="Log what was done, not with what; if a key must be named, its first four characters will do.",
    mutant="logs_what_it_was_given",
)
def test_sec_01(case: Case) -> None:
    """Whatever it prints and logs, no secret can be read out of it."""
    case.begin(small.LEDGER)
    renewed = _renewed_tokens(case)
    outcomes = [case.sync()]
    case.world.clock.advance(dt.timedelta(hours=3))
    outcomes += [case.run(), case.run(ODOO_API_KEY=WRONG_KEY)]
    secrets = {**secrets_in(case.inputs()), "a wrong key": WRONG_KEY, **renewed}
    for outcome in outcomes:
        for place, written in _written(case, outcome):
            _keeps_to_itself(f"In {place}", written, secrets)


@clause(
    "SEC-02",
    "M",
    "nor in anything sent to Silverfin (tokens aside, where they belong)",
    sources=("design: the key is Odoo's business alone",),
    adversary="Every byte of every request to Silverfin is read.",
    remedy="Keep what opens Odoo out of descriptions, sync points and user agents.",
    mutant="tells_silverfin_the_key",
    ends=(SILVERFIN,),
)
def test_sec_02(case: Case) -> None:
    """The Odoo key never gets to Silverfin, and a token only where tokens belong."""
    case.begin(small.LEDGER)
    secrets = secrets_in(case.inputs())
    key = {"ODOO_API_KEY": secrets["ODOO_API_KEY"]}  # tokens may stand in Authorization, and in requests for tokens
    found: list[str] = []

    def look(exchange: Exchange, _: Answer | None) -> None:
        names = set(leaked(_said(exchange), key if exchange.path.endswith(TOKENS) else secrets))
        names |= set(leaked(exchange.headers.get(AUTHORIZATION, "").encode(), key))
        found.extend(f"{name} in {exchange.method} {exchange.path}" for name in sorted(names))

    case.world.faults.arm(Fault(Look(look), Trigger(system="silverfin", times=None), Phase.BEFORE))
    case.sync()
    if found:
        raise Failed("A secret was sent to Silverfin where it does not belong.", "\n".join(found[:20]))


@clause(
    "SEC-03",
    "M",
    "nor on its command line",
    sources=("proc(5): everybody on a machine can read how a process was called",),
    adversary="At every request the command lines of the connector and of all that it has started are read.",
    remedy="Hand secrets to other programs in their environment or on standard input.",
    mutant="passes_the_key_as_an_argument",
)
def test_sec_03(case: Case) -> None:
    """Who lists the processes of the machine learns no secret."""
    case.begin(small.LEDGER)
    secrets = secrets_in(case.inputs())
    found: set[str] = set()
    seen: list[bool] = []

    def look(_: Exchange, __: Answer | None) -> None:
        processes = case.bench.driver.processes()
        seen.append(processes is not None)
        for process in processes or []:
            found.update(leaked(command_line(process), secrets))

    case.world.faults.arm(Fault(Look(look), Trigger(times=None), Phase.BEFORE))
    case.sync()
    if not any(seen):
        raise NotApplicable("its processes cannot be seen: it is reached at a URL, or the platform does not show them")
    if found:
        raise Failed(
            f"On the command line of the connector, or of what it started, stands: {', '.join(sorted(found))}."
        )


@clause(
    "SEC-04",
    "S",
    "the Odoo key is not in clear in the state directory; rotated Silverfin tokens may be, in a file of mode 0600",
    sources=(LOGS, "OWASP secrets management cheat sheet"),
    adversary="The state directory is read after a run in which the tokens were renewed.",
    remedy="Keep no key that is given anew with every run; create files with mode 0600 before writing to them.",
    mutant="keeps_the_key",
)
def test_sec_04(case: Case) -> None:
    """What it keeps between runs does not open Odoo."""
    case.begin(small.LEDGER)
    renewed = _renewed_tokens(case)
    case.sync()
    case.world.clock.advance(dt.timedelta(hours=3))
    case.run()
    secrets = secrets_in(case.inputs())
    key = {"ODOO_API_KEY": secrets.pop("ODOO_API_KEY")}
    for path in _state_files(case):
        content = path.read_bytes()
        if in_clear(content, key):
            raise Failed(f"The Odoo key stands in clear in {path.name} in the state directory.")
        if path.stat().st_mode & 0o077 and in_clear(content, {**secrets, **renewed}):
            raise Failed(f"A token of Silverfin's stands in {path.name}, whose mode is {_mode(path)}.")


@clause(
    "SEC-06",
    "M",
    "error messages quote no secret",
    sources=(LOGS,),
    adversary="A key with a line break in it, and servers on either side whose error pages quote what they were sent.",
    remedy="Quote neither a refused input nor a server's error page unread; mask what you were given.",
    mutant="quotes_what_was_refused",
)
def test_sec_06(case: Case) -> None:
    """Whatever goes wrong, what is said about it opens nothing."""
    given = case.inputs()
    quoted = f"{given['ODOO_API_KEY']} {given['SILVERFIN_ACCESS_TOKEN']}".encode()
    secrets = {**secrets_in(given), "a wrong key": WRONG_KEY}
    page = Status(400, body=b'{"message": "refused: ' + quoted + b'", "error": "' + quoted + b'"}')
    for key in (WRONG_KEY, f"{WRONG_KEY[:20]}\n{WRONG_KEY[20:]}"):
        case.begin(small.LEDGER)
        _says_no_secret(case.run(ODOO_API_KEY=key), secrets)
    submits = Trigger(call={"operation": SUBMIT}, times=None)
    for end, trigger in ((ODOO, request_for_items(times=None)), (SILVERFIN, submits)):
        if not case.reaches(end):
            continue
        case.begin(small.LEDGER)
        armed = case.world.faults.arm(Fault(page, trigger, Phase.BEFORE))
        _says_no_secret(case.run(), secrets)
        if not armed.fired:
            raise Inconclusive(f"the connector never sent {end} the request that was to be refused")


@clause(
    "SEC-07",
    "S",
    "state files are not readable by others",
    sources=("POSIX: file modes", "OWASP secrets management cheat sheet"),
    adversary="The modes of the files in the state directory after a run.",
    remedy="Create files with mode 0600, or set the umask to 077 at the start.",
    mutant="lets_everybody_read",
)
def test_sec_07(case: Case) -> None:
    """Figures of a company and tokens of a firm are nobody else's business."""
    case.begin(small.LEDGER)
    case.sync()
    for path in _state_files(case):
        if path.stat().st_mode & READABLE_BY_OTHERS:
            raise Failed(f"{path.name} in the state directory has mode {_mode(path)}.")


def _renewed_tokens(case: Case) -> dict[str, str]:
    """Return what will hold the tokens that Silverfin gives out from now on."""
    renewed: dict[str, str] = {}

    def look(_: Exchange, answer: Answer | None) -> None:
        for word in answer.body.decode("latin-1").split('"') if answer else ():
            if word.startswith("sf_"):
                renewed[f"renewed token {len(renewed) + 1}"] = word

    trigger = Trigger(system="silverfin", path=f".*{TOKENS}", times=None)
    case.world.faults.arm(Fault(Look(look), trigger))
    return renewed


def _written(case: Case, outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    yield "its output", f"{outcome.message or ''}\n{outcome.output}".encode()
    yield from ((f"the file {name}", content) for name, content in outcome.logs)
    for path in case.state_dir.rglob("*"):
        if path.is_file() and OF_A_LOG.search(path.name):
            yield f"the file {path.name}", path.read_bytes()


def _keeps_to_itself(place: str, written: bytes, secrets: Mapping[str, str]) -> None:
    names = leaked(written, secrets)
    if names:
        raise Failed(f"{place} stands, whole or in part: {', '.join(names)}.")


def _says_no_secret(outcome: Outcome, secrets: Mapping[str, str]) -> None:
    said = f"{outcome.message or ''}\n{outcome.output}".encode()
    _keeps_to_itself("In what it said about a failure", said, secrets)


def _said(exchange: Exchange) -> bytes:
    """Return what a request says beside its header Authorization."""
    headers = "\n".join(f"{name}: {value}" for name, value in exchange.headers.items() if name != AUTHORIZATION)
    return f"{exchange.path}?{exchange.query}\n{headers}\n".encode() + exchange.body


def _state_files(case: Case) -> list[Path]:
    files = [path for path in case.state_dir.rglob("*") if path.is_file()]
    if not files:
        raise NotApplicable("it keeps nothing in its state directory")
    return files


def _mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:04o}"
