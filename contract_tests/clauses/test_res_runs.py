"""RES, continued: runs that cannot begin, cannot go on, or are ended in the middle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from mock_kit.faults import Act, Fault, Phase, Reset, Trigger, proxy_error
from mock_kit.journal import Exchange
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.item_requests import request_for_items
from twinledger.judge import small
from twinledger.judge.breaks import SENDING, Break, error_page, survives
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.moments import go_back, recorded
from twinledger.judge.verdicts import Failed, Inconclusive, Level

MOMENT = "contract: the run fails and says so, or its result equals the ledger at some moment; the next one heals it"
TOKENS = "Silverfin documentation: an access token lives two hours, and every refresh issues a new pair"
PAST_A_TOKENS_LIFE = dt.timedelta(hours=2, minutes=1)
REFRESH = Trigger(system=SILVERFIN, path=".*/oauth/token")
EVERY_PAGE = request_for_items(times=None)
OUTAGES = (
    ("every page of journal items was answered with 503", Fault(proxy_error(503), EVERY_PAGE, Phase.BEFORE)),
    ("Odoo hung up on everybody", Fault(Reset(), Trigger(system=ODOO, times=None), Phase.BEFORE)),
    ("a page for people came in place of journal items", Fault(error_page(200), EVERY_PAGE, Phase.BEFORE)),
)


@clause(
    "RES-10",
    "M",
    "nobody listens at first",
    sources=(MOMENT, "servers are restarted at night, when synchronisations run"),
    adversary="Silverfin does not listen while the first run lasts; then it does.",
    remedy="Report what could not be sent, and take it for not sent.",
    mutant="will_be_sent_one_day",
    ends=(SILVERFIN,),
)
def test_res_10(case: Case) -> None:
    """Who is not there was told nothing."""
    case.begin(small.LEDGER)
    case.world.silverfin.stop()
    try:
        outcome = case.run()
    finally:
        case.world.silverfin.start()
    if outcome.synchronised:
        raise Failed("Nobody listened in place of Silverfin, and the connector said that it synchronised.")
    case.has_reason(outcome, "target", "configuration")
    case.sync()
    case.agree("Nobody listened at first; after the next run the ledgers are not equal.")


@clause(
    "RES-11",
    "M",
    "killed at any moment, then run again",
    sources=(MOMENT, "machines are restarted, and jobs that take too long are ended"),
    adversary="A run is ended before each of its requests to Silverfin, and again before each answer comes.",
    remedy="Note what is about to be sent before, and that it was sent after; do both in one step with the sync point.",
    mutant="notes_it_before_it_is_done",
    ends=(SILVERFIN,),
)
def test_res_11(case: Case) -> None:
    """Whenever a run ends, the next one makes both ledgers equal."""
    case.begin_synced(small.LEDGER)
    case.teller.edit(small.GROWING.edits[0])
    with recorded(case, Trigger(system=SILVERFIN, times=None)) as moments:
        case.sync()
        for moment in case.some(tuple(reversed(moments)), quick=3):
            go_back(case, moment)
            case.sync()
            case.agree(f"A run was ended {moment.told}; after the next one the ledgers are not equal.")
    if not moments:
        raise Inconclusive("the connector sent nothing to Silverfin")


@clause(
    "RES-12",
    "M",
    "(token-refresh) the access token expires in the middle",
    sources=(TOKENS, MOMENT),
    adversary="Two hours pass between the first request to Silverfin and the first submit.",
    remedy="After a 401 refresh the token once and send the request again.",
    mutant="takes_expired_for_revoked",
    feature="token-refresh",
    ends=(SILVERFIN,),
)
def test_res_12(case: Case) -> None:
    """A token that expires is refreshed, in this run or in the next."""
    told = "the access token expired before the first submit"
    expires = Act(lambda: case.world.clock.advance(PAST_A_TOKENS_LIFE))
    survives(case, Break(told, expires, SENDING, Phase.BEFORE), lambda: case.begin(small.LEDGER))


@clause(
    "RES-13",
    "M",
    "(token-refresh) the answer to a refresh is lost",
    sources=(TOKENS, "documented: the old refresh token works until the new access token is first used"),
    adversary="The access token has expired, and the connection breaks after Silverfin has issued a new pair.",
    remedy="Keep the old refresh token until a new one has arrived, and try it again.",
    mutant="spends_the_token_first",
    feature="token-refresh",
    ends=(SILVERFIN,),
)
def test_res_13(case: Case) -> None:
    """A pair that never arrived costs nothing."""
    case.begin_synced(small.LEDGER)
    case.teller.enter(small.ANOTHER)
    case.world.clock.advance(PAST_A_TOKENS_LIFE)
    lost = case.world.faults.arm(Fault(Reset(), REFRESH))
    outcome = case.run()
    if not lost.fired:
        raise Inconclusive("the connector did not refresh its token although it had expired")
    if outcome.synchronised:
        case.agree("The answer to a refresh was lost, the connector said that it synchronised, and it did not.")
    case.sync(when="the answer to a refresh had been lost in the run before")
    case.agree("The answer to a refresh was lost; after the next run the ledgers are not equal.")


@clause(
    "RES-18",
    "M",
    "never exit 0 with rows missing",
    sources=("contract: runs that say success with rows missing are the worst finding",),
    adversary="2,100 lines, and from the second submit on Silverfin is out of order.",
    remedy="A run is as good as its worst request: fail if any of them did.",
    mutant="half_is_good_enough",
    ends=(SILVERFIN,),
)
def test_res_18(case: Case) -> None:
    """Part of the ledger is no synchronisation."""
    case.begin_big()
    broken = Trigger(system=SENDING.system, call=SENDING.call, nth=2, times=None)
    armed = case.world.faults.arm(Fault(proxy_error(503), broken, Phase.BEFORE))
    outcome = case.run()
    case.world.faults.disarm(armed)
    if not armed.fired:
        raise case.spared(outcome, "it sends everything with one request")
    if outcome.synchronised:
        reason = "Half of the lines were not sent, and the connector said that it synchronised."
        raise Failed(reason, str(case.difference()))
    case.sync()
    case.agree("After an undisturbed run the ledgers are not equal.")


@clause(
    "RES-21",
    "M",
    "while Odoo cannot be read, nothing is taken away from Silverfin",
    sources=(
        "contract, KEY-04: what Silverfin held stays untouched when a key is refused; silence tells no more than that",
        "contract, INC-01: nothing changed, nothing written",
    ),
    adversary="Everything was synchronised; then, for a whole run, pages of journal items are answered with 503, Odoo "
    "hangs up on everybody, or a page for people comes in place of items.",
    remedy="Read everything before anything is taken away. When Odoo cannot be read, end the run and leave what is "
    "there; old figures are right for the day on which they were read.",
    why="Odoo is out of reach some night; in the morning the accountant opens a client file that is empty, and nobody "
    "has deleted anything.",
    mutant="empties_the_file_in_an_outage",
    ends=(ODOO, SILVERFIN),
)
def test_res_21(case: Case) -> None:
    """Who has heard nothing takes nothing away; who resets before he asks takes a risk that the contract allows."""
    for told, outage in case.some(OUTAGES):
        case.begin_synced(small.LEDGER)
        before, start = case.held(), len(case.world.journal)
        armed = case.world.faults.arm(outage)
        case.run()
        case.world.faults.disarm(armed)
        if not armed.fired:
            raise Inconclusive(f"the connector never asked for what was to fail: {told}")
        missing = before - case.held()
        if missing:
            writes = case.writes(start)
            if not _came_after_a_fault(writes, case.exchanges(start)):
                case.level = Level.SHOULD
            reason = f"{missing.total()} of {before.total()} lines were taken away from Silverfin while {told}."
            raise Failed(reason, case.requests(writes))
        case.sync(when=f"in the run before {told}")
        case.agree(f"In one run {told}; after the next one the ledgers are not equal.")


def _came_after_a_fault(writes: Sequence[Exchange], exchanges: Sequence[Exchange]) -> bool:
    """Tell whether anything was written when the connector could know that Odoo was out of order."""
    first = next(exchange for exchange in exchanges if exchange.system == ODOO and exchange.faults)
    return any(write.opened > first.opened for write in writes)
