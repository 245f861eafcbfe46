"""Where an Odoo runs, and what that changes on the wire: Odoo Online, Odoo.sh, or somebody's own machine."""

from __future__ import annotations

from dataclasses import dataclass

from mock_kit.provenance import Provenance, assumed, documented, observed


@dataclass(frozen=True)
class Hosting:
    """One way to run Odoo: whether connections stay open after an answer, and which databases it shows.

    `db_filter` is a regular expression that names must begin with, where `%h` is the host that was asked and `%d` its
    first part; requests of the web and of JSON-2 see no other database, XML-RPC and /jsonrpc see all (observed).
    """

    name: str
    keeps_connections: bool
    lists_databases: bool
    rests_on: Provenance
    db_filter: str = ""
    has_accounts: bool = False  # whether accounts manage databases on a website; their keys open those databases
    has_plans: bool = False  # whether what is paid for decides on the external API


@dataclass(frozen=True)
class Plan:
    """What is paid for a database of Odoo Online, and whether the external API is part of it."""

    name: str
    has_api: bool
    rests_on: Provenance


_PLANS = documented("External API: on Odoo Online with Custom plans alone")
CUSTOM = Plan("custom", has_api=True, rests_on=_PLANS)
STANDARD = Plan("standard", has_api=False, rests_on=_PLANS)
ONE_APP_FREE = Plan("one-app-free", has_api=False, rests_on=_PLANS)
PLANS = {plan.name: plan for plan in (CUSTOM, STANDARD, ONE_APP_FREE)}
REFUSAL_RESTS_ON = assumed("integrators report that the refusal looks like wrong credentials")

ON_PREMISE = Hosting(
    "on-premise", keeps_connections=False, lists_databases=True, rests_on=observed("section 1.4, the threaded server")
)
ODOO_SH = Hosting(
    "odoo.sh", keeps_connections=True, lists_databases=False, rests_on=assumed("it stands behind a proxy")
)
ONLINE = Hosting(
    "online",
    keeps_connections=True,
    lists_databases=False,
    has_accounts=True,
    has_plans=True,
    rests_on=assumed("it stands behind a proxy"),
)
HOSTINGS = {hosting.name: hosting for hosting in (ON_PREMISE, ODOO_SH, ONLINE)}


def plan(name: str) -> Plan:
    """Return the plan of that name; raise ValueError, naming those there are."""
    try:
        return PLANS[name]
    except KeyError:
        raise ValueError(f"no plan is called {name!r}; choose one of {', '.join(PLANS)}") from None


def hosting(given: str | Hosting) -> Hosting:
    """Return the hosting of that name, or the one that is given; raise ValueError, naming those there are."""
    if isinstance(given, Hosting):
        return given
    try:
        return HOSTINGS[given]
    except KeyError:
        raise ValueError(f"no hosting is called {given!r}; choose one of {', '.join(HOSTINGS)}") from None
