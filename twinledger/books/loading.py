"""Loading: puts a book into a database of the fake Odoo, through the same ORM that clients use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment
    from twinledger.books.book import Book, Entry, Line

BATCH = 500


def load(
    book: Book, database: Database, *, company: int = 1, progress: Callable[[int], None] | None = None
) -> dict[str, int]:
    """Put chart, journals, partners and entries into one company and return the accounts' ids by code.

    `progress` is called with the number of entries loaded so far. What is there already is left alone; the chart must
    not be.
    """
    with database.store.transaction():
        env = database.environment(context={"allowed_company_ids": [company]})
        accounts = load_chart(book, env)
        journals = _journals(book, env, accounts)
        partners = _partners(book, env)
        write = _Writer(env, accounts, journals, partners, 10**book.company.decimals)
        for done in write.entries(book.entries):
            if progress is not None:
                progress(done)
    return accounts


def enter_all(entries: Iterable[Entry], database: Database, company: int = 1) -> None:
    """Put entries into a company whose chart and journals are there; partners are left out."""
    with database.store.transaction():
        env = database.environment(context={"allowed_company_ids": [company]})
        accounts = {row["code"]: row["id"] for row in env["account.account"].search_read([], ["code"])}
        mine = [("company_id", "=", company)]
        journals = {row["code"]: row["id"] for row in env["account.journal"].search_read(mine, ["code"])}
        minor_units = 10 ** database.digits(database.company_currency(company))
        for _ in _Writer(env, accounts, journals, {}, minor_units).entries(entries):
            pass


def load_chart(book: Book, env: Environment) -> dict[str, int]:
    """Create the accounts of a book in the current company and return their ids by code."""
    values = [
        {"code": account.code, "name": account.name, "account_type": account.type, "reconcile": account.reconcile}
        for account in book.accounts
    ]
    ids = env["account.account"].create(values)
    return {account.code: id_ for account, id_ in zip(book.accounts, ids, strict=True)}


def _journals(book: Book, env: Environment, accounts: Mapping[str, int]) -> dict[str, int]:
    values: list[dict[str, Any]] = [
        {"code": journal.code, "name": journal.name, "type": journal.type, "sequence": number}
        | ({"default_account_id": accounts[journal.account]} if journal.account else {})
        for number, journal in enumerate(book.journals, start=5)
    ]
    ids = env["account.journal"].create(values)
    return {journal.code: id_ for journal, id_ in zip(book.journals, ids, strict=True)}


def _partners(book: Book, env: Environment) -> dict[str, int]:
    countries = {row["code"]: row["id"] for row in env["res.country"].search_read([], ["code"])}
    ids = env["res.partner"].create(
        [
            {
                "name": partner.name,
                "is_company": partner.is_company,
                "vat": partner.vat,
                "street": partner.street,
                "zip": partner.zip,
                "city": partner.city,
                "email": partner.email,
                "country_id": countries.get(partner.country_code, False),
                "customer_rank": int(partner.rank == "customer"),
                "supplier_rank": int(partner.rank == "supplier"),
            }
            for partner in book.partners
        ]
    )
    return {partner.name: id_ for partner, id_ in zip(book.partners, ids, strict=True)}


class _Writer:
    """Creates entries batch by batch: as drafts, then posted or cancelled."""

    def __init__(
        self,
        env: Environment,
        accounts: Mapping[str, int],
        journals: Mapping[str, int],
        partners: Mapping[str, int],
        minor_units: int,
    ) -> None:
        self._env = env
        self._accounts = accounts
        self._journals = journals
        self._partners = partners
        self._minor_units = minor_units

    def entries(self, entries: Iterable[Entry]) -> Iterator[int]:
        """Create entries and yield how many there are after every batch."""
        rest, done = iter(entries), 0
        while batch := list(islice(rest, BATCH)):
            ids = self._env["account.move"].create([self._entry(entry) for entry in batch])
            by_state: dict[str, list[int]] = defaultdict(list)
            for entry, id_ in zip(batch, ids, strict=True):
                by_state[entry.state].append(id_)
            self._call("action_post", by_state["posted"])
            self._call("button_cancel", by_state["cancel"])
            done += len(batch)
            yield done

    def _call(self, method: str, ids: Sequence[int]) -> None:
        if ids:
            getattr(self._env.model("account.move", tuple(ids)), method)()

    def _entry(self, entry: Entry) -> dict[str, Any]:
        return {
            "journal_id": self._journals[entry.journal],
            "date": entry.date,
            "invoice_date": entry.invoice_date or False,
            "ref": entry.ref or False,
            "line_ids": [[0, 0, self._line(line)] for line in entry.lines],
        }

    def _line(self, line: Line) -> dict[str, Any]:
        return {
            "account_id": self._accounts[line.account],
            "balance": Decimal(line.amount) / self._minor_units,
            "name": line.label or False,
            "partner_id": self._partners.get(line.partner or "", False),
        }
