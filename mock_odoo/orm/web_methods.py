"""The public methods of the web client: reading and saving records with those they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.errors import no_attribute, type_error
from mock_odoo.orm.arguments import container, items, mapping
from mock_odoo.orm.environment import Environment, checked_context
from mock_odoo.orm.public import public
from mock_odoo.orm.schema import X2MANY, Field, Schema

if TYPE_CHECKING:
    from mock_odoo.orm.model import BaseModel


class WebMethods:
    """What every model can do for the web client, and for who speaks as it does."""

    model_name: ClassVar[str]
    env: Environment
    ids: tuple[int, ...]
    schema: Schema

    @public(observed("parity conversation web_reads", date="2026-11-23"))
    def web_read(self, specification: Any) -> list[dict[str, Any]]:
        """Return the values of the records, references and links nested as `specification` says."""
        records = self._these.read(items(specification) or ["id"], load=None)
        if not isinstance(specification, Mapping):
            raise no_attribute(specification, "items")
        return [self._nested(dict(record), specification) for record in records]

    @public(observed("parity conversation web_reads", date="2026-11-23"), model=True)
    def web_search_read(
        self,
        domain: Any,
        specification: Any,
        offset: Any = 0,
        limit: Any = None,
        order: Any = None,
        count_limit: Any = None,
    ) -> dict[str, Any]:
        """Return the records that fulfil `domain`, read as `web_read` does, and how many there are in all."""
        if not isinstance(specification, Mapping):
            raise no_attribute(specification, "keys")
        found = self._these.search(domain, offset, limit, order)
        records = self.env.model(self.model_name, tuple(found)).web_read(specification)
        return {"length": self._length(domain, offset, limit, count_limit, len(found)), "records": records}

    @public(observed("section 10, web_save"))
    def web_save(self, vals: dict[str, Any], specification: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Create a record (there are none) or change the records, and return them read."""
        ids = self.ids
        if ids:
            self._these.write(vals)
        else:
            ids = tuple(self._these.create(vals))
        return self.env.model(self.model_name, ids).web_read(specification)

    @property
    def _these(self) -> BaseModel:
        return self.env.model(self.model_name, self.ids)

    def _length(self, domain: Any, offset: Any, limit: Any, count_limit: Any, found: int) -> int:
        """Return how many records there are; they are counted only where a page is full, or lies behind the first."""
        if not found:
            return 0
        if (limit and found == limit) or offset:
            return self._these.search_count(domain, count_limit)
        return found

    def _nested(self, record: dict[str, Any], specification: Mapping[str, Any]) -> dict[str, Any]:
        for name, inner in specification.items():
            field = self.schema.fields[name]
            if field.relation and field.type in X2MANY:
                record[name] = self._many(field, record[name], inner)
            elif field.relation and "fields" in container(inner) and record[name]:
                [record[name]] = self._others(field, (record[name],), inner).web_read(_fields(inner))
        return record

    def _many(self, field: Field, ids: list[int], inner: Any) -> list[Any]:
        """Return linked records in the order that is asked for; behind the limit there are bare ids."""
        wanted = container(inner)
        others = self._others(field, tuple(ids), inner)
        if "order" in wanted and ids:
            ids = others.search([("id", "in", ids)], order=inner["order"])
        if "fields" not in wanted:
            return ids
        limit = inner.get("limit")
        if not isinstance(limit, int | None):
            raise type_error("slice indices must be integers or None or have an __index__ method")
        behind = ids[limit:] if limit is not None else []
        read = self._others(field, tuple(ids[:limit]), inner).web_read(_fields(inner))
        return [*read, *({"id": id_} for id_ in behind)]

    def _others(self, field: Field, ids: tuple[int, ...], inner: Any) -> BaseModel:
        """Return the records on the other side, in the context that is asked for there."""
        context = (
            checked_context(mapping(inner.get("context") or {}), self.env.database.languages)
            if "context" in inner
            else {}
        )
        return self.env.with_context(**context).model(field.relation, ids)


def _fields(inner: Any) -> Any:
    return mapping(inner["fields"] or {})
