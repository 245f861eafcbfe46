"""Payment terms: in how many parts, and when, an invoice is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import UserError, ValidationError
from mock_odoo.models.labels import by_id, by_name
from mock_odoo.orm import commands, companies
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.values import to_column

NO_DAY = "The days added must be a number and has to be between 0 and 31."
NO_DAY_OF_A_MONTH = "The days added must be between 0 and 31."
PERCENTAGES = "Percentages on the Payment Terms lines must be between 0 and 100."
ONE_LINE = "The Early Payment Discount functionality can only be used with payment terms using a single 100% line. "
NO_DISCOUNT = "The Early Payment Discount must be strictly positive."
NO_DAYS = "The Early Payment Discount days must be strictly positive."
NOT_ALL = "The Payment Term must have at least one percent line and the sum of the percent must be 100%."
IN_USE = (
    "Uh-oh! Those payment terms are quite popular and can't be deleted since there are still some records referencing "
    "them. How about archiving them instead?"
)
TERM_DEFAULTS = {
    "sequence": 10,
    "display_on_invoice": True,
    "discount_percentage": 2.0,
    "discount_days": 10,
}
WHOLE = {"value": "percent", "value_amount": 100.0, "nb_days": 0}
CONSTRAINED = frozenset({"line_ids", "early_discount"})  # not the percentage alone (observed)
REDUCTIONS = {"BE": "mixed", "NL": "excluded"}


class AccountPaymentTerm(BaseModel):
    """Payment terms. How a discount for early payment is reckoned follows from the company's country (observed)."""

    model_name = "account.payment.term"
    missed_when_written = frozenset({"company_id"})
    renames_copies = True
    sql_fields: ClassVar = {"display_name": by_name("account.payment.term")}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), **TERM_DEFAULTS}

    def _shown_defaults(self) -> dict[str, Any]:
        return {
            **super()._shown_defaults(),
            "example_date": self.env.today,
            "line_ids": [[commands.CREATE, 0, dict(WHOLE)]],
        }

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        complete.setdefault("line_ids", [[0, 0, WHOLE]])
        complete.setdefault("early_pay_discount_computation", self._usual_reduction(complete.get("company_id")))
        return complete

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create(vals_list)
        companies.refuse_nought(vals_list, self.env, self.schema, "create")
        return ids

    def _write(self, vals: dict[str, Any]) -> None:
        if "company_id" in vals:
            usual = self._usual_reduction(to_column(self.schema.fields["company_id"], vals["company_id"]))
            vals = {"early_pay_discount_computation": usual, **vals}
        super()._write(vals)

    def _heeds(self, name: str, value: Any) -> bool:
        """A copy is called so whatever name it is given (observed)."""
        del value
        return name != "name"

    def _unlink(self) -> None:
        """Terms that an entry has stay (observed)."""
        wanted = self.env.database.json_list(self.ids)
        store = self.env.database.store
        if store.one(
            "SELECT 1 FROM account_move WHERE invoice_payment_term_id IN (SELECT value FROM json_each(?))", (wanted,)
        ):
            raise UserError(IN_USE)
        super()._unlink()

    def _usual_reduction(self, company: Any) -> str:
        """Return how the country has a discount reckoned: the company's, else that of the user's (observed)."""
        companies = (company or self.env.company_id, self.env.company_id, self.env.user.company_id)
        asked = self.env.sudo().model("res.company", tuple(dict.fromkeys(companies)))
        codes = [record["country_code"] for record in asked.read(["country_code"])]
        return REDUCTIONS.get(next(filter(None, codes), ""), "included")

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        super()._changed(ids, names)
        if names & CONSTRAINED:
            self._refuse_odd(ids)

    def _refuse_odd(self, ids: Sequence[int]) -> None:
        """Raise ValidationError for parts that are not the whole, or a discount that cannot be given."""
        asked = ["early_discount", "discount_percentage", "discount_days"]
        for term in self.env.sudo().model(self.model_name, tuple(ids)).read(asked):
            lines = self.env.database.store.all(
                "SELECT value, value_amount FROM account_payment_term_line WHERE payment_id = ?", (term["id"],)
            )
            percentages = [amount or 0.0 for kind, amount in lines if kind == "percent"]
            if any(not 0 <= amount <= 100 for amount in percentages):
                raise ValidationError(PERCENTAGES)
            if not percentages or round(sum(percentages), 2) != 100:
                raise ValidationError(NOT_ALL)
            if term["early_discount"] and len(lines) > 1:
                raise ValidationError(ONE_LINE)
            if term["early_discount"] and term["discount_percentage"] <= 0:
                raise ValidationError(NO_DISCOUNT)
            if term["early_discount"] and term["discount_days"] <= 0:
                raise ValidationError(NO_DAYS)


class AccountPaymentTermLine(BaseModel):
    """A part of payment terms."""

    model_name = "account.payment.term.line"
    sql_fields: ClassVar = {"display_name": by_id(model_name)}

    def _defaults(self) -> dict[str, Any]:
        return {"value": "percent", "delay_type": "days_after", "days_next_month": "10"}

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        super()._changed(ids, names)
        if "days_next_month" in names:
            for line in self.env.model(self.model_name, tuple(ids)).read(["days_next_month"]):
                _refuse_odd_day(line["days_next_month"])

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        """What is not said of a line follows from those before it: the rest to 100 %, thirty days later (observed)."""
        complete = super()._completed(vals)
        before = self.env.database.store.one(
            "SELECT SUM(value_amount), MAX(nb_days) FROM account_payment_term_line WHERE payment_id = ?"
            " AND value = 'percent'",
            (complete.get("payment_id"),),
        )
        percent, days = before or (None, None)
        return {"value_amount": 100.0 - (percent or 0.0), "nb_days": (days or 0) + 30, **complete}


def _refuse_odd_day(said: Any) -> None:
    """Raise ValidationError for what is no day of a month; 0 is its end (observed)."""
    if not said or not said.isdecimal():
        raise ValidationError(NO_DAY)
    if int(said) > 31:
        raise ValidationError(NO_DAY_OF_A_MONTH)
