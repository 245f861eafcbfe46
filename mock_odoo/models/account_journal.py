"""Journals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from mock_odoo.accounting import bank_accounts, money_journals, statements
from mock_odoo.accounting.payment_defaults import MONEY
from mock_odoo.errors import BrokenConstraint, UserError, ValidationError, no_text, type_error
from mock_odoo.models.labels import by_name
from mock_odoo.orm import arguments
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import to_column

LONGEST_CODE = 5
HAS_DRAFTS = """You can not archive a journal containing draft journal entries.

To proceed:
1/ click on the top-right button 'Journal Entries' from this journal form
2/ then filter on 'Draft' entries
3/ select them all and post or delete them through the action menu"""
HAS_ENTRIES = "You can't change the company of your journal since there are some journal entries linked to it."
CODE_UNIQUE = "Journal codes must be unique per company."


def _label(env: Environment, alias: str) -> Sql:
    """The name, with the currency behind it where that is not the company's (observed)."""
    currency = sql(
        "(SELECT ' (' || r.name || ')' FROM res_currency AS r JOIN res_company AS c ON c.id = {}"
        " WHERE r.id = {} AND r.id != c.currency_id)",
        column(alias, "company_id"),
        column(alias, "currency_id"),
    )
    return sql("{} || COALESCE({}, '')", by_name("account.journal")(env, alias), currency)


def _entries(counted: str) -> Callable[[Environment, str], Sql]:
    """How many entries a journal has, or whether it has any."""

    def expression(env: Environment, alias: str) -> Sql:
        del env
        return sql(f"(SELECT {counted} FROM account_move AS m WHERE m.journal_id = {{}})", column(alias, "id"))

    return expression


# By the type of a journal: how the code begins that it gets if it is given none.
PREFIXES = {"sale": "INV", "purchase": "BILL", "general": "MISC", "bank": "BNK", "cash": "CSH", "credit": "CCD"}


def _prefix(kind: Any) -> str:
    """Return how codes of that type begin; raise what the real server ends in that looks for those of no type."""
    if not kind:
        return ""
    if arguments.hashable(kind) not in PREFIXES:
        raise type_error("unsupported operand type(s) for +: 'NoneType' and 'str'")
    return PREFIXES[kind]


class AccountJournal(BaseModel):
    """A journal of one company."""

    model_name = "account.journal"
    missed_when_written = frozenset(
        {
            "default_account_id",
            "suspense_account_id",
            "non_deductible_account_id",
            "profit_account_id",
            "loss_account_id",
            "bank_account_id",
        }
    )
    companies_first = True
    renames_copies = True
    searched_names = ("name", "code")
    sql_fields: ClassVar = {
        "display_name": _label,
        "entries_count": _entries("COUNT(*)"),
        "has_entries": _entries("COUNT(*) > 0"),
        "has_invalid_statements": statements.has_invalid,
        "has_posted_entries": _entries("COALESCE(SUM(m.state = 'posted'), 0) > 0"),
    }
    computed_fields: ClassVar = {
        "inbound_payment_method_line_ids": money_journals.method_lines("inbound"),
        "outbound_payment_method_line_ids": money_journals.method_lines("outbound"),
        "available_payment_method_ids": money_journals.available_methods,
        "selected_payment_method_codes": money_journals.selected_codes,
    }

    def _defaults(self) -> dict[str, Any]:
        return {
            **super()._defaults(),
            "company_id": self.env.company_id,
            "sequence": 10,
            "color": 0,
            "invoice_reference_type": "invoice",
            "invoice_reference_model": self._reference_model(),
            "bank_statements_source": "undefined",
            "show_on_dashboard": True,
        }

    def _reference_model(self) -> str:
        """The first way of numbering whose name begins as the company's country does, if only by chance (observed)."""
        row = self.env.database.store.one(
            "SELECT LOWER(k.code) FROM res_company c JOIN res_partner p ON p.id = c.partner_id"
            " JOIN res_country k ON k.id = p.country_id WHERE c.id = ?",
            (self.env.company_id,),
        )
        ways = [way for way, _ in self.schema.fields["invoice_reference_model"].facts["selection"]]
        return next((str(way) for way in ways if row and way.startswith(row[0])), "odoo")

    def _heeds(self, name: str, value: Any) -> bool:
        """A copy is called so whatever name it is given; a code must be a text (observed)."""
        if name == "code" and not isinstance(value, str):
            raise no_text(value)
        return name != "name"

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        values = super()._copied(id_, default)
        if "code" in values and "code" not in default:
            values["code"] = self._code_after(str(values["code"]), values.get("company_id"))
        return values

    def _code_after(self, code: str, company: Any) -> str:
        """Return the next free code of the letters with a number, of five characters at most (observed)."""
        start = "".join(letter for letter in code if not letter.isdigit())
        codes = (f"{start[: LONGEST_CODE - len(str(number))]}{number}" for number in count(1))
        return next(code for code in codes if not self._is_taken(code, company))

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        """Sales and purchases number their credit notes apart, money its payments (observed)."""
        complete = super()._completed(vals)
        complete.setdefault("refund_sequence", complete.get("type") in ("sale", "purchase"))
        complete.setdefault("payment_sequence", complete.get("type") in ("bank", "cash", "credit"))
        company = to_column(self.schema.fields["company_id"], complete["company_id"]) or self.env.company_id
        complete = bank_accounts.of_a_journal(self.env, {**complete, "company_id": company})
        return money_journals.completed(self.env, complete)

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        vals_list = self._with_codes(vals_list)
        ids = super()._create(vals_list)
        for id_, vals in zip(ids, vals_list, strict=True):
            money_journals.offer_payments(self.env, id_, {**self._context_defaults(), **vals})
            bank_accounts.check_journal(self.env, id_, new=True)
        return ids

    def _with_codes(self, vals_list: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the values of new journals; those without a code get the next one of their type (observed)."""
        given: list[dict[str, Any]] = []
        for vals in vals_list:
            known = {**self._context_defaults(), **vals}
            prefix = "" if "code" in known else _prefix(known.get("type"))
            if prefix:
                taken = [other.get("code") for other in given]
                codes = (f"{prefix}{number}" for number in count(1))
                company = known.get("company_id")
                free = (code for code in codes if code not in taken and not self._is_taken(code, company))
                given.append({**vals, "code": next(free)})
            else:
                given.append(vals)
        return given

    def _is_taken(self, code: str, company: Any) -> bool:
        """Tell whether a journal of a company, the current one if none is named, has a code, be it archived."""
        journals = self.env.sudo().with_context(active_test=False)["account.journal"]
        return bool(journals.search([("code", "=", code), ("company_id", "=", company or self.env.company_id)]))

    def _write(self, vals: dict[str, Any]) -> None:
        if "active" in vals and not vals["active"] and self._has_drafts():
            raise ValidationError(HAS_DRAFTS)
        if "company_id" in vals:
            self._refuse_other_company(vals["company_id"])
        if "currency_id" in vals:
            self._pass_currency_on(vals)
        super()._write(vals)
        if "type" in vals:
            for id_ in self.ids:
                money_journals.offer_as_typed(self.env.sudo(), id_)
        if "bank_account_id" in vals:
            for id_ in self.ids:
                bank_accounts.check_journal(self.env, id_, new=False)

    def _pass_currency_on(self, vals: Mapping[str, Any]) -> None:
        """Where there is money, the account of a journal takes over its new currency, or its having none (observed)."""
        currency = to_column(self.schema.fields["currency_id"], vals["currency_id"])
        for journal in self.env.sudo().model(self.model_name, self.ids).read(["type", "default_account_id"], load=None):
            account = to_column(
                self.schema.fields["default_account_id"], vals.get("default_account_id", journal["default_account_id"])
            )
            if account and journal["type"] in MONEY:
                self.env.sudo().model("account.account", (int(account),)).write({"currency_id": currency})

    def _refuse_other_company(self, company: Any) -> None:
        """Raise UserError if a journal that has entries shall belong to another company (observed)."""
        for journal in self.env.sudo().model(self.model_name, self.ids).read(["company_id", "has_entries"], load=None):
            if journal["has_entries"] and journal["company_id"] != company:
                raise UserError(HAS_ENTRIES)

    def _has_drafts(self) -> bool:
        found = self.env.database.store.one(
            "SELECT 1 FROM account_move WHERE state = 'draft' AND journal_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        return found is not None

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM account_journal WHERE code IS NOT NULL GROUP BY company_id, code HAVING COUNT(*) > 1"
        ):
            raise BrokenConstraint(CODE_UNIQUE)
