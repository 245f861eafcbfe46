"""Accounts: one record can belong to several companies, with a code of its own in each.

Before 18.0 an account has one company and one code. The fake keeps both as if the account could have more of them, so
that whoever works with its tables finds them in one place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import reconcilable
from mock_odoo.errors import AccessError, NotInFake, UserError, ValidationError, no_attribute, value_error
from mock_odoo.models import account_account_fields as fields
from mock_odoo.models import account_code_mapping, account_codes
from mock_odoo.models.account_searches import SEARCHES
from mock_odoo.orm import arguments
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.postgres import json_array, undefined_operator
from mock_odoo.orm.values import to_column

CODE_SHAPE = re.compile(r"[A-Za-z0-9.]+")
BAD_CODE = "The account code can only contain alphanumeric characters and dots."
CODE_MISSING = "The code must be set for every company to which this account belongs."
NAME_ALONE = "Please create new accounts from the Chart of Accounts menu."
NEEDED_THERE = "You can't unlink this company from this account since there are some journal items linked to it."
WITHOUT_COMPANY = "The following accounts must be assigned to at least one company:"
OTHER_CURRENCY = (
    "You cannot set a currency on this account as it already has some journal entries having a different foreign "
    "currency."
)
NOT_RECONCILABLE = "You cannot have a receivable/payable account that is not reconcilable."
OF_A_JOURNAL = "You cannot change the type of an account set as Bank Account on a journal to Receivable or Payable."
OF_A_TAX = 'You cannot remove/deactivate the accounts "{}" which are set on a tax repartition line.'
OFF_BALANCE = "An Off-Balance account can not {}"
HAS_ITEMS = "You cannot perform this action on an account that contains journal items."
OPENING = ("opening_debit", "opening_credit", "opening_balance")
CODING = frozenset({"code", "company_id", "company_ids"})  # what is looked at again when it is written
ALWAYS_RECONCILED = ("asset_receivable", "liability_payable")
NEVER_RECONCILED = ("income", "expense", "equity", "asset_cash", "liability_credit_card", "off_balance")


def _reconciled(vals: Mapping[str, Any]) -> dict[str, bool]:
    """Return whether an account of another type is reconciled, where the type decides (observed)."""
    kind = str(vals.get("account_type") or "")
    if kind in ALWAYS_RECONCILED:
        return {"reconcile": True}
    return {"reconcile": False} if kind.startswith(NEVER_RECONCILED) else {}


def _without_mapping(vals: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in vals.items() if name != "code_mapping_ids"}


class NobodysAccountError(ValidationError):
    """An account belongs to no company."""


class OpenAccountError(ValidationError):
    """Claims or debts stand on an account that is not reconciled."""


class AccountAccount(BaseModel):
    """An account."""

    model_name = "account.account"
    companies_first = True
    searched_names = ("name", "code", "display_name")
    searched_beginnings = ("code", "display_name")
    sql_fields: ClassVar = fields.SQL_FIELDS
    computed_fields: ClassVar = fields.COMPUTED_FIELDS
    searches: ClassVar = SEARCHES
    looks_for_ids = frozenset({"used"})
    _guessed: dict[str, str]  # types, by code, while accounts are created

    def _defaults(self) -> dict[str, Any]:
        company = self.env.company_id
        companies = {"company_ids": [company]} if self.env.version.accounts_are_shared else {"company_id": company}
        return {**super()._defaults(), **companies, "non_trade": False}

    @public(observed("parity conversation beginnings", date="2026-11-29"), model=True)
    def default_get(self, fields: Any) -> dict[str, Any]:
        """Return what a new account would have, with a code for each company of the user."""
        mine = self.env.user.company_ids
        codes = [[0, 0, {"company_id": company}] for company in mine]
        shown = self._of_the_schema({"code_mapping_ids": codes, "display_mapping_tab": len(mine) > 1})
        return {**super().default_get(fields), **{name: value for name, value in shown.items() if name in fields}}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        self._check_type(complete.get("account_type"))
        if "account_type" not in complete and complete.get("code"):  # without either it has neither (observed)
            complete["account_type"] = self._type_before(str(complete.get("code") or ""))
        if "reconcile" not in complete:
            complete["reconcile"] = complete.get("account_type") in ALWAYS_RECONCILED
        return complete

    def _check_type(self, kind: Any) -> None:
        """The real server looks at the group that a type begins with before it looks at the type (observed)."""
        if kind and not isinstance(kind, str):
            raise no_attribute(kind, "split")
        group = kind.partition("_")[0] if isinstance(kind, str) else ""
        if group and group not in self.schema.fields["internal_group"].selection:
            raise value_error(f"Wrong value for account.account.internal_group: {group!r}")

    def _type_before(self, code: str) -> str:
        """Return the type of the account whose code comes just before, as the real server guesses it (observed)."""
        if code not in self._guessed:
            found = self.env.sudo()["account.account"].search_read(
                [("code", "<", code), ("code", "!=", False)], ["account_type"], order="code desc", limit=1
            )
            self._guessed[code] = str(found[0]["account_type"]) if found else "asset_current"
        return self._guessed[code]

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Any:
        """A code is kept as an entry of `code_store`: of a new account in its companies, later in the current one."""
        opened = next((name for name in OPENING if vals.get(name)), None)
        if opened is not None:
            raise NotInFake(f"the opening entry that account.account.{opened} is written to")
        if not self.env.version.accounts_are_shared:
            return super()._row(vals, new=new)
        if new:
            return {**super()._row(vals, new=new), "code_store": account_codes.of_new(self.env, self.schema, vals)}
        return super()._row({**vals, "code_store": vals["code"]} if "code" in vals else vals, new=new)

    def _write_elsewhere(self, written: Sequence[tuple[int, Mapping[str, Any]]], *, new: bool) -> None:
        """No table has the codes by company."""
        super()._write_elsewhere([(id_, _without_mapping(vals)) for id_, vals in written], new=new)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if not self.env.version.accounts_are_shared and names & {"code", "company_id"}:
            self._keep_as_shared(ids)
        if "company_ids" in names and self._has_lines_elsewhere(ids):
            raise UserError(NEEDED_THERE)

    def _keep_as_shared(self, ids: Sequence[int]) -> None:
        """Keep the one company and the one code where those of an account of several companies stand."""
        store, listed = self.env.database.store, self.env.database.json_list(ids)
        of_these = "(SELECT value FROM json_each(?))"
        codes = "json_object(CAST(company_id AS TEXT), code)"
        store.execute(f"DELETE FROM account_account__company_ids WHERE owner IN {of_these}", (listed,))
        store.execute(
            "INSERT INTO account_account__company_ids"
            f" SELECT id, company_id FROM account_account WHERE id IN {of_these}",
            (listed,),
        )
        store.execute(f"UPDATE account_account SET code_store = {codes} WHERE id IN {of_these}", (listed,))

    def _check(self, ids: Sequence[int]) -> None:
        self._refuse_without_company(ids)
        self._refuse_open_without_reconciliation(ids)
        codes = self._codes(ids)
        if any(code and not CODE_SHAPE.fullmatch(code) for _, _, code in codes):
            raise ValidationError(BAD_CODE)
        if any(not code for _, _, code in codes):
            raise ValidationError(CODE_MISSING)
        self._refuse_off_balance(ids)

    def _refuse_off_balance(self, ids: Sequence[int]) -> None:
        """What stands off the balance sheet is neither reconciled nor taxed (observed)."""
        for reconciled, taxed in self.env.database.store.all(
            "SELECT a.reconcile, EXISTS (SELECT 1 FROM account_account__tax_ids t WHERE t.owner = a.id)"
            " FROM account_account a WHERE a.account_type = 'off_balance'"
            " AND a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id",
            (self.env.database.json_list(ids),),
        ):
            if reconciled or taxed:
                raise UserError(OFF_BALANCE.format("be reconcilable" if reconciled else "have taxes"))

    def _refuse_duplicates(self, ids: Sequence[int]) -> None:
        """Raise ValidationError for a code that another account has; archived ones have theirs besides (observed)."""
        if duplicates := self._duplicates(ids):
            raise ValidationError(messages.duplicate_codes(duplicates))

    def _check_copying(self, default: Any) -> None:
        """The codes of copies are looked for in the companies to which these will belong (observed)."""
        if isinstance(default, dict) and "company_ids" in default and "code" not in default:
            for id_ in self.ids:
                account_codes.of_copy(self.env, self.schema, id_, default["company_ids"])

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        values = super()._copied(id_, default)
        [account] = self.env.model(self.model_name, (id_,)).read(["name", "company_ids"])
        codes = account_codes.of_copy(self.env, self.schema, id_, default.get("company_ids", account["company_ids"]))
        return {"code_mapping_ids": codes, **values, "name": default.get("name", f"{account['name']} (copy)")}

    def _named(self, name: Any) -> dict[str, Any]:
        raise ValidationError(NAME_ALONE)

    def _has_lines_elsewhere(self, ids: Sequence[int]) -> bool:
        """Tell whether a company, of which and above which an account has none, has lines on it."""
        found = self.env.database.store.one(
            "SELECT 1 FROM account_move_line l WHERE l.account_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
            " (WITH RECURSIVE up(id) AS"
            " (SELECT l.company_id UNION SELECT b.parent_id FROM res_company b JOIN up USING (id))"
            " SELECT 1 FROM account_account__company_ids o JOIN up ON up.id = o.member WHERE o.owner = l.account_id)",
            (self.env.database.json_list(ids),),
        )
        return found is not None

    def _refuse_without_company(self, ids: Sequence[int]) -> None:
        names = self.env.database.store.all(
            "SELECT name FROM account_account WHERE id IN (SELECT value FROM json_each(?))"
            " AND id NOT IN (SELECT owner FROM account_account__company_ids)",
            (self.env.database.json_list(ids),),
        )
        if names:
            raise NobodysAccountError("\n- ".join([WITHOUT_COMPANY, *(name or "False" for (name,) in names)]))

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        """What a new account must fulfil is asked before it has its code, where it belongs (observed)."""
        seen = self._where_they_belong(vals_list)
        seen._guessed = {}  # by code: none of the new ones is there yet
        try:
            ids = super(AccountAccount, seen)._create(vals_list)
        except OpenAccountError:
            raise ValidationError(f"{NOT_RECONCILABLE} (account code: False)") from None
        self._refuse_duplicates(ids)
        return ids

    def _where_they_belong(self, vals_list: Sequence[Mapping[str, Any]]) -> AccountAccount:
        """Return the accounts in an environment that sees their companies, too, if these are the user's (observed)."""
        if not self.env.version.accounts_are_shared:
            return self
        said = [id_ for vals in vals_list for id_ in account_codes.linked(self.schema, vals.get("company_ids"))]
        others = [id_ for id_ in said if id_ in self.env.user.company_ids]
        seen = dict.fromkeys((*self.env.company_ids, *others))
        return AccountAccount(self.env.with_context(allowed_company_ids=[*seen])) if others else self

    def _write(self, vals: dict[str, Any]) -> None:
        if vals.get("account_type") in ALWAYS_RECONCILED and self._is_of_a_journal():
            raise ValidationError(OF_A_JOURNAL)
        if vals.get("currency_id") is True:
            raise undefined_operator("integer", "<>", "boolean")
        currency = arguments.hashable(vals["currency_id"]) if vals.get("currency_id") else None
        self._refuse_other_currency(to_column(self.schema.fields["currency_id"], currency))
        for id_ in self.ids if "code_mapping_ids" in vals else ():
            account_code_mapping.carry_out(self.env, id_, vals["code_mapping_ids"])
        try:
            with reconcilable.switching(self.env, self.ids, vals):
                super()._write({**_reconciled(vals), **_without_mapping(vals)})
        except NobodysAccountError:  # which who takes the last company away does not see any more (observed)
            user = self.env.user
            message = messages.rule_refuses("read", user.name, user.id, self.schema.label, self.model_name)
            raise AccessError(message) from None
        if CODING & vals.keys():
            self._refuse_duplicates(self.ids)

    def _is_of_a_journal(self) -> bool:
        """Tell whether a journal books on one of the accounts by default."""
        found = self.env.database.store.one(
            "SELECT 1 FROM account_journal WHERE default_account_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        return found is not None

    def _refuse_other_currency(self, currency: Any) -> None:
        if currency and self.env.database.store.one(
            "SELECT 1 FROM account_move_line WHERE currency_id != ? AND account_id IN (SELECT value FROM json_each(?))",
            (currency, self.env.database.json_list(self.ids)),
        ):
            raise UserError(OTHER_CURRENCY)

    def _refuse_open_without_reconciliation(self, ids: Sequence[int]) -> None:
        found = self.env.sudo().model(self.model_name, tuple(ids)).read(["account_type", "reconcile", "code"])
        for account in found:
            if account["account_type"] in ALWAYS_RECONCILED and not account["reconcile"]:
                raise OpenAccountError(f"{NOT_RECONCILABLE} (account code: {account['code']})")

    def _unlink(self) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM account_move_line WHERE account_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        ):
            raise UserError(HAS_ITEMS)
        self._refuse_of_a_tax()
        super()._unlink()

    def _refuse_of_a_tax(self) -> None:
        """Raise UserError if a tax is booked on one of the accounts; all that were to go are named (observed)."""
        if self.env.database.store.one(
            "SELECT 1 FROM account_tax_repartition_line WHERE account_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        ):
            found = self.env.sudo().model(self.model_name, self.ids).read(["code", "name"])
            raise UserError(OF_A_TAX.format(", ".join(f"{account['code']} - {account['name']}" for account in found)))

    def _codes(self, ids: Sequence[int]) -> list[tuple[int, int, Any]]:
        """Return account, company and code for every company that an account belongs to."""
        return self.env.database.store.all(
            "SELECT a.id, c.member, json_extract(a.code_store, '$.\"' || c.member || '\"')"
            " FROM account_account a JOIN account_account__company_ids c ON c.owner = a.id"
            " WHERE a.id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )

    def _duplicates(self, ids: Sequence[int]) -> list[str]:
        """Return the codes that two of these have in a company, else those that other accounts in use have."""
        codes = [(company, code) for _, company, code in self._codes(ids)]
        if twice := {code for (_, code), count in Counter(codes).items() if count > 1}:
            return sorted(twice)
        others = self.env.database.store.all(
            "SELECT DISTINCT a.id, c.member, json_extract(a.code_store, '$.\"' || c.member || '\"') AS code"
            " FROM account_account a JOIN account_account__company_ids c ON c.owner = a.id"
            " WHERE COALESCE(a.active, 1) AND code IN (SELECT value FROM json_each(?))"
            " AND a.id NOT IN (SELECT value FROM json_each(?))",
            (json_array(sorted({code for _, code in codes})), self.env.database.json_list(ids)),
        )
        found = {(id_, code) for id_, company, code in others if (company, code) in codes}
        return sorted(code for _, code in found)
