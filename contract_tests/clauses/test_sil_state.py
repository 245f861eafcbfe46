"""SIL, continued: tokens, ids, resets and links."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qs

from mock_kit.answer import Answer
from mock_kit.faults import Act, Fault, Look, Phase, Trigger
from mock_kit.journal import Exchange
from twinledger.books.book import Entry, Line
from twinledger.drivers.sides import SILVERFIN
from twinledger.judge import small
from twinledger.judge.breaks import SENDING
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable

TOKENS = "documented: a refresh revokes the old pair once the new access token is used"
RESET = "Silverfin SyncAPI: reset removes everything, or everything from a date on"
PAST_A_TOKENS_LIFE = dt.timedelta(hours=2, minutes=1)
REFRESHING = Trigger(system=SILVERFIN, path=".*/oauth/token", times=None)
UNLINKED = "the accountant has unlinked the file"


@clause(
    "SIL-04",
    "M",
    "a refresh token is not used again once its successor was received; after a lost answer the old one is tried again",
    sources=(TOKENS,),
    adversary="Three runs, and between them the access token expires.",
    remedy="Keep every new pair, in a file of mode 0600, before you use it.",
    why="A refresh token that was spent is refused, and then a person has to authorise anew.",
    mutant="keeps_the_first_refresh_token",
    feature="token-refresh",
)
def test_sil_04(case: Case) -> None:
    """Every refresh goes on from the last one."""
    case.begin(small.LEDGER)
    refreshes: list[tuple[str, Answer]] = []

    def note(exchange: Exchange, answer: Answer | None) -> None:
        if answer is not None and answer.status == 200:
            refreshes.append((_refresh_token(exchange), answer))

    case.world.faults.arm(Fault(Look(note), REFRESHING))
    case.sync()
    for entry in (small.ANOTHER, small.BACKDATED):
        case.world.clock.advance(PAST_A_TOKENS_LIFE)
        case.keeper.enter(entry)
        case.sync(when="the access token had expired, and a refresh token was there")
    if not refreshes:
        raise Inconclusive("the access token expired twice, and the connector refreshed none")
    used = Counter(token for token, _ in refreshes)
    if max(used.values()) > 1:
        raise Failed("A refresh token was used again although the answer with its successor had come.")
    case.agree("After two refreshes the ledgers are not equal.")


@clause(
    "SIL-08",
    "M",
    "an id is not reused for another line, nor a line sent under a second id while the first stands",
    sources=("Silverfin SyncAPI: an upsert of a known id replaces that line",),
    adversary="Every line has an amount of its own; between two runs the first entry is deleted and another is posted.",
    remedy="Derive the id of a line from Odoo's id of it, and from nothing that counts or moves.",
    mutant="numbers_its_lines",
    granularity="line",
)
def test_sil_08(case: Case) -> None:
    """An id means one line for ever."""
    case.begin()
    first, *_ = [case.keeper.enter(_distinct(number)) for number in (1, 2, 3)]
    case.sync()
    before = _lines_by_id(case)
    case.keeper.delete(first)
    case.keeper.enter(_distinct(4))
    case.sync()
    after = _lines_by_id(case)
    moved = [id_ for id_ in before if id_ in after and before[id_] != after[id_]]
    if moved:
        told = [f"  {id_}: {before[id_]} before, {after[id_]} now" for id_ in moved]
        raise Failed(f"{len(moved)} ids stand for other lines than before (their amounts tell).", "\n".join(told))
    case.agree("After an entry was deleted and another posted the ledgers are not equal.")


@clause(
    "SIL-09",
    "M",
    "a reset is followed by everything from its date",
    sources=(RESET,),
    adversary="The connector's memory is lost; then Silverfin is put back to what it was a run ago.",
    remedy="After a reset forget what you sent from its date on, and send all of it.",
    mutant="resets_and_forgets_nothing",
    feature="reset",
    assumed=True,
)
def test_sil_09(case: Case) -> None:
    """Whoever takes everything away brings everything back."""
    seen = False
    for provoke in (_lose_memory, _put_back):
        case.begin_synced(small.LEDGER)
        provoke(case)
        start = len(case.world.journal)
        outcome = case.run()
        if any(exchange.notes.get("operation") == "reset" for exchange in case.writes(start)):
            seen = True
            if not outcome.synchronised:
                case.sync(when="it had reset the file in the run before")
            case.agree("The connector reset the file, said that it synchronised, and the ledgers are not equal.")
    if not seen:
        raise NotApplicable("it sends no reset, neither without its memory nor at a sync point that it does not know")


@clause(
    "SIL-10",
    "S",
    "the reset date is the oldest change",
    sources=(RESET, "Silverfin SyncAPI: after_date"),
    adversary="Between two runs the amounts of an entry of 2025 and of one of 2026 change.",
    remedy="Reset from the oldest date that any changed line had or has, or send upserts and deletes instead.",
    mutant="resets_from_the_newest_change",
    feature="reset",
)
def test_sil_10(case: Case) -> None:
    """A reset from a day on takes all that has changed along."""
    case.begin()
    older, newer = [case.keeper.enter(entry) for entry in (small.BACKDATED, small.ANOTHER)]
    case.sync()
    case.keeper.wait(minutes=1)
    case.keeper.change_amount(older, 2)
    case.keeper.change_amount(newer, 4_351)
    start = len(case.world.journal)
    case.run()
    days = [exchange.notes["after_date"] for exchange in case.writes(start) if exchange.notes.get("after_date")]
    if not days:
        raise NotApplicable("it resets everything or nothing, never from a day on")
    if min(map(str, days)) > small.BACKDATED.date.isoformat():
        reason = f"The connector reset the file from {days[0]} on, and a line of {small.BACKDATED.date} had changed."
        raise Failed(reason, str(case.difference()))


@clause(
    "SIL-15",
    "M",
    "after the file is unlinked nothing more is written",
    sources=(
        "Silverfin support, 101000378758: an accountant can end a synchronisation",
        "webhook: sync.company_removed",
    ),
    adversary="The accountant unlinks the file between two runs; then in the middle of one.",
    remedy="Ask where the file stands before anything else, and end the run with the first 409.",
    mutant="knocks_at_an_unlinked_file",
)
def test_sil_15(case: Case) -> None:
    """What is no longer wanted is no longer sent."""
    case.begin_synced(small.LEDGER)
    case.pair.file.unlink()
    case.teller.enter(small.ANOTHER)
    start = len(case.world.journal)
    if case.run().synchronised:
        raise Failed(f"The connector said that it synchronised, although {UNLINKED}.")
    case.untouched(start, "The file is not linked any more, and the connector wants to write to it.")
    case.begin_big()
    start = len(case.world.journal)
    unlink = Act(case.pair.file.unlink)
    second = Trigger(system=SILVERFIN, call=SENDING.call, nth=2)
    armed = case.world.faults.arm(Fault(unlink, second, Phase.BEFORE))
    outcome = case.run()
    if armed.fired and outcome.synchronised:
        raise Failed("The file was unlinked in the middle of a run, and the connector said that it synchronised.")
    refused = [exchange for exchange in case.writes(start) if exchange.status == 409]
    if len(refused) > 1:
        raise Failed("The file was unlinked in the middle of a run, and the connector went on.", case.requests(refused))


def _refresh_token(exchange: Exchange) -> str:
    """Return the refresh token of a token request, whose body is JSON or a form."""
    try:
        return str(json.loads(exchange.body)["refresh_token"])
    except (ValueError, KeyError, TypeError):
        return parse_qs(exchange.body.decode("utf-8", "replace")).get("refresh_token", [""])[0]


def _distinct(number: int) -> Entry:
    """Return an entry whose amounts no other one has."""
    return Entry("MISC", small.JANUARY, (Line("612000", 1_000 + number), Line("550001", -1_000 - number)))


def _lines_by_id(case: Case) -> Mapping[str, tuple[str, int]]:
    return {line.id: (line.account_number, line.value) for line in case.pair.file.lines()}


def _lose_memory(case: Case) -> None:
    case.teller.enter(small.ANOTHER)
    case.forget()
    case.renew_grant()


def _put_back(case: Case) -> None:
    """Let Silverfin be what it was a run ago, as if a backup had been put back."""
    backup = case.world.silverfin.capture()
    case.teller.enter(small.ANOTHER)
    case.sync()
    case.world.silverfin.restore(backup)
