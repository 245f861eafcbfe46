"""The public methods that group records."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.orm.arguments import items
from mock_odoo.orm.domain import joined, on_the_wire, parse
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.grouping import formatted
from mock_odoo.orm.public import public
from mock_odoo.orm.read_group import read_group
from mock_odoo.orm.schema import Schema

SET = ":recordset"


class GroupingMethods:
    """What every model can do with groups of its records."""

    model_name: ClassVar[str]
    env: Environment
    schema: Schema

    @public(observed("parity conversation groups", date="2026-11-23"), model=True)
    def formatted_read_group(
        self,
        domain: Any,
        groupby: Any = (),
        aggregates: Any = (),
        having: Any = (),
        offset: Any = 0,
        limit: Any = None,
        order: Any = None,
    ) -> list[dict[str, Any]]:
        """Return a dictionary for each group: its values, the domain of its records, and the aggregates."""
        wanted = [_list_of_ids(specification) for specification in items(aggregates)]
        groups, rows = formatted(self.env, self.schema, parse(domain), groupby, wanted, having, (offset, limit), order)
        return [
            {
                **{group.specification: value.shown for group, value in zip(groups, row.values, strict=True)},
                "__extra_domain": on_the_wire(joined(*(value.node for value in row.values))),
                **row.aggregates,
            }
            for row in rows
        ]

    @public(observed("parity conversation read_group", date="2026-11-23"), model=True)
    def read_group(
        self,
        domain: Any,
        fields: Any,
        groupby: Any,
        offset: Any = 0,
        limit: Any = None,
        orderby: Any = False,
        lazy: Any = True,
    ) -> list[dict[str, Any]]:
        """Return a dictionary for each group, as older versions did: counts, values, and the whole domain."""
        return read_group(self.env, self.schema, domain, fields, groupby, (offset, limit), orderby, lazy=lazy)


def _list_of_ids(specification: Any) -> Any:
    """A set of records is asked for as the list of their ids, whatever the field is (observed)."""
    return f"{specification.removesuffix(SET)}:array_agg" if str(specification).endswith(SET) else specification
