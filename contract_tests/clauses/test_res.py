"""RES: when things break: answers that are lost, cut short, late or something else."""

from __future__ import annotations

import re
import threading
import time

from mock_kit.answer import Point
from mock_kit.faults import Act, Close, Dribble, Fault, HangUp, Phase, Reset, Status, Trigger, proxy_error
from mock_kit.journal import Exchange
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge import small
from twinledger.judge.breaks import READING, SENDING, Break, error_page, survives
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable, NotRun

TWICE = "contract: nothing twice"
STACKS = "measured: several HTTP stacks repeat a lost POST by themselves"
MOMENT = "contract: the run fails and says so, or its result equals the ledger at some moment; the next one heals it"
TORN = Break("the answer to a submit got lost (RST)", Reset(), SENDING)
ENDED = Break("the answer to a submit got lost (FIN)", Close(), SENDING)
OUT_OF_ORDER = b'{"error": "Internal server error"}'
LEFT_BEHIND = 1.0
AS_JSON = (("Content-Type", "application/json"),)


@clause(
    "RES-01",
    "M",
    "the answer is lost after the commit, on a fresh connection",
    sources=(STACKS, TWICE),
    adversary="The connection of the first submit is torn down, or ends in order, after Silverfin has carried it out.",
    remedy="Give every line an id that stays the same, and look where Silverfin stands before sending again.",
    mutant="new_ids_for_every_try",
    ends=(SILVERFIN,),
)
def test_res_01(case: Case) -> None:
    """A lost answer is neither lost lines nor lines twice."""
    for lost in case.some((TORN, ENDED)):
        if _lose(case, lost, fresh=True).reused:
            raise Inconclusive("the connection was not a fresh one")


@clause(
    "RES-02",
    "M",
    "the answer is lost after the commit, on a reused connection",
    sources=(STACKS, "RFC 9110, 9.2.2: a client repeats by itself only what is idempotent"),
    adversary="As RES-01, over a connection that has carried requests before; what repeats it may be a library.",
    remedy="Switch the repetitions of your HTTP library off (Java: sun.net.http.retryPost=false; xmlrpc.client: a "
    "transport whose request() tries once), or make a repetition harmless.",
    mutant="trusts_a_warm_connection",
    ends=(SILVERFIN,),
)
def test_res_02(case: Case) -> None:
    """What a library sends again by itself does no harm either."""
    for lost in case.some((TORN, ENDED)):
        if not _lose(case, lost, fresh=False).reused:
            raise NotApplicable("it opens a new connection for every submit")


@clause(
    "RES-03",
    "M",
    "a body cut short is never taken for the whole",
    sources=(MOMENT, "measured: Java's HttpURLConnection takes 5 of 5,000 bytes without an error"),
    adversary="Answers of both sides end after one byte, in the middle and one byte too early.",
    remedy="Compare the length of a body with Content-Length, and never repair what does not parse.",
    mutant="repairs_what_is_cut_short",
)
def test_res_03(case: Case) -> None:
    """Half an answer is no answer."""
    case.begin_synced(small.LEDGER)
    answers = [_first(case, READING)] if case.reaches(ODOO) else []
    if case.reaches(SILVERFIN):
        _, asked = _first(case, Trigger(system=SILVERFIN))
        answers += [(Trigger(system=SILVERFIN, path=re.escape(asked.path)), asked), _first(case, SENDING)]
    ways = [(trigger, whole, part) for trigger, whole in answers for part in (0.5, 0.999, 0)]
    for trigger, whole, part in case.some(ways):
        length = max(int(whole.answer_size * part), 1)
        told = f"an answer of {whole.system} ended after {length} of {whole.answer_size} bytes"
        survives(case, Break(told, Close(), trigger, point=Point(length)), lambda: case.begin(small.LEDGER))


@clause(
    "RES-04",
    "M",
    "an answer that never comes",
    sources=(MOMENT, "Odoo documentation: a worker may be busy for minutes"),
    adversary="Silverfin carries out the first submit and says nothing, for as long as the connector waits.",
    remedy="Set a timeout for reading, not only for connecting; after it, look where Silverfin stands.",
    why="A run that waits for ever is neither done nor failed: nobody is told, and no other run begins.",
    mutant="waits_for_ever",
    ends=(SILVERFIN,),
)
def test_res_04(case: Case) -> None:
    """Nobody waits for ever."""
    if case.bench.profile == "quick":
        raise NotRun("it takes as long as the connector waits; not in the profile quick")
    case.begin(small.LEDGER)
    over = threading.Event()
    silence = Fault(Act(lambda: over.wait(case.bench.timeout * 2)), SENDING)
    armed = case.world.faults.arm(silence)
    try:
        outcome = case.run_once()
    finally:
        over.set()
        case.world.faults.disarm(armed)
    if not armed.fired:
        raise Inconclusive("the connector sent no submit that could be left without an answer")
    if outcome.timed_out:
        time.sleep(LEFT_BEHIND)  # a function goes on in its thread now that it is answered
        raise Failed(f"Silverfin did not answer a submit, and the connector {outcome.summary}.")
    if outcome.synchronised:
        case.agree("Silverfin did not answer a submit, the connector said that it synchronised, and it did not.")
    case.sync()
    case.agree("In one run an answer never came; after the next, undisturbed one the ledgers are not equal.")


@clause(
    "RES-07",
    "M",
    "5xx before the work",
    sources=(MOMENT,),
    adversary="Silverfin answers the first submit with 500 or 503, and Odoo the first page with 503; nothing was done.",
    remedy="A 5xx tells nothing about what was done: look where Silverfin stands, then send again.",
    mutant="takes_500_for_done",
)
def test_res_07(case: Case) -> None:
    """A server that is out of order has done nothing yet."""
    breaks = (
        Break("Silverfin answered a submit with 500", Status(500, AS_JSON, OUT_OF_ORDER), SENDING, Phase.BEFORE),
        Break("Silverfin answered a submit with 503", proxy_error(503), SENDING, Phase.BEFORE),
        Break("Odoo answered a page with 503", proxy_error(503), READING, Phase.BEFORE),
    )
    for broken in case.some([broken for broken in breaks if case.reaches(broken.trigger.system)]):
        survives(case, broken, lambda: case.begin(small.LEDGER))


@clause(
    "RES-08",
    "M",
    "5xx after the work",
    sources=(MOMENT, TWICE, "a gateway gives up (504) while the server behind it goes on"),
    adversary="Silverfin carries out the first submit, and 500 or 504 is answered.",
    remedy="A 5xx tells nothing about what was done: look where Silverfin stands, then send again.",
    mutant="takes_504_for_not_done",
    ends=(SILVERFIN,),
)
def test_res_08(case: Case) -> None:
    """A server that is out of order may have done it all."""
    breaks = (
        Break("Silverfin carried out a submit and answered 504", proxy_error(504), SENDING),
        Break("Silverfin carried out a submit and answered 500", Status(500, AS_JSON, OUT_OF_ORDER), SENDING),
    )
    for broken in case.some(breaks):
        survives(case, broken, lambda: case.begin(small.LEDGER))


@clause(
    "RES-09",
    "M",
    "an HTML error page from a proxy",
    sources=(MOMENT, "what gateways, maintenance pages and captive portals answer"),
    adversary="In place of journal items, then of the answer to a submit, comes an HTML page, even with status 200.",
    remedy="Look at the status and at the content type before you believe a body.",
    mutant="a_page_is_an_empty_page",
)
def test_res_09(case: Case) -> None:
    """A page for people is no answer for programs."""
    sides = [side for side in (("Odoo", READING), ("Silverfin", SENDING)) if case.reaches(side[1].system)]
    for status, whose, trigger in case.some([(status, *side) for status in (200, 502) for side in sides]):
        told = f"an HTML page with status {status} came in place of {whose}'s answer"
        broken = Break(told, error_page(status), trigger, Phase.BEFORE)
        survives(case, broken, lambda: case.begin(small.LEDGER))


@clause(
    "RES-17",
    "S",
    "a dribbling answer",
    sources=(MOMENT, "slow networks and overloaded proxies"),
    adversary="A page of journal items comes in pieces of 700 bytes, with a third of a second before each.",
    remedy="Read until the body is whole or the timeout is over; a pause is no end.",
    mutant="takes_a_pause_for_the_end",
    ends=(ODOO,),
)
def test_res_17(case: Case) -> None:
    """Slow is not wrong."""
    told = "a page of journal items came in small pieces"
    survives(case, Break(told, Dribble(700, 0.3), READING), lambda: case.begin(small.LEDGER))


def _first(case: Case, trigger: Trigger) -> tuple[Trigger, Exchange]:
    """Return the first request that a trigger is about, with that trigger."""
    for exchange in case.exchanges():
        if trigger.matches(exchange):
            return trigger, exchange
    raise Inconclusive("the connector never sent the request whose answer was to be cut short")


def _lose(case: Case, lost: Break, *, fresh: bool) -> Exchange:
    """Lose the answer to a submit and return that request; `fresh` lets every connection end with its answer."""

    def begin() -> None:
        case.begin(small.LEDGER)
        if fresh:
            case.world.faults.arm(Fault(HangUp(), Trigger(system=SILVERFIN, times=None)))

    return next(exchange for exchange in survives(case, lost, begin) if exchange.delivery != "whole")
