"""Companies: each with a partner of its own that bears its name and address."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.accounting import branches, locks
from mock_odoo.errors import BrokenConstraint, NotInFake, RedirectWarning, UserError, ValidationError
from mock_odoo.models.nested import Nested
from mock_odoo.orm import access, references, writing
from mock_odoo.orm.arguments import items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.many2many import link
from mock_odoo.orm.model import public
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import to_column

DEFAULTS = {
    "sequence": 10,
    "font": "Lato",
    "layout_background": "Blank",
    "email_primary_color": "#FFFFFF",
    "email_secondary_color": "#875A7B",
    "fiscalyear_last_day": 31,
    "fiscalyear_last_month": "12",
    "expects_chart_of_accounts": True,
    "tax_calculation_rounding_method": "round_globally",
    "terms_type": "plain",
    "autopost_bills": True,
    "account_price_include": "tax_excluded",
}
OF_THE_PARTNER = (
    "name",
    "email",
    "phone",
    "vat",
    "street",
    "street2",
    "zip",
    "city",
    "country_id",
    "state_id",
    "website",
)
DELEGATED = ("currency_id", "fiscalyear_last_day", "fiscalyear_last_month")
NAME_UNIQUE = "The company name must be unique!"
HIERARCHY_IS_FIXED = "The company hierarchy cannot be changed."
ONE_CURRENCY = "The Currency of a subsidiary must be the same as it's root company."
HARD_LOCK_STAYS = "The Hard Lock Date cannot be removed."
OPEN_LINES = (
    "There are still unreconciled bank statement lines in the period you want to lock."
    "You should either reconcile or delete them."
)
HAS_ITEMS = "You cannot change the currency of the company since some journal items already exist"
NO_LAST_DAY = "Invalid fiscal year last day"
LEAP_YEAR = 2020  # in which every day is one
HARD_LOCK_FORWARD = "A new Hard Lock Date must be posterior (or equal) to the previous one."


def _name(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "name")


def _root(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    rows = env.database.store.all(
        "WITH RECURSIVE up(start, id, parent_id) AS"
        " (SELECT id, id, parent_id FROM res_company WHERE id IN (SELECT value FROM json_each(?))"
        " UNION SELECT up.start, c.id, c.parent_id FROM res_company c JOIN up ON c.id = up.parent_id)"
        " SELECT up.start, up.id, c.name FROM up JOIN res_company c USING (id) WHERE up.parent_id IS NULL",
        (env.database.json_list(ids),),
    )
    return {start: [root, name] for start, root, name in rows}


def _parents(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    """The companies above one, from the top down to itself."""
    above: dict[int, int | None] = dict(env.database.store.all("SELECT id, parent_id FROM res_company"))
    lines = {id_: [id_] for id_ in ids}
    for line in lines.values():
        while parent := above[line[0]]:
            line.insert(0, parent)
    return lines


def _of_the_partner(name: str) -> Any:
    """An address field of a company is that of its partner (the real server computes it)."""

    def expression(env: Environment, alias: str) -> Sql:
        del env
        partner = f"(SELECT p.{name} FROM res_partner AS p WHERE p.id = {alias}.partner_id)"
        return Sql(partner)

    return expression


NO_COPY = "Duplicating a company is not allowed. Please create a new company instead."


def _user_lock(field: str) -> Any:
    """A lock date as it holds for the calling user; the first day there is where nothing is locked."""

    def days(env: Environment, ids: Sequence[int]) -> dict[int, str]:
        ends = {id_: locks.effective(env, id_, field) for id_ in ids}
        return {id_: end if end != locks.NO_LOCK else "1-01-01" for id_, end in ends.items()}

    return days


class ResCompany(Nested):
    """A company."""

    model_name = "res.company"
    tracked_dates = locks.SOFT
    missed_when_written = frozenset({"partner_id", "currency_id", "account_fiscal_country_id"})
    sql_fields: ClassVar[Mapping[str, Any]] = {
        "display_name": _name,
        **{name: _of_the_partner(name) for name in ("street", "street2", "zip", "city", "country_id", "state_id")},
    }
    computed_fields: ClassVar = {
        "root_id": _root,
        "parent_ids": _parents,
        **{f"user_{field}": _user_lock(field) for field in (*locks.SOFT, locks.HARD)},
    }

    def _defaults(self) -> dict[str, Any]:
        row = self.env.database.store.one("SELECT currency_id FROM res_company WHERE id = ?", (self.env.company_id,))
        return {**super()._defaults(), **DEFAULTS, "currency_id": row[0] if row else False}

    @public(observed("parity, an employee makes a company"), model=True)
    def create(self, vals_list: Any) -> list[int]:
        """Create companies; their partners come first, and so does the right to make those."""
        asked = [vals_list] if isinstance(vals_list, dict) else items(vals_list)
        if any(isinstance(vals, dict) and vals.get("name") and not vals.get("partner_id") for vals in asked):
            access.check_access(self.env, "res.partner", "create")
        return super().create(vals_list)

    @public(observed("parity conversation copies", date="2026-11-28"))
    def copy(self, default: Any = None) -> list[int]:
        """Refuse to copy companies, whoever asks."""
        raise UserError(NO_COPY)

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
            if not vals.get("name"):
                raise writing.missing(self.schema, self.schema.fields["name"])
        complete = [
            {
                **self._of_the_root(vals),
                **_fiscal_country(vals),
                **vals,
                "partner_id": vals.get("partner_id") or self._new_partner(vals),
            }
            for vals in vals_list
        ]
        ids = super()._create(complete)
        field = self.env.schema("res.users").fields["company_ids"]
        for id_ in ids:
            link(self.env, field, self.env.uid, [id_])
        self.env.database.forget()
        return ids

    @public(observed("parity conversation looked_at_first", date="2026-11-29"))
    def write(self, vals: Any) -> bool:
        """Change the companies; whether the bank's lines are reconciled up to a lock is looked at before all else."""
        if self.ids and isinstance(vals, dict) and vals.get("fiscalyear_lock_date"):
            access.check_access(self.env, "account.bank.statement.line", "read")
        return super().write(vals)

    def _write(self, vals: dict[str, Any]) -> None:
        self._refuse_hard_lock(vals)
        self._refuse_lock_over_open_lines(vals)
        if "parent_id" in vals:
            raise UserError(HIERARCHY_IS_FIXED)
        self._refuse_other_currency(vals)
        super()._write(vals)
        self._settle(vals)
        address = {name: vals[name] for name in OF_THE_PARTNER if name in vals and name in self.sql_fields}
        for company in self.read(["partner_id"], load=None) if address else []:
            self.env.model("res.partner", (company["partner_id"],)).write(address)

    def _refuse_other_currency(self, vals: Mapping[str, Any]) -> None:
        """Raise UserError for another currency of a company of which, or of whose branches, something is booked."""
        for company in self.read(["currency_id"], load=None) if "currency_id" in vals else []:
            if company["currency_id"] == vals["currency_id"]:
                continue
            all_of_it = branches.below(self.env.database.root_company(company["id"]))
            query = sql("SELECT 1 FROM account_move_line WHERE company_id IN {} LIMIT 1", all_of_it)
            if self.env.database.store.one(query.code, query.values):
                raise UserError(HAS_ITEMS)

    def _settle(self, vals: Mapping[str, Any]) -> None:
        """Companies that paid no taxes anywhere do so in the first country that they are in (observed)."""
        if vals.get("country_id") and "account_fiscal_country_id" not in vals:
            taxed = self.read(["account_fiscal_country_id"], load=None)
            nowhere = tuple(company["id"] for company in taxed if not company["account_fiscal_country_id"])
            self.env.model(self.model_name, nowhere).write(_fiscal_country(vals))

    def _refuse_hard_lock(self, vals: Mapping[str, Any]) -> None:
        """A hard lock only moves forward, and over no drafts."""
        if locks.HARD not in vals:
            return
        day = to_column(self.schema.fields[locks.HARD], vals[locks.HARD])
        for company in self.read([locks.HARD]):
            if company[locks.HARD] and not day:
                raise UserError(HARD_LOCK_STAYS)
            if company[locks.HARD] and str(day) < company[locks.HARD]:
                raise UserError(HARD_LOCK_FORWARD)
            wanted = [("company_id", "child_of", company["id"]), ("state", "=", "draft"), ("date", "<=", day or False)]
            if day and self.env.sudo()["account.move"].search(wanted):
                raise NotInFake("a hard lock over drafts; the real server warns and shows a list of them")

    def _refuse_lock_over_open_lines(self, vals: Mapping[str, Any]) -> None:
        """Neither the global lock nor the hard one goes over lines of the bank that are not reconciled (observed)."""
        named = [name for name in ("fiscalyear_lock_date", locks.HARD) if name in vals]
        days = [to_column(self.schema.fields[name], vals[name]) for name in named]
        last = max((str(day) for day in days if day), default="")
        wanted = [("company_id", "child_of", list(self.ids)), ("is_reconciled", "=", False), ("date", "<=", last)]
        wanted.append(("state", "in", ["draft", "posted"]))
        found = self.env.sudo()["account.bank.statement.line"].search(wanted) if last else []
        if found:
            raise RedirectWarning(OPEN_LINES, _list_of(found), "Show Unreconciled Bank Statement Line", None)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        super()._changed(ids, names)
        self.env.database.forget()

    def _check(self, ids: Sequence[int]) -> None:
        store = self.env.database.store
        for day, month in store.all(
            "SELECT fiscalyear_last_day, fiscalyear_last_month FROM res_company"
            " WHERE fiscalyear_last_month IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        ):
            if not 1 <= (day or 0) <= monthrange(LEAP_YEAR, int(month))[1]:
                raise ValidationError(NO_LAST_DAY)
        if store.one("SELECT 1 FROM res_company GROUP BY name HAVING COUNT(*) > 1"):
            raise BrokenConstraint(NAME_UNIQUE)
        if store.one(
            "SELECT 1 FROM res_company c JOIN res_company p ON p.id = c.parent_id WHERE c.currency_id != p.currency_id"
        ):
            raise ValidationError(ONE_CURRENCY)

    def _of_the_root(self, vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a branch has of the company above it."""
        if not vals.get("parent_id"):
            return {}
        references.refuse_new("parent_id", vals["parent_id"])
        access.check_records(self.env.sudo(), self.model_name, [vals["parent_id"]], "read")
        [above] = self.env.sudo().model(self.model_name, (vals["parent_id"],)).read([*DELEGATED], load=None)
        return {name: above[name] for name in DELEGATED}

    def _new_partner(self, vals: Mapping[str, Any]) -> int:
        address = {name: vals[name] for name in OF_THE_PARTNER if name in vals}
        [partner] = self.env["res.partner"].create([{**address, "is_company": True}])
        return partner


def _list_of(lines: Sequence[int]) -> dict[str, Any]:
    """Return what the web client opens to show lines of the bank."""
    return {
        "name": "Unreconciled Transactions",
        "type": "ir.actions.act_window",
        "res_model": "account.bank.statement.line",
        "context": {"create": False},
        "view_mode": "list,form",
        "domain": [("id", "in", list(lines))],
    }


def _fiscal_country(vals: Mapping[str, Any]) -> dict[str, Any]:
    """A new company owes its taxes where it is (observed)."""
    return {"account_fiscal_country_id": vals["country_id"]} if vals.get("country_id") else {}
