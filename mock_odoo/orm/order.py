"""Orders: from a client's text (`date desc, id`) to the ORDER BY of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mock_odoo import messages
from mock_odoo.errors import NotInFake, UserError, no_text, value_error
from mock_odoo.orm import granularity
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.postgres import nulls
from mock_odoo.orm.refusals import no_part, not_stored
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.sql import Sql, column, join, quoted, sql

PATTERN = re.compile(
    r"\s*(?P<field>\w+)(\.(?P<property>\w+)|:[\w:]+)?(\s+(?P<way>asc|desc))?(\s+nulls\s+(?P<nulls>first|last))?\s*",
    re.IGNORECASE | re.ASCII,
)

PRIME = 7919


@dataclass(frozen=True)
class Term:
    """One thing to order by; `nulls` is FIRST, LAST or empty for PostgreSQL's own choice."""

    expression: Sql
    descending: bool
    nulls: str

    @property
    def sql(self) -> Sql:
        """The term as ORDER BY wants it."""
        way = "DESC" if self.descending else "ASC"
        return sql(f"{{}} {way} {nulls(way, self.nulls)}", self.expression)


def order_by(env: Environment, schema: Schema, order: object, alias: str) -> Sql:
    """Return the ORDER BY of `alias`, the model's own order if none is asked for; raise what the real server raises."""
    if order and not isinstance(order, str):
        raise no_text(order)
    terms = dict.fromkeys(term.sql for term in _terms(env, schema, str(order or schema.order), alias, ()))
    return join(", ", terms) + _ties(env, alias)  # what stands there twice decides nothing the second time


def _ties(env: Environment, alias: str) -> Sql:
    """Return what decides between rows that are equal in what is asked for: nothing, or now this and now that.

    PostgreSQL promises no order for them (documented: queries-order); in practice it often holds still.
    """
    if not env.database.ties_fall_freely:
        return Sql("")
    factor = env.database.dice.stream("ties").randrange(1, PRIME)
    return Sql(f", ({quoted(alias)}.id * {factor}) % {PRIME}")


def _terms(env: Environment, schema: Schema, order: str, alias: str, seen: tuple[str, ...]) -> Iterator[Term]:
    matches = [PATTERN.fullmatch(term) for term in order.split(",")]
    for match in matches:
        if match is None:
            raise UserError(messages.bad_order(order))
        field = schema.fields.get(match["field"])
        if field is None:
            raise value_error(f"Invalid field {match['field']!r} on model {schema.model!r}")
        if field.type in X2MANY or not field.facts.get("sortable"):
            raise not_stored(env, field)
        if match["property"] and not env.version.orders_by_raw_id:
            raise UserError(messages.bad_order(order))
        if match["property"] and field.type == "properties":
            raise NotInFake(f"ordering by a property of {schema.model}.{field.name}")
        is_part = bool(match["property"]) and field.type in ("date", "datetime")
        if match["property"] and not is_part and (field.type != "many2one" or match["property"] != "id"):
            raise no_part(field, match["property"])
        descending, where = (match["way"] or "").lower() == "desc", (match["nulls"] or "").upper()
        by_reference = field.type == "many2one" and not match["property"] and field.relation not in seen
        if by_reference and env.has(field.relation) and not env.model(field.relation).is_virtual:
            link = required_expression(env, schema, field, alias)
            if where:  # of the reference itself (observed)
                yield Term(sql("({} IS NULL)", link), where == "FIRST", "")
            yield from by_record(env, field, link, f"{alias}_by_{field.name}", seen, descending=descending)
        else:
            expression = required_expression(env, schema, field, alias)
            found = granularity.part(env, field, expression, match["property"]) if is_part else expression
            yield Term(found, descending, where)


def by_record(
    env: Environment, field: Field, link: Sql, alias: str, seen: tuple[str, ...], *, descending: bool
) -> Iterator[Term]:
    """Yield what a reference, whose SQL is `link`, is ordered by: as the records on the other side are."""
    target = env.schema(field.relation)
    table = Sql(f"{quoted(target.table)} AS {alias}")
    for term in _terms(env, target, target.order, alias, (*seen, field.relation)):
        found = sql("(SELECT {} FROM {} WHERE {} = {})", term.expression, table, column(alias, "id"), link)
        yield Term(found, term.descending != descending, "")
