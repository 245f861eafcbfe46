"""ODO: manners towards Odoo."""

from __future__ import annotations

import json
import re
from itertools import combinations

from mock_kit.faults import Altered, Fault
from mock_kit.journal import Exchange
from twinledger.books.tale import Tale
from twinledger.item_requests import ITEMS, request_for_items
from twinledger.judge import methods, people, small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.telling import run_while
from twinledger.judge.verdicts import Failed, NotApplicable

DOCUMENTATION = "Odoo documentation: External JSON-2 API, External RPC API, ORM API"
ACCOUNTS = "account.account"
WITHOUT_A_NAME = re.compile(
    r"|python-(requests|urllib3|httpx)|python-urllib|python-xmlrpc|axios|node|node-fetch|undici|okhttp|java|curl"
    r"|go-http-client|guzzlehttp|php|libwww-perl|ruby|aiohttp|httpclient|apache-httpclient|got",
    re.IGNORECASE,
)
NO_TEXT = {"False", "false", "None", "null", "undefined"}
BILLER, NAMES = "biller@example.com", {"400000": "24 uur klanten", "700000": "Sales of 2026"}
NEEDED = ("lang", "active_test", "allowed_company_ids")


@clause(
    "ODO-01",
    "M",
    "a reading sync writes nothing to Odoo (the login record Odoo writes itself aside)",
    sources=("whoever gives away a key to read does not expect to be written to",),
    adversary="Every call of a run is looked at, and so are the tables.",
    remedy="Keep what you have to remember on your own side.",
    why="A company lets its books be read. What a synchronisation writes into them nobody expects or looks for.",
    mutant="leaves_a_mark",
)
def test_odo_01(case: Case) -> None:
    """After a run Odoo holds what it held before."""
    case.begin(small.LEDGER)
    before = _rows_written(case)
    case.sync()
    calls = [exchange for exchange in case.exchanges() if methods.changes(exchange)]
    if calls:
        raise Failed("The connector called methods of Odoo that do not only read.", case.requests(calls))
    if _rows_written(case) - before > _logins(case):
        raise Failed("Rows of Odoo's tables have changed although the connector only had to read them.")


@clause(
    "ODO-02",
    "M",
    "public methods only, from the documented list",
    sources=(DOCUMENTATION, "observed: methods with an underscore, and some others, are refused"),
    adversary="Every method that is called is looked up in the documentation.",
    remedy="Use search_read, read, search_count, fields_get and formatted_read_group; web_… is the web client's own.",
    mutant="borrows_from_the_web_client",
)
def test_odo_02(case: Case) -> None:
    """What is not documented can be gone with the next version."""
    case.begin(small.LEDGER)
    case.run()
    own = [
        exchange
        for exchange in case.exchanges()
        if "model" in exchange.call and exchange.call.get("method") not in methods.DOCUMENTED
    ]
    if own:
        names = ", ".join(sorted({f"{exchange.call['model']}.{exchange.call.get('method')}" for exchange in own}))
        raise Failed(f"The connector calls what Odoo documents for nobody: {names}.", case.requests(own))


@clause(
    "ODO-03",
    "I",
    "the endpoint is one that the version does not deprecate",
    sources=("Odoo 19.0 documentation: /xmlrpc and /jsonrpc are deprecated and go with 20.0",),
    adversary="The endpoints of a run are looked at.",
    remedy="Use JSON-2 from 19.0 on.",
    mutant="stays_with_xmlrpc",
)
def test_odo_03(case: Case) -> None:
    """From 19.0 on the way in is /json/2."""
    if not case.database.version.has_json2:
        raise NotApplicable(f"Odoo {case.database.version.name} deprecates none of its endpoints")
    case.begin_synced(small.LEDGER)
    old = [exchange for exchange in case.exchanges() if exchange.call.get("protocol") in ("xmlrpc", "jsonrpc")]
    if old:
        raise Failed("The connector uses an endpoint that Odoo 19.0 deprecates.", case.requests(old[:3]))


@clause(
    "ODO-04",
    "S",
    "a User-Agent that names it",
    sources=("RFC 9110, 10.1.5", "Odoo documentation: the examples of the JSON-2 API send a User-Agent"),
    adversary="The header User-Agent of every request to Odoo is looked at.",
    remedy="Send the connector's name and version: `User-Agent: acme-sync/1.4`.",
    why="Somebody who sees in a log who it is can ask; an unknown client is blocked.",
    mutant="says_nothing_of_itself",
)
def test_odo_04(case: Case) -> None:
    """Whoever reads Odoo's log sees who was there."""
    case.begin(small.LEDGER)
    case.run()
    for exchange in case.exchanges():
        agent = exchange.headers.get("User-Agent", "")
        if exchange.system == "odoo" and WITHOUT_A_NAME.fullmatch(agent.partition("/")[0].strip()):
            raise Failed(f"The connector calls itself {agent!r}, as every program does that uses the same library.")


@clause(
    "ODO-05",
    "I",
    "no parallel calls to one database; a configured minimum interval is kept",
    sources=("an Odoo server has few workers, and people wait for the same ones",),
    adversary="2,100 lines; the times of all requests are compared.",
    remedy="Ask for one page after the other.",
    why="A server of a small company has a few workers, and each call takes one from the people who work there.",
    mutant="reads_in_parallel",
)
def test_odo_05(case: Case) -> None:
    """One question at a time."""
    case.begin_big()
    case.run()
    asked = [exchange for exchange in case.exchanges() if exchange.system == "odoo"]
    for first, second in combinations(asked, 2):
        if first.overlaps(second):
            raise Failed("Two requests to one database were under way at once.", case.requests([first, second]))


@clause(
    "ODO-06",
    "M",
    "`false` for an empty value is understood",
    sources=("observed: empty texts, dates and references read as false",),
    adversary="An entry without label, reference and partner.",
    remedy="Read false as nothing: an empty text, no date, no partner.",
    why="A reference that reads False, or a date that breaks the run, comes from the most ordinary of entries.",
    mutant="writes_false_as_a_word",
)
def test_odo_06(case: Case) -> None:
    """Nothing is nothing, and not the word False."""
    case.begin_synced(Tale((small.ANOTHER, small.BACKDATED)))
    for line in case.pair.file.lines():
        texts = (line.description, line.document_number, line.journal, line.partner, *line.extra_fields)
        if NO_TEXT.intersection(texts):
            told = f"  {line.date} {line.account_number}: {', '.join(map(repr, texts))}"
            raise Failed(f"A text that is empty in Odoo arrived as {NO_TEXT.intersection(texts).pop()!r}.", told)


@clause(
    "ODO-07",
    "M",
    "labels in many2one pairs are never parsed",
    sources=("observed on 19.0: the label of an account has its code only for readers of accounting",),
    adversary="The key is that of a user of Invoicing, and accounts have names that begin like codes.",
    remedy="Read `code` and `name` of account.account by the id in the pair; a label is for people.",
    mutant="parses_labels",
)
def test_odo_07(case: Case) -> None:
    """A label is neither a code nor a name."""
    case.begin(Tale((small.SALE,)))
    for code, name in NAMES.items():
        case.keeper.rename_account(code, name)
    people.add(case.database, BILLER, "account.group_account_invoice")
    key = people.key_of(case.database, BILLER)
    outcome = case.run(ODOO_EMAIL=BILLER, ODOO_API_KEY=key)
    if not outcome.synchronised and outcome.reason in ("authentication", "configuration"):
        raise NotApplicable("it refuses a user of Invoicing, for whom labels are others")
    if not outcome.synchronised:
        raise Failed(f"With the key of a user of Invoicing the connector {outcome.summary}.", case.printed(outcome))
    case.agree("With the key of a user of Invoicing, whose labels have no codes, the ledgers are not equal.")


@clause(
    "ODO-08",
    "S",
    "context is sent (lang, active_test, allowed_company_ids), not assumed",
    sources=("observed: what a call returns depends on its context, and without one on whose key it is",),
    adversary="The context of every call that reads accounts or journal items is looked at.",
    remedy='Send {"lang": …, "active_test": false, "allowed_company_ids": [SYNC_COMPANY]} with every call.',
    mutant="sends_no_language",
)
def test_odo_08(case: Case) -> None:
    """What a call depends on is said in the call."""
    case.begin_synced(small.LEDGER)
    read = [exchange for exchange in case.exchanges() if _reads(exchange)]
    if not read:
        raise NotApplicable("it calls none of the methods that read accounts and journal items")
    for exchange in read:
        call = exchange.call
        context = methods.named_arguments(exchange).get("context") or {}
        missing = [name for name in NEEDED if name not in context]
        if missing:
            reason = f"A call that reads {call['model']} says nothing of {', '.join(missing)} in its context."
            raise Failed(reason, case.requests([exchange]))


@clause(
    "ODO-09",
    "M",
    "a read that drops missing ids is noticed",
    sources=("observed: read leaves ids out that are gone, without a word",),
    adversary="2,100 lines; after their ids are known, an entry that was read is deleted, then one that was not.",
    remedy="Compare the ids that came back with those that you asked for; if some are missing, begin again.",
    why="What is gone between two requests is in no answer, and no error says so: the total is simply too small.",
    mutant="reads_by_ids",
)
def test_odo_09(case: Case) -> None:
    """Who was asked for and does not answer is missed."""
    case.begin_synced(small.LEDGER)
    if not any(exchange.call.get("method") in ("read", "web_read") for exchange in case.line_reads()):
        raise NotApplicable("it never reads journal items by their ids")
    case.begin_big()
    ids = case.keeper.find("account.move", ("state", "=", "posted"))
    run_while(case, lambda: case.keeper.delete(min(ids)), lambda: case.keeper.delete(max(ids)), nth=3)
    case.sync()
    case.agree("After an undisturbed run the ledgers are not equal.")


@clause(
    "ODO-10",
    "M",
    "JSON-2 bodies carry Content-Length (a chunked body is read as no arguments); an answer wider than the fields "
    "asked for is an error, not data",
    sources=("observed on 19.0: JSON-2 reads a chunked body as empty, and search_read answers every record and field",),
    adversary="Headers are looked at; then Odoo answers as if the arguments had been lost: drafts, and all fields.",
    remedy="Send bodies of known length, and compare the fields that came with those that you asked for.",
    mutant="sends_in_chunks",
)
def test_odo_10(case: Case) -> None:
    """A question that was lost on its way has no answer."""
    case.begin(Tale((*small.LEDGER.entries, small.in_state("draft"))))
    outcome = case.run()
    json2 = [exchange for exchange in case.exchanges() if exchange.call.get("protocol") == "json2"]
    if not json2:
        raise case.spared(outcome, "it does not speak JSON-2")
    chunked = [exchange for exchange in json2 if "chunked" in exchange.headers.get("Transfer-Encoding", "").lower()]
    if chunked:
        raise Failed(
            "A JSON-2 request has no Content-Length, so Odoo reads it as one without arguments.", case.requests(chunked)
        )
    if not outcome.synchronised:
        raise Failed(f"The connector {outcome.summary}; nothing was in its way.", case.printed(outcome))
    case.begin(Tale((*small.LEDGER.entries, small.in_state("draft"))))
    everything = _everything(case)
    case.world.faults.arm(Fault(Altered(lambda _: everything), request_for_items(times=None)))
    outcome = case.run()
    if outcome.synchronised:
        case.agree("Odoo answered every field of every journal item, drafts included, and the connector booked them.")


def _reads(exchange: Exchange) -> bool:
    """Tell whether a request reads accounts or journal items with a method that is known to read."""
    call = exchange.call
    return call.get("model") in (ACCOUNTS, ITEMS) and call.get("method") in methods.READS - {"fields_get"}


def _rows_written(case: Case) -> int:
    """Return how many rows were ever written, those aside that the fake fills in when somebody looks first."""
    return case.database.store.changes - case.database.rows_filled_in


def _logins(case: Case) -> int:
    """Return how many login records Odoo wrote by itself."""
    return sum(exchange.call.get("method") in ("authenticate", "login") for exchange in case.exchanges())


def _everything(case: Case) -> bytes:
    """Return what JSON-2 answers to a search for journal items without arguments."""
    ids = case.keeper.find(ITEMS)
    rows = case.keeper.call(ITEMS, ids, "read", None)
    return json.dumps(rows, default=str).encode()
