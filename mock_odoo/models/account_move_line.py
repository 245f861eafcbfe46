"""Journal items: the lines of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_odoo import messages
from mock_odoo.accounting import balance
from mock_odoo.errors import ServerError, UserError, ValidationError, value_error
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.reading import labels
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import to_column

WITHOUT_ACCOUNT = ("line_section", "line_subsection", "line_note")
DEFAULTS = {"display_type": "product", "quantity": 1.0, "sequence": 100, "deductible_amount": 100.0}


def _label(env: Environment, alias: str) -> Sql:
    """The entry's name, its reference in brackets and the line's own label, as far as there are any (observed)."""
    del env
    parts = [
        sql("NULLIF({}, '/')", column(alias, "move_name")),
        sql("'(' || NULLIF({}, '') || ')'", column(alias, "ref")),
        sql("NULLIF({}, '')", column(alias, "name")),
    ]
    joined = sql("COALESCE({} || ' ', '') || COALESCE({} || ' ', '') || COALESCE({}, '')", *parts)
    return sql("COALESCE(NULLIF(trim({}), ''), 'Draft Entry')", joined)


def _same_currency(env: Environment, alias: str) -> Sql:
    del env
    return sql("({} = {})", column(alias, "currency_id"), column(alias, "company_currency_id"))


class AccountMoveLine(BaseModel):
    """A line. Amounts follow from each other: the balance decides, else debit minus credit, else the foreign amount."""

    model_name = "account.move.line"
    looks_up_written_fields = True
    reads_before_writing = True
    sql_fields: ClassVar = {"display_name": _label, "is_same_currency": _same_currency}

    def _defaults(self) -> dict[str, Any]:
        return dict(DEFAULTS)

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        if complete["display_type"] in WITHOUT_ACCOUNT:
            complete["quantity"] = 0
        entry = self._entry(to_column(self.schema.fields["move_id"], complete.get("move_id")))
        complete.setdefault("partner_id", entry["partner_id"])
        complete["currency_id"] = complete.get("currency_id") or entry["currency_id"]
        return {**complete, **balance.amounts(self.env, complete, entry["company_currency"])}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        if any("move_id" not in vals for vals in vals_list):
            raise ServerError("builtins.KeyError", "move_id")
        unknown = [name for vals in vals_list for name in vals if name not in self.schema.fields]
        if unknown:
            raise value_error(f"Invalid field {unknown[0]!r} on model {self.model_name!r}")
        ids = super()._create(vals_list)
        self._after(ids)
        return ids

    def _write(self, vals: dict[str, Any]) -> None:
        if balance.AMOUNTS & vals.keys() or "currency_id" in vals:
            for line in self._lines("currency_id", "company_currency_id", "balance", "amount_currency"):
                changed = {**vals, **balance.changed_amounts(self.env, line, vals)}
                AccountMoveLine(self.env, (line["id"],))._write_plainly(changed)
        else:
            super()._write(vals)
        self._after(self.ids)

    def _unlink(self) -> None:
        lines = self._lines("parent_state", "move_id")
        if any(line["parent_state"] == "posted" for line in lines):
            raise UserError(messages.DELETE_POSTED)
        super()._unlink()
        self._check_entries(sorted({line["move_id"] for line in lines}))

    def _check(self, ids: Sequence[int]) -> None:
        """Every line that counts has an account; a section or a note has neither account nor amount."""
        listed = self.env.database.json_list(ids)
        of_these = "id IN (SELECT value FROM json_each(?))"
        textual = ", ".join(f"'{kind}'" for kind in WITHOUT_ACCOUNT)
        store = self.env.database.store
        if store.one(
            f"SELECT 1 FROM account_move_line WHERE {of_these} AND display_type IN ({textual})"
            " AND (account_id IS NOT NULL OR balance != 0)",
            (listed,),
        ):
            raise ValidationError(messages.ACCOUNT_FORBIDDEN)
        if store.one(
            f"SELECT 1 FROM account_move_line WHERE {of_these} AND display_type NOT IN ({textual})"
            " AND account_id IS NULL",
            (listed,),
        ):
            raise ValidationError(messages.ACCOUNT_MISSING)
        self._refuse_crossover(listed)

    def _refuse_crossover(self, listed: str) -> None:
        """A line's account belongs to the line's company, or to one above it."""
        crossing = self.env.database.store.one(
            "SELECT l.id, c.name, l.account_id FROM account_move_line l JOIN res_company c ON c.id = l.company_id"
            " WHERE l.id IN (SELECT value FROM json_each(?)) AND l.account_id IS NOT NULL AND NOT EXISTS"
            " (WITH RECURSIVE up(id) AS"
            " (SELECT l.company_id UNION SELECT b.parent_id FROM res_company b JOIN up USING (id))"
            " SELECT 1 FROM account_account__company_ids o JOIN up ON up.id = o.member WHERE o.owner = l.account_id)",
            (listed,),
        )
        if crossing:
            line, company, account = crossing
            entry = labels(self.env, self.model_name, [line])[line]
            name = labels(self.env, "account.account", [account])[account]
            raise UserError(messages.company_crossover(entry, company, name))

    def _write_plainly(self, vals: dict[str, Any]) -> None:
        super()._write(vals)

    def _after(self, ids: Sequence[int]) -> None:
        balance.refresh_residuals(self.env, ids)
        lines = AccountMoveLine(self.env, tuple(ids))._lines("move_id")
        self._check_entries(sorted({line["move_id"] for line in lines}))

    def _check_entries(self, entries: Sequence[int]) -> None:
        if self.env.context.get(balance.UNCHECKED, True):
            balance.refresh_totals(self.env, entries)
            balance.check(self.env, entries)

    def _lines(self, *fields: str) -> list[dict[str, Any]]:
        return self.env.sudo().model(self.model_name, self.ids).read(list(fields), load=None)

    def _entry(self, id_: object) -> Mapping[str, Any]:
        row = self.env.database.store.one(
            "SELECT p.commercial_partner_id, m.currency_id, c.currency_id FROM account_move m"
            " JOIN res_company c ON c.id = m.company_id LEFT JOIN res_partner p ON p.id = m.partner_id WHERE m.id = ?",
            (id_,),
        )
        partner, currency, company_currency = row or (None, None, None)
        return {"partner_id": partner or False, "currency_id": currency, "company_currency": company_currency}
