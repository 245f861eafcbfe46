"""Loading: puts a book into a database of the fake Odoo, through the same ORM that clients use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from twinledger.books.book import Account, check
from twinledger.books.moments import entered
from twinledger.books.wording import Wording, currencies

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment
    from twinledger.books.book import Book, Entry

Progress = Callable[[str, int, int], None]  # what is going on, how much of it is done, and how much there is
BATCH = 500
ADMINISTRATOR = 2


def load(book: Book, database: Database, *, company: int = 1, progress: Progress | None = None) -> dict[str, int]:
    """Put chart, journals, partners and entries into one company and return the accounts' ids by code.

    Entries are entered on their days, by the administrator. `progress` is told of every batch. What is there already
    is left alone; the chart must not be.
    """
    from twinledger.books.bulk import Bulk  # noqa: PLC0415 - most books have no entries

    check(book)
    with database.store.transaction():
        env = database.environment(context={"allowed_company_ids": [company]})
        accounts = load_accounts(book.accounts, env)
        journals = _journals(book, env, accounts)
        partners = _partners(book, env)
        codes = {line.currency for entry in book.entries for line in entry.lines}
        codes |= {rate.currency for rate in book.rates}
        _use_currencies(book, env, codes)
        wording = Wording(accounts, journals, partners, **currencies(env, codes))
        bulk = Bulk(replace(env, uid=ADMINISTRATOR, su=False), wording, book.accounts)
        for done in bulk.enter(book.entries, entered(book.entries, env.now)):
            if progress is not None:
                progress("Entering", done, len(book.entries))
    return accounts


def enter_all(env: Environment, entries: Iterable[Entry]) -> list[int]:
    """Create entries in the current company, each in its own state, and return their ids.

    Raises LookupError for an account, a journal or a partner that is not there.
    """
    told = list(entries)
    lines = [line for entry in told for line in entry.lines]
    wording = Wording.of(env, lines, {entry.journal for entry in told})
    return [id_ for ids in _entered(env, wording, told) for id_ in ids]


def enter_many(env: Environment, entries: Sequence[Entry]) -> None:
    """Enter thousands of entries one after the other, now, at a hundredth of the cost of creating them.

    Raises LookupError for an account, a journal or a partner that is not there.
    """
    from twinledger.books.bulk import Bulk  # noqa: PLC0415 - see above

    lines = [line for entry in entries for line in entry.lines]
    wording = Wording.of(env, lines, {entry.journal for entry in entries})
    found = env["account.account"].search_read(
        [("code", "in", sorted(wording.accounts))], ["code", "name", "account_type", "reconcile"]
    )
    chart = [Account(row["code"], row["name"], row["account_type"], row["reconcile"]) for row in found]
    for _ in Bulk(env, wording, chart).enter(entries, [env.now] * len(entries)):
        pass


def load_accounts(accounts: Sequence[Account], env: Environment) -> dict[str, int]:
    """Create accounts in the current company, with their names in the installed languages; return their ids by code."""
    values = [
        {
            "code": account.code,
            "name": account.name,
            "account_type": account.type,
            "reconcile": account.reconcile,
            "non_trade": account.non_trade,
        }
        for account in accounts
    ]
    ids = dict(zip((account.code for account in accounts), env["account.account"].create(values), strict=True))
    for language in sorted(env.database.installed_languages):
        for account in accounts:
            if name := account.names.get(language[:2]):
                env.with_context(lang=language).model("account.account", (ids[account.code],)).write({"name": name})
    return ids


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


def _use_currencies(book: Book, env: Environment, codes: Collection[str]) -> None:
    """Switch the currencies on that a book uses, and write down what they were worth."""
    found = env.with_context(active_test=False)["res.currency"].search_read([("name", "in", sorted(codes))], ["name"])
    env.model("res.currency", tuple(currency["id"] for currency in found)).write({"active": True})
    ids = {currency["name"]: currency["id"] for currency in found}
    env["res.currency.rate"].create(
        [
            {"currency_id": ids[rate.currency], "name": rate.date, "inverse_company_rate": float(rate.worth)}
            for rate in book.rates
        ]
    )


def _entered(env: Environment, wording: Wording, entries: Iterable[Entry]) -> Iterator[list[int]]:
    """Create entries as drafts, then post or cancel them, and yield the ids of every batch."""
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        ids = env["account.move"].create([wording.entry(entry) for entry in batch])
        by_state: dict[str, list[int]] = defaultdict(list)
        for entry, id_ in zip(batch, ids, strict=True):
            by_state[entry.state].append(id_)
        _call(env, "action_post", by_state["posted"])
        _call(env, "button_cancel", by_state["cancel"])
        yield ids


def _call(env: Environment, method: str, ids: Sequence[int]) -> None:
    if ids:
        getattr(env.model("account.move", tuple(ids)), method)()
