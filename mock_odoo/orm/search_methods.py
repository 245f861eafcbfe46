"""The public methods that find records, read them and describe their fields."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.errors import no_attribute, value_error
from mock_odoo.orm import access, field_access, gaps, languages, reading
from mock_odoo.orm.arguments import container, hashable, items
from mock_odoo.orm.comparisons import LIKES
from mock_odoo.orm.conditions import where
from mock_odoo.orm.domain import And, Node, parse
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.public import public
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, sql


class SearchMethods:
    """What every model can do to show its records."""

    model_name: ClassVar[str]
    env: Environment
    ids: tuple[int, ...]
    schema: Schema

    @public(observed("section 6, domain operators, order"), model=True)
    def search(self, domain: Any, offset: Any = 0, limit: Any = None, order: Any = None) -> list[int]:
        """Return the ids of the records that fulfil `domain`."""
        found = self._found(domain, offset, limit, order)
        return [record["id"] for record in reading.records(self.env, self.schema, [], found, None)]

    @public(observed("section 4, ok_search_count"), model=True)
    def search_count(self, domain: Any, limit: Any = None) -> int:
        """Return how many records fulfil `domain`, counting no further than `limit`."""
        access.check_access(self.env, self.model_name, "read")
        found = reading.unordered(self.env, self.schema, parse(domain))
        if found == reading.nothing(self.schema):
            return 0
        query = sql("SELECT COUNT(*) FROM (SELECT 1 {})", found + reading.part(0, limit))
        row = self.env.database.store.one(*query.asked())
        return int(row[0]) if row else 0

    @public(observed("section 4, ok_search_read"), model=True)
    def search_read(
        self,
        domain: Any = None,
        fields: Any = None,
        offset: Any = 0,
        limit: Any = None,
        order: Any = None,
        **read_kwargs: Any,
    ) -> list[dict[str, Any]]:
        """Return the records that fulfil `domain`, read."""
        asked = self._asked(fields)
        found = self._found([] if domain is None else domain, offset, limit, order)
        return reading.records(self.env, self.schema, asked, found, read_kwargs.get("load", reading.CLASSIC))

    @public(observed("section 3, values"))
    def read(self, fields: Any = None, load: Any = reading.CLASSIC) -> list[dict[str, Any]]:
        """Return the values of the records, in the order of the ids; those that are not there are left out."""
        if not self.ids:  # which everybody may read (observed)
            self._asked(fields)
            return []
        access.check_access(self.env, self.model_name, "read")
        asked = self._asked(fields)
        there = access.existing(self.env, self.schema, self.ids)
        if not self.env.su:
            access.check_reading(self.env, self.schema, self.ids, there, asked)
        rows = sql("FROM {} AS t WHERE t.id IN {}", reading.table(self.schema), self.env.database.id_list(there))
        by_id = {record["id"]: record for record in reading.records(self.env, self.schema, asked, rows, load)}
        if fields and not asked:
            return [{"id": id_} for id_ in self.ids]  # nothing was looked up (observed)
        return [by_id[id_] for id_ in self.ids if id_ in by_id]

    @public(observed("section 8"), model=True)
    def fields_get(self, allfields: Any = None, attributes: Any = None) -> dict[str, dict[str, Any]]:
        """Return the description of the fields, of `allfields` if given, with only `attributes` if given."""
        wanted = None if attributes is None or attributes is False else container(attributes)
        in_words = wanted is None or any(name in wanted for name in languages.IN_WORDS)
        return {
            name: {
                key: value
                for key, value in (languages.labelled(self.env, field) if in_words else field.facts).items()
                if wanted is None or key in wanted
            }
            for name, field in self.schema.fields.items()
            if (not allfields or name in container(allfields)) and field_access.may_see(self.env, field)
        }

    @public(observed("section 6, domain operators"), model=True)
    def name_search(
        self, name: Any = "", domain: Any = None, operator: Any = "ilike", limit: Any = 100
    ) -> list[list[Any]]:
        """Return `[id, display name]` of the records that are called like `name`."""
        if first := self._searched_first(name):
            parse([(first, hashable(operator), name)])
        elif isinstance(operator, list | dict):
            raise no_attribute(operator, "lower")
        called = [] if operator in LIKES and not name else [("display_name", operator, name)]
        wanted = And((parse(called), parse(domain or [])))
        access.check_access(self.env, self.model_name, "read")
        found = reading.selection(self.env, self.schema, wanted, None, 0, limit)
        ids = [record["id"] for record in reading.records(self.env, self.schema, [], found, None)]
        names = reading.labels(self.env, self.model_name, ids)
        return [[id_, names[id_]] for id_ in ids]

    def _searched_first(self, name: Any) -> str:
        """Return the field that `name_search` looks at before all names, if there is one."""
        del name
        return ""

    def _where(self, node: Node, alias: str) -> Sql:
        """Return the SQL that holds for the rows of `alias` that a tree describes, for terms of other models."""
        return where(self.env, self.schema, node, alias)

    def _found(self, wanted: Any, offset: Any, limit: Any, order: Any) -> Sql:
        access.check_access(self.env, self.model_name, "read")
        return reading.selection(self.env, self.schema, parse(wanted), order, offset, limit)

    def _asked(self, names: Any) -> list[Field]:
        """Return the fields that a client asked for, all that it may see if it named none."""
        fields = self.schema.fields
        if not names:
            return [field for field in fields.values() if field.name != "id" and field_access.may_see(self.env, field)]
        asked = []
        for name in items(names):
            if hashable(name) not in fields:
                words = self.env.version.unknown_field_words
                raise value_error(messages.unknown_field(name, words, self.model_name))
            field_access.check(self.env, fields[name])
            asked.append(fields[name])
        gaps.refuse(asked, len(fields))
        return [field for field in dict.fromkeys(asked) if field.name != "id"]
