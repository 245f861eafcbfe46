"""Partners: customers, suppliers, companies and users as contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import getaddresses
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.errors import (
    BrokenConstraint,
    MissingError,
    RedirectWarning,
    UserError,
    ValidationError,
    no_attribute,
    no_singleton,
    postgres_error,
    type_error,
)
from mock_odoo.models import addresses, res_partner_accounting, res_partner_bank
from mock_odoo.orm import access, companies, references
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.public import public
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import to_column

USED_IN_ACCOUNTING = "The partner cannot be deleted because it is used in Accounting"
RECURSIVE = "You cannot create recursive Partner hierarchies."
LINKED_TO_USERS = (
    "You cannot delete contacts linked to an active user.\nYou should rather archive them after archiving their "
    "associated user.\n\nLinked active users : {}"
)
DEFAULTS = {
    "type": "contact",
    "lang": "en_US",
    "autopost_bills": "ask",
    "trust": "normal",
    "partner_share": True,
    "is_company": False,
    "color": 0,
}


def _complete_name(env: Environment, alias: str) -> Sql:
    del env
    return sql("COALESCE({}, '')", column(alias, "complete_name"))


def _commercial_company_name(env: Environment, alias: str) -> Sql:
    """What the company is called that a contact belongs to, or is said to belong to."""
    del env
    return sql(
        "(SELECT CASE WHEN c.is_company THEN c.name ELSE NULLIF({}, '') END FROM res_partner AS c WHERE c.id = {})",
        column(alias, "company_name"),
        column(alias, "commercial_partner_id"),
    )


def _company_type(env: Environment, alias: str) -> Sql:
    del env
    return sql("CASE WHEN {} THEN 'company' ELSE 'person' END", column(alias, "is_company"))


def of_the_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people begin with that the context says without a word of defaults: their zone and their tags."""
    tags = context.get("category_id")
    return {"tz": context.get("tz") or False, "category_id": tags if isinstance(tags, list) or not tags else [tags]}


# References by company that are looked up wherever they are set.
BY_COMPANY = (
    "property_account_payable_id",
    "property_account_position_id",
    "property_account_receivable_id",
    "property_inbound_payment_method_line_id",
    "property_outbound_payment_method_line_id",
    "property_payment_term_id",
    "property_supplier_payment_term_id",
)


class ResPartner(BaseModel):
    """A contact; `complete_name` and `commercial_partner_id` follow from the parents."""

    model_name = "res.partner"
    renames_copies = True
    looks_up_written_fields = True
    fallbacks: ClassVar = {"trust": "normal", "autopost_bills": "ask"}
    missed_when_created = frozenset({"parent_id", *BY_COMPANY})
    missed_when_written = frozenset({"country_id", *BY_COMPANY})
    not_defaults = frozenset({"partner_share"})
    searched_names = ("complete_name", "email", "ref", "vat", "company_registry")
    searches: ClassVar = res_partner_accounting.SEARCHES
    sql_fields: ClassVar = {
        "display_name": _complete_name,
        "company_type": _company_type,
        "commercial_company_name": _commercial_company_name,
        "credit": res_partner_accounting.credit,
        "debit": res_partner_accounting.debit,
        "currency_id": res_partner_accounting.currency,
        "bank_account_count": res_partner_bank.count,
    }
    computed_fields: ClassVar = {
        "email_formatted": res_partner_accounting.formatted,
    }

    @public(observed("parity conversation context_defaults", date="2026-11-29"), model=True)
    def default_get(self, fields: Any) -> dict[str, Any]:
        """Return what a new contact begins with; below a parent it belongs to the parent's company."""
        found = super().default_get(fields)
        if not found.get("parent_id"):
            return found
        access.look(self.env, self.model_name, [found["parent_id"]])
        [above] = self.env.model(self.model_name, (found["parent_id"],)).read(["company_id"], load=None)
        return {**found, "company_id": above["company_id"]}

    def _defaults(self) -> dict[str, Any]:
        mode = self.env.context.get("res_partner_search_mode")
        ranks = {f"{mode}_rank": 1} if mode in ("customer", "supplier") else {}
        return {**super()._defaults(), **DEFAULTS, **of_the_context(self.env.context), **ranks}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        """Who belongs to a firm speaks its language and is looked after by the same person, unless told otherwise."""
        if not vals.get("parent_id"):
            return super()._completed(vals)
        parent = self.env.sudo().model(self.model_name, (vals["parent_id"],)).read(["lang", "user_id"], load=None)
        return super()._completed({**{name: parent[0][name] for name in ("lang", "user_id") if parent}, **vals})

    def _named(self, name: Any) -> dict[str, Any]:
        """An address may stand with or instead of the name."""
        if name and not isinstance(name, str):
            raise no_attribute(name, "strip")
        found = [(shown, address) for shown, address in getaddresses([name or ""]) if "@" in address]
        if not found:
            return {"name": name or ""}
        shown, address = found[0]
        return {"name": shown or address, "email": address}

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if names & {"name", "parent_id", "is_company", "type", "company_name"}:
            self._derive(ids)
        if "name" in names:
            res_partner_bank.hold(self.env, "b.partner_id", ids)
        if "email" in names:
            res_partner_accounting.normalize(self.env, ids)
        addresses.share(self.env, ids, names)

    def _derive(self, ids: Sequence[int]) -> None:
        self._refuse_recursion(ids)
        below = self._tree(ids, "p.parent_id = tree.id")
        self.env.database.store.execute_many(
            "UPDATE res_partner SET complete_name = ?, commercial_partner_id = ? WHERE id = ?",
            [(*self._derived(id_), id_) for id_ in below],
        )

    def _row(self, vals: Any, *, new: bool) -> Any:
        user = vals.get("user_id")
        if not (new and isinstance(user, float) and self._is_nobody(references.rounded(user))):
            _refuse_unlisted(user)
        row = super()._row(vals, new=new)
        if "company_type" in vals:
            to_column(self.schema.fields["company_type"], vals["company_type"])
            row["is_company"] = int(vals["company_type"] == "company")
        if vals.get("website"):
            row["website"] = addresses.of_website(vals["website"])
        return row

    def _is_nobody(self, user: int) -> bool:
        return not access.existing(self.env, self.env.schema("res.users"), [user])

    def _heeds(self, name: str, value: Any) -> bool:
        """A copy without a name is called so (observed)."""
        return name != "name" or bool(value)

    def _write(self, vals: dict[str, Any]) -> None:
        """The real server looks at a new country or parent before it writes, so there a missing one is missed."""
        _refuse_unlisted(vals.get("parent_id"))
        _look_at_parent(self.env, vals.get("parent_id"))
        _look_at_user(vals.get("user_id"))
        for name in ("country_id", "parent_id"):
            wanted = vals.get(name)
            relation = self.schema.fields[name].relation
            if isinstance(wanted, int) and wanted:
                access.look(self.env, relation, (wanted,))
        super()._write(vals)
        if len(self.ids) == 1:
            companies.refuse_nought([vals], self.env, self.schema, "read")

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create(vals_list)
        companies.refuse_nought(vals_list, self.env, self.schema, "create")
        return ids

    def _check(self, ids: Sequence[int]) -> None:
        nameless = self.env.database.store.one(
            "SELECT 1 FROM res_partner WHERE name IS NULL AND COALESCE(type, 'contact') = 'contact'"
            " AND id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )
        if nameless:
            raise BrokenConstraint(messages.PARTNER_NAME)

    def _unlink(self) -> None:
        users = self.env.database.store.all(
            "SELECT p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
            " WHERE u.active AND p.id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        if users:
            raise _linked_to(", ".join(name for (name,) in users))
        if self._is_used():
            raise UserError(USED_IN_ACCOUNTING)
        left = [id_ for id_ in self._tree(self.ids, "p.parent_id = tree.id") if id_ not in self.ids]
        super()._unlink()
        self._derive(left)

    def _is_used(self) -> bool:
        found = self.env.database.store.one(
            "SELECT 1 FROM account_move WHERE state IN ('draft', 'posted')"
            " AND partner_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        return found is not None

    def _derived(self, id_: int) -> tuple[str | None, int]:
        """Return the complete name and the commercial partner that follow from the parents, nearest first."""
        line = self.env.database.store.all(
            "WITH RECURSIVE tree(id, parent_id, name, is_company, depth, company_name) AS"
            " (SELECT id, parent_id, name, is_company, 0, company_name FROM res_partner WHERE id = ?"
            " UNION ALL SELECT p.id, p.parent_id, p.name, p.is_company, depth + 1, p.company_name FROM res_partner p"
            " JOIN tree ON p.id = tree.parent_id) SELECT id, name, is_company, company_name FROM tree ORDER BY depth",
            (id_,),
        )
        own = line[0]
        commercial = next((row for row in line if row[2]), line[-1])
        firm = commercial[1] if len(line) > 1 else own[3]  # who belongs to no firm may still name one
        name = f"{firm}, {own[1]}" if firm and not own[2] else own[1]
        return name and name.strip(), commercial[0]

    def _refuse_recursion(self, ids: Sequence[int]) -> None:
        for id_ in ids:
            row = self.env.database.store.one("SELECT parent_id FROM res_partner WHERE id = ?", (id_,))
            if row and row[0] and id_ in self._tree([row[0]], "p.id = tree.parent_id"):
                raise ValidationError(RECURSIVE)

    def _tree(self, ids: Sequence[int], step: str) -> list[int]:
        rows = self.env.database.store.all(
            "WITH RECURSIVE tree(id, parent_id) AS"
            " (SELECT id, parent_id FROM res_partner WHERE id IN (SELECT value FROM json_each(?))"
            f" UNION SELECT p.id, p.parent_id FROM res_partner p JOIN tree ON {step}) SELECT id FROM tree",
            (self.env.database.json_list(ids),),
        )
        return [id_ for (id_,) in rows]


def _refuse_unlisted(value: Any) -> None:
    """Raise what a reference ends in of which the real server cannot look at the records one by one (observed)."""
    if value is True or isinstance(value, float):
        raise type_error(f"'{type(value).__name__}' object is not iterable")


def _look_at_parent(env: Environment, value: Any) -> None:
    """Raise what a new parent ends in of which each letter, or item, is taken for a record (observed)."""
    found = list(value) if isinstance(value, str | list | dict) else []
    if len(found) > 1:
        raise no_singleton("res.partner", found)
    for one in found:
        if isinstance(hashable(one), str):
            references.refuse_new("parent_id", one)
            raise MissingError(messages.missing_record("res.partner", [repr(one)], env.uid))
        if isinstance(one, float):
            raise MissingError(messages.missing_record("res.partner", [one], env.uid))


def _look_at_user(value: Any) -> None:
    """Raise what a new user ends in who is one letter: PostgreSQL refused to look, and what comes next (observed)."""
    found = list(value) if isinstance(value, str | list) else []
    if len(found) == 1 and isinstance(found[0], str) and not found[0].isdigit():
        raise postgres_error(
            "InFailedSqlTransaction",
            "current transaction is aborted, commands ignored until end of transaction block\n",
        )


def _linked_to(users: str) -> RedirectWarning:
    """The real server's RedirectWarning, without the number of a view that the fake does not have."""
    text = LINKED_TO_USERS.format(users)
    action = {
        "type": "ir.actions.act_window",
        "res_model": "res.users",
        "context": {"create": False},
        "view_mode": "form",
    }
    return RedirectWarning(text, action, "Go to users", None)
