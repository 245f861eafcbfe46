"""CON: connecting with the four documented inputs."""

from __future__ import annotations

from collections.abc import Iterator

from twinledger.books.tale import Tale
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.neighbours import neighbour, untrusted
from twinledger.judge.verdicts import Failed, Level

INPUTS = "Odoo documentation: Silverfin integration (e-mail address, API key, URL, database name)"
WRONG_KEY = "f" * 40


@clause(
    "CON-01",
    "M",
    "works from e-mail, API key, URL and database name, and asks for nothing more on the Odoo side",
    sources=(INPUTS,),
    adversary="The connector gets the four inputs and a company number, and nothing else about Odoo.",
    remedy="Find out everything else (user id, company, currency) by asking Odoo.",
    mutant="asks_for_more",
)
def test_con_01(case: Case) -> None:
    """The four inputs are enough for a whole synchronisation."""
    case.begin(small.LEDGER)
    case.sync(when="the four inputs are all that Odoo documents")
    case.agree("The connector did not carry the ledger over from the four inputs.")


@clause(
    "CON-02",
    "M",
    "uses the key as the protocol documents: in place of the password (XML-RPC, JSON-RPC) or as Bearer (JSON-2, with "
    "X-Odoo-Database)",
    sources=("Odoo documentation: External API", "observed: 19.0 answers 404 with HTML without X-Odoo-Database"),
    adversary="The server has two databases, so a request that names none is nobody's.",
    remedy="Send `Authorization: bearer <key>` and `X-Odoo-Database`, or the key where the password would stand.",
    why="A key in the wrong place is an error for as long as Odoo takes it there, and no way in on the day after.",
    mutant="names_no_database",
)
def test_con_02(case: Case) -> None:
    """Every JSON-2 request names its database and carries a bearer key; the other protocols get in with the key."""
    case.begin(small.LEDGER)
    case.world.add_pair("second", name="Second BV")
    case.sync(when="the server has two databases")
    json2 = [exchange for exchange in case.exchanges() if exchange.call.get("protocol") == "json2"]
    wrong = [
        exchange
        for exchange in json2
        if "X-Odoo-Database" not in exchange.headers
        or not exchange.headers.get("Authorization", "").lower().startswith("bearer ")
    ]
    if wrong:
        raise Failed("JSON-2 was called without a bearer key or without X-Odoo-Database.", case.requests(wrong))
    case.agree("The connector did not carry the ledger over with the key as the protocol wants it.")


@clause(
    "CON-03",
    "M",
    "wrong key: fails, says authentication, writes nothing to Silverfin",
    sources=("observed: 401 over JSON-2, False from authenticate, fault 3 from execute_kw",),
    adversary="The key has the right shape and nobody's value, in the first run and in a later one.",
    remedy="Treat a refused key as the end of the run, before anything is sent.",
    mutant="wrong_key_is_an_empty_ledger",
)
def test_con_03(case: Case) -> None:
    """A wrong key ends the run before anything is sent."""
    for start in _first_and_later(case):
        case.refused("authentication", although="its key is a wrong one", ODOO_API_KEY=WRONG_KEY)
        case.untouched(start)


@clause(
    "CON-04",
    "M",
    "over XML-RPC and JSON-RPC a wrong e-mail: as CON-03; over JSON-2, where Odoo does not receive the e-mail, the "
    "login of the key's user should be compared with it",
    sources=("observed: authenticate answers False for an unknown login; JSON-2 asks for no login",),
    adversary="The e-mail address is that of nobody, the key is right, in the first run and in a later one.",
    remedy="Over JSON-2, read the login of the key's user (res.users.context_get, then read) and compare.",
    mutant="believes_any_email",
)
def test_con_04(case: Case) -> None:
    """A wrong e-mail address ends the run; over JSON-2 that is only a good habit."""
    for start in _first_and_later(case):
        outcome = case.run(ODOO_EMAIL="nobody@example.com")
        asked = case.exchanges(start)
        if any(exchange.call.get("protocol") == "json2" for exchange in asked):
            case.level = Level.SHOULD
        if outcome.synchronised:
            raise Failed("The connector synchronised with the e-mail address of nobody.", case.requests(asked))
        case.has_reason(outcome, "authentication")
        case.untouched(start)


@clause(
    "CON-05",
    "M",
    "wrong database name (fault 1 over XML-RPC, an HTML 404 over JSON-2): fails, says configuration, writes nothing",
    sources=("observed: psycopg2.OperationalError as fault 1; 404 text/html over JSON-2",),
    adversary="The server has two databases and is asked for a third, in the first run and in a later one.",
    remedy="Tell a missing database from a refused key: neither answer is about the key.",
    mutant="database_is_about_the_key",
)
def test_con_05(case: Case) -> None:
    """A database that is not there is a matter of configuration."""
    for start in _first_and_later(case):
        case.world.add_pair("second", name="Second BV")
        case.refused("configuration", although="there is no such database", ODOO_DATABASE="nosuchdatabase")
        case.untouched(start)


@clause(
    "CON-06",
    "M",
    "wrong URL (nobody listens, unknown host, an HTML page that is not Odoo, TLS error): fails within its timeout, "
    "says configuration or source",
    sources=(INPUTS, "RFC 6761: .invalid never resolves"),
    adversary="A closed port, a host that does not exist, another web site, a port without TLS, an unknown authority; "
    "then, in a later run, another web site.",
    remedy="Check what answers before believing it, verify certificates, and give up in time.",
    mutant="any_page_is_an_empty_answer",
)
def test_con_06(case: Case) -> None:
    """Whatever is wrong with the URL, the run fails in time and sends nothing."""
    plain = case.world.odoo.url.replace("http://", "https://")
    with neighbour("200 OK") as page, untrusted(case.world.odoo.wsgi) as secret:
        for url in (_closed_port(), "http://odoo.invalid", page.url, plain, secret):
            case.begin(Tale(small.LEDGER.entries))
            case.refused("configuration", "source", although=f"no Odoo is to be had at {url}", ODOO_URL=url)
            case.untouched()
        case.begin_synced(small.LEDGER)
        start = len(case.world.journal)
        case.refused("configuration", "source", although="a page is no Odoo", ODOO_URL=page.url)
        case.untouched(start)


def _first_and_later(case: Case) -> Iterator[int]:
    """Begin before the first run, then after it: yield how many requests there have been."""
    case.begin(small.LEDGER)
    yield 0
    case.begin_synced(small.LEDGER)
    yield len(case.world.journal)


def _closed_port() -> str:
    with neighbour() as found:
        return found.url
