"""Attachments: files, with what is known of each, seen by who sees the record that they belong to (observed).

What is in a file stands in a column of its own, as base64.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from mock_kit.provenance import observed
from mock_odoo import contents, messages
from mock_odoo.errors import AccessError, NotInFake, no_attribute, type_error
from mock_odoo.models.labels import by_name
from mock_odoo.orm import access, field_access, writing
from mock_odoo.orm.arguments import hashable, of_base64
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.reading import labels
from mock_odoo.orm.sql import FALSE, TRUE, Sql, both, column, either, quoted, sql
from mock_odoo.orm.values import size_shown
from mock_odoo.orm.visibility import permitted

SEEN = observed("parity conversation attachments", date="2026-11-28")
CONTENT = ("datas", "raw", "db_datas")
RECKONED = frozenset({"checksum", "file_size", "store_fname", "index_content"})
INSIDE, SYSTEM = "base.group_user", "base.group_system"
BYTES_WANTED = "`bin_data` must be bytes or bytearray"
XML_LIKE, OFFICE = ("ht", "xml"), "application/vnd.openxmlformats"
ByRecord = dict[int, Any]


def _rows(env: Environment, ids: Sequence[int], *names: str) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(("id", *names))
    yield from env.database.store.all(
        f"SELECT {columns} FROM ir_attachment WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )


def _datas(env: Environment, ids: Sequence[int]) -> ByRecord:
    """What is in a file, as base64; an empty text if there is nothing."""
    sizes = env.context.get("bin_size")
    return {id_: size_shown(content) if sizes else content or "" for id_, content in _rows(env, ids, "content")}


def _raw(env: Environment, ids: Sequence[int]) -> ByRecord:
    """What is in a file, where that is a text."""
    if env.context.get("bin_size"):
        return _datas(env, ids)
    return {id_: _text(base64.b64decode(content or "")) for id_, content in _rows(env, ids, "content")}


def _text(content: bytes) -> str | bool:
    try:
        return content.decode() or False
    except UnicodeDecodeError:
        raise NotInFake("the field raw of a file that is no text") from None


def _address(env: Environment, ids: Sequence[int]) -> ByRecord:
    """Where the server gives a file out."""
    rows = _rows(env, ids, "url", "checksum")
    return {id_: url or f"/web/image/{id_}?unique={checksum or False}" for id_, url, checksum in rows}


def _image_address(env: Environment, ids: Sequence[int]) -> ByRecord:
    """Where the server shows an image."""
    rows = _rows(env, ids, "mimetype", "checksum", "name")
    return {
        id_: f"/web/image/{id_}-{checksum[:8]}/{name}" if checksum and kind.startswith("image/") else False
        for id_, kind, checksum, name in rows
    }


def _size(place: int) -> Any:
    """How wide or how high an image is."""

    def sizes(env: Environment, ids: Sequence[int]) -> ByRecord:
        rows = _rows(env, ids, "content")
        return {id_: contents.image_size(base64.b64decode(content or ""))[place] for id_, content in rows}

    return sizes


def _record_names(env: Environment, ids: Sequence[int]) -> ByRecord:
    """How the record is called that a file belongs to."""
    names: ByRecord = {}
    for id_, model, record in _rows(env, ids, "res_model", "res_id"):
        known = labels(env, model, [record]) if model and record and env.has(model) else {}
        names[id_] = known.get(record, False)
    return names


def _seen(env: Environment, alias: str, operation: str) -> Sql:
    """Who is inside sees public files, those of records that they see, and their own of no record; others see none."""
    if not env.in_group(INSIDE):
        return FALSE
    if operation == "create":  # then it is the record that it is to belong to that is looked at, if there is one
        return TRUE
    own = TRUE if env.in_group(SYSTEM) else sql("{} = {}", column(alias, "create_uid"), env.uid)
    alone = both([sql("COALESCE({}, 0) = 0", column(alias, "res_id")), own])
    public_ones = [sql("{} IS TRUE", column(alias, "public"))] if operation == "read" else []
    return either([*public_ones, alone, *_of_records(env, alias, operation)])


def _of_records(env: Environment, alias: str, operation: str) -> Iterator[Sql]:
    """Who may change a record may change its files."""
    needed = "read" if operation == "read" else "write"
    models = env.database.store.all("SELECT DISTINCT res_model FROM ir_attachment WHERE res_id != 0")
    for (model,) in models:
        if env.has(model) and access.has_access(env, model, needed):
            schema, inner = env.schema(model), f"{alias}_of"
            records = sql(
                f"SELECT {inner}.id FROM {quoted(schema.table)} AS {inner} WHERE {{}}",
                permitted(env, schema, inner, needed),
            )
            this = sql("{} = {} AND {} IN ({})", column(alias, "res_model"), model, column(alias, "res_id"), records)
            yield sql("({})", this)


class IrAttachment(BaseModel):
    """A file, or an address of one."""

    model_name = "ir.attachment"
    sql_fields: ClassVar = {"display_name": by_name("ir.attachment")}
    computed_fields: ClassVar = {
        "datas": _datas,
        "raw": _raw,
        "local_url": _address,
        "image_src": _image_address,
        "image_width": _size(0),
        "image_height": _size(1),
        "res_name": _record_names,
    }
    unrefused = frozenset({"read"})
    usually = Condition("res_field", "=", False)
    unless_asked = frozenset({"id", "res_field"})

    def _seen(self, alias: str, operation: str) -> Sql:
        return _seen(self.env, alias, operation)

    @public(SEEN)
    def write(self, vals: Any) -> bool:
        """Change files; who sees one may not yet change it."""
        self._refuse("write")
        return super().write(vals)

    @public(SEEN)
    def unlink(self) -> bool:
        """Delete files."""
        self._refuse("unlink")
        return super().unlink()

    @public(SEEN)
    def generate_access_token(self) -> list[str]:
        """Return a token for each file with which anybody may have it; who may change a file gives it one."""
        if self.ids:
            field_access.check(self.env, self.schema.fields["access_token"])
            access.look(self.env, self.model_name, self.ids)
        for id_, token in _rows(self.env, self.ids, "access_token"):
            if not token:
                IrAttachment(self.env, (id_,))._refuse("write")
                made = str(UUID(hex=self.env.database.dice.token_hex("odoo attachment token", 32), version=4))
                writing.update(self.env, self.schema, [id_], {"access_token": made})
        tokens = dict(_rows(self.env, self.ids, "access_token"))
        return [tokens[id_] for id_ in self.ids]

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "company_id": self.env.company_id, "type": "binary"}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
            _refuse_new(vals)
            self._check_record(vals.get("res_model"), vals.get("res_id"))
        return super()._create([_with_bytes(vals) for vals in vals_list])

    def _write(self, vals: dict[str, Any]) -> None:
        if "res_model" in vals or "res_id" in vals:
            for _, model, record in _rows(self.env, self.ids, "res_model", "res_id"):
                self._check_record(vals.get("res_model", model), vals.get("res_id", record))
        if isinstance(vals.get("raw"), str):
            raise type_error(BYTES_WANTED)
        super()._write(vals)

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        [content] = _datas(self.env.with_context(bin_size=False), [id_]).values()
        return {**super()._copied(id_, default), "datas": content, **default}

    def _check_record(self, model: Any, record: Any) -> None:
        """Raise AccessError unless the user may change the record that a file is to belong to."""
        if self.env.su or not (model and record):
            return
        if not (self.env.has(hashable(model)) and self._may_change(model, record)):
            raise AccessError(messages.DOCUMENT_REFUSED)

    def _may_change(self, model: str, record: int) -> bool:
        if not access.has_access(self.env, model, "write"):
            return False
        schema = self.env.schema(model)
        return bool(access.existing(self.env, schema, [record], permitted(self.env, schema, "t", "write")))

    def _refuse(self, operation: str) -> None:
        """Raise MissingError or AccessError for files that are not there, not seen, or not the user's to change."""
        if self.env.su or not self.ids:
            return
        access.look(self.env, self.model_name, self.ids)
        allowed = access.existing(self.env, self.schema, self.ids, _seen(self.env, "t", operation))
        refused = [id_ for id_ in self.ids if id_ not in allowed]
        if refused:
            raise AccessError(messages.document_refused(operation, self.model_name, refused, self.env.uid))

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> writing.Row:
        """What the server reckons itself of a file is nobody's to say."""
        told = {name: value for name, value in vals.items() if name not in RECKONED and name not in CONTENT}
        row = super()._row(told, new=new)
        given = next((name for name in CONTENT if name in vals), None)
        content = _content(vals[given], given) if given else b""
        if new or given:
            row |= _reckoned(content, new=new)
        if new or given or "mimetype" in vals:
            row["mimetype"] = self._kind(vals, content)
        if new or given:
            row["index_content"] = contents.index(content, str(row["mimetype"])) if content else None
        return row

    def _kind(self, vals: Mapping[str, Any], content: bytes) -> str:
        """Return the kind that is given, or told by the name, the address or the content; no pages from anybody."""
        if vals.get("mimetype") and not isinstance(vals["mimetype"], str):
            raise no_attribute(vals["mimetype"], "lower")
        series = self.env.version.series
        told = [contents.kind_of_name(series, str(vals[name])) for name in ("name", "url") if vals.get(name)]
        kind = vals.get("mimetype") or next(filter(None, told), None) or contents.kind(content)
        is_page = any(part in kind for part in XML_LIKE) and not kind.startswith(OFFICE)
        return contents.TEXT if is_page and not access.has_access(self.env, "ir.ui.view", "write") else str(kind)


def _refuse_new(vals: Mapping[str, Any]) -> None:
    """Raise what Python says of a record that cannot be looked up, or of a name that is none (observed)."""
    for name in ("res_model", "res_id"):
        hashable(vals.get(name))
    if vals.get("name") and not isinstance(vals["name"], str):
        wanted = "expected str, bytes or os.PathLike object"
        raise type_error(f"{wanted}, not {type(vals['name']).__name__}")


def _with_bytes(vals: dict[str, Any]) -> dict[str, Any]:
    return {**vals, "raw": vals["raw"].encode()} if isinstance(vals.get("raw"), str) else vals


def _content(value: Any, name: str) -> bytes:
    """Return what is in a file that was sent as base64, or as it is."""
    if not value:
        return b""
    if name == "raw":
        if not isinstance(value, bytes):
            raise type_error("`bin_data` must be bytes or bytearray")
        return bytes(value)
    return of_base64(value)


def _reckoned(content: bytes, *, new: bool) -> writing.Row:
    """Return what is known of a file by its content; of a new one without any, nothing."""
    checksum = hashlib.sha1(content).hexdigest() if content or not new else None
    return {
        "content": base64.b64encode(content).decode() if content else None,
        "checksum": checksum,
        "store_fname": f"{checksum[:2]}/{checksum}" if checksum and content else None,
        "file_size": len(content),
    }
