"""The books of one firm: the store that holds its client files, and what writing in them takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mock_kit.clock import Clock
from mock_kit.store import Store
from mock_silverfin.directory import Ids

TABLES = (
    """CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT NOT NULL, currency TEXT NOT NULL,
           decimals INTEGER NOT NULL, created_at TEXT NOT NULL, application_id INTEGER, reference TEXT,
           sync_start_at TEXT, sync_point TEXT, locked_until TEXT, retained_earnings TEXT,
           extra_field_labels TEXT NOT NULL DEFAULT '[]', details TEXT NOT NULL DEFAULT '{}',
           archived INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE reference (application_id INTEGER NOT NULL, position INTEGER NOT NULL, reference TEXT NOT NULL,
           name TEXT NOT NULL, PRIMARY KEY (application_id, reference))""",
    """CREATE TABLE account (id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES company,
           number TEXT NOT NULL, type TEXT NOT NULL, names TEXT NOT NULL,
           custom TEXT NOT NULL DEFAULT '{}', UNIQUE (company_id, number))""",
    """CREATE TABLE year (company_id INTEGER NOT NULL REFERENCES company, start_date TEXT NOT NULL,
           end_date TEXT NOT NULL, compute_opening_balances INTEGER NOT NULL,
           compute_retained_earnings INTEGER NOT NULL, PRIMARY KEY (company_id, start_date))""",
    """CREATE TABLE period (id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES company,
           end_date TEXT NOT NULL, public INTEGER NOT NULL DEFAULT 0, UNIQUE (company_id, end_date))""",
    """CREATE TABLE line (company_id INTEGER NOT NULL REFERENCES company, id TEXT NOT NULL,
           account_number TEXT NOT NULL, date TEXT NOT NULL, value INTEGER NOT NULL, description TEXT NOT NULL,
           document_number TEXT NOT NULL, journal TEXT NOT NULL, partner TEXT NOT NULL, open_value INTEGER,
           open_category TEXT, analytical_dimensions TEXT NOT NULL, extra_fields TEXT NOT NULL, counts_on TEXT NOT NULL,
           change INTEGER NOT NULL REFERENCES change, PRIMARY KEY (company_id, id)) WITHOUT ROWID""",
    "CREATE INDEX line_by_date ON line (company_id, date)",
    "CREATE INDEX line_by_period ON line (company_id, counts_on)",
    """CREATE TABLE change (number INTEGER PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES company,
           operation TEXT NOT NULL, at TEXT NOT NULL, application_id INTEGER, user_id INTEGER, exchange INTEGER,
           details TEXT NOT NULL)""",
    "CREATE TABLE gone_line AS SELECT *, 0 AS gone FROM line",
    "CREATE INDEX gone_line_by_change ON gone_line (gone)",
    """CREATE TABLE turnover (company_id INTEGER NOT NULL, month TEXT NOT NULL, account_number TEXT NOT NULL,
           debit INTEGER NOT NULL, credit INTEGER NOT NULL, lines INTEGER NOT NULL,
           PRIMARY KEY (company_id, month, account_number)) WITHOUT ROWID""",
    """CREATE TABLE connection (id INTEGER PRIMARY KEY, application_id INTEGER NOT NULL, client_id TEXT NOT NULL,
           user_id INTEGER NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, url TEXT NOT NULL,
           database TEXT NOT NULL, entered_at TEXT NOT NULL, refused_at TEXT)""",
    """CREATE TABLE run (id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, connection_id INTEGER NOT NULL,
           asked_by TEXT NOT NULL, state TEXT NOT NULL, queued_at TEXT NOT NULL, started_at TEXT, ended_at TEXT,
           sent INTEGER NOT NULL, actions INTEGER NOT NULL, failure TEXT)""",
    "CREATE INDEX run_of_file ON run (company_id, id)",
    """CREATE TABLE upload (id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES company, kind TEXT NOT NULL,
           name TEXT NOT NULL, at TEXT NOT NULL, row_count INTEGER NOT NULL, first_day TEXT NOT NULL,
           last_day TEXT NOT NULL, said TEXT NOT NULL)""",
    """CREATE TABLE workpaper (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, company_id INTEGER REFERENCES company,
           period_id INTEGER, said TEXT NOT NULL)""",
    """CREATE TABLE star (period_id INTEGER NOT NULL, marked_id INTEGER NOT NULL, starred INTEGER NOT NULL,
           template_id INTEGER, PRIMARY KEY (period_id, marked_id))""",
    """CREATE TABLE webhook (id INTEGER PRIMARY KEY, application_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
           url TEXT NOT NULL, events TEXT NOT NULL, created_at TEXT NOT NULL, expired_at TEXT)""",
    """CREATE TABLE delivery (number INTEGER PRIMARY KEY, webhook_id INTEGER NOT NULL REFERENCES webhook,
           event TEXT NOT NULL, company_id INTEGER NOT NULL REFERENCES company, details TEXT NOT NULL,
           noted_at TEXT NOT NULL, due_at TEXT NOT NULL, place INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
           state TEXT NOT NULL DEFAULT 'waiting', answer TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX delivery_that_waits ON delivery (due_at) WHERE state = 'waiting'",
    "CREATE TABLE night (began_at TEXT NOT NULL)",
    "CREATE TABLE night_of_integrations (began_at TEXT NOT NULL)",
)


@dataclass(frozen=True)
class Books:
    """One firm's store, with the platform's ids and clock. Dates are kept as YYYY-MM-DD, amounts in minor units.

    `something_waits` is called when there is something to be sent.
    """

    store: Store
    ids: Ids
    clock: Clock
    something_waits: Callable[[], object]

    @classmethod
    def opened(
        cls, ids: Ids, clock: Clock, something_waits: Callable[[], object] = lambda: None, path: Path | None = None
    ) -> Books:
        """Return the books in a file, or in memory; new ones, which have no client file, if there are none."""
        if path is not None and path.exists():
            return cls(Store(str(path)), ids, clock, something_waits)
        store = Store()
        with store.transaction():
            for table in TABLES:
                store.execute(table)
            for nights in ("night", "night_of_integrations"):
                store.execute(f"INSERT INTO {nights} VALUES (?)", [clock.now().isoformat()])
        if path is not None:
            store.move_to(path)
        return cls(store, ids, clock, something_waits)
