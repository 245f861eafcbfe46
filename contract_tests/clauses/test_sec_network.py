"""SEC, continued: whom a connector talks to, and what it believes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from mock_kit.answer import Answer
from mock_kit.faults import Fault, Look, Phase, Trigger
from mock_kit.journal import Exchange
from twinledger.drivers.leaks import leaked, secrets_in
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.drivers.watch import Address, Watch
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.neighbours import listening, neighbour, untrusted
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from twinledger.world import World

FAR_AWAY = "192.0.2.10"  # RFC 5737: for documentation, nobody's


@clause(
    "SEC-05",
    "M",
    "certificates are verified: a server with an unknown authority is refused",
    sources=("RFC 9110, 4.3.4: https certificate verification",),
    adversary="The same Odoo, and the same Silverfin, with a certificate of an authority that nobody knows; before "
    "that with one of the authority that SSL_CERT_FILE and its like name.",
    remedy="Never switch verification off; where a company has an authority of its own, name its file.",
    mutant="believes_every_certificate",
)
def test_sec_05(case: Case) -> None:
    """Not one request reaches a server that cannot prove who it is; one that can is believed."""
    world = case.world
    _believes_who_is_vouched_for(case)
    for system, fake in _fakes(world):
        if not case.reaches(system):
            continue
        case.begin(small.LEDGER)
        with untrusted(fake) as url:
            case.refused(
                "configuration",
                "source",
                "target",
                although="nobody vouches for the certificate",
                **{f"{system.upper()}_URL": url},
            )
            heard = [exchange for exchange in case.exchanges() if exchange.system == system]
        if heard:
            raise Failed("The connector talked to a server with a certificate of nobody's.", case.requests(heard))


def _fakes(world: World) -> Sequence[tuple[str, WSGIApplication]]:
    return (ODOO, world.odoo.wsgi), (SILVERFIN, world.silverfin.wsgi)


def _believes_who_is_vouched_for(case: Case) -> None:
    """See the connector synchronise over https; where it cannot, or cannot be told whom to trust, say so."""
    authority = case.bench.driver.authority
    if authority is None:
        case.remarks.append("it cannot be told whom to trust, so it was not seen to synchronise over https")
        return
    case.begin(small.LEDGER)
    with ExitStack() as stack:
        urls = {
            f"{system.upper()}_URL": stack.enter_context(listening(fake, authority))
            for system, fake in _fakes(case.world)
            if system not in case.bench.driver.fixed_hosts  # what is built in is https as it is
        }
        outcome = case.run(**urls)
    if not outcome.synchronised:
        raise Inconclusive(
            f"Over https, with certificates of the authority that it was told to trust (SSL_CERT_FILE, "
            f"REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, Java's trust store), the connector {outcome.summary}, so that "
            f"its refusing an unknown one shows nothing.",
            case.printed(outcome),
        )


@clause(
    "SEC-08",
    "M",
    "it talks to no host but the two configured",
    sources=("design: figures and keys of a company are for the two systems alone",),
    adversary="A first run, a second one, one with a wrong key, one with both ends closed, where nothing can leave.",
    remedy="Take out telemetry, update checks and error reporting, or let the manifest's reader switch them off.",
    mutant="calls_home",
)
def test_sec_08(case: Case) -> None:
    """Neither a success nor a failure is told to anybody else."""
    watch = _watch(case)
    case.begin(small.LEDGER)
    outcome = case.run_watched(watch)
    if not outcome.synchronised and not watch.attempts:
        raise Failed(f"In a network of its own the connector {outcome.summary}.", case.printed(outcome))
    case.run_watched(watch)
    case.run_watched(watch, ODOO_API_KEY="5ca1ab1e" * 5)
    with neighbour() as gone:
        closed = gone.url
    case.run_watched(watch, ODOO_URL=closed, SILVERFIN_URL=closed)
    case.remarks.extend(watch.blind)
    if watch.attempts:
        tried = "\n".join(dict.fromkeys(f"  {attempt}" for attempt in watch.attempts))
        raise Failed("The connector tried to reach other hosts.", tried)


@clause(
    "SEC-09",
    "M",
    "no key is sent over http to a host that is not loopback",
    sources=("RFC 6750, 5.3: bearer tokens are never sent without TLS",),
    adversary="Odoo's URL is http and a host far away, behind which the fake Odoo listens to what is said.",
    remedy="Refuse a URL without https unless its host is this machine.",
    mutant="speaks_in_the_open",
    ends=(ODOO,),
)
def test_sec_09(case: Case) -> None:
    """Nobody on the way can read the key."""
    case.begin(small.LEDGER)
    secrets = secrets_in(case.inputs())
    port = int(case.world.odoo.url.rpartition(":")[2])
    watch = _watch(case, {(FAR_AWAY, port): ("127.0.0.1", port)})
    told: list[bool] = []

    def look(exchange: Exchange, _: Answer | None) -> None:
        said = "\n".join([exchange.path, exchange.query, *exchange.headers.values()])
        told.append(bool(leaked(said.encode() + exchange.body, secrets)))

    case.world.faults.arm(Fault(Look(look), Trigger(system="odoo", times=None), Phase.BEFORE))
    outcome = case.run_watched(watch, ODOO_URL=f"http://{FAR_AWAY}:{port}")
    case.remarks.extend(watch.blind)
    if any(told):
        raise Failed("The connector sent a secret to another machine over http.", case.requests(case.exchanges()))
    if outcome.synchronised:
        raise Failed(
            "The connector said that it synchronised, although no request with its key came to Odoo.",
            case.printed(outcome),
        )
    if told or watch.attempts:
        case.remarks.append("it talks to another machine over http, though it does not send the key at once")


def _watch(case: Case, stand_ins: Mapping[Address, Address] | None = None) -> Watch:
    if not case.bench.driver.can_be_watched:
        raise NotApplicable("it runs in a process that the harness did not start, so whom it talks to cannot be seen")
    return Watch(stand_ins or {})
