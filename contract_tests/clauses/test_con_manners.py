"""CON, continued: what a connector makes of inputs, people and versions that are not quite as usual."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from mock_kit.answer import Answer
from mock_kit.faults import Fault, Look, Phase, Trigger
from mock_kit.journal import Exchange
from mock_odoo.versions import VERSIONS
from twinledger.drivers.leaks import leaked
from twinledger.judge import people, small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.jobs import jobs
from twinledger.judge.neighbours import neighbour
from twinledger.judge.verdicts import Failed

INTERACTIVE = ("/web/session/authenticate", "/web/login")
VERSION_METHODS = ("version", "version_info", "server_version")
TOO_OLD = ("11.0", (11, 0, 0, "final", 0, ""))
SIGNED_UP = "someone@example.com"
INPUTS = "Odoo documentation: Silverfin integration (e-mail address, API key, URL, database name)"
REFUSALS = ("authentication", "configuration")


@clause(
    "CON-07",
    "S",
    "the URL with a trailing slash, /odoo, /web or an upper-case host works or is refused with a clear word; one that "
    "redirects from http to https is refused with a clear word",
    sources=(INPUTS, "what people copy from the address bar"),
    adversary="The URL with what stands behind it in a browser, in capitals, and one that answers 301 to https.",
    remedy="Take scheme, host and port out of what was pasted, or say that the URL is what is wrong.",
    mutant="stumbles_over_the_url",
)
def test_con_07(case: Case) -> None:
    """A URL as people paste it is either understood or named as what is wrong."""
    url = case.world.odoo.url
    for pasted in (f"{url}/", f"{url}/odoo", f"{url}/web", url.replace("127.0.0.1", "LOCALHOST")):
        case.begin(small.LEDGER)
        outcome = case.run(ODOO_URL=pasted)
        if outcome.synchronised:
            case.agree(f"With the URL {pasted} the connector said that it synchronised.")
        else:
            case.has_reason(outcome, "configuration")
    with neighbour("301 Moved Permanently", url.replace("http://", "https://")) as redirecting:
        case.begin(small.LEDGER)
        case.refused("configuration", although="the URL redirects to https", ODOO_URL=redirecting.url)
        case.untouched()


@clause(
    "CON-08",
    "M",
    "the key goes nowhere but to the configured Odoo: not in a URL, not after a redirect to another host",
    sources=("RFC 9110, 17.9: URLs are written down by everybody on the way", "RFC 9110, 15.4: redirection"),
    adversary="Every URL is read; then an Odoo that sends everybody (302, 307) to another host.",
    remedy="Send the key in a header or a body, and follow no redirect with it.",
    why="Whoever sees the key can read the books, and change them; a redirect is all it takes to ask for it.",
    mutant="carries_the_key_along",
)
def test_con_08(case: Case) -> None:
    """No URL holds the key, and another host never sees it."""
    case.begin(small.LEDGER)
    key = {"ODOO_API_KEY": case.pair.api_key}
    in_urls: list[str] = []

    def look(exchange: Exchange, _: Answer | None) -> None:
        if leaked(f"{exchange.path}?{exchange.query}".encode(), key):
            in_urls.append(f"{exchange.system} {exchange.method} {exchange.path.replace(case.pair.api_key, '…')}")

    case.world.faults.arm(Fault(Look(look), Trigger(times=None), Phase.BEFORE))
    case.sync()
    if in_urls:
        raise Failed("The key stands in a URL.", "\n".join(in_urls[:20]))
    with neighbour() as elsewhere:
        other_host = elsewhere.url.replace("127.0.0.1", "localhost")
        for status in ("302 Found", "307 Temporary Redirect"):
            with neighbour(status, f"{other_host}/elsewhere") as redirecting:
                case.run(ODOO_URL=redirecting.url)
        if any(leaked(said, key) for said in elsewhere.heard):
            raise Failed("The connector followed a redirect to another host and took the key along.")


@clause(
    "CON-09",
    "M",
    "does not try the key on the interactive login (/web/session/authenticate), where Odoo refuses it",
    sources=("observed: the web login does not take a key for a password",),
    adversary="A run with a good key, and one with a wrong one.",
    remedy="Use the external API alone; a key is no password.",
    why="A refused login looks like somebody who guesses passwords, and a key is never the way in there.",
    mutant="knocks_at_the_web_login",
)
def test_con_09(case: Case) -> None:
    """Neither at first nor as a last resort does it knock at the door for people."""
    case.begin_synced(small.LEDGER)
    case.run(ODOO_API_KEY="0123456789abcdef" * 2 + "01234567")
    tried = [exchange for exchange in case.exchanges() if exchange.path in INTERACTIVE]
    if tried:
        raise Failed("The connector tried the key on the login for people.", case.requests(tried))


@clause(
    "CON-10",
    "S",
    "a read-only accounting user is enough",
    sources=("observed: who is in account.group_account_readonly may read accounts, entries and their lines",),
    adversary="The key is that of a user who may read the accounting and change nothing.",
    remedy="Ask for nothing that only administrators may see.",
    why="Whoever needs an administrator's key asks a company to trust a connector with everything it has.",
    mutant="wants_an_administrator",
)
def test_con_10(case: Case) -> None:
    """Reading the books takes no right to change them."""
    case.begin(small.LEDGER)
    email, key = _person(case, "base.group_user", "account.group_account_readonly")
    case.sync(when="the user may read all of accounting and change nothing", ODOO_EMAIL=email, ODOO_API_KEY=key)
    case.agree("With the key of a user who may only read, the ledgers are not equal.")


@clause(
    "CON-11",
    "M",
    "(multi-database) each database is judged on its own; one refused does not stop the others",
    sources=("Odoo documentation: a key is made for one database (Odoo Online, on-premise, Odoo.sh)",),
    adversary="Two databases in one run, first the one in which the key means nothing, then its own.",
    remedy="Go on with the next database, and report in the end which ones were refused.",
    why="A group of companies is out of date as a whole because the key of one of them has ended.",
    mutant="stops_at_the_first_refusal",
    feature="multi-database",
)
def test_con_11(case: Case) -> None:
    """The refused database is reported, and the other one arrives."""
    case.begin(small.LEDGER)
    refused = case.world.add_pair("refused", name="Refused BV")
    case.refused("authentication", although="one database refused the key", ODO_JOBS=jobs(refused, case.pair))
    case.agree("One database was refused, and the other one did not arrive.")
    if refused.file.lines():
        raise Failed("Lines of a database that refused the key are in Silverfin.")


@clause(
    "CON-12",
    "S",
    "asks the server its version before it relies on one; 19.0, 19.0+e and saas~18.3 are understood; an unsupported "
    "version is named",
    sources=("observed: /web/version and common.version answer without a key", "Odoo documentation: version numbers"),
    adversary="The same server calls itself 19.0+e, saas~18.3 and 11.0.",
    remedy="Ask common.version or /web/version first, read the number in it, and say which one is not supported.",
    why="What is taken for another version than it is fails later, in a place where nobody looks for the version.",
    mutant="never_asks_the_version",
)
def test_con_12(case: Case) -> None:
    """The version is asked for, read in every spelling, and named when it will not do."""
    case.begin_synced(small.LEDGER)
    _asked_first(case)
    with _calls_itself(case, "19.0+e", VERSIONS["19.0+e"].info):
        case.sync()
    with _calls_itself(case, "saas~18.3", VERSIONS["saas~18.3"].info):
        _works_or_names(case, "18.3")
    with _calls_itself(case, *TOO_OLD):
        outcome = case.refused("configuration", "source", although="Odoo 11.0 cannot do what it needs")
        if outcome.message is not None and TOO_OLD[0] not in outcome.message:
            raise Failed("Odoo 11.0 was refused without a word about its version.", case.printed(outcome))


@clause(
    "CON-13",
    "M",
    "a portal user's key (no journal items, 403 on accounts) or one with another scope is refused and reported, not "
    "taken for an empty ledger",
    sources=(
        "observed: a portal user's key opens JSON-2; account.account answers 403",
        "observed: scopes other than rpc",
    ),
    adversary="The key of a portal user, then one of the right user that is only good for another purpose.",
    remedy="Whoever may not read the accounts has the wrong key; there is no such thing as a company without accounts.",
    mutant="may_not_read_is_nothing_to_read",
)
def test_con_13(case: Case) -> None:
    """A key that does not open the books is no empty ledger."""
    case.begin_synced(small.LEDGER)
    email, key = _person(case, "base.group_portal")
    start = len(case.world.journal)
    case.refused(*REFUSALS, although="a portal user may read no journal items", ODOO_EMAIL=email, ODOO_API_KEY=key)
    scoped = people.key_of(case.database, case.login, scope="odoo.plugin.outlook")
    case.refused(*REFUSALS, although="its key is only good for another purpose", ODOO_API_KEY=scoped)
    case.untouched(start)


@clause(
    "CON-14",
    "S",
    "leading and trailing blanks in pasted inputs do no harm",
    sources=(INPUTS, "what people copy from a web page"),
    adversary="A blank before and a line break or a tab behind each of the four inputs.",
    remedy="Strip what was pasted.",
    why="What is pasted has a blank at its end sooner or later, and nobody can see it.",
    mutant="takes_blanks_at_their_word",
)
def test_con_14(case: Case) -> None:
    """What a careless paste adds is taken off again."""
    case.begin(small.LEDGER)
    given = case.inputs()
    names = ("ODOO_EMAIL", "ODOO_API_KEY", "ODOO_URL", "ODOO_DATABASE")
    case.sync(
        when="there were blanks around the inputs, as after a careless paste",
        **{name: f" {given[name]}\t\r\n" for name in names},
    )
    case.agree("With blanks around the inputs the ledgers are not equal.")


def _person(case: Case, *groups: str) -> tuple[str, str]:
    people.add(case.database, SIGNED_UP, *groups)
    return SIGNED_UP, people.key_of(case.database, SIGNED_UP)


def _asked_first(case: Case) -> None:
    asked = [exchange for exchange in case.exchanges() if exchange.call.get("method") in VERSION_METHODS]
    if not asked:
        raise Failed("The connector never asks the server its version.", case.requests(case.exchanges()))
    if any(read.opened < asked[0].opened for read in case.line_reads()):
        raise Failed("The connector reads before it knows the version.", case.requests(case.exchanges()))


def _works_or_names(case: Case, version: str) -> None:
    outcome = case.run()
    if outcome.synchronised:
        case.agree(f"The connector said that it synchronised from {version}, and the ledgers are not equal.")
    elif outcome.message is not None and version not in outcome.message:
        raise Failed(f"Odoo saas~{version} was refused without a word about its version.", case.printed(outcome))


@contextmanager
def _calls_itself(case: Case, name: str, info: tuple[object, ...]) -> Iterator[None]:
    """Let the server give itself another version, and begin anew."""
    case.begin(small.LEDGER)
    server = case.world.odoo.odoo
    real = server.version
    server.version = replace(real, name=name, info=info)
    try:
        yield
    finally:
        server.version = real
