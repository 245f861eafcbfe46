"""PAG: reading page after page."""

from __future__ import annotations

import re

from mock_kit.faults import Fault, Phase, Reset, Trigger, proxy_error
from mock_kit.journal import Exchange
from twinledger.books.book import Entry, Line
from twinledger.books.tale import Tale
from twinledger.drivers.sides import ODOO
from twinledger.item_requests import asks_for_items
from twinledger.judge import small
from twinledger.judge.breaks import error_page
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.telling import ONE_REQUEST, run_while
from twinledger.judge.verdicts import Failed, NotApplicable

MOMENT = "contract: the run fails and says so, or its result equals the ledger at some moment between start and end"
TRANSACTIONS = "observed: every call is a transaction of its own"
MANY, ALIKE = 2_100, 1_200
LINES_PER_REQUEST = 20  # who asks more often asks for single records
MOST_FIELDS = 40  # a journal item has more than a hundred
TROUBLE = (("503 came", proxy_error(503)), ("nothing came", Reset()), ("a page for people came", error_page(200)))
NUMBER_OF_A_CALL = re.compile(rb'"id": *[0-9]+')  # in JSON-RPC, whose every request has another one
FIELD = re.compile(rb'"(\w+)":|<name>(\w+)</name>')


@clause(
    "PAG-01",
    "M",
    "reads every page",
    sources=("observed: search_read with a limit says nothing about what is left",),
    adversary="A ledger of 2,100 lines.",
    remedy="Ask for pages until one comes back that is not full.",
    mutant="stops_after_the_first_page",
)
def test_pag_01(case: Case) -> None:
    """The last page arrives like the first."""
    case.begin_big()
    case.sync()
    case.agree("Of 2,100 journal items not all arrived.")
    if len(case.line_reads()) < 2:
        raise NotApplicable(ONE_REQUEST)


@clause(
    "PAG-02",
    "M",
    "lines inserted while it reads",
    sources=(MOMENT, TRANSACTIONS),
    adversary="Between the first and the second page three entries are posted, one of them with an early date.",
    remedy="Page by id (`id > last`), not by offset over an order that new lines disturb, and read until it is stable.",
    mutant="pages_by_offset",
)
def test_pag_02(case: Case) -> None:
    """Entries that come while it reads cost neither lines nor balance."""
    case.begin_big()
    run_while(case, *[lambda entry=entry: case.teller.enter(entry) for entry in small.LATECOMERS])
    case.sync()
    case.agree("After an undisturbed run the ledgers are not equal.")


@clause(
    "PAG-03",
    "M",
    "lines deleted while it reads",
    sources=(MOMENT, TRANSACTIONS),
    adversary="Between the first and the second page an entry is deleted whose lines stood on the first one.",
    remedy="Page by id (`id > last`): with an offset everything behind a deleted line moves up, and a line is skipped.",
    mutant="counts_the_lines_it_has",
)
def test_pag_03(case: Case) -> None:
    """Entries that go while it reads take nothing else with them."""
    case.begin_big()
    first = case.keeper.find("account.move", ("state", "=", "posted"))
    run_while(case, lambda: case.keeper.delete(min(first)), lambda: case.keeper.delete(max(first)))
    case.sync()
    case.agree("After an undisturbed run the ledgers are not equal.")


@clause(
    "PAG-04",
    "M",
    "an order that is not total",
    sources=(
        "PostgreSQL documentation, 7.6: with LIMIT and OFFSET the order must make rows unique",
        "recorded: the default order of journal items is `date desc, move_name desc, id`",
    ),
    adversary="1,200 lines of one day, and what is equal in the asked order comes in another order with every request.",
    remedy="Order by `id`, alone or last, so that no two records are equal.",
    mutant="pages_by_date_alone",
)
def test_pag_04(case: Case) -> None:
    """What is equal in the order is neither skipped nor read twice."""
    case.begin()
    pairs = (Line("612000", 100 + number) for number in range(ALIKE // 2))
    whole = [Entry("MISC", small.JANUARY, (line, Line("550001", -line.amount))) for line in pairs]
    case.keeper.enter_many(whole)
    case.database.ties_fall_freely = True
    case.sync()
    case.agree("Lines that are equal in the order in which the connector reads were skipped, or read twice.")
    if len(case.line_reads()) < 2:
        raise NotApplicable(ONE_REQUEST)


@clause(
    "PAG-05",
    "S",
    "requests grow with pages, not with lines",
    sources=("Odoo Online limits how often its external API may be called",),
    adversary="The same company with three lines, then with 2,100.",
    remedy="Ask for pages of hundreds of records; read what they refer to (accounts, partners, entries) in bulk, too.",
    why="With a request per line, a company that has a year of entries waits for hours, and its Odoo with it.",
    mutant="reads_every_entry_by_itself",
)
def test_pag_05(case: Case) -> None:
    """2,100 lines cost a few requests more than three, not thousands."""
    case.begin_synced(Tale((small.SALE,)))
    few = len(_asked_of_odoo(case))
    case.begin_big()
    case.sync()
    asked = _asked_of_odoo(case)
    most = few + MANY // LINES_PER_REQUEST
    if len(asked) > most:
        reason = f"{MANY:,} journal items cost {len(asked):,} requests to Odoo, and three cost {few}."
        raise Failed(reason, f"At most {most} would do. The last ones:\n{case.requests(asked[-8:])}")


@clause(
    "PAG-06",
    "S",
    "asks for the fields it needs and no more",
    sources=("observed: without `fields` search_read returns every field that the user may see",),
    adversary="The fields in every answer with journal items are counted.",
    remedy="Name the fields.",
    why="All fields of a line are computed when they are asked for; that costs the server of a company minutes.",
    mutant="asks_for_all_fields",
)
def test_pag_06(case: Case) -> None:
    """No answer with journal items holds what nobody needs."""
    case.begin_synced(small.LEDGER)
    reads = case.line_reads()
    if not reads:
        raise NotApplicable("it never asks for journal items")
    for exchange in reads:
        fields = {*FIELD.findall(exchange.answer)}
        if len(fields) > MOST_FIELDS:
            reason = f"An answer has {len(fields)} fields of each journal item; a ledger needs a dozen."
            raise Failed(reason, case.requests([exchange]))


def _asked_of_odoo(case: Case) -> list[Exchange]:
    return [exchange for exchange in case.exchanges() if exchange.system == "odoo"]


@clause(
    "PAG-07",
    "M",
    "a page that fails is not the last one",
    sources=(MOMENT, "contract: runs that say success with rows missing are the worst finding"),
    adversary="2,100 lines; whoever asks for the second page is answered with 503, or not at all, or with a page for "
    "people, as often as that is asked in a run.",
    remedy="Let an error be an error on every page; only an answer that is a list with fewer lines than were asked for "
    "is the end.",
    mutant="takes_a_failed_page_for_the_last",
)
def test_pag_07(case: Case) -> None:
    """Half of the books is no ledger, however late the trouble came."""
    for told, effect in case.some(TROUBLE):
        case.begin_big()
        second = Trigger(system=ODOO, where=_SecondPage(), times=None)
        armed = case.world.faults.arm(Fault(effect, second, Phase.BEFORE))
        outcome = case.run()
        case.world.faults.disarm(armed)
        if not armed.fired:
            raise case.spared(outcome, ONE_REQUEST)
        if outcome.synchronised:
            case.agree(f"In place of the second page {told}, and the connector said that it synchronised.")
        case.sync(when=f"in the run before, {told} in place of the second page")
        case.agree(f"In one run {told} in place of the second page; after the next one the ledgers are not equal.")


class _SecondPage:
    """Knows the second request for journal items again, which is another than the first, whenever it comes."""

    def __init__(self) -> None:
        self._first: bytes | None = None
        self._second: bytes | None = None

    def __call__(self, exchange: Exchange) -> bool:
        """Tell whether a request is that one."""
        if not asks_for_items(exchange):
            return False
        asked = NUMBER_OF_A_CALL.sub(b"", exchange.body)
        if self._first is None:
            self._first = asked
        elif self._second is None and asked != self._first:
            self._second = asked
        return asked == self._second
