"""The bookkeeper: posts, corrects, re-dates, cancels and deletes entries in a database, as a person would.

Everything goes through the methods that a client could call, in the order in which Odoo allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from twinledger.books.loading import enter_all, enter_many
from twinledger.books.wording import Wording

if TYPE_CHECKING:
    from datetime import date

    from mock_odoo.database import Database
    from mock_odoo.late_commits import LateCommit
    from mock_odoo.orm.environment import Environment
    from mock_odoo.orm.model import BaseModel
    from twinledger.books.book import Entry, Line

ADMINISTRATOR = 2
MOVE = "account.move"


class Bookkeeper:
    """Somebody who keeps the books of one company; entries are known by their id.

    What they do is stamped with the clock's time, or with `moment` (aware, UTC) if that is given.
    """

    def __init__(
        self, database: Database, company: int = 1, *, uid: int = ADMINISTRATOR, moment: datetime | None = None
    ) -> None:
        self.database = database
        self.company = company
        self._uid = uid
        self._moment = moment
        self.decimals = database.digits(database.company_currency(company))

    def of(self, company: int) -> Bookkeeper:
        """Return the same person at the books of another company of the database."""
        return Bookkeeper(self.database, company, uid=self._uid, moment=self._moment)

    # Time -------------------------------------------------------------------------------------------------------------

    def at(self, moment: datetime) -> Bookkeeper:
        """Return the same person at a moment: the clock is moved there, or what they do is stamped with the past."""
        if moment > self.database.clock.now():
            self.database.clock.advance_to(moment)
        return Bookkeeper(self.database, self.company, uid=self._uid, moment=moment)

    def wait(self, **time: float) -> None:
        """Let time pass: `wait(minutes=20)`."""
        self.database.clock.advance(timedelta(**time))

    def begin(self, work: Callable[[Bookkeeper], Any]) -> LateCommit:
        """Begin a transaction that does `work` and ends when it is told to `commit`.

        What it writes bears the time of its beginning, and ids that were taken then.
        """
        from mock_odoo.late_commits import LateCommit  # noqa: PLC0415 - books are loaded without the fake

        def done(moment: datetime) -> Any:
            return work(Bookkeeper(self.database, self.company, uid=self._uid, moment=moment))

        return LateCommit(self.database, done)

    # Entries ----------------------------------------------------------------------------------------------------------

    def enter(self, entry: Entry) -> int:
        """Create an entry in its own state (draft, posted or cancelled) and return its id."""
        return self.enter_together([entry])[0]

    def enter_together(self, entries: Iterable[Entry]) -> list[int]:
        """Create entries in one transaction, as an import does, and return their ids."""
        with self.database.store.transaction():
            return enter_all(self._environment(), entries)

    def enter_many(self, entries: Sequence[Entry]) -> None:
        """Enter thousands one after the other, past the methods that a client could call; return no ids."""
        with self.database.store.transaction():
            enter_many(self._environment(), entries)

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
            wording = Wording.of(self._environment(), lines)
            commands = [[5, 0, 0], *([0, 0, wording.line(line)] for line in lines)]
            self._model(MOVE, id_).write({"line_ids": commands})
            self._call(id_, "action_post")

    def change_amount(self, id_: int, amount: int) -> None:
        """Give the first line of a posted entry another amount (minor units), and let the last one make up for it.

        All lines keep their ids; of two lines one is the other turned around.
        """
        with self.database.store.transaction():
            self._call(id_, "button_draft")
            found = self.find("account.move.line", ("move_id", "=", id_), ("account_id", "!=", False))
            first, *between, last = sorted(found)
            kept = self._model("account.move.line", *between).read(["balance"])
            value = Decimal(amount).scaleb(-self.decimals)
            rest = -value - sum((Decimal(str(line["balance"])) for line in kept), Decimal(0))
            self._model(MOVE, id_).write({"line_ids": [[1, first, {"balance": value}], [1, last, {"balance": rest}]]})
            self._call(id_, "action_post")

    def change_date(self, id_: int, day: date) -> None:
        """Give a posted entry another accounting date, and so a new name if the period is another."""
        with self.database.store.transaction():
            self._call(id_, "button_draft")
            self._model(MOVE, id_).write({"name": False, "date": day})
            self._call(id_, "action_post")

    def refer(self, id_: int, ref: str) -> None:
        """Change the reference of an entry."""
        self.write(MOVE, id_, {"ref": ref or False})

    def renumber(self, id_: int, gap: int = 0) -> None:
        """Give a posted entry the number after the highest of its kind, `gap` numbers left out."""
        with self.database.store.transaction():
            [entry] = self._model(MOVE, id_).read(["sequence_prefix", "sequence_number", "name", "journal_id"])
            prefix, width = entry["sequence_prefix"], len(entry["name"]) - len(entry["sequence_prefix"])
            [(highest,)] = self.database.store.all(
                "SELECT MAX(sequence_number) FROM account_move WHERE journal_id = ? AND sequence_prefix = ?",
                (entry["journal_id"][0], prefix),
            )
            self._model(MOVE, id_).write({"name": f"{prefix}{highest + 1 + gap:0{width}d}"})

    def delete(self, id_: int) -> None:
        """Delete an entry, which leaves no trace."""
        with self.database.store.transaction():
            [entry] = self._model(MOVE, id_).read(["state"])
            if entry["state"] == "posted":
                self._call(id_, "button_draft")
            self._model(MOVE, id_).unlink()

    def reverse(self, id_: int, day: date) -> int:
        """Reverse a posted entry on a day and return the id of its reversal, which is posted and set off against it."""
        values = {"move_ids": [[6, 0, [id_]]], "date": day, "journal_id": self._journal_of(id_)}
        with self.database.store.transaction():
            dialog = self.create("account.move.reversal", values)
            self.call("account.move.reversal", [dialog], "refund_moves")
            [made] = self._model("account.move.reversal", dialog).read(["new_move_ids"])
            [reversal] = made["new_move_ids"]
            [entry] = self._model(MOVE, reversal).read(["state"])
            if entry["state"] == "draft":
                self._call(reversal, "action_post")
        return int(reversal)

    def turn_to_storno(self, id_: int) -> None:
        """Write an entry as storno accounting does: what is debited is a negative credit, and the other way round.

        The fake does not do so by itself.
        """
        self.database.store.execute(
            "UPDATE account_move_line SET debit = MIN(balance, 0), credit = MIN(-balance, 0) WHERE move_id = ?", (id_,)
        )

    def _journal_of(self, id_: int) -> int:
        [entry] = self._model(MOVE, id_).read(["journal_id"], load=None)
        return int(entry["journal_id"])

    def reconcile(self, *lines: int) -> None:
        """Set lines off against each other."""
        self.call("account.move.line", lines, "reconcile")

    def use_currency(self, code: str) -> str:
        """Switch a currency on, as somebody does before they use it, and return its code."""
        self.write("res.currency", self._only("res.currency", [("name", "=", code)]), {"active": True})
        return code

    # Accounts ---------------------------------------------------------------------------------------------------------

    def add_account(self, code: str, name: str, kind: str, **values: Any) -> int:
        """Add an account to the chart and return its id; `kind` is an `account_type`."""
        return self.create("account.account", {"code": code, "name": name, "account_type": kind, **values})

    def rename_account(self, code: str, name: str) -> None:
        """Give an account another name."""
        self.write("account.account", self.account(code), {"name": name})

    def renumber_account(self, code: str, new_code: str) -> None:
        """Give an account another code."""
        self.write("account.account", self.account(code), {"code": new_code})

    def change_account_type(self, code: str, kind: str) -> None:
        """Give an account another `account_type`."""
        self.write("account.account", self.account(code), {"account_type": kind})

    def archive_account(self, code: str) -> None:
        """Put an account out of use, in the way of the version."""
        has_active = "active" in self._model("account.account").schema.fields
        self.write("account.account", self.account(code), {"active": False} if has_active else {"deprecated": True})

    def share_account(self, code: str, company: int, code_there: str) -> None:
        """Let another company use an account, too, under a code of its own; since 18.0."""
        with self.database.store.transaction():
            env = self._environment().with_context(allowed_company_ids=[company, self.company])
            account = env.model("account.account", (self.account(code),))
            account.write({"company_ids": [[4, company, 0]], "code": code_there})

    # Languages --------------------------------------------------------------------------------------------------------

    def install_language(self, code: str) -> None:
        """Install a language, e.g. `nl_BE`, in which names can then be written."""
        with self.database.store.transaction():
            dialog = self.create("base.language.install", {"lang_ids": self.find("res.lang", ("code", "=", code))})
            self.call("base.language.install", [dialog], "lang_install")

    def translate(self, model: str, id_: int, language: str, values: dict[str, Any]) -> None:
        """Write translated fields of a record in an installed language."""
        with self.database.store.transaction():
            self._environment().with_context(lang=language).model(model, (id_,)).write(values)

    # Whatever else a client could do ----------------------------------------------------------------------------------

    def create(self, model: str, values: dict[str, Any]) -> int:
        """Create a record and return its id."""
        with self.database.store.transaction():
            [id_] = self._model(model).create([values])
        return int(id_)

    def write(self, model: str, id_: int, values: dict[str, Any]) -> None:
        """Change a record."""
        with self.database.store.transaction():
            self._model(model, id_).write(values)

    def call(self, model: str, ids: Sequence[int], method: str, *arguments: Any, **named: Any) -> Any:
        """Call a method of records and return its result."""
        with self.database.store.transaction():
            return getattr(self._model(model, *ids), method)(*arguments, **named)

    def find(self, model: str, *conditions: tuple[str, str, Any]) -> list[int]:
        """Return the ids of the records, archived ones too, that meet all conditions."""
        return [int(id_) for id_ in self._model(model).search(list(conditions))]

    def account(self, code: str) -> int:
        """Return the id of an account of the company; raise LookupError if there is none of that code."""
        return self._only("account.account", [("code", "=", code)])

    def journal(self, code: str) -> int:
        """Return the id of a journal of the company; raise LookupError if there is none of that code."""
        return self._only("account.journal", [("code", "=", code), ("company_id", "=", self.company)])

    def _only(self, model: str, domain: list[Any]) -> int:
        found = self._model(model).search(domain, limit=1)
        if not found:
            raise LookupError(f"no {model} with {domain} in company {self.company} of {self.database.name!r}")
        return int(found[0])

    def _call(self, id_: int, method: str) -> None:
        getattr(self._model(MOVE, id_), method)()

    def _model(self, model: str, *ids: int) -> BaseModel:
        return self._environment().model(model, ids)

    def _environment(self) -> Environment:
        context = {"allowed_company_ids": [self.company], "active_test": False}
        return self.database.environment(self._uid, context, now=self._moment)
