"""RES, continued: limits, refusals and retries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mock_kit.faults import Act, Fault, Phase, Status, Trigger, proxy_error
from mock_kit.journal import Exchange
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge import methods, small
from twinledger.judge.breaks import READING, SENDING, Break, gaps, survives
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable

MOMENT = "contract: the run fails and says so, or its result equals the ledger at some moment; the next one heals it"
RETRY_AFTER = "RFC 9110, 10.2.3: how long the client ought to wait"
WAIT, SLACK = 1, 0.05
MOST_TRIES, SHORTEST_GAP = 8, 0.1
AS_JSON = (("Content-Type", "application/json"),)
BUSY = b'{"error": "Too many requests"}'
REFUSED = b'{"error": "The request was refused; nothing of it was kept", "message": "Refused", "name": "ValueError"}'
NONE_FAULT = "cannot marshal None"


@clause(
    "RES-05",
    "M",
    "429 with Retry-After is obeyed",
    sources=(RETRY_AFTER, "RFC 6585, 4: 429"),
    adversary="The first submit, then the first page, is answered with 429 and Retry-After: 1.",
    remedy="Wait as long as the answer says, then send the request again.",
    why="Who asks again too soon is told to wait longer, and in the end not let in at all.",
    mutant="has_no_time_to_wait",
)
def test_res_05(case: Case) -> None:
    """Whoever is told to wait a second waits a second, or gives up."""
    busy = Status(429, (*AS_JSON, ("Retry-After", str(WAIT))), BUSY)
    for whose, trigger in case.some(_sides(case)):
        broken = Break(f"{whose} answered 429 with Retry-After", busy, trigger, Phase.BEFORE)
        asked = _alike(survives(case, broken, lambda: case.begin(small.LEDGER)), trigger)
        waited = gaps(asked)[:1]
        if waited and waited[0] < WAIT - SLACK:
            reason = f"{whose} said Retry-After: {WAIT}, and the connector asked again after {waited[0]:.2f} s."
            raise Failed(reason, case.requests(asked[:2]))


@clause(
    "RES-06",
    "M",
    "429 without Retry-After",
    sources=(MOMENT, "Silverfin SyncAPI: one request at a time, the second one gets 429"),
    adversary="The first submit, then the first page, is answered with 429 and no word about how long to wait.",
    remedy="Wait longer and longer, then give up and say so; what was refused is not done.",
    mutant="takes_busy_for_done",
)
def test_res_06(case: Case) -> None:
    """A busy server has done nothing."""
    for whose, trigger in case.some(_sides(case)):
        broken = Break(f"{whose} answered 429", Status(429, AS_JSON, BUSY), trigger, Phase.BEFORE)
        survives(case, broken, lambda: case.begin(small.LEDGER))


@clause(
    "RES-14",
    "M",
    "409: the sync point is stale",
    sources=("silverfin-wire: a previous_sync_point that differs from the stored one is 409", MOMENT),
    adversary="Before the submit of a third run Silverfin is put back to what it was after the first.",
    remedy="A sync point that you do not know means a file that you do not know: reset it and send everything.",
    mutant="forces_its_sync_point",
    assumed=True,
    ends=(SILVERFIN,),
)
def test_res_14(case: Case) -> None:
    """Whoever finds another sync point does not go on as if it were the own one."""
    case.begin_synced(small.LEDGER)
    backup = case.world.silverfin.capture()
    case.teller.enter(small.ANOTHER)
    case.sync()
    case.teller.enter(small.BACKDATED)
    start = len(case.world.journal)
    put_back = Act(lambda: case.world.silverfin.restore(backup))
    armed = case.world.faults.arm(Fault(put_back, SENDING, Phase.BEFORE))
    outcome = case.run()
    if not armed.fired:
        raise Inconclusive("the connector sent no submit for which the sync point could be stale")
    if not any(exchange.status == 409 for exchange in case.exchanges(start)):
        raise NotApplicable("it never says which sync point it expects")
    if outcome.synchronised:
        case.agree("The sync point was another, and the connector said that it synchronised.")
    case.sync()
    case.agree("Silverfin was put back to an earlier sync point, and after the next run the ledgers are not equal.")


@clause(
    "RES-15",
    "M",
    "Odoo fails on a concurrent update (connectors that write to Odoo)",
    sources=("observed: psycopg2.errors.SerializationFailure, after Odoo has tried five times", MOMENT),
    adversary="The first call that changes something in Odoo fails as if somebody else had been faster.",
    remedy="Nothing was done: do it again, or fail and do it in the next run.",
    mutant="takes_contention_for_done",
    ends=(ODOO,),
)
def test_res_15(case: Case) -> None:
    """What failed in Odoo was not done, and is done later, once."""
    case.begin(small.LEDGER)
    start = len(case.world.journal)
    case.sync()
    done = _changes(case, start)
    case.begin(small.LEDGER)
    contention = case.world.odoo.contend(times=1)
    start = len(case.world.journal)
    outcome = case.run()
    if not contention.fired:
        raise case.spared(outcome, "it calls no method that changes anything in Odoo")
    if not outcome.synchronised:
        case.sync()
    case.agree("After a concurrent update in Odoo the ledgers are not equal.")
    again = _changes(case, start)
    if again != done:
        told = [f"  {call}: {again[call]} instead of {done[call]} times" for call in {*done, *again}]
        raise Failed("After a concurrent update the connector has not done in Odoo what it does.", "\n".join(told))


@clause(
    "RES-16",
    "M",
    "retries are bounded (at most 8, never two within 100 ms); a 4xx that cannot get better is not retried",
    sources=(RETRY_AFTER, "RFC 9110, 15.5: the client seems to have erred"),
    adversary="Silverfin, then Odoo, answers 503 for ever; then 422 or 400.",
    remedy="Try a few times with longer and longer waits, and only what can get better: 429, 5xx and lost answers.",
    why="When a server is down, thousands of hurried attempts keep it from coming up again.",
    mutant="insists",
)
def test_res_16(case: Case) -> None:
    """Nobody knocks at a closed door for ever, and nobody repeats what was wrong."""
    for whose, trigger in case.some(_sides(case)):
        down = _run_against(case, trigger, proxy_error(503))
        if len(down) > MOST_TRIES:
            reason = f"{whose} was out of order, and the connector tried {len(down)} times in one run."
            raise Failed(reason, case.requests(down))
        if any(gap < SHORTEST_GAP for gap in gaps(down)):
            reason = f"{whose} was out of order, and the connector tried again after {min(gaps(down)) * 1000:.0f} ms."
            raise Failed(reason, case.requests(down))
        wrong = _run_against(case, trigger, Status(422 if whose == "Silverfin" else 400, AS_JSON, REFUSED))
        times = Counter(exchange.body for exchange in wrong)
        if times and max(times.values()) > 1:
            reason = f"{whose} refused a request as wrong, and the connector sent the same one again."
            raise Failed(reason, case.requests(wrong))


@clause(
    "RES-19",
    "M",
    "Odoo's None-after-commit fault does not repeat the work (connectors that call such a method)",
    sources=(
        "observed: XML-RPC cannot carry None; the call is answered with fault 1 after its work was committed",
        "observed: button_draft, button_cancel, archiving, check_access_rights on 18.0 and 19.0 return None",
    ),
    adversary="The answers over XML-RPC are searched for that fault.",
    remedy="Call a method that returns something, or use JSON-2; this fault is an answer: it is done.",
    mutant="asks_until_it_is_told",
    ends=(ODOO,),
)
def test_res_19(case: Case) -> None:
    """What was answered with that fault is not asked for again."""
    case.begin(small.LEDGER)
    outcome = case.run()
    faulted = [exchange for exchange in case.exchanges() if NONE_FAULT in str(exchange.notes.get("message", ""))]
    if not faulted:
        raise case.spared(outcome, "it calls no method over XML-RPC that returns nothing")
    times = Counter(exchange.body for exchange in faulted)
    if max(times.values()) > 1:
        reason = "A call was done and then answered with a fault, and the connector repeated it."
        raise Failed(reason, case.requests(faulted))


@clause(
    "RES-20",
    "M",
    "a locked period in Silverfin is reported, not retried",
    sources=("Silverfin support, 101000503371: periods can be locked", "silverfin-wire: 409 naming the period"),
    adversary="The accountant locks February in Silverfin; then an entry of February is posted in Odoo.",
    remedy="Report what Silverfin says, and keep for the next run what was not sent.",
    why="Whoever locked a period has reported its figures; what does not arrive in it has to be seen by a person.",
    mutant="leaves_out_what_is_locked",
    assumed=True,
    ends=(SILVERFIN,),
)
def test_res_20(case: Case) -> None:
    """A locked period is somebody's decision: the run fails, and goes through once it is unlocked."""
    case.begin_synced(small.LEDGER)
    case.pair.file.lock_until(small.FEBRUARY)
    case.teller.enter(small.ANOTHER)
    start = len(case.world.journal)
    case.refused("conflict", "target", although="the period of a new entry is locked in Silverfin")
    times = Counter(exchange.body for exchange in case.writes(start) if exchange.status == 409)
    if times and max(times.values()) > 1:
        reason = "Silverfin said that the period is locked, and the connector sent the same again."
        raise Failed(reason, case.requests(case.writes(start)))
    case.pair.file.lock_until(None)
    case.sync()
    case.agree("After the period was unlocked the ledgers are not equal.")


def _sides(case: Case) -> list[tuple[str, Trigger]]:
    """Return the ends that the connector has, each with a request to it."""
    return [side for side in (("Silverfin", SENDING), ("Odoo", READING)) if case.reaches(side[1].system)]


def _run_against(case: Case, trigger: Trigger, answer: Status) -> list[Exchange]:
    """Run the connector while every request like that is answered alike, and return those."""
    case.begin(small.LEDGER)
    start = len(case.world.journal)
    armed = case.world.faults.arm(Fault(answer, replace(trigger, times=None), Phase.BEFORE))
    outcome = case.run()
    case.world.faults.disarm(armed)
    if not armed.fired:
        raise Inconclusive("the connector never sent the request that was to be refused")
    if outcome.synchronised:
        reason = f"The connector said that it synchronised while every such request was answered with {answer.status}."
        raise Failed(reason, case.requests(_alike(case.exchanges(start), trigger)))
    return _alike(case.exchanges(start), trigger)


def _alike(exchanges: Sequence[Exchange], trigger: Trigger) -> list[Exchange]:
    """Return the requests that a trigger is about."""
    return [exchange for exchange in exchanges if trigger.matches(exchange)]


def _changes(case: Case, since: int) -> Counter[str]:
    """Return how often each method that changes something was called in Odoo and carried out."""
    return Counter(
        f"{exchange.call.get('model')}.{exchange.call.get('method')}"
        for exchange in case.exchanges(since)
        if methods.changes(exchange) and exchange.status == 200 and "error" not in exchange.notes
    )
