"""Bank statements and their lines: what the bank says, each line with an entry of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from mock_kit.provenance import observed
from mock_odoo.accounting import posting, reconciliation, statement_entries, statements
from mock_odoo.accounting.payment_defaults import MONEY
from mock_odoo.errors import UserError, ValidationError, value_error
from mock_odoo.models.account_move import AccountMove
from mock_odoo.models.labels import by_name
from mock_odoo.orm import access, references, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.schema import X2MANY
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import MONEY_SCALE

MODEL = "account.bank.statement.line"
NO_JOURNAL = "No journal could be found in company {} for any of those types: bank, cash, credit"
NO_FOREIGN_CURRENCY = "You can't provide an amount in foreign currency without specifying a foreign currency."
OF_A_SOUND_STATEMENT = (
    "You can not delete a transaction from a valid statement.\n"
    "If you want to delete it, please remove the statement first."
)
SOUND = (("is_valid", "=", True), ("is_complete", "=", True))
COUNTERPART = "counterpart_account_id"  # no field, but a new line may be told its other side by it


def _name(env: Environment, alias: str) -> Sql:
    """The name of its entry."""
    del env
    return sql("(SELECT m.name FROM account_move AS m WHERE m.id = {})", column(alias, "move_id"))


class AccountBankStatementLine(BaseModel):
    """A line of what the bank says. Like the real server's it has all fields of its entry."""

    model_name = MODEL
    searched_names = ("payment_ref",)
    sql_fields: ClassVar = {"display_name": _name}
    computed_fields: ClassVar = {"running_balance": statements.running_balances}
    not_defaults = frozenset({"amount"})

    @public(observed("parity conversation bank_statements", date="2026-11-28"))
    def action_undo_reconciliation(self) -> None:
        """Take apart what lines were matched with; their entries get the items that they had in the beginning."""
        access.look(self.env, self.model_name, self.ids)
        access.check_change(self.env, self.model_name, self.ids, "write")
        for line in statement_entries.read(self.env, self.ids):
            reconciliation.take_entries_apart(self.env, [line["move_id"]])
            statement_entries.start_anew(self.env, line)

    def _defaults(self) -> dict[str, Any]:
        return {"sequence": 1, "amount": 0}

    @public(observed("parity conversation beginnings", date="2026-11-29"), model=True)
    def default_get(self, fields: Any) -> dict[str, Any]:
        """Return what a new line would have; who asks for its journal is told so if the company has none."""
        found = super().default_get(fields)
        if "journal_id" not in fields or "journal_id" in found:
            return found
        return {**found, "journal_id": self._usual_journal()}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        return [self._enter(vals) for vals in vals_list]

    def _enter(self, vals: Mapping[str, Any]) -> int:
        """Create a line with its entry, post that, and return the line."""
        given = {**self._context_defaults(), **vals}
        counterpart = given.pop(COUNTERPART, False)
        self._check_names(given)
        complete = self._completed(given)
        references.refuse_new("journal_id", complete.get("journal_id"))
        references.refuse_new("account_id", counterpart)
        complete["journal_id"] = complete.get("journal_id") or self._usual_journal()
        other_side = counterpart or statement_entries.suspense(self.env, complete["journal_id"])
        [move] = self._moves().create([self._of_the_entry(complete, new=True)])
        [id_] = super()._create([{**self._own(complete), "move_id": move}])
        AccountBankStatementLine(self.env, (id_,))._begin(given, int(other_side))
        return id_

    def _begin(self, given: Mapping[str, Any], other_side: int) -> None:
        """Give a new line what follows, its entry its items, and let it count."""
        self._follow_currencies(given)
        [line] = statement_entries.read(self.env, self.ids)
        items = given.get("line_ids") or [[0, 0, item] for item in statement_entries.items(self.env, line, other_side)]
        entry = AccountMove(self.env.sudo(), (line["move_id"],))
        entry.write({"currency_id": line["foreign_currency_id"] or line["currency_id"], "line_ids": items})
        writing.update(self.env, entry.schema, entry.ids, {"statement_line_id": line["id"]})
        posting.leave_locked_periods(self.env.sudo(), entry.ids)
        posting.post(self.env.sudo(), entry.ids, {"posted_before": 1})
        self._refresh_statements()

    def _usual_journal(self) -> int:
        """Return the first of the company's journals of money; raise UserError if it has none."""
        wanted = [("type", "in", list(MONEY)), ("company_id", "=", self.env.company_id)]
        found: list[int] = self.env.sudo()["account.journal"].search(wanted, limit=1)
        if not found:
            [company] = self.env.sudo().model("res.company", (self.env.company_id,)).read(["name"])
            raise UserError(NO_JOURNAL.format(company["name"]))
        return found[0]

    def _write(self, vals: dict[str, Any]) -> None:
        before = self._statements()
        own, entry = self._own(vals), self._of_the_entry(vals, new=False)
        for line in statement_entries.read(self.env, self.ids) if entry else ():
            self._moves(line["move_id"]).write(entry)
        if own:
            super()._write(own)
        self._follow_currencies(vals)
        if statement_entries.PASSED_ON & vals.keys():
            statement_entries.synchronise(self.env, self.ids)
        statement_entries.refresh(self.env, self._entries())
        self._refresh_statements(before)

    def _unlink(self) -> None:
        """A line goes with its entry, even with one that counts (observed)."""
        before, entries = self._statements(), self._entries()
        if self.env["account.bank.statement"].search([("id", "in", before), *SOUND]):
            raise UserError(OF_A_SOUND_STATEMENT)
        reconciliation.take_entries_apart(self.env, entries)
        AccountMove(self.env.sudo().with_context(force_delete=True), tuple(entries)).unlink()
        self._refresh_statements(before)

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _own(self, vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return those values that a line keeps itself."""
        return {name: value for name, value in vals.items() if not self.schema.fields[name].related}

    def _of_the_entry(self, vals: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
        """Return those values that its entry keeps; the items of a new one come later."""
        fields = self.schema.fields
        found = {name: value for name, value in vals.items() if fields[name].related.startswith("move_id.")}
        if new:
            found = {name: value for name, value in found.items() if fields[name].type not in X2MANY}
            found |= {"move_type": "entry", "partner_id": vals.get("partner_id", False)}
        return found

    def _follow_currencies(self, vals: Mapping[str, Any]) -> None:
        """Set the journal's currency, and of the foreign one what it is worth; the same currency is none."""
        for line in statement_entries.read(self.env, self.ids):
            foreign = line["foreign_currency_id"]
            own = self._currency_of(line["journal_id"])
            if foreign == own:
                foreign = False
            if vals.get("amount_currency") and not foreign and not vals.get("foreign_currency_id"):
                raise ValidationError(NO_FOREIGN_CURRENCY)
            row: writing.Row = {"currency_id": own, "foreign_currency_id": foreign or None}
            writing.update(self.env, self.schema, [line["id"]], row)
            if not foreign:
                writing.update(self.env, self.schema, [line["id"]], {"amount_currency": 0})
            elif not line["amount_currency"]:
                told = {**line, "currency_id": own, "foreign_currency_id": foreign}
                worth = int(statement_entries.foreign_amount(self.env, told) * MONEY_SCALE)
                writing.update(self.env, self.schema, [line["id"]], {"amount_currency": worth})

    def _currency_of(self, journal: int) -> int:
        row = self.env.database.store.one(
            "SELECT COALESCE(j.currency_id, c.currency_id) FROM account_journal j JOIN res_company c"
            " ON c.id = j.company_id WHERE j.id = ?",
            (journal,),
        )
        return int(row[0]) if row else 0

    def _entries(self) -> list[int]:
        return [line["move_id"] for line in statement_entries.read(self.env, self.ids)]

    def _moves(self, *ids: int) -> AccountMove:
        """Return entries, of which a line changes also what is posted."""
        return cast("AccountMove", self.env.with_context(skip_readonly_check=True).model("account.move", ids))

    def _statements(self) -> list[int]:
        return statements.of_entries(self.env, self._entries())

    def _refresh_statements(self, before: Sequence[int] = ()) -> None:
        there = access.existing(self.env, self.schema, self.ids)
        now = AccountBankStatementLine(self.env, tuple(there))._statements()
        statements.refresh(self.env, sorted({*before, *now}))


class AccountBankStatement(BaseModel):
    """A statement: some lines, with the balance before and after them."""

    model_name = "account.bank.statement"
    searched_names = ("name",)
    sql_fields: ClassVar = {"display_name": by_name(model_name), "is_valid": statements.is_valid}
    computed_fields: ClassVar = {"problem_description": statements.problems}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create(vals_list)
        for id_, vals in zip(ids, vals_list, strict=True):
            self._complete(id_, {**self._context_defaults(), **vals})
        return ids

    def _complete(self, id_: int, given: Mapping[str, Any]) -> None:
        """Give a new statement what it was not told: balances that continue, and a name."""
        self._refuse_two_journals(id_)
        statements.refresh(self.env, [id_])
        store = self.env.database.store
        if "balance_start" not in given:
            start = statements.balance_before(self.env, id_)
            store.execute("UPDATE account_bank_statement SET balance_start = ? WHERE id = ?", (start, id_))
            statements.refresh(self.env, [id_])
        if "balance_end_real" not in given:
            store.execute("UPDATE account_bank_statement SET balance_end_real = balance_end WHERE id = ?", (id_,))
        if not given.get("name"):
            store.execute("UPDATE account_bank_statement SET name = ? WHERE id = ?", (self._usual_name(id_), id_))
        statements.refresh(self.env, [id_])

    def _usual_name(self, id_: int) -> str:
        row = self.env.database.store.one(
            "SELECT j.code, s.date FROM account_bank_statement s LEFT JOIN account_journal j ON j.id = s.journal_id"
            " WHERE s.id = ?",
            (id_,),
        )
        code, day = row or (None, None)
        return " ".join(filter(None, (code, "Statement", day or self.env.stamp[:10])))

    def _refuse_two_journals(self, id_: int) -> None:
        rows = self.env.database.store.all(
            "SELECT DISTINCT journal_id FROM account_bank_statement_line WHERE statement_id = ? ORDER BY id", (id_,)
        )
        if len(rows) > 1:
            listed = ", ".join(str(journal) for (journal,) in rows)
            raise value_error(f"Wrong value for account.bank.statement.journal_id: account.journal({listed})")

    def _write(self, vals: dict[str, Any]) -> None:
        super()._write(vals)
        for id_ in self.ids:
            self._refuse_two_journals(id_)
        statements.refresh(self.env, self.ids)

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Any:
        """Journal and company follow from the lines, whatever a client says."""
        told = {name: value for name, value in vals.items() if name not in ("journal_id", "company_id")}
        return super()._row(told, new=new)
