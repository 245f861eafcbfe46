"""Distributions: conditions on fields that spread an amount over records, the keys of an object (observed)."""

from __future__ import annotations

from mock_odoo.errors import NotInFake, UserError
from mock_odoo.orm.arguments import collection
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.postgres import json_array
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import TRUE, Sql, sql
from mock_odoo.orm.stages import LOOKING, raised
from mock_odoo.orm.values import DISTRIBUTION

NOT_SUPPORTED = "Operation not supported"
NAMED = (
    "EXISTS (SELECT 1 FROM json_each(COALESCE({}, '{{}}')) AS d JOIN json_each(?) AS w"
    " ON instr(',' || d.key || ',', ',' || w.value || ','))"
)


def compared(field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return what holds where an amount is spread over one of the records with some ids, alone or with others.

    Raises UserError for what the real server does not support, NotInFake for names of records.
    """
    if field.name != DISTRIBUTION:
        raise NotInFake(f"searching in {field.model}.{field.name}")
    if condition.operator in ("like", "ilike") and not condition.value:
        return TRUE
    if condition.operator == "ilike":
        raise NotInFake(f"searching in {field.model}.{field.name} by name")
    if condition.operator not in ("=", "in"):
        with raised(LOOKING):
            raise UserError(NOT_SUPPORTED)
    wanted = json_array([str(value) for value in collection(condition.value, condition.operator)])
    return sql(NAMED.replace("?", "{}"), expression, wanted)
