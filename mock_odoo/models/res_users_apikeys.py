"""API keys and the dialogs around them: the list, the wizard for a new key, the key shown once, the identity check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import orjson

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.errors import (
    AccessError,
    OdooError,
    ServerError,
    UserError,
    key_error,
    no_attribute,
    postgres_error,
    type_error,
    value_error,
)
from mock_odoo.keys import apikeys, expiry
from mock_odoo.keys.identity import identity_checked
from mock_odoo.keys.passwords import matches_password
from mock_odoo.models.programmatic_keys import ProgrammaticKeys
from mock_odoo.orm import access, arguments
from mock_odoo.orm.arguments import integer, items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.reading import CLASSIC
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import moment, said_moment

NAMELESS = "false"  # how a key is called that a dialog makes which is not there (observed)
CUSTOM, PERSISTENT = "-1", "0"
DAYS = ("1", "7", "30", "90", "180", "365")


def _name(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "name")


class Apikeys(ProgrammaticKeys):
    """The keys: who looks at the list sees names and dates, never a key."""

    model_name = "res.users.apikeys"
    sql_fields: ClassVar = {"display_name": _name}

    @public(observed("section 10, remove"), needs_session=True)
    @identity_checked
    def remove(self) -> dict[str, Any]:
        """Remove keys of one's own, or anybody's as a system user."""
        access.check_records(self.env.sudo(), self.model_name, self.ids, "read")
        owners = {record["user_id"] for record in self._everything().read(["user_id"], load=None)}
        if not self.env.in_group(expiry.SYSTEM) and not owners <= {self.env.uid}:
            raise AccessError(messages.NOT_YOUR_KEYS)
        apikeys.remove(self.env.database, self.ids, by=self.env.user.login)
        return {"type": "ir.actions.act_window_close"}

    def _everything(self) -> BaseModel:
        return self.env.sudo().model(self.model_name, self.ids)


class ApikeysDescription(BaseModel):
    """The wizard for a new key: a name and how long it lives."""

    model_name = "res.users.apikeys.description"
    may_be_new = True
    sql_fields: ClassVar = {"display_name": _name}

    @public(observed("section 10, fields_get"), model=True)
    def fields_get(self, allfields: Any = None, attributes: Any = None) -> dict[str, dict[str, Any]]:
        """Return the description of the fields; the durations are those that the user's groups allow."""
        fields = super().fields_get(allfields, attributes)
        if "selection" in fields.get("duration", {}):
            allowed = self._durations()
            selection = [choice for choice in fields["duration"]["selection"] if choice[0] in allowed]
            fields["duration"] = {**fields["duration"], "selection": selection}
        return fields

    @public(observed("section 10, onchange"))
    def onchange(self, values: Any, field_names: Any, fields_spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the dialog shows when it opens, or when the duration in `values` was chosen."""
        names = _names(self, values, fields_spec)
        if not items(field_names):
            shown = {**self._defaults(), **{name: value for name, value in values.items() if value}}
            expiration = self._expiration(shown) if self.env.version.keys_expire else None
            shown["expiration_date"] = expiration[:19] if expiration else False
            return {"value": {name: shown.get(name, False) for name in names if name != "id"}}
        arguments.integer(values.get("duration"))
        expiration = self._expiration(values) if str(values.get("duration")) in DAYS else None
        changed = {"expiration_date": expiration[:19]} if expiration and "expiration_date" in names else {}
        return {"value": changed}

    @public(observed("section 10, make_key"), needs_session=True)
    @identity_checked
    def make_key(self) -> dict[str, Any]:
        """Make the key and return the action whose context shows it, this once."""
        if not self._may_have_keys():
            raise AccessError(messages.ONLY_INTERNAL_USERS)
        everything = self.env.sudo().model(self.model_name, (self._ensure_one(),))
        if self.ids == (False,):
            return _shown(apikeys.generate(self.env, NAMELESS, moment(self._expiration({"duration": "1"}))))
        access.check_records(everything.env, self.model_name, self.ids, "read")
        names = ["name", *(["expiration_date"] if self.env.version.keys_expire else [])]
        [description] = everything.read(names)
        key = apikeys.generate(self.env, description["name"], moment(description.get("expiration_date")))
        everything.unlink()
        return _shown(key)

    def _may_have_keys(self) -> bool:
        """Internal users may; portal users where a parameter says so."""
        if self.env.in_group("base.group_user"):
            return True
        parameters: Any = self.env.sudo()["ir.config_parameter"]
        return self.env.in_group("base.group_portal") and bool(parameters.get_param(apikeys.PORTAL_MAY_HAVE_KEYS))

    def _defaults(self) -> dict[str, Any]:
        return {"duration": self._durations()[0]} if self.env.version.keys_expire else {}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        if not self.env.version.keys_expire:
            return complete
        _check_moment(complete.get("expiration_date"))
        expiration = self._expiration(complete)
        if complete.get("duration"):
            expiry.check(self.env, expiration)
        return {**complete, "expiration_date": expiration}

    def _durations(self) -> list[str]:
        if self.env.in_group(expiry.SYSTEM):
            return [*DAYS, PERSISTENT, CUSTOM]
        longest = expiry.longest(self.env)
        return [*(days for days in DAYS if int(days) <= longest), CUSTOM]

    def _expiration(self, vals: Mapping[str, Any]) -> str | None:
        """Return the midnight (UTC) so many days after today, whatever the hour; that is why "1 Day" can be minutes."""
        if vals.get("duration") == CUSTOM:
            return moment(vals.get("expiration_date"))
        days = integer(vals.get("duration"))  # any number of days will do, not only those that the dialog offers
        if days <= 0:
            return None
        today = self.env.now.replace(hour=0, minute=0, second=0, microsecond=0)
        with arguments.arithmetic():
            return moment(today.replace(tzinfo=None) + timedelta(days=days))


def _check_moment(value: Any) -> None:
    """Raise what a text ends in that names no moment, whether it decides how long the key lives or not (observed)."""
    if value and not isinstance(value, str):
        raise type_error(f"object of type '{type(value).__name__}' has no len()")
    if value:
        said_moment(value)


class ApikeysShow(BaseModel):
    """The dialog that shows a new key: it has no table, the key travels in the context alone."""

    model_name = "res.users.apikeys.show"

    @public(observed("section 10, res.users.apikeys.show onchange"))
    def onchange(self, values: Any, field_names: Any, fields_spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return the key that the context carries, or that nothing follows from what was changed (observed)."""
        names, changed = _names(self, values, fields_spec), items(field_names)
        if any(name not in self.schema.fields for name in changed):
            return {}
        missing = next((name for name in changed if name not in values), None)
        if missing is not None:
            raise key_error(missing)
        if changed:
            return {"value": {}}
        return {"value": {name: self.env.context.get(f"default_{name}", False) for name in names if name != "id"}}

    @public(observed("parity conversation seldom_booked", date="2026-11-29"))
    def read(self, fields: Any = None, load: Any = CLASSIC) -> list[dict[str, Any]]:
        """Only records without id can be read: there is no table for others."""
        if self.ids:
            raise _no_table()
        return super().read(fields, load)

    def _found(self, wanted: Any, offset: Any, limit: Any, order: Any) -> Sql:
        super()._found(wanted, offset, limit, order)
        raise _no_table()


def _no_table() -> OdooError:
    return postgres_error("UndefinedTable", 'relation "res_users_apikeys_show" does not exist\n')


def _names(records: BaseModel, values: Any, fields_spec: Any) -> list[str]:
    """Return the fields that a dialog asks for; raise what the real server raises for what is no dialog (observed)."""
    if not isinstance(values, Mapping) and isinstance(items(values), list):
        raise type_error("list indices must be integers or slices, not str")
    names = items(fields_spec)
    if not isinstance(fields_spec, Mapping):
        raise no_attribute(fields_spec, "keys")
    unknown = [name for name in names if name not in records.schema.fields]
    if unknown:
        raise key_error(unknown[0])
    unknown = [name for name in values if name not in records.schema.fields]
    if unknown:
        raise value_error(f"Invalid field {unknown[0]!r} on model {records.model_name!r}")
    return names


def _by_id(env: Environment, alias: str) -> Sql:
    del env
    return sql("'res.users.identitycheck,' || {}", column(alias, "id"))


class Identitycheck(BaseModel):
    """The dialog that asks for the password again, and the call that waits for it."""

    model_name = "res.users.identitycheck"
    sql_fields: ClassVar = {"display_name": _by_id}

    @public(observed("section 10, run_check"), needs_session=True)
    def run_check(self) -> Any:
        """Check the password in the context and carry out the waiting call."""
        request = self.env.request
        if request is None:
            raise ServerError("builtins.AssertionError", messages.ONLY_OVER_HTTP)
        waiting = self._waiting()
        if not matches_password(self.env.database, self.env.uid, self._password()):
            raise UserError(messages.INCORRECT_PASSWORD)
        request.identity_confirmed = True
        env = self.env.with_context(**waiting["context"])
        records = env.model(waiting["model"], tuple(waiting["ids"]))
        return getattr(records, waiting["method"])(*waiting["args"], **waiting["kwargs"])

    def _defaults(self) -> dict[str, Any]:
        return {"auth_method": "password"}

    def _write(self, vals: dict[str, Any]) -> None:
        super()._write(vals)
        if "password" in vals and not self.env.version.identity_password_in_context:
            self._keep_password(vals["password"] or None)

    def _password(self) -> Any:
        """Return the password that was given: in the context, or before 19.0 to the dialog, which forgets it now."""
        if self.env.version.identity_password_in_context:
            return self.env.context.get("password")
        row = self.env.database.store.one(
            "SELECT given_password FROM res_users_identitycheck WHERE id = ?", (self._ensure_one(),)
        )
        self._keep_password(None)
        return row[0] if row else None

    def _keep_password(self, password: str | None) -> None:
        self.env.database.store.execute(
            "UPDATE res_users_identitycheck SET given_password = ? WHERE id IN (SELECT value FROM json_each(?))",
            (password, self.env.database.json_list(self.ids)),
        )

    def _waiting(self) -> Mapping[str, Any]:
        access.check_records(self.env, self.model_name, self.ids, "read")
        row = None
        if self.ids:
            query = "SELECT request FROM res_users_identitycheck WHERE id = ?"
            row = self.env.database.store.one(query, (self._ensure_one(),))
        if row is None or row[0] is None:
            raise type_error("the JSON object must be str, bytes or bytearray, not bool")
        waiting: Mapping[str, Any] = orjson.loads(row[0])
        return waiting


def _shown(key: str) -> dict[str, Any]:
    """Return the action that shows a new key, this once."""
    return {
        "type": "ir.actions.act_window",
        "res_model": "res.users.apikeys.show",
        "name": "API Key Ready",
        "views": [[False, "form"]],
        "target": "new",
        "context": {"default_key": key},
    }
