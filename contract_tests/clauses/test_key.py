"""KEY: the life of a key."""

from __future__ import annotations

from twinledger.item_requests import before_items
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.telling import ONE_REQUEST
from twinledger.judge.verdicts import Failed

CACHE = "observed: execute_kw remembers a key that was right until the cache is cleared, as a restart does"


@clause(
    "KEY-01",
    "M",
    "works with a key made for one database",
    sources=("Odoo documentation: a key is made for one database (Odoo Online, on-premise, Odoo.sh)",),
    adversary="The server has a second database, in which the key means nothing.",
    remedy="Use the key in the configured database alone; never list databases with it.",
    mutant="tries_every_database",
)
def test_key_01(case: Case) -> None:
    """A key for one database is enough, although the server has another one."""
    case.begin(small.LEDGER)
    case.world.add_pair("another", name="Another BV")
    case.sync(when="its key is good for its own database, and the server has another one")
    case.agree("The connector did not carry the ledger over with a key for its own database.")


@clause(
    "KEY-04",
    "M",
    "key removed before the run (and Odoo's credential cache cleared, as a restart does): fails, says authentication, "
    "what Silverfin held stays untouched",
    sources=("Odoo documentation: delete a key that is no longer needed", CACHE),
    adversary="The key worked for a first run, is removed, and the books have gone on since.",
    remedy="Never take a refused key for a ledger that has become empty.",
    mutant="removed_key_empties_the_ledger",
)
def test_key_04(case: Case) -> None:
    """A removed key ends the run and leaves Silverfin as it was."""
    case.begin_synced(small.LEDGER)
    held = case.held()
    case.remove_key(case.pair.api_key)
    case.teller.enter(small.ANOTHER)
    start = len(case.world.journal)
    case.refused("authentication", although="its key had been removed from Odoo")
    case.untouched(start)
    if case.held() != held:
        raise Failed("What Silverfin held has changed although the key was refused.")


@clause(
    "KEY-05",
    "M",
    "key refused from the second page on: stops, reports, does not record as done what was not sent; the next run with "
    "a new key converges without duplicates",
    sources=("Odoo documentation: keys can be deleted at any time", CACHE),
    adversary="The key is removed at the second request for journal items of a ledger of 2,100 lines.",
    remedy="Send nothing before everything is read, or remember exactly what was sent.",
    mutant="refused_page_is_the_last",
)
def test_key_05(case: Case) -> None:
    """A key that is refused half way is neither a success nor the end of the books."""
    case.begin_big()
    key = case.pair.api_key
    armed = case.world.faults.arm(before_items(lambda: case.remove_key(key), 2))
    outcome = case.run()
    if not armed.fired:
        raise case.spared(outcome, ONE_REQUEST)
    if outcome.synchronised:
        raise Failed("The connector said that it synchronised although the key was refused while it read.")
    case.has_reason(outcome, "authentication")
    case.sync(ODOO_API_KEY=case.new_key())
    case.agree("After a run with a new key the ledgers are not equal.")


@clause(
    "KEY-07",
    "M",
    "rotation (new key created, then the old one removed) loses nothing and repeats nothing",
    sources=("Odoo documentation: whoever needs a key again creates a new one and deletes the old one", CACHE),
    adversary="A run with the old key, one with the new, one after the old one was removed; the books grow meanwhile.",
    remedy="Tie what was sent to the company, not to the key.",
    mutant="starts_over_with_every_key",
)
def test_key_07(case: Case) -> None:
    """A new key is not a new beginning."""
    case.begin_synced(small.LEDGER)
    key = case.new_key()
    start = len(case.world.journal)
    case.sync(ODOO_API_KEY=key)
    if case.claims("incremental"):  # who sends everything with every run repeats nothing for the key's sake
        case.unchanged(start, "The connector sent lines again only because the key was another.")
    case.remove_key(case.pair.api_key)
    case.teller.enter(small.ANOTHER)
    case.sync(ODOO_API_KEY=key)
    case.agree("After the old key was removed the ledgers are not equal.")
