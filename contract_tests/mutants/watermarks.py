"""Mistakes about when something was written: watermarks that miss what came late, at once, or unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from mock_silverfin.integrations.odoo import http, ledger, synchronise
from mock_silverfin.integrations.odoo.http import Answer
from mock_silverfin.integrations.odoo.ledger import Account, Ledger, Line
from mock_silverfin.integrations.odoo.picture import Item, Picture
from mock_silverfin.integrations.odoo.source import Source
from mock_silverfin.integrations.odoo.state import LINE, State
from mock_silverfin.integrations.odoo.target import Target
from twinledger.judge.mutants import Surgery, mutant

LINES = "account.move.line"
BEGINNING = datetime(2000, 1, 1)  # noqa: DTZ001 - Odoo's datetimes have no zone
Sent = Mapping[tuple[str, str], str]
Work = Iterator[tuple[str, Item | None]]
Sees = Callable[[bool, datetime, datetime], bool]


def _by_write_date(surgery: Surgery, sees: Sees, now: Callable[[], datetime] | None = None) -> None:
    """Let it send what was written since its watermark: the newest `write_date`, or what time it was for it.

    `sees` is told whether it knows the line, when the line was written, and the watermark.
    """
    line, send, differences = ledger._line, synchronise._send, synchronise._differences
    written: dict[str, datetime] = {}
    marks = [BEGINNING]

    def dated(row: Any, account: Account) -> Line:
        written[f"odoo-{row['id']}"] = datetime.fromisoformat(row["write_date"])
        return line(row, account)

    def sending(found: Ledger, to: Target, kept: State, *rest: Any) -> None:
        marks[0] = datetime.fromisoformat(kept.note("mark") or BEGINNING.isoformat())
        send(found, to, kept, *rest)
        newest = max([marks[0], *written.values()]) if now is None else now()
        kept.remember(mark=newest.isoformat())

    def since(wanted: Picture, sent: Sent) -> Work:
        for id_, item in differences(wanted, sent):
            if item is None or id_ not in written or sees((LINE, id_) in sent, written[id_], marks[0]):
                yield id_, item

    surgery.replace(ledger, "FIELDS", [*ledger.FIELDS, "write_date"])
    surgery.replace(ledger, "_line", dated)
    surgery.replace(synchronise, "_send", sending)
    surgery.replace(synchronise, "_differences", since)


@mutant("INC-08")
def begins_after_the_watermark(surgery: Surgery) -> None:
    """Sends what was written later than all that it has seen."""
    _by_write_date(surgery, lambda _known, written, mark: written > mark)


@mutant("INC-09")
def overlaps_five_minutes(surgery: Surgery) -> None:
    """Lets its watermark lag by five minutes."""
    _by_write_date(surgery, lambda _known, written, mark: written >= mark - timedelta(minutes=5))


@mutant("INC-10")
def looks_at_its_own_clock(surgery: Surgery) -> None:
    """Finds new lines by their ids, and changed ones by what its own clock said at the end of the last run."""
    request, clock = http.Connection.request, [BEGINNING]

    def reading(self: http.Connection, *arguments: Any, **options: Any) -> Answer:
        answer = request(self, *arguments, **options)
        if "/api/v4/" in arguments[1]:  # its machine and Silverfin's agree on the time
            clock[0] = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC).replace(tzinfo=None)
        return answer

    surgery.replace(http.Connection, "request", reading)
    _by_write_date(surgery, lambda known, written, mark: not known or written >= mark, lambda: clock[0])


@mutant("INC-13")
def asks_odoo_for_later_ones(surgery: Surgery) -> None:
    """Asks Odoo for what was written after the newest that it has seen, and takes the rest for unchanged."""
    opened, read_ledger, differences = synchronise._state, synchronise.read_ledger, synchronise._differences
    kept, later = list[State](), set[str]()

    def opening(*arguments: Any) -> State:
        kept.append(opened(*arguments))
        return kept[-1]

    def reading(found: Source, company: int, language: str) -> Ledger:
        newest = kept[-1].note("newest") or str(BEGINNING)
        domain = [["write_date", ">", newest]]
        context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
        rows = found.call(LINES, "search_read", domain=domain, fields=["write_date"], context=context)
        later.update(f"odoo-{row['id']}" for row in rows)
        kept[-1].remember(newest=max([newest, *(row["write_date"] for row in rows)]))
        return read_ledger(found, company, language)

    def since(wanted: Picture, sent: Sent) -> Work:
        return ((id_, item) for id_, item in differences(wanted, sent) if item is None or id_ in later)

    surgery.replace(synchronise, "_state", opening)
    surgery.replace(synchronise, "read_ledger", reading)
    surgery.replace(synchronise, "_differences", since)


@mutant("INC-20")
def takes_a_day_for_a_midnight(surgery: Surgery) -> None:
    """Takes a day for midnight on its own machine, and sends the day that this is in UTC."""
    line = ledger._line

    def converted(row: Any, account: Account) -> Line:
        midnight = datetime.fromisoformat(row["date"]).astimezone(UTC)
        return line({**row, "date": midnight.date().isoformat()}, account)

    surgery.replace(ledger, "_line", converted)
