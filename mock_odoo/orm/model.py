"""The base of all models: the public methods that every model has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import orjson

from mock_kit.provenance import observed
from mock_kit.provenance import read as read_in
from mock_odoo.errors import NotInFake, OdooError, key_error, no_attribute, no_singleton, type_error, value_error
from mock_odoo.orm import (
    access,
    commands,
    crossovers,
    decimals,
    many2many,
    one2many,
    references,
    tracked,
    translations,
    writing,
)
from mock_odoo.orm.arguments import items
from mock_odoo.orm.copy_methods import CopyMethods
from mock_odoo.orm.default_methods import DefaultMethods
from mock_odoo.orm.domain import Condition, Node
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.exchange_methods import ExchangeMethods
from mock_odoo.orm.grouping_methods import GroupingMethods
from mock_odoo.orm.postgres import no_json
from mock_odoo.orm.public import public
from mock_odoo.orm.rights_methods import RightsMethods
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.search_methods import SearchMethods
from mock_odoo.orm.sql import Sql, quoted
from mock_odoo.orm.values import Column, to_column
from mock_odoo.orm.web_methods import WebMethods

__all__ = ["BaseModel", "public"]

IGNORED = ("id", *writing.STAMPS)
WHOLE = ("integer", "many2one_reference")
TEXTS = ("char", "text")


class BaseModel(
    CopyMethods, DefaultMethods, ExchangeMethods, GroupingMethods, RightsMethods, SearchMethods, WebMethods
):
    """Some records (or none) of a model, in an environment.

    A subclass is one model. `sql_fields` gives the SQL of fields that are computed from others, `computed_fields` the
    Python of those that SQL cannot have, both for fields that the real server does not store.
    """

    sql_fields: ClassVar[Mapping[str, Callable[[Environment, str], Sql]]] = {}
    looks_up_written_fields: ClassVar[bool] = False  # then an unknown field is a KeyError in `write` (observed)
    searched_names: ClassVar[Sequence[str]] = ()  # the fields in which a record's name is looked for (observed)
    # What a term about a field asks for, in other terms or in SQL; None: the field itself is asked (observed).
    searches: ClassVar[Mapping[str, Callable[[Environment, Condition, str], Node | Sql | None]]] = {}
    looks_for_ids: ClassVar[frozenset[str]] = frozenset()  # whose search asks for the ids that it has found
    searched_beginnings: ClassVar[Sequence[str]] = ()  # those of which only the beginning is compared with a pattern
    companies_first: ClassVar[bool] = False  # whether creating asks for the caller's companies before rights (observed)
    looks_up_created: ClassVar[str] = ""  # a field without which a creation is a KeyError (observed)
    tracked_dates: ClassVar[Sequence[str]] = ()  # the columns of which changes are noted as moments (observed)
    fallbacks: ClassVar[Mapping[str, Any]] = {}  # of company-dependent fields, where a company says nothing (observed)
    missed_when_created: ClassVar[frozenset[str]] = frozenset()  # references that are looked up before PostgreSQL does
    missed_when_written: ClassVar[frozenset[str]] = frozenset()
    restated: ClassVar[Mapping[str, Callable[[Condition], Node]]] = {}  # conditions that ask about other fields
    may_be_new: ClassVar[bool] = False  # what a record without an id does is known (observed)
    is_virtual: ClassVar[bool] = False  # no table has its records, which are called as their ids are
    not_grouped: ClassVar[str] = ""  # what grouping its records is refused with, whatever they are grouped by
    unrefused: ClassVar[frozenset[str]] = frozenset()  # operations for which no group is asked, only the records are
    usually: ClassVar[Condition | None] = None  # what a search adds to a domain that asks about none of `unless_asked`
    unless_asked: ClassVar[frozenset[str]] = frozenset()
    computed_fields: ClassVar[Mapping[str, Callable[[Environment, Sequence[int]], Mapping[int, Any]]]] = {}

    def __init__(self, env: Environment, ids: tuple[int, ...] = ()) -> None:
        self.env = env
        self.ids = ids
        self.schema: Schema = env.schema(self.model_name)

    # Reading ----------------------------------------------------------------------------------------------------------

    @public(read_in("versions before 19.0"))
    def exists(self) -> list[int]:
        """Return the ids of those of the records that are there."""
        there = access.existing(self.env, self.schema, self.ids)
        return [id_ for id_ in self.ids if id_ in there]

    @public(read_in("versions before 18.0"))
    def name_get(self) -> list[list[Any]]:
        """Return `[id, display name]` of the records."""
        return [[record["id"], record["display_name"]] for record in self.read(["display_name"])]

    # Writing ----------------------------------------------------------------------------------------------------------

    @public(observed("section 4, create_single_dict, create_list"), model=True)
    def create(self, vals_list: Any) -> list[int]:
        """Create a record for each of the given values (one set of values counts as a list of one); return the ids."""
        self._look_up(vals_list)
        access.check_access(self.env, self.model_name, "create")
        asked = [vals_list] if isinstance(vals_list, dict) else _list_of_values(vals_list)
        return self._create([references.empty_left(self.schema, vals) for vals in asked])

    @public(observed("section 6, value conversion on write"))
    def write(self, vals: Any) -> bool:
        """Change the records."""
        if not isinstance(vals, dict):
            access.check_access(self.env, self.model_name, "write")
            raise _no_values(vals)
        access.check_change(self.env, self.model_name, self.ids, "write")
        if not self.ids and any(name not in self.schema.fields for name in vals):
            return True  # what no record has is written to no record (observed)
        self._look_up_written(vals)
        self._check_names(vals)
        if any(name not in IGNORED for name in vals):
            said = references.empty_left(self.schema, vals)
            self._there(lambda records: records._changed_by(said))
        return True

    @public(observed("section 4, unlink_missing_id, fk_restrict_unlink"))
    def unlink(self) -> bool:
        """Delete the records."""
        access.check_change(self.env, self.model_name, self.ids, "unlink")
        self._there(lambda records: records._unlink())
        return True

    def _look_up(self, vals_list: Any) -> None:
        asked = [vals_list] if isinstance(vals_list, dict) else vals_list
        for vals in asked if self.looks_up_created and isinstance(asked, list) else ():
            if isinstance(vals, dict) and self.looks_up_created not in vals:
                raise key_error(self.looks_up_created)
        if self.companies_first:
            _ = self.env.company_ids

    def _look_up_written(self, vals: Mapping[str, Any]) -> None:
        unknown = next((name for name in vals if name not in self.schema.fields), None)
        if unknown is not None and self.looks_up_written_fields:
            raise key_error(unknown)

    def _there(self, change: Callable[[BaseModel], None]) -> None:
        """Change those of the records that are there, if any."""
        there = access.existing(self.env, self.schema, self.ids)
        if there:
            change(self.env.model(self.model_name, tuple(id_ for id_ in self.ids if id_ in there)))

    # What subclasses extend -------------------------------------------------------------------------------------------

    def _check_references(self, vals: Mapping[str, Any]) -> None:
        """Raise what PostgreSQL says of a reference that is no id; a change takes it for none in silence (observed)."""
        references.refuse_objects(self.env, self.schema, vals, new=True)
        for name, value in vals.items():
            field = self.schema.fields[name]
            if field.type == "many2one" and field.column and not field.company_dependent:
                references.refuse_new(name, value)

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        """Create records from values whose names are not yet checked."""
        for vals in vals_list:
            self._check_names(vals)
            self._check_references(vals)
        complete = [self._completed({**self._context_defaults(vals), **vals}) for vals in vals_list]
        rows = [self._row(vals, new=True) for vals in complete]
        writing.check_references(self.env, self.schema, rows, self.missed_when_created - _texts(vals_list))
        writing.check_required(self.env, self.schema, rows, new=True)
        ids = writing.insert(self.env, self.schema, rows)
        self._write_elsewhere(list(zip(ids, complete, strict=True)), new=True)
        for id_, vals in zip(ids, complete, strict=True) if self.env.translates else ():
            translations.keep(self.env, translations.concerned(self.env, vals, self.schema), [id_], vals)
        self._changed(ids, frozenset(self.schema.fields))
        self._check(ids)
        crossovers.check(self.env, self.schema, ids, self.schema.fields)
        if not self.env.su:
            access.refuse_hidden(self.env, self.schema, ids, "create")
        return ids

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a new record with the defaults of what they leave out."""
        return {**{name: value for name, value in self._defaults().items() if name not in vals}, **vals}

    def _write(self, vals: dict[str, Any]) -> None:
        """Change the records, with values whose names are known."""
        references.refuse_objects(self.env, self.schema, vals, new=False)
        row = self._row(vals, new=False)
        translated = translations.concerned(self.env, vals, self.schema)
        for field in translated:
            if row[field.name] is not None:  # then the English value stays as it is, if there is one
                row[field.name] = Sql(f"COALESCE({quoted(field.name)}, ?)", (row[field.name],))
        translations.keep(self.env, translated, self.ids, vals)
        writing.check_references(self.env, self.schema, [row], self.missed_when_written)
        writing.update(self.env, self.schema, self.ids, row)
        self._write_elsewhere([(id_, vals) for id_ in self.ids], new=False)
        self._changed(self.ids, frozenset(vals))
        self._check(self.ids)
        writing.check_required(self.env, self.schema, [row], new=False)  # PostgreSQL's word comes last (observed)

    def _changed_by(self, vals: dict[str, Any]) -> None:
        """Change the records as a client says, and look at what they refer to then."""
        with tracked.noted(self.env, self.model_name, self.ids, self.tracked_dates):
            self._write(vals)
        crossovers.check(self.env, self.schema, self.ids, vals)

    def _unlink(self) -> None:
        """Delete the records."""
        writing.delete(self.env, self.schema, self.ids)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        """Compute again what is stored and follows from the fields `names` of records that were created or changed."""

    def _restated(self, condition: Condition) -> Node | None:
        """Return what a condition asks about other fields, if it does."""
        restate = self.restated.get(condition.field)
        return restate(condition) if restate is not None else None

    def _seen(self, alias: str, operation: str) -> Sql | None:
        """Return with which records the user may do `operation` where no record rule says so; None where one does."""

    def _check(self, ids: Sequence[int]) -> None:
        """Raise what the model's constraints raise about records that were created or changed."""

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _ensure_one(self) -> int:
        """Return the id of the only record; raise what the real server raises if there is none or there are more."""
        if len(self.ids) != 1:
            raise no_singleton(self.model_name, self.ids)
        return self.ids[0]

    def _check_names(self, vals: Mapping[str, Any]) -> None:
        for name in vals:
            if name not in self.schema.fields:
                raise value_error(f"Invalid field {name!r} in {self.model_name!r}")

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> writing.Row:
        """Return what the model's own table keeps of some values, for a new record or for those there are."""
        row: writing.Row = {}
        for name in vals:
            field = self.schema.fields[name]
            if field.column and not field.related and name not in IGNORED:
                kept = self._kept(field, vals, new=new)
                row[name] = self._by_company(field, kept, new=new) if field.company_dependent else kept
        return row

    def _kept(self, field: Field, vals: Mapping[str, Any], *, new: bool) -> Column:
        """Return what a column keeps of one of the values; an object in the place of a number is its id (observed)."""
        value = vals[field.name]
        if field.type == "many2one":
            missed = self.missed_when_written
            return references.new(field, value) if new else references.changed(self.env, field, value, missed)
        if isinstance(value, str) and "\0" in value and field.type in TEXTS and self._is_object(field):
            raise no_json({str(self.env.company_id) if field.company_dependent else self.env.language: value})
        if isinstance(value, dict) and field.type in WHOLE and not new:
            value = value.get("id")
        return to_column(field, value, self._digits(field, vals) if field.type == "monetary" else 0)

    @staticmethod
    def _is_object(field: Field) -> bool:
        """Tell whether a column keeps an object: a value by company or by language."""
        return field.company_dependent or field.translated

    def _digits(self, field: Field, vals: Mapping[str, Any]) -> int:
        """Return the decimals of a monetary field among the values."""
        return decimals.of_amount(self.env, field, vals, self.ids)

    def _by_company(self, field: Field, kept: Any, *, new: bool) -> str | Sql:
        """Return a company-dependent column: an object by company, of which a change touches the current one alone."""
        if new:
            return orjson.dumps({str(self.env.company_id): kept}).decode()
        place = f'$."{self.env.company_id}"'
        return Sql(f"json_set(COALESCE({quoted(field.name)}, '{{}}'), ?, ?)", (place, kept))

    def _write_elsewhere(self, written: Sequence[tuple[int, Mapping[str, Any]]], *, new: bool) -> None:
        """Write the values that stand outside of the model's own table: links, and fields of related records."""
        for name in dict.fromkeys(name for _, vals in written for name in vals):
            field = self.schema.fields[name]
            asked = [(id_, vals[name]) for id_, vals in written if name in vals]
            if field.type in X2MANY and not field.related:
                self._write_links(field, asked, new=new)
            elif "." in field.related and not field.readonly and field.type not in X2MANY:
                self._write_related(field, asked)

    def _write_links(self, field: Field, asked: Sequence[tuple[int, Any]], *, new: bool) -> None:
        """Carry out what was asked of an x2many field; raise NotInFake for one that leads out of the fake."""
        if not any(commands.said(field, value) for _, value in asked):
            return
        if not self.env.has(field.relation):
            raise NotInFake(f"a value for {field.model}.{field.name} (the model {field.relation})")
        if not field.store or (field.type == "one2many" and not field.inverse):
            raise NotInFake(f"writing {field.model}.{field.name}")
        (one2many if field.type == "one2many" else many2many).write(self.env, field, asked, new=new)

    def _write_related(self, field: Field, asked: Sequence[tuple[int, Any]]) -> None:
        first, _, rest = field.related.partition(".")
        relation = self.schema.fields[first].relation
        for id_, value in asked:
            [record] = self.env.sudo().model(self.model_name, (id_,)).read([first], load=None)
            if record[first]:
                self.env.model(relation, (record[first],)).write({rest: value})


def _texts(vals_list: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of what is given as a text; the id in it is nobody's to Odoo, and PostgreSQL's to miss."""
    return {name for vals in vals_list for name, value in vals.items() if isinstance(value, str)}


def _list_of_values(vals_list: Any) -> list[dict[str, Any]]:
    for vals in items(vals_list):
        if not isinstance(vals, dict):
            raise _no_values(vals)
    return list(vals_list)


def _no_values(vals: Any) -> OdooError:
    if vals is None:
        return type_error("argument of type 'NoneType' is not iterable")
    return no_attribute(vals, "get")
