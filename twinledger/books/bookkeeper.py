"""The bookkeeper: posts, corrects, re-dates, cancels and deletes entries in a database, as a person would.

Everything goes through the methods that a client could call, in the order in which Odoo allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from mock_odoo.database import Database
    from mock_odoo.orm.model import BaseModel
    from twinledger.books.book import Entry, Line

ADMINISTRATOR = 2
MOVE = "account.move"


class Bookkeeper:
    """Somebody who keeps the books of one company; entries are known by their id."""

    def __init__(self, database: Database, company: int = 1, *, uid: int = ADMINISTRATOR) -> None:
        self.database = database
        self.company = company
        self._uid = uid
        self._minor_units = 10 ** database.digits(database.company_currency(company))

    def enter(self, entry: Entry) -> int:
        """Create an entry in its own state (draft, posted or cancelled) and return its id."""
        with self.database.store.transaction():
            [id_] = self._model(MOVE).create([self._values(entry)])
            if entry.state == "posted":
                self._call(id_, "action_post")
            elif entry.state == "cancel":
                self._call(id_, "button_cancel")
        return int(id_)

    def post(self, id_: int) -> None:
        """Post a draft."""
        with self.database.store.transaction():
            self._call(id_, "action_post")

    def to_draft(self, id_: int) -> None:
        """Take an entry back to draft."""
        with self.database.store.transaction():
            self._call(id_, "button_draft")

    def cancel(self, id_: int) -> None:
        """Cancel an entry."""
        with self.database.store.transaction():
            self._call(id_, "button_cancel")

    def correct(self, id_: int, lines: Sequence[Line]) -> None:
        """Replace the lines of a posted entry, which get new ids, and post it again."""
        with self.database.store.transaction():
            self._call(id_, "button_draft")
            commands = [[5, 0, 0], *([0, 0, self._line(line)] for line in lines)]
            self._model(MOVE, id_).write({"line_ids": commands})
            self._call(id_, "action_post")

    def change_amount(self, id_: int, amount: int) -> None:
        """Give both lines of a posted entry of two lines another amount (minor units); they keep their ids."""
        with self.database.store.transaction():
            self._call(id_, "button_draft")
            [entry] = self._model(MOVE, id_).read(["line_ids"])
            debit, credit = sorted(entry["line_ids"])
            value = Decimal(amount) / self._minor_units
            changes = [[1, debit, {"balance": value}], [1, credit, {"balance": -value}]]
            self._model(MOVE, id_).write({"line_ids": changes})
            self._call(id_, "action_post")

    def change_date(self, id_: int, day: date) -> None:
        """Give a posted entry another accounting date, and so a new name if the period is another."""
        with self.database.store.transaction():
            self._call(id_, "button_draft")
            self._model(MOVE, id_).write({"name": False, "date": day})
            self._call(id_, "action_post")

    def delete(self, id_: int) -> None:
        """Delete an entry, which leaves no trace."""
        with self.database.store.transaction():
            [entry] = self._model(MOVE, id_).read(["state"])
            if entry["state"] == "posted":
                self._call(id_, "button_draft")
            self._model(MOVE, id_).unlink()

    def rename_account(self, code: str, name: str) -> None:
        """Give an account another name."""
        with self.database.store.transaction():
            self._model("account.account", self._account(code)).write({"name": name})

    def _values(self, entry: Entry) -> dict[str, Any]:
        return {
            "journal_id": self._journal(entry.journal),
            "date": entry.date,
            "invoice_date": entry.invoice_date or False,
            "ref": entry.ref or False,
            "line_ids": [[0, 0, self._line(line)] for line in entry.lines],
        }

    def _line(self, line: Line) -> dict[str, Any]:
        if not line.account:
            return {"display_type": line.display_type, "name": line.label}
        return {
            "account_id": self._account(line.account),
            "balance": Decimal(line.amount) / self._minor_units,
            "name": line.label or False,
        }

    def _account(self, code: str) -> int:
        return self._only("account.account", [("code", "=", code)])

    def _journal(self, code: str) -> int:
        return self._only("account.journal", [("code", "=", code), ("company_id", "=", self.company)])

    def _only(self, model: str, domain: list[Any]) -> int:
        found = self._model(model).search(domain, limit=1)
        if not found:
            raise LookupError(f"no {model} with {domain} in company {self.company} of {self.database.name!r}")
        return int(found[0])

    def _call(self, id_: int, method: str) -> None:
        getattr(self._model(MOVE, id_), method)()

    def _model(self, model: str, *ids: int) -> BaseModel:
        context = {"allowed_company_ids": [self.company], "active_test": False}
        return self.database.environment(self._uid, context).model(model, ids)
