"""Companies: what a refusal says to somebody who looks at another company's records (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.errors import AccessError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.registry import link_table
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import quoted


def advised(env: Environment, schema: Schema, hidden: Sequence[int], error: AccessError) -> AccessError:
    """Return a refusal of hidden records with the advice to switch company, where that is what hides them."""
    outside = [company for company in _companies(env, schema, hidden) if company not in env.company_ids]
    mine = [company for company in outside if company in env.user.company_ids]
    advice = ""
    if "company_id" in schema.fields and len(outside) > 1:
        advice = messages.SOME_COMPANIES
    elif mine:
        [(name,)] = env.database.store.all("SELECT name FROM res_company WHERE id = ?", (mine[0],))
        error.context["suggested_company"] = {"id": mine[0], "display_name": name}
        advice = messages.switch_company(name)
    elif "company_id" in schema.fields and outside:
        advice = messages.ANOTHER_COMPANY
    error.message += advice
    error.arguments[0] = error.message
    return error


def _companies(env: Environment, schema: Schema, ids: Sequence[int]) -> list[int]:
    """Return the companies of records, of a model that has one for each record or of one that has several."""
    if "company_id" in schema.fields and schema.fields["company_id"].column:
        table, record, company = schema.table, "id", "company_id"
    elif "company_ids" in schema.fields:
        table, record, company = link_table(schema.fields["company_ids"]), "owner", "member"
    else:
        return []
    rows = env.database.store.all(
        f"SELECT DISTINCT {company} FROM {quoted(table)}"
        f" WHERE {record} IN (SELECT value FROM json_each(?)) AND {company} IS NOT NULL ORDER BY {company}",
        (env.database.json_list(ids),),
    )
    return [id_ for (id_,) in rows]


def refuse_nought(vals_list: Iterable[Mapping[str, Any]], env: Environment, schema: Schema, operation: str) -> None:
    """Raise what rules say of a company that is neither one nor none: a zero, or an empty mapping (observed)."""
    given = [vals.get("company_id") for vals in vals_list]
    if any(value == {} or (value == 0 and not isinstance(value, bool)) for value in given):
        raise AccessError(messages.rule_refuses(operation, env.user.name, env.user.id, schema.label, schema.model))
