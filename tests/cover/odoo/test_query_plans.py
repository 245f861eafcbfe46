"""Queries: no call that is about a few records looks through all there are, so none takes longer in large books."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from mock_kit.store import Row, Store
from mock_odoo import call
from mock_odoo.database import Database
from twinledger.world import World

from ..hostile.calls import CALLS
from ..hostile.filling import fill_odoo, with_ids

MANY = frozenset(
    """account_move account_move_line account_partial_reconcile account_full_reconcile account_payment
    account_bank_statement_line account_payment__invoice_ids ir_model_data product_product product_template
    res_partner""".split()
)
TABLE_OF = r'(?:FROM|JOIN|UPDATE)\s+"?(\w+)"?\s+(?:AS\s+)?"?{}"?\b'
MORE: dict[str, dict[str, Any]] = {
    "account.move/unlink": {"ids": ["<draft>"]},
    "account.move/button_cancel": {"ids": ["<draft>"]},
    "account.move.line/unlink": {"ids": ["<own_line>"]},
    "account.move.line/create": {"vals_list": [{"move_id": "<draft>", "account_id": "<income>", "price_unit": 3.0}]},
    "account.move.line/remove_move_reconcile": {"ids": ["<open_line>"]},
    "account.move.line/search_read": {"domain": [["move_id", "=", "<posted>"]]},
    "account.move/read": {"ids": ["<posted>"], "fields": ["name", "amount_residual", "payment_state", "line_ids"]},
}
OF_FEW = {name: said for name, said in {**CALLS, **MORE}.items() if "search" not in name and "read_group" not in name}
OF_FEW["account.move.line/search_read"] = MORE["account.move.line/search_read"]
# What is looked through nevertheless, by the call that does: tables, or what a query calls them.
KNOWN = {
    "account.bank.statement/create": {"account_move_of_move_id"},  # a rule asks about the entry of a line
}


class Plans:
    """What the queries of a call look through."""

    def __init__(self) -> None:
        self.scanned: set[str] = set()

    def note(self, store: Store, query: str, parameters: Any) -> None:
        """Ask how a query is carried out, and note the tables of which many records may be there."""
        for *_, step in store._connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters):
            if found := re.match(r"SCAN (\w+)", step):
                name = found[1]
                if MANY & {name, *re.findall(TABLE_OF.format(name), query)}:
                    self.scanned.add(name)


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Database, dict[str, str]]]:
    """A database in which something of every kind is, and the ids of it."""
    known: dict[str, str] = {}
    with World(lines=30) as world:
        fill_odoo(world, known)
        yield world.odoo.database(world.pair.database), known


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> Plans:
    """Note how every query of the test is carried out."""
    noted = Plans()

    def listening(way: Callable[..., Any]) -> Callable[..., Any]:
        def ask(store: Store, query: str, parameters: Row = ()) -> Any:
            if query.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                noted.note(store, query, parameters)
            return way(store, query, parameters)

        return ask

    for name in ("execute", "change", "all", "one"):
        monkeypatch.setattr(Store, name, listening(getattr(Store, name)))
    return noted


class _Undone(Exception):  # noqa: N818 - no error, only a way out of a transaction
    pass


@pytest.mark.parametrize("name", sorted(OF_FEW))
def test_a_call_looks_for_what_it_is_about(filled: tuple[Database, dict[str, str]], plans: Plans, name: str) -> None:
    """It finds by an index what it needs of entries, lines, partners and products."""
    database, known = filled
    model, method = name.split("/")
    with suppress(_Undone), database.store.transaction():
        call.by_name(database.environment(2), model, method, with_ids(OF_FEW[name], known))
        raise _Undone
    database.forget()
    assert plans.scanned == KNOWN.get(name, set())


def test_what_is_looked_through_is_noted(filled: tuple[Database, dict[str, str]], plans: Plans) -> None:
    """Who asks for all lines looks at all of them."""
    database, _ = filled
    call.by_name(database.environment(2), "account.move.line", "search_count", {"domain": [["name", "=", "x"]]})
    assert plans.scanned == {"t"}
