"""SIL: manners towards Silverfin."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

from mock_kit.faults import Altered, Delay, Fault, Trigger
from mock_kit.journal import Exchange
from mock_silverfin.scopes import SYNC
from twinledger.books.book import Line
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.sides import SILVERFIN
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.ends import SUBMIT
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable

MOST_ACTIONS, FEWER_ACTIONS = 500, 50
FILES_PER_PAGE = 50
ONE_REQUEST = "it sends everything with one request"


@clause(
    "SIL-01",
    "M",
    "at most 500 actions in a request",
    sources=("Silverfin SyncAPI: actions, array of at most 500",),
    adversary="A ledger of 2,100 lines.",
    remedy="Split what there is to send; the limit stands in /syncs/settings.",
    mutant="sends_all_at_once",
)
def test_sil_01(case: Case) -> None:
    """No submit carries more actions than Silverfin takes."""
    case.begin_big()
    outcome = case.run()
    _at_most(case, outcome, MOST_ACTIONS)


@clause(
    "SIL-02",
    "M",
    "one request at a time per company (one the client gave up does not count)",
    sources=("Silverfin SyncAPI: only one request at a time per company (submit, reset)",),
    adversary="2,100 lines to send, and Silverfin takes its time.",
    remedy="Wait for the answer to a submit or a reset before sending the next one.",
    mutant="submits_in_parallel",
)
def test_sil_02(case: Case) -> None:
    """No two calls that change a company are under way at once."""
    case.begin_big()
    case.world.faults.arm(Fault(Delay(0.05), Trigger(call={"operation": SUBMIT}, times=4)))
    outcome = case.run()
    writes = [exchange for exchange in case.writes() if exchange.delivery == "whole"]
    if len(writes) < 2:
        raise case.spared(outcome, ONE_REQUEST)
    for first, second in combinations(writes, 2):
        if first.overlaps(second):
            raise Failed("Two requests for one company were under way at once.", case.requests([first, second]))


@clause(
    "SIL-03",
    "M",
    "writes only under SILVERFIN_FIRM_ID",
    sources=("Silverfin documentation: every path names the firm, and a token is good for one firm",),
    adversary="The client file belongs to another firm than in all other clauses.",
    remedy="Take the firm from SILVERFIN_FIRM_ID in every run.",
    mutant="remembers_the_first_firm",
)
def test_sil_03(case: Case) -> None:
    """Another firm is another path, and another grant."""
    case.begin_synced(small.LEDGER)
    world = case.world
    firm = world.silverfin.add_firm("Another firm")
    admin = firm.add_user("admin@another-firm.example", "a password of theirs", admin=True)
    grant = world.application.authorize(admin, firm)
    pair = replace(case.pair, file=firm.add_company("Acme BV, elsewhere"))
    pair.file.link(world.application, pair.reference)
    start = len(world.journal)
    case.sync(
        when="the inputs name another firm than in the run before",
        SILVERFIN_FIRM_ID=str(firm.id),
        SILVERFIN_COMPANY_ID=str(pair.file.id),
        SILVERFIN_ACCESS_TOKEN=grant.access_token,
        SILVERFIN_REFRESH_TOKEN=grant.refresh_token,
    )
    strangers = [exchange for exchange in case.writes(start) if f"/f/{firm.id}/" not in exchange.path]
    if strangers:
        raise Failed("The connector wrote under another firm than SILVERFIN_FIRM_ID.", case.requests(strangers))
    case.agree("The ledger did not arrive in the client file of another firm.", pair)


@clause(
    "SIL-05",
    "M",
    "lists are read to their last page",
    sources=("Silverfin documentation: linked companies come 50 a page, other lists 200",),
    adversary="The client file is the sixty-first of those that are linked to the application.",
    remedy="Ask for page after page until one is not full; or ask for the file by its id, which needs no list.",
    mutant="looks_on_the_first_page",
)
def test_sil_05(case: Case) -> None:
    """What stands on the second page is there."""
    case.begin_synced(small.LEDGER)
    if not any(exchange.call.get("operation") == "sync_companies" for exchange in case.exchanges()):
        raise NotApplicable("it reads no list of Silverfin's")
    case.begin(small.LEDGER)
    for number in range(FILES_PER_PAGE + 10):
        case.world.firm.add_company(f"Client {number}").link(case.world.application, f"elsewhere:{number}")
    pair = replace(case.pair, file=case.world.firm.add_company("Acme BV, the last one"))
    pair.file.link(case.world.application, pair.reference)
    case.sync(when="the client file is on the second page of Silverfin's list", SILVERFIN_COMPANY_ID=str(pair.file.id))
    case.agree("The client file is on the second page of the list, and the ledger did not arrive there.", pair)


@clause(
    "SIL-06",
    "M",
    "unknown response fields are ignored",
    sources=("Silverfin documentation: members may be added to answers without notice",),
    adversary="Every answer of Silverfin has members that nobody knows, that to a token request included.",
    remedy="Read the members that you need, and pass over the rest.",
    why="An interface grows without asking; whoever is surprised by a new field stops on that day.",
    mutant="knows_every_member",
)
def test_sil_06(case: Case) -> None:
    """More than was asked for does no harm."""
    case.begin(small.LEDGER)
    case.world.silverfin.unknown_members = True
    case.sync(when="Silverfin's answers have members that are new")
    case.agree("Silverfin's answers have new members, and the ledgers are not equal.")


@clause(
    "SIL-07",
    "M",
    "financial years are sent before transactions",
    sources=("silverfin-wire: a line outside every year is 422", "Silverfin documentation: set sync settings"),
    adversary="A client file without any financial year, then a line in a year that the file does not have.",
    remedy="Send the settings with every year that a line stands in before the first line of it.",
    mutant="sends_years_when_asked",
    assumed=True,
)
def test_sil_07(case: Case) -> None:
    """No submit is refused because a year is missing."""
    case.begin_synced(small.LEDGER)
    case.keeper.enter(replace(small.BACKDATED, date=small.OPENING.date.replace(year=2022)))
    case.sync()
    refused = [exchange for exchange in _submits(case) if exchange.status == 422]
    if refused:
        raise Failed("A submit was refused because Silverfin did not know the financial year.", case.requests(refused))
    case.agree("The years were sent in time, and the ledgers are not equal.")


@clause(
    "SIL-13",
    "M",
    "works with the scope financials:transactions:sync alone",
    sources=("Silverfin documentation: scopes; a synchronisation needs financials:transactions:sync",),
    adversary="The application is authorised to synchronise, and for nothing else.",
    remedy="Use what lies under /syncs; where another scope would help, do without it when it is refused.",
    why="A scope more is a permission more that an accountant has to grant, and may refuse.",
    mutant="wants_to_see_the_file",
)
def test_sil_13(case: Case) -> None:
    """Whoever may synchronise needs no other right."""
    case.begin(small.LEDGER)
    case.renew_grant(SYNC)
    case.sync(when="its grant has the scope financials:transactions:sync alone")
    case.agree("With the scope of synchronisations alone the ledgers are not equal.")


@clause(
    "SIL-14",
    "S",
    "limits are read from the settings, not assumed",
    sources=("Silverfin SyncAPI: GET /syncs/settings tells how many actions a request may have",),
    adversary="The settings say that a request may have 50 actions; there are 120 lines to send.",
    remedy="Read max_actions_per_request at the beginning of a run.",
    mutant="knows_the_limit_by_heart",
    assumed=True,
)
def test_sil_14(case: Case) -> None:
    """A smaller limit is kept as well."""
    case.begin()
    sales = [replace(small.SALE, lines=(Line("400000", 100 + n), Line("700000", -100 - n))) for n in range(60)]
    case.keeper.enter_together(sales)
    case.world.faults.arm(
        Fault(Altered(_with_fewer_actions), Trigger(system=SILVERFIN, path=".*/syncs/settings", times=None))
    )
    _at_most(case, case.run(), FEWER_ACTIONS)


def _with_fewer_actions(body: bytes) -> bytes:
    return json.dumps({**json.loads(body), "max_actions_per_request": FEWER_ACTIONS}).encode()


def _submits(case: Case) -> list[Exchange]:
    return [exchange for exchange in case.writes() if exchange.call.get("operation") == SUBMIT]


def _at_most(case: Case, outcome: Outcome, most: int) -> None:
    """Demand that no submit of a run had more actions."""
    submits = _submits(case)
    if not submits:
        raise Inconclusive(f"the connector {outcome.summary} and sent no submit")
    large = [exchange for exchange in submits if int(str(exchange.notes.get("attempted", 0))) > most]
    if large:
        found = max(int(str(exchange.notes["attempted"])) for exchange in large)
        raise Failed(f"A submit carries {found} actions, and {most} is what Silverfin takes.", case.requests(large))
