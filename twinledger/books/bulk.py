"""Bulk: puts entries into the tables as creating them one by one would have, at a hundredth of the cost.

What does not depend on an entry is not known here: for every journal and state one entry is really created, its rows
become a pattern, and it is taken back. Only what differs from entry to entry is worked out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from mock_odoo.accounting import sequences
from mock_odoo.errors import NotInFake
from mock_odoo.orm.values import LARGEST_AMOUNT, MONEY_SCALE
from twinledger.books.patterns import Pattern, Patterns

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment
    from twinledger.books.book import Account, Entry
    from twinledger.books.wording import Wording

BATCH = 2_000  # entries
MANY = 5_000  # entries
MOVE, ITEM = "account_move", "account_move_line"
LARGEST = LARGEST_AMOUNT * MONEY_SCALE
RESIDUAL = ("asset_cash", "liability_credit_card")  # what is left of their lines is kept, reconciled or not (observed)
RANKS = {"asset_receivable": "customer_rank", "liability_payable": "supplier_rank"}
Row = tuple[Any, ...]
Rows = defaultdict[str, list[Row]]  # by statement


class Bulk:
    """Enters entries by the moments at which they were entered, into a company that has all that they speak of."""

    def __init__(self, env: Environment, wording: Wording, accounts: Iterable[Account]) -> None:
        self._env = env
        self._wording = wording
        # By code: the id, whether residuals are kept, and what a partner with a line there becomes.
        self._accounts = {
            account.code: (
                wording.accounts[account.code],
                int(account.reconcile or account.type in RESIDUAL),
                RANKS.get(account.type, ""),
            )
            for account in accounts
        }
        self._patterns = Patterns(env)
        self._names = Names(env)
        self._units = {id_: MONEY_SCALE // 10**digits for id_, digits in wording.decimals.items()}
        self._ranks: Counter[tuple[str, int]] = Counter()

    def enter(self, entries: Sequence[Entry], moments: Iterable[datetime]) -> Iterator[int]:
        """Enter entries, each at its moment, and yield how many there are so far after every batch."""
        self._look_around(entries)
        rest, done = zip(entries, moments, strict=True), 0
        with _without_indexes(self._env.database, len(entries)):
            while batch := list(islice(rest, BATCH)):
                self._enter_batch(batch)
                done += len(batch)
                yield done
        self._count_ranks()

    def _look_around(self, entries: Sequence[Entry]) -> None:
        """Learn all patterns and periods while the indexes are there."""
        journals = self._wording.journals
        for journal, state in dict.fromkeys((entry.journal, entry.state) for entry in entries):
            self._patterns.of(journals[journal], state)
        for journal, day in dict.fromkeys((entry.journal, entry.date.replace(day=1)) for entry in entries):
            self._names.period(journals[journal], iso(day))

    def _enter_batch(self, batch: list[tuple[Entry, datetime]]) -> None:
        database = self._env.database
        ids = database.next_ids(MOVE, len(batch))
        line_ids = iter(database.next_ids(ITEM, sum(len(entry.lines) for entry, _ in batch)))
        rows: Rows = defaultdict(list)
        for (entry, moment), id_ in zip(batch, ids, strict=True):
            journal, day = self._wording.journals[entry.journal], iso(entry.date)
            name, prefix, number = self._names.of(journal, day, entry.state)
            document = iso(entry.invoice_date) if entry.invoice_date else None
            head = (id_, day, document, entry.ref or None, name, moment.isoformat(" ", "microseconds")[:26])
            patterns = self._patterns.of(journal, entry.state)
            totals = self._lines(entry, patterns, head, line_ids, rows)
            rows[patterns.entry].append((*head, prefix, number, *totals, self._names.mark(entry.state, number)))
        for statement, found in rows.items():
            database.store.execute_many(statement, found)

    def _lines(
        self, entry: Entry, patterns: Pattern, head: Row, line_ids: Iterator[int], rows: Rows
    ) -> tuple[int, int]:
        """Note the rows of an entry's lines, and return its total in the currencies of lines and in the company's."""
        wording, accounts = self._wording, self._accounts
        own = wording.own_currency
        unit = self._units[own]
        total = booked = 0
        met: set[tuple[str, int]] = set()
        product = rows[patterns.lines["product"]]
        for line, line_id in zip(entry.lines, line_ids, strict=False):
            if not line.account:
                rows[patterns.lines[line.display_type]].append((line_id, *head, line.label or None))
                continue
            account, kept, rank = accounts[line.account]
            balance = foreign = line.amount * unit
            currency = own
            if line.currency:
                currency = wording.currencies[line.currency]
                foreign = line.foreign * self._units[currency]
            partner = wording.partners[line.partner] if line.partner else None
            if not -LARGEST <= balance <= LARGEST:
                raise NotInFake(f"an amount as large as {Decimal(line.amount).scaleb(-wording.decimals[own])}")
            product.append((line_id, *head, line.label or None, account, partner, balance, foreign, currency, kept))
            if balance > 0:
                booked += balance
            if foreign > 0:
                total += foreign
            if partner and rank:
                met.add((rank, partner))
        if entry.state == "posted":
            self._ranks.update(met)
        return total, booked

    def _count_ranks(self) -> None:
        """Posting counts who is a customer or a supplier: once for each entry with something on their accounts."""
        for (rank, partner), times in self._ranks.items():
            self._env.database.store.execute(
                f"UPDATE res_partner SET {rank} = COALESCE({rank}, 0) + ? WHERE id = ?", (times, partner)
            )


class Names:
    """Gives entries the names that posting would, or creating where drafts have names."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._draft = env.version.draft_name
        self._periods: dict[tuple[int, str], tuple[str, int]] = {}
        self._last: dict[tuple[int, str], int] = {}

    def of(self, journal: int, day: str, state: str) -> tuple[str | None, str, int]:
        """Return name, prefix and number of the next entry of a journal on a day (`YYYY-MM-DD`)."""
        prefix, width = self.period(journal, day)
        number = self._last[journal, prefix] + 1
        if state != "posted" and (self._draft is None or number > 1):
            return self._draft, "", 0
        self._last[journal, prefix] = number
        return f"{prefix}{number:0{width}d}", prefix, number

    def mark(self, state: str, number: int) -> int | None:
        """Return what says whether an entry comes after a gap: drafts that have a number do, until they are posted."""
        return int(state != "posted") if self._draft is not None and number == 1 else None

    def period(self, journal: int, day: str) -> tuple[str, int]:
        """Return the prefix of a period and how many digits its numbers have."""
        if (journal, day[:7]) not in self._periods:
            first = sequences.Numbers(self._env).next(journal, day, "entry")
            parts = sequences.parts(first)
            prefix, number = str(parts["sequence_prefix"]), int(str(parts["sequence_number"]))
            self._periods[journal, day[:7]] = prefix, len(first) - len(prefix)
            self._last.setdefault((journal, prefix), number - 1)
        return self._periods[journal, day[:7]]


@contextmanager
def _without_indexes(database: Database, entries: int) -> Iterator[None]:
    """Take the indexes of entries and lines away meanwhile if there are many entries: made at once they cost less."""
    indexes = database.store.all(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (?, ?)",
        (MOVE, ITEM),
    )
    away = indexes if entries >= MANY else []
    for name, _ in away:
        database.store.execute(f"DROP INDEX {name}")
    yield
    for _, sql in away:
        database.store.execute(sql)


@lru_cache(maxsize=4096)
def iso(day: date) -> str:
    """Return a day as columns keep it; books have few of them and use them often."""
    return day.isoformat()
