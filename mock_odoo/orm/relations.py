"""Relations: where the links of a one2many or many2many field are kept, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass

from mock_odoo.orm.domain import ALL, Node, parse
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import not_in_sql
from mock_odoo.orm.registry import is_turned, link_table
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import Sql, quoted


@dataclass(frozen=True)
class Links:
    """A table of links: the column of the record that has the field, and that of the records it lists."""

    table: Sql
    owner: Sql
    member: Sql


def links_of(env: Environment, field: Field) -> Links:
    """Return the links of an x2many field; raise for one that is computed what a query for it ends in."""
    if field.type == "one2many" and field.inverse and env.schema(field.relation).fields[field.inverse].column:
        table = env.schema(field.relation).table
        return Links(Sql(quoted(table)), Sql(quoted(field.inverse)), Sql('"id"'))
    if field.type == "many2many" and field.store:
        owner, member = ("member", "owner") if is_turned(field) else ("owner", "member")
        return Links(Sql(quoted(link_table(field))), Sql(owner), Sql(member))
    raise not_in_sql(env, field)


def beyond(env: Environment, field: Field) -> Environment:
    """Return the environment in which the other side of a field is looked at: some also show what is archived."""
    return env.with_context(active_test=False) if field.shows_archived else env


def members_of(env: Environment, field: Field) -> Node:
    """Return the tree that the records on the other side fulfil beside being linked, also where one searches."""
    inverse = env.schema(field.relation).fields.get(field.inverse)
    if inverse is not None and inverse.type == "many2one_reference":
        return parse([("res_model", "=", field.model)])
    return parse(list(field.members)) if field.members else ALL
