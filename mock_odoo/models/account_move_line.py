"""Journal items: the lines of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import (
    analytics,
    balance,
    claims,
    derived_values,
    distribution_models,
    due_lines,
    invoices,
    line_changes,
    line_defaults,
    line_refusals,
    locks,
    manual_changes,
    matching,
    product_lines,
    reconciliation,
    statement_entries,
)
from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.errors import UserError, value_error
from mock_odoo.models import account_move_line_fields, account_move_payments, analytic_distribution
from mock_odoo.orm import access, crossovers
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.values import to_column
from mock_odoo.orm.writing import Row

PRICING = frozenset({"price_unit", "quantity", "discount", "tax_ids", "currency_id", "product_id"})


class AccountMoveLine(BaseModel):
    """A line. Amounts follow from each other: the balance decides, else debit minus credit, else the foreign amount."""

    model_name = "account.move.line"
    looks_up_written_fields = True
    searched_names = ("name", "move_id.display_name", "product_id.display_name")
    missed_when_created = frozenset({"move_id"})
    missed_when_written = frozenset({"account_id", "company_id"})
    not_defaults = frozenset(line_defaults.DEFAULTS) - {"deductible_amount", "discount"}
    looks_up_created = "move_id"
    sql_fields: ClassVar = {
        "display_name": account_move_line_fields.label,
        "is_same_currency": account_move_line_fields.same_currency,
        "payment_date": account_move_payments.line_date,
        "analytic_precision": lambda env, alias: analytic_distribution.precision(env),
    }
    computed_fields: ClassVar = {"distribution_analytic_account_ids": analytic_distribution.spread_over(model_name)}

    @public(observed("parity conversation bookkeeping_last", date="2026-11-28"))
    def write(self, vals: Any) -> bool:
        """Change the lines; that what counts keeps its taxes is said before who may change anything."""
        if not isinstance(vals, dict) or not self.ids:
            return super().write(vals)
        if not vals:
            return True
        if vals.get("account_id") and not self.env.su:
            access.check_access(self.env, "account.account", "read")
        self._look()
        if vals.get("account_id"):
            line_refusals.account(self.env, vals)
        line_refusals.taxes(self.env, self.ids, vals)
        self._look_up_written(vals)
        balance.refuse_others(vals)
        line_refusals.locked(self.env, self.ids, vals)
        derived_values.refuse_of_lines(self.env, self.ids, vals)
        moves = self._moves()
        self._refuse_documents(moves)
        manual_changes.note(self.env, moves)
        found = self._lines(*vals, "balance", "move_type")
        changed = [line["id"] for line in found if line_changes.is_changed(self.env, line, vals)]
        return not changed or super(AccountMoveLine, AccountMoveLine(self.env, tuple(changed))).write(vals)

    @public(observed("parity conversation edits_of_lines", date="2026-11-29"))
    def unlink(self) -> bool:
        """Delete the lines; those of documents by who may change the documents, and none in a locked period."""
        if self.ids:
            self._look()
            if matching.partials_of(self.env, self.ids) and not self.env.su:
                access.check_access(self.env, "account.partial.reconcile", "unlink")
            moves = self._moves()
            lines = self._lines("move_id", "parent_state")
            locks.check(self.env, {line["move_id"] for line in lines if line["parent_state"] == "posted"})
            self._refuse_documents(moves)
            manual_changes.note(self.env, moves)
        return super().unlink()

    def _check_copying(self, default: Any) -> None:
        """Who may not change a document may not put copies of its lines into it (observed)."""
        said = default.get("move_id") if isinstance(default, dict) else None
        self._refuse_documents([said] if isinstance(said, int) else self._moves())

    def _refuse_documents(self, moves: Sequence[int]) -> None:
        if self.env.context.get(balance.UNCHECKED, True):  # else who asked for it may change the document
            line_changes.refuse_documents(self.env, moves)

    @public(observed("parity conversation nobodys", date="2026-11-29"))
    def action_register_payment(self) -> dict[str, Any]:
        """Return the dialog that registers payments of the lines; it looks at them, this does not."""
        return account_move_payments.register_dialog(self.ids)

    @public(observed("section 7, reconcile"))
    def reconcile(self) -> None:
        """Set lines off against each other. Like the real server's it returns None: XML-RPC has none."""
        self._look()
        reconciliation.reconcile(self.env.sudo(), self.ids)

    @public(observed("parity, lines are taken apart"))
    def remove_move_reconcile(self) -> None:
        """Take apart what lines were reconciled with; whoever may read the lines may."""
        self._look()
        partials = matching.partials_of(self.env, self.ids)
        if partials:
            _ = self.env.language
        reconciliation.unreconcile(self.env.sudo(), [id_ for id_, _, _ in partials])

    def _look(self) -> None:
        """Raise what reading the lines ends in."""
        access.look(self.env, self.model_name, self.ids)

    def _look_up(self, vals_list: Any) -> None:
        super()._look_up(vals_list)
        asked = [vals_list] if isinstance(vals_list, dict) else vals_list
        entries = [vals["move_id"] for vals in asked if isinstance(vals, dict)] if isinstance(asked, list) else []
        known = list(dict.fromkeys(id_ for id_ in entries if isinstance(id_, int) and id_ > 0))
        if known and not self.env.su and self.env.context.get(balance.UNCHECKED, True):
            access.look(self.env, "account.move", known)
            self._refuse_documents(known)
            manual_changes.note(self.env, known)

    def _defaults(self) -> dict[str, Any]:
        return dict(line_defaults.DEFAULTS)

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        entry = line_defaults.head(self.env, to_column(self.schema.fields["move_id"], complete.get("move_id")))
        account = to_column(self.schema.fields["account_id"], vals.get("account_id"))
        if entry.is_invoice:
            claims.refuse_missing(self.env, account)
        if entry.is_invoice and "display_type" not in vals and claims.is_own(self.env, entry.kind, account):
            complete |= {"display_type": "payment_term", "quantity": 0}
            complete["sequence"] = vals.get("sequence", due_lines.SEQUENCE)
        elif complete["display_type"] != "product":
            complete["quantity"] = vals.get("quantity") or 0
        complete.setdefault("partner_id", entry.partner or False)
        usual = entry.currency if entry.is_invoice else entry.company_currency
        complete.setdefault("currency_id", usual or entry.currency)
        complete |= product_lines.completed(self.env, entry, {**vals, "currency_id": complete["currency_id"]})
        if entry.is_invoice and complete["display_type"] == "product":
            complete = line_defaults.of_an_invoice(self.env, entry, complete)
        complete.setdefault("analytic_distribution", self._usually_spread(entry, complete) or False)
        balance.refuse_opposite(complete)
        rate = entry.rate(self.env, entry.currency if entry.is_invoice else complete["currency_id"])
        return {**complete, **balance.amounts(self.env, complete, entry.company_currency, rate)}

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of a priced line of a document has the line's amount, whatever balance it is told (observed)."""
        [line] = AccountMoveLine(self.env, (id_,))._lines("move_type", "display_type")
        priced = line["move_type"] in INVOICES and line["display_type"] == "product"
        copied = super()._copied(id_, default)
        return {name: value for name, value in copied.items() if not (priced and name == "balance")}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        unknown = [name for vals in vals_list for name in vals if name not in self.schema.fields]
        if unknown:
            raise value_error(f"Invalid field {unknown[0]!r} on model {self.model_name!r}")
        with self._following([vals["move_id"] for vals in vals_list]):
            ids = super()._create(vals_list)
            invoices.price(self.env.sudo(), ids)
        self._after(ids)
        return ids

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Row:
        """A line is told its reference and its company; that this is another one than its entry's is said then."""
        told = [name for name in ("company_id", "ref") if name in vals and not new]
        own = {name: self._kept(self.schema.fields[name], vals, new=False) for name in told}
        return {**super()._row(vals, new=new), **own}

    def _write(self, vals: dict[str, Any]) -> None:
        crossovers.refuse_nameless(vals)
        line_refusals.account(self.env, vals)
        line_refusals.taxes(self.env, self.ids, vals)
        line_refusals.locked(self.env, self.ids, vals)
        self._refuse_archived(vals)
        line_refusals.no_currency(self.env, self.ids, vals)
        with self._following(self._moves(), dict.fromkeys(self.ids, vals.keys())):
            self._come_apart(vals)
            for line, taken in self._with_products(vals):
                line._write_amounts(taken)
                line._spread(taken)
            if PRICING & vals.keys():
                invoices.price(self.env.sudo(), self.ids)
        self._after(self.ids, leaving=not vals.keys().isdisjoint(balance.LEFT_BY))

    def _come_apart(self, vals: Mapping[str, Any]) -> None:
        """Take lines apart from what they are set off against when what decides that changes."""
        reconciliation.come_apart(self.env, self.ids, vals)

    def _usually_spread(self, entry: line_defaults.Head, vals: Mapping[str, Any]) -> dict[str, float]:
        """Return what models spread a line over; those that follow from others on documents are left alone."""
        if entry.is_invoice and vals.get("display_type", "product") != "product":
            return {}
        return distribution_models.of_a_line(self.env, vals, entry.company)

    def _spread(self, written: Mapping[str, Any]) -> None:
        """Spread lines over what follows from what was written, and make their analytic lines anew."""
        if "analytic_distribution" not in written and any(name in written for name in distribution_models.DECIDING):
            for line in self._lines("move_id", "display_type", *distribution_models.DECIDING):
                found = self._usually_spread(line_defaults.head(self.env, line["move_id"]), line)
                if found:
                    AccountMoveLine(self.env, (line["id"],))._write_plainly({"analytic_distribution": found})
        if "analytic_distribution" in written:
            analytics.again(self.env, self.ids)

    def _with_products(self, vals: dict[str, Any]) -> Iterator[tuple[AccountMoveLine, dict[str, Any]]]:
        """Yield the lines with what is written to them; another product or unit brings its price and taxes along."""
        if not any(name in vals for name in product_lines.TAKEN):
            yield self, vals
            return
        for line in self._lines("move_id", "product_id", "product_uom_id", "currency_id", "account_id", "display_type"):
            entry = line_defaults.head(self.env, line["move_id"])
            asked = {**line, **vals}
            asked["product_id"] = to_column(self.schema.fields["product_id"], asked["product_id"])
            if "product_uom_id" not in vals:
                asked["product_uom_id"] = product_lines.unit_of(self.env, entry, asked["product_id"])
            taken = {"product_uom_id": asked["product_uom_id"]}
            if asked["product_id"] and entry.is_invoice and line["display_type"] == "product":
                taken |= product_lines.taken_over(self.env, entry, asked)
            yield AccountMoveLine(self.env, (line["id"],)), {**taken, **vals}

    def _refuse_archived(self, vals: Mapping[str, Any]) -> None:
        """Lines that are told a currency along with what is new to them are on accounts in use (observed)."""
        if "currency_id" not in vals or "account_id" in vals:
            return
        found = self._lines(*vals)
        line_refusals.archived(self.env, [one["id"] for one in found if line_changes.is_new(self.env, one, vals)])

    def _write_amounts(self, vals: dict[str, Any]) -> None:
        balance.refuse_others(vals)
        if not balance.AMOUNTS & vals.keys() and "currency_id" not in vals:
            super()._write(vals)
            return
        for line in self._lines("move_id", "currency_id", "company_currency_id", "balance", "amount_currency"):
            entry = line_defaults.head(self.env, line["move_id"])
            rate = entry.rate(self.env, vals.get("currency_id", line["currency_id"]))
            changed = {**vals, **balance.changed_amounts(self.env, line, vals, rate)}
            AccountMoveLine(self.env, (line["id"],))._write_plainly(changed)

    def _unlink(self) -> None:
        lines = self._lines("parent_state", "move_id", "display_type")
        line_refusals.following(self.env, lines)
        if any(line["parent_state"] == "posted" for line in lines) and not self.env.context.get("force_delete"):
            raise UserError(messages.DELETE_POSTED)
        reconciliation.take_apart(self.env, self.ids)
        moves = sorted({line["move_id"] for line in lines})
        with self._following(moves):
            super()._unlink()
        self._check_entries(moves)

    def _check(self, ids: Sequence[int]) -> None:
        line_refusals.deductible(self.env, ids)
        line_refusals.accounts(self.env, ids)
        claims.check(self.env, ids)

    def _write_plainly(self, vals: dict[str, Any]) -> None:
        super()._write(vals)

    # What follows from lines: written as it is, checked by who asked for it ------------------------------------------

    def _add(self, vals_list: Sequence[dict[str, Any]]) -> None:
        """Create lines that follow from others."""
        ids = super()._create(vals_list)
        balance.refresh_residuals(self.env, ids)
        balance.refresh_prices(self.env, ids)

    def _put(self, vals: dict[str, Any]) -> None:
        """Change lines by what follows from others, as far as that is new; a balance comes with its other amount."""
        amounts = {}
        if "balance" in vals:
            net = vals["balance"]
            amounts = {"debit": max(net, Decimal(0)), "credit": max(-net, Decimal(0))}
        asked = {**vals, **amounts}
        for line in self._lines(*asked):
            new = {name: value for name, value in asked.items() if line_changes.differs(line[name], value)}
            if new:
                AccountMoveLine(self.env, (line["id"],))._write_plainly(new)
        if not asked.keys().isdisjoint(balance.LEFT_BY):
            balance.refresh_residuals(self.env, self.ids)

    def _drop(self) -> None:
        """Delete lines that nothing asks for any more; what counts keeps all of its own (observed)."""
        if any(line["parent_state"] == "posted" for line in self._lines("parent_state")):
            raise UserError(messages.DELETE_POSTED)
        if self.ids:
            super()._unlink()

    def _following(self, moves: Sequence[int], told: due_lines.Told | None = None) -> AbstractContextManager[None]:
        """Reckon the entries again behind what is done meanwhile, unless somebody above does so for all of it."""
        if self.env.context.get(balance.UNCHECKED, True):
            return invoices.following(self.env, moves, told=told)
        return nullcontext()

    def _moves(self) -> list[int]:
        rows = self.env.database.store.all(
            "SELECT DISTINCT move_id FROM account_move_line WHERE id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        return [id_ for (id_,) in rows]

    def _after(self, ids: Sequence[int], *, leaving: bool = True) -> None:
        balance.check_signs(self.env, ids)
        if leaving:
            balance.refresh_residuals(self.env, ids)
        self._check_entries(AccountMoveLine(self.env, tuple(ids))._moves())

    def _check_entries(self, entries: Sequence[int]) -> None:
        if self.env.context.get(balance.UNCHECKED, True):
            balance.refresh_totals(self.env, entries)
            balance.check(self.env, entries)
            statement_entries.follow(self.env, entries)

    def _lines(self, *fields: str) -> list[dict[str, Any]]:
        return self.env.sudo().model(self.model_name, self.ids).read(list(fields), load=None)
