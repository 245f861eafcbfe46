"""Crossovers: what is of one company refers to nothing of another, as far as the real server looks (observed)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.errors import UserError, type_error
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.reading import labels
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, column, quoted, sql

# The fields that are looked at, in the order in which they are told.
CHECKED = {
    "account.analytic.line": ("partner_id", "general_account_id"),
    "account.fiscal.position.account": ("account_dest_id",),
    "account.journal": ("default_account_id", "suspense_account_id", "profit_account_id", "loss_account_id"),
    "account.move": (
        "journal_id", "partner_id", "commercial_partner_id", "partner_shipping_id", "fiscal_position_id",
        "invoice_payment_term_id",
    ),
    "account.move.line": ("move_id", "account_id", "product_id"),
    "account.payment": ("partner_id", "destination_account_id"),
    "account.reconcile.model.line": ("account_id",),
    "account.tax.repartition.line": ("account_id",),
    "res.partner": ("property_account_receivable_id", "property_payment_term_id"),
}  # fmt: skip
ACCOUNT = "account.account"
# The companies that may own what a record refers to: its own and those above it.
UP = (
    "WITH RECURSIVE up(id) AS (SELECT {} UNION SELECT b.parent_id FROM res_company b JOIN up USING (id))"
    " SELECT 1 FROM up"
)
NAMELESS = "sequence item 0: expected str instance, bool found"
Found = tuple[int, str, Field, int]


def refuse_nameless(vals: Mapping[str, Any]) -> None:
    """Raise TypeError for 0 in the place of a company, whose name cannot be told (observed)."""
    if vals.get("company_id") == 0 and vals["company_id"] is not False:
        raise type_error(NAMELESS)


def check(env: Environment, schema: Schema, ids: Sequence[int], names: Collection[str]) -> None:
    """Raise UserError for records with a company of which one of the fields `names` leads to another company's."""
    asked = [name for name in CHECKED.get(schema.model, ()) if name in names or "company_id" in names]
    found = [one for name in asked for one in _found(env, schema, schema.fields[name], ids)]
    if found:
        raise crossed(env, schema, sorted(found, key=lambda one: ids.index(one[0])))


def crossed(env: Environment, schema: Schema, found: Sequence[Found]) -> UserError:
    """Return what is said of records, by name with their company's, whose fields lead to another company's."""
    return UserError(messages.company_crossovers(_told(env, schema, one) for one in found))


def _found(env: Environment, schema: Schema, field: Field, ids: Sequence[int]) -> Iterator[Found]:
    value = required_expression(env, schema, field, "r")
    query = sql(
        "SELECT r.id, COALESCE(c.name, ''), {} FROM {} AS r LEFT JOIN res_company AS c ON c.id = r.company_id"
        " WHERE r.id IN {} AND {}",
        value,
        Sql(quoted(schema.table)),
        env.database.id_list(ids),
        _is_elsewhere(env, field, value),
    )
    for id_, company, target in env.database.store.all(query.code, query.values):
        yield id_, company, field, target


def _is_elsewhere(env: Environment, field: Field, value: Sql) -> Sql:
    """Whether what a record (`r`) refers to is of some company, and of none that may own it.

    What is of no company refers to nothing of any, but to accounts. A value that differs by company is one of the
    current company's, whosever the record is.
    """
    owner = Sql("?", (env.company_id,)) if field.company_dependent else column("r", "company_id")
    up = sql(UP, owner)
    if field.relation == ACCOUNT:
        theirs = sql(
            "{} IS NOT NULL AND {} IS NOT NULL AND NOT EXISTS ({} JOIN account_account__company_ids AS o"
            " ON o.member = up.id WHERE o.owner = {})",
            owner, value, up, value,
        )  # fmt: skip
    else:
        target = env.schema(field.relation)
        company = required_expression(env, target, target.fields["company_id"], "o")
        other = sql("(SELECT {} FROM {} AS o WHERE o.id = {})", company, Sql(quoted(target.table)), value)
        theirs = sql("{} IS NOT NULL AND NOT EXISTS ({} WHERE up.id = {})", other, up, other)
    return theirs


def _told(env: Environment, schema: Schema, one: Found) -> tuple[str, str, str, str, str]:
    id_, company, field, target = one
    names = labels(env, schema.model, [id_]), labels(env, field.relation, [target])
    return names[0][id_], company, field.label, field.name, names[1][target]
