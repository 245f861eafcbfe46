"""KEY, continued: what happens to a key and to the person whose it is while a connector uses it."""

from __future__ import annotations

import datetime as dt

from mock_kit.journal import Exchange
from mock_odoo.keys import two_factor
from twinledger.item_requests import before_items
from twinledger.judge import people, small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.elsewhere import hosted
from twinledger.judge.jobs import inputs_of
from twinledger.judge.telling import ONE_REQUEST
from twinledger.judge.verdicts import Failed, NotApplicable

CACHE = "observed: execute_kw remembers a key that was right until the cache is cleared, as a restart does"
ASSUMED = "assumed: a database of Odoo Online takes the keys of the accounts that manage it"
WRONG_KEY = "c0ffee" * 6 + "cafe"
MOST_ATTEMPTS = 3
SIGNING_IN = ("authenticate", "login")
COLLEAGUE, RENAMED = "colleague@example.com", "renamed@example.com"


@clause(
    "KEY-02",
    "S",
    "(account-wide-keys) works with an account-wide key in every database of the user, one added later included; how "
    "Odoo validates it is assumed",
    sources=("Odoo documentation: keys for all databases managed by one user (Odoo Online only)", ASSUMED),
    adversary="On Odoo Online one key, two databases, and a third one that is added after the first runs.",
    remedy="Use the key in whichever database is configured; remember nothing about where it was good.",
    why="A company that is added later is read with the same key, or it is missing without a word.",
    mutant="one_database_for_every_key",
    feature="account-wide-keys",
)
def test_key_02(case: Case) -> None:
    """One key opens all databases that its account manages."""
    case.remarks.append(ASSUMED)
    with hosted(case, "online") as there:
        there.begin(small.LEDGER)
        portal = there.world.odoo.odoo.portal
        account = portal.create_account(there.login, "a password of theirs")
        key = portal.create_api_key(account, "for all databases")
        for pair in (there.pair, there.world.add_pair("second"), there.world.add_pair("later")):
            portal.manage(account, pair.database)
            there.world.bookkeeper(pair).enter(small.ANOTHER)
            there.sync(when="its key opens every database of the account", **inputs_of(pair), ODOO_API_KEY=key)
            there.agree(f"With a key for all databases the ledger of {pair.database} did not arrive.", pair)


@clause(
    "KEY-03",
    "M",
    "an account-wide key refused on Odoo.sh or on-premise is reported as in CON-03",
    sources=("Odoo documentation: keys for all databases of an account are for Odoo Online alone",),
    adversary="A key of an odoo.com account that manages the database, on Odoo.sh and on a machine of one's own.",
    remedy="Report the refusal; the user needs a key that was made in the database itself.",
    mutant="blames_the_database_for_the_key",
)
def test_key_03(case: Case) -> None:
    """A key that is made for Odoo Online opens nothing elsewhere, and that is said."""
    for hosting in ("odoo.sh", "on-premise"):
        with hosted(case, hosting) as there:
            there.begin(small.LEDGER)
            portal = there.world.odoo.odoo.portal
            account = portal.create_account(there.login, "a password of theirs")
            portal.manage(account, there.pair.database)
            key = portal.create_api_key(account, "for all databases")
            there.refused(
                "authentication", although=f"a key for all databases opens nothing on {hosting}", ODOO_API_KEY=key
            )
            there.untouched()


@clause(
    "KEY-06",
    "M",
    "(18.0 and later) the key expires at midnight UTC between two pages: as KEY-05",
    sources=("observed: expiration_date is midnight UTC, and a key is refused from then on", CACHE),
    adversary="A key for one day, and a ledger of 2,100 lines that is read over midnight.",
    remedy="Treat a refusal on any page as the end of the run; what was not sent is not done.",
    mutant="expiry_is_an_outage",
)
def test_key_06(case: Case) -> None:
    """A key that expires half way is neither a success nor the end of the books."""
    if not case.database.version.keys_expire:
        raise NotApplicable(f"keys do not expire in Odoo {case.database.version.name}")
    case.begin_big()
    midnight = _before_midnight(case)
    key = case.world.odoo.create_api_key(
        case.login, "for a day", database=case.pair.database, expiration_date=f"{midnight:%Y-%m-%d %H:%M:%S}"
    )

    def strike() -> None:
        case.world.clock.advance(dt.timedelta(minutes=2))
        case.world.odoo.clear_caches()

    armed = case.world.faults.arm(before_items(strike, 2))
    outcome = case.run(ODOO_API_KEY=key)
    if not armed.fired:
        raise case.spared(outcome, ONE_REQUEST)
    if outcome.synchronised:
        raise Failed("The connector said that it synchronised although the key expired while it read.")
    case.has_reason(outcome, "authentication")
    case.sync(ODOO_API_KEY=case.new_key())
    case.agree("After a run with a new key the ledgers are not equal.")


@clause(
    "KEY-08",
    "M",
    "user archived: as KEY-04; unarchived: recovers by itself",
    sources=("observed: archiving kills a user's keys at once, unarchiving revives them",),
    adversary="The user is archived between two runs, and comes back before a third.",
    remedy="Report the refusal and try again at the next run; keep nothing that blocks it.",
    mutant="gives_up_for_ever",
)
def test_key_08(case: Case) -> None:
    """An archived user is a refused key, and one who comes back is as before."""
    case.begin_synced(small.LEDGER)
    people.change(case.database, case.login, {"active": False})
    case.teller.enter(small.ANOTHER)
    start = len(case.world.journal)
    case.refused("authentication", although="Odoo refused its key")
    case.untouched(start)
    people.change(case.database, case.login, {"active": True})
    case.sync(when="the user had been archived and is active again")
    case.agree("After the user came back the ledgers are not equal.")


@clause(
    "KEY-09",
    "M",
    "the user's password changes: the sync goes on",
    sources=("observed: a new password does not touch the user's keys",),
    adversary="The user has another password at the second run.",
    remedy="Use the key alone; what else happens to the user is no concern of the synchronisation.",
    why="People change their passwords, and nobody thinks of a synchronisation then.",
    mutant="any_change_of_the_user_ends_the_key",
)
def test_key_09(case: Case) -> None:
    """A key outlives its user's password."""
    case.begin_synced(small.LEDGER)
    case.world.clock.advance(dt.timedelta(minutes=1))
    people.change(case.database, case.login, {"password": "quite another one"})
    case.teller.enter(small.ANOTHER)
    case.sync(when="the user's password had changed")
    case.agree("After the user changed the password the ledgers are not equal.")


@clause(
    "KEY-10",
    "M",
    "two-factor switched on: the sync goes on",
    sources=("observed: with two-factor on, only keys open XML-RPC and /jsonrpc, and they go on working",),
    adversary="The user switches two-factor on between two runs.",
    remedy="Use the key alone; a key needs no second factor.",
    why="An office that switches two-factor on does so for everybody; a connector must not be what speaks against it.",
    mutant="wants_the_code",
)
def test_key_10(case: Case) -> None:
    """A key needs no second factor."""
    case.begin_synced(small.LEDGER)
    two_factor.switch(case.database, people.id_of(case.database, case.login), two_factor.new_secret(case.database))
    case.world.odoo.clear_caches()
    case.teller.enter(small.ANOTHER)
    case.sync(when="the user had switched two-factor on, which no key needs")
    case.agree("After the user switched two-factor on the ledgers are not equal.")


@clause(
    "KEY-11",
    "M",
    "after an authentication failure no hammering: at most three attempts per database and key in a run",
    sources=(
        "observed: a wrong key is answered as before after twelve attempts",
        "Odoo: logins are written to its log",
    ),
    adversary="A wrong key, then one that is removed while the books are read.",
    remedy="A refused key stays refused: end the run.",
    why="Each attempt is a line in the log of a company's server, and many of them look like somebody who guesses.",
    mutant="hammers",
)
def test_key_11(case: Case) -> None:
    """Whoever is refused does not come back again and again."""
    case.begin(small.LEDGER)
    case.run(ODOO_API_KEY=WRONG_KEY)
    _no_hammering(case, 0)
    case.begin(small.LEDGER)
    key = case.pair.api_key
    armed = case.world.faults.arm(before_items(lambda: case.remove_key(key)))
    outcome = case.run()
    if not armed.fired:
        raise case.spared(outcome, "it never asks for journal items")
    _no_hammering(case, case.exchanges().index(case.line_reads()[0]))


@clause(
    "KEY-12",
    "S",
    "a user id is not remembered across a change of e-mail or key",
    sources=("observed: execute_kw takes the id and the key of the same user alone",),
    adversary="At the second run another user's e-mail address and key, at the third that user has a new address.",
    remedy="Ask whose key it is at every run (authenticate, or context_get over JSON-2).",
    why="Who asks with the number of another user is refused, or sees what that one may see.",
    mutant="remembers_the_user",
)
def test_key_12(case: Case) -> None:
    """Whose key it is, is asked anew."""
    case.begin_synced(small.LEDGER)
    people.add(case.database, COLLEAGUE, "base.group_user", "account.group_account_manager")
    key = people.key_of(case.database, COLLEAGUE)
    case.sync(when="e-mail and key are those of a colleague", ODOO_EMAIL=COLLEAGUE, ODOO_API_KEY=key)
    people.change(case.database, COLLEAGUE, {"login": RENAMED})
    case.teller.enter(small.ANOTHER)
    case.sync(when="the colleague's e-mail address had changed", ODOO_EMAIL=RENAMED, ODOO_API_KEY=key)
    case.agree("With the key of a colleague the ledgers are not equal.")


@clause(
    "KEY-13",
    "I",
    "over XML-RPC a removed key that was used before goes on working until Odoo's cache is cleared: success is no "
    "proof that a key is still valid",
    sources=(CACHE,),
    adversary="The key is removed after a first run; only after a second one Odoo forgets that it was right.",
    remedy="Conclude nothing about a key from a run that succeeds, and believe the first refusal.",
    why="Somebody who removes a key believes that it is over at once; with some servers it is not.",
    mutant="once_good_always_good",
)
def test_key_13(case: Case) -> None:
    """Until the cache is cleared a removed key may work; from then on it is refused, and said to be."""
    case.begin_synced(small.LEDGER)
    if not any(exchange.call.get("protocol") in ("xmlrpc", "jsonrpc") for exchange in case.line_reads()):
        raise NotApplicable("it reads the books over JSON-2, where nothing is remembered of a key")
    case.world.odoo.remove_api_key(case.pair.api_key, database=case.pair.database)
    outcome = case.run()
    case.remarks.append(f"with a removed key, before Odoo's cache was cleared, it {outcome.summary}")
    case.world.odoo.clear_caches()
    case.teller.enter(small.ANOTHER)
    start = len(case.world.journal)
    case.refused("authentication", although="Odoo refused its key")
    case.untouched(start)


def _before_midnight(case: Case) -> dt.datetime:
    """Let it be a minute to midnight, with a fresh grant of Silverfin's; return that midnight."""
    clock = case.world.clock
    midnight = dt.datetime.combine(clock.today(), dt.time(), dt.UTC) + dt.timedelta(days=1)
    if midnight - clock.now() < dt.timedelta(minutes=1):
        midnight += dt.timedelta(days=1)
    clock.advance_to(midnight - dt.timedelta(minutes=1))
    case.renew_grant()
    return midnight


def _no_hammering(case: Case, since: int) -> None:
    tried = [exchange for exchange in case.exchanges(since) if _carries_a_key(exchange)]
    if len(tried) > MOST_ATTEMPTS:
        raise Failed(f"The connector tried a refused key {len(tried)} times.", case.requests(tried))


def _carries_a_key(exchange: Exchange) -> bool:
    """Tell whether a request to Odoo is one that a key opens, or is refused for."""
    call = exchange.call
    signs_in = "model" in call or call.get("method") in SIGNING_IN
    return exchange.system == "odoo" and signs_in
