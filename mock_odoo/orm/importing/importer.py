"""The importer: keeps the records of a table, all of them or none (observed: parity conversation imports).

Records are kept together, so that they can be checked together. If that fails, each is tried alone for the sake of the
messages; a failure then takes back what went before it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from mock_odoo.errors import BrokenConstraint, NotInFake, OdooError, UserError, ValidationError
from mock_odoo.orm import external_ids
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.importing import tables
from mock_odoo.orm.importing.conversion import Conversion, Record
from mock_odoo.orm.schema import Schema

OTHER_MODEL = (
    "For external id {name} when trying to create/update a record of model {model} "
    "found record of different model {other} ({id})"
)
UNKNOWN_ERROR = "Unknown error during import: <class '{kind}'>: {message}"
OTHERS_FIRST = "Resolve other errors first"
TOO_MANY = (
    "Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors."
)
NOT_THERE = ("import_set_empty_fields", "import_skip_records", "name_create_enabled_fields")


class _TakenBack(Exception):  # noqa: N818 - no error, only a way out of a savepoint
    """What was kept is not to stay."""


class Importer:
    """Imports one table into one model."""

    def __init__(self, env: Environment, schema: Schema) -> None:
        self.env, self.schema = env, schema
        self.messages: list[dict[str, Any]] = []
        self.ids: list[int] = []
        self.waiting: list[Record] = []
        self.named: set[str] = set()  # the external ids of those that wait

    def load(self, fields: Any, data: Any) -> dict[str, Any]:
        """Return the ids of the records, False if one could not be kept, and what there is to say."""
        for name in NOT_THERE:
            if self.env.context.get(name):
                raise NotInFake(f"an import with {name}")
        columns, rows = tables.paths(self.env, self.schema, fields), tables.table(data)
        if any("id" in path for path in columns):
            self.env.schema(external_ids.MODEL)  # its table is filled before anything may be taken back
        with suppress(_TakenBack), self.env.database.store.savepoint():
            following = self._import(columns, rows)
            if any(message["type"] == "error" for message in self.messages):
                raise _TakenBack
            return {"ids": self.ids, "messages": self.messages, "nextrow": following}
        self.env.database.forget()
        return {"ids": False, "messages": self.messages, "nextrow": 0}

    def _import(self, columns: Sequence[tables.Path], rows: Sequence[list[Any]]) -> int:
        """Keep the records, no more than the context wants, and return where the next part begins, 0 for nowhere."""
        conversion = Conversion(self.env, self.schema, self.messages.append, self._prepare)
        limit, following = self.env.context.get("_import_limit"), 0
        for number, record in enumerate(tables.records(self.env, self.schema, columns, rows)):
            if limit and number == limit:
                break
            made = conversion.record(number, record)
            self._prepare("", made.external_id)
            self.waiting.append(made)
            self.named |= {made.external_id} - {""}
            following = record.last + 1 if number + 1 == limit else 0
        self._flush()
        return following

    def _prepare(self, model: str, external_id: str) -> None:
        """Keep what waits if it can be what the next record refers to."""
        if model == self.schema.model or external_id in self.named:
            self._flush()

    def _flush(self) -> None:
        batch, self.waiting, self.named = self.waiting, [], set()
        refusal = None
        try:
            with self.env.database.store.savepoint():
                self.ids += self._keep(batch)
                return
        except NotInFake:
            raise
        except OdooError as error:
            if isinstance(error, UserError) and not isinstance(error, BrokenConstraint):
                refusal = _refused(batch[0], error)
        self.env.database.forget()
        self._keep_each(batch)
        if refusal is not None and refusal not in self.messages:
            self.messages.insert(0, refusal)

    def _keep_each(self, batch: list[Record]) -> None:
        errors, start = 0, 0
        while start < len(batch):
            failed = self._keep_some(batch, start)
            if failed is None:
                return
            start, errors = failed + 1, errors + 1
            if errors >= 10 and errors * 10 >= failed:
                self.messages.append({"type": "warning", "message": TOO_MANY})
                return

    def _keep_some(self, batch: list[Record], start: int) -> int | None:
        """Keep records one by one up to the first that fails, and return its place; it takes the others with it."""
        place = start
        try:
            with self.env.database.store.savepoint():
                for place in range(start, len(batch)):
                    self.ids += self._keep([batch[place]])
        except NotInFake:
            raise
        except OdooError as error:
            self.env.database.forget()
            self.messages.append(_refused(batch[place], error))
            return place
        return None

    def _keep(self, batch: Sequence[Record]) -> list[int]:
        targets = [self._target(record) for record in batch]
        new = [record for record, id_ in zip(batch, targets, strict=True) if id_ is None]
        created = iter(self.env[self.schema.model].create([record.values for record in new]) if new else ())
        ids = []
        for record, target in zip(batch, targets, strict=True):
            id_ = next(created) if target is None else target
            if target is not None:
                self.env.model(self.schema.model, (target,)).write(record.values)
            elif record.external_id:
                external_ids.give(self.env, self.schema.model, id_, record.external_id)
            ids.append(id_)
        return ids

    def _target(self, record: Record) -> int | None:
        """Return the id of the record there is already, if there is."""
        if not record.external_id:
            return record.id
        known = external_ids.record(self.env, record.external_id)
        if known is None:
            return None
        model, id_ = known
        if model != self.schema.model:
            number = external_ids.number(self.env, record.external_id)
            found = {"name": record.external_id, "model": self.schema.model, "other": model, "id": number}
            raise ValidationError(OTHER_MODEL.format(**found))
        return id_


def _refused(record: Record, error: OdooError) -> dict[str, Any]:
    """Return the message about a record that cannot be kept."""
    if isinstance(error, BrokenConstraint):
        return record.message(error.reason, **({"field": error.field} if error.field else {}))
    if isinstance(error, UserError) or error.class_name.startswith("psycopg2."):
        return record.message(error.message)
    kind = error.class_name.removeprefix("builtins.")
    return record.message(UNKNOWN_ERROR.format(kind=kind, message=error.message), moreinfo=OTHERS_FIRST)
