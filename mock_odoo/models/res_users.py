"""Users: each with a partner that bears name and address, companies, groups, a password and API keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.errors import AccessDenied, AccessError, BrokenConstraint, MissingError, UserError, no_attribute
from mock_odoo.keys import apikeys, two_factor
from mock_odoo.keys.identity import identity_checked, request_of
from mock_odoo.keys.passwords import matches_password, set_password
from mock_odoo.models import user_companies
from mock_odoo.models.auth_totp import notification, open_dialog
from mock_odoo.models.res_partner import of_the_context
from mock_odoo.orm import access
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.reading import CLASSIC
from mock_odoo.orm.sql import Sql, sql

CANNOT_DEACTIVATE_YOURSELF = "You cannot deactivate the user you're currently logged in as."
CANNOT_REMOVE_ADMIN = (
    "You cannot delete the admin user because it is utilized in various places (such as security configurations,...). "
    "Instead, archive it."
)
CANNOT_REMOVE_ROOT = (
    "You can not remove the admin user as it is used internally for resources created by Odoo "
    "(updates, module installation, ...)"
)
# What everybody may write of themselves, whatever their rights are (observed, field by field).
WRITABLE_BY_ONESELF = frozenset(
    "api_key_ids signature action_id company_id name email phone notification_type out_of_office_from "
    "out_of_office_to out_of_office_message image_1920 lang tz".split()
)
# What everybody may read of themselves whatever rules say, if they name nothing else (observed, field by field).
READABLE_BY_ONESELF = frozenset(
    "display_name partner_id login api_key_ids signature action_id device_ids share tz_offset company_id name email "
    "phone group_ids write_date totp_enabled totp_trusted_device_ids auth_passkey_key_ids role_ids can_edit_role "
    "notification_type out_of_office_from out_of_office_to out_of_office_message is_out_of_office "
    "outgoing_mail_server_id outgoing_mail_server_type has_external_mail_server odoobot_state image_1920 image_1024 "
    "image_512 image_256 image_128 avatar_1920 avatar_1024 avatar_512 avatar_256 avatar_128 lang tz".split()
)
CREDENTIALS = frozenset({"active", "login", "password", "group_ids", "groups_id", "company_id", "company_ids"})


def _name(env: Environment, alias: str) -> Sql:
    del env
    return Sql(f"(SELECT p.name FROM res_partner AS p WHERE p.id = {alias}.partner_id)")


def _hidden(env: Environment, ids: Sequence[int]) -> dict[int, str]:
    """A password is never shown."""
    del env
    return dict.fromkeys(ids, "")


def _all_groups(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    return {id_: sorted(env.database.user(id_).group_ids) for id_ in ids}


def _two_factor(env: Environment, ids: Sequence[int]) -> dict[int, bool]:
    return {id_: bool(two_factor.secret_of(env.database, id_)) for id_ in ids}


def _is_outsider(env: Environment, alias: str) -> Sql:
    """A user shares the database with its insiders unless one of their groups makes them one."""
    group = env.database.group_id("base.group_user")
    return sql(
        "NOT EXISTS (WITH RECURSIVE mine(id) AS (SELECT member FROM res_users__group_ids WHERE owner = " + alias + ".id"
        " UNION SELECT i.member FROM res_groups__implied_ids i JOIN mine ON i.owner = mine.id)"
        " SELECT 1 FROM mine WHERE id = {})",
        group,
    )


class ResUsers(BaseModel):
    """A user; fields that a user shares with its partner are the partner's."""

    model_name = "res.users"
    missed_when_created = frozenset({"partner_id"})
    missed_when_written = frozenset({"partner_id", "company_id"})
    sql_fields: ClassVar = {"display_name": _name, "share": _is_outsider}
    computed_fields: ClassVar = {
        "password": _hidden,
        "new_password": _hidden,
        "all_group_ids": _all_groups,
        "totp_enabled": _two_factor,
    }

    def _searched_first(self, name: Any) -> str:
        return "display_name" if name else ""

    @public(observed("section 4, context_get"), model=True)
    def context_get(self) -> dict[str, Any]:
        """Return the user's language, time zone and id, as a client sends them back as context."""
        user = self.env.user
        return {"lang": user.lang or "en_US", "tz": user.tz or False, "uid": user.id}

    @public(observed("section 7, res.users methods"))
    def has_group(self, group_ext_id: str) -> bool:
        """Tell whether the user is in a group."""
        uid = self._ensure_one()
        if uid != self.env.uid and not self.env.su and not self.env.in_group("base.group_user"):
            raise AccessError(messages.GROUPS_OF_OTHERS)
        try:
            return self.env.database.group_id(hashable(group_ext_id)) in self.env.database.user(uid).group_ids
        except MissingError:
            return False

    @public(observed("parity conversation looked_at", date="2026-11-28"))
    def read(self, fields: Any = None, load: Any = CLASSIC) -> list[dict[str, Any]]:
        """Return the values of users; a part of what they are, everybody may read of themselves."""
        named = isinstance(fields, list) and fields and all(isinstance(name, str) for name in fields)
        if named and set(self.ids) == {self.env.uid} and READABLE_BY_ONESELF.issuperset(fields) and not self.env.su:
            return self.env.sudo().model(self.model_name, self.ids).read(fields, load)
        return super().read(fields, load)

    @public(observed("parity, they change their e-mail", date="2026-11-23"))
    def write(self, vals: Any) -> bool:
        """Change users; a part of what they are, everybody may change of themselves."""
        of_myself = set(self.ids) <= {self.env.uid} and isinstance(vals, dict) and vals.keys() <= WRITABLE_BY_ONESELF
        if not of_myself or self.env.su:
            self._refuse_hidden_partners()
            return super().write(vals)
        mine = {name: value for name, value in vals.items() if name != "company_id" or self._is_mine(value)}
        return self.env.sudo().model(self.model_name, self.ids).write(mine)

    def _refuse_hidden_partners(self) -> None:
        """The real server looks at who is to be changed by way of their partner (observed)."""
        try:
            if not self.env.su:
                there = access.existing(self.env, self.schema, self.ids)
                access.refuse_hidden(self.env, self.schema, sorted(there), "read")
        except AccessError as error:
            error.message += messages.implicitly(self.schema.label, self.model_name)
            error.arguments[0] = error.message
            raise

    def _is_mine(self, company: Any) -> bool:
        """Tell whether a company is the user's; to go to another is passed over in silence (observed)."""
        return company in self.env.user.company_ids

    @public(observed("section 5.4, write own password over RPC"), model=True)
    def change_password(self, old_passwd: str, new_passwd: Any) -> bool:
        """Change the caller's own password, given the old one; blanks around the new one are none of it (observed)."""
        if not matches_password(self.env.database, self.env.uid, old_passwd):
            raise AccessDenied(messages.ACCESS_DENIED)
        if not isinstance(new_passwd, str):
            raise no_attribute(new_passwd, "strip")
        if not new_passwd.strip():
            raise UserError("Setting empty passwords is not allowed for security reasons!")
        set_password(self.env.database, self.env.uid, new_passwd.strip())
        self._note("users.password_changed", self.env.user.login)
        self.env.database.clear_caches()
        return True

    @public(observed("section 10, api_key_wizard"), needs_session=True)
    @identity_checked
    def api_key_wizard(self) -> dict[str, Any]:
        """Return the action that opens the dialog for a new key."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.description",
            "name": "New API Key",
            "target": "new",
            "views": [[False, "form"]],
        }

    @public(observed("parity, two_factor", date="2026-11-23"), needs_session=True)
    @identity_checked
    def action_totp_enable_wizard(self) -> dict[str, Any]:
        """Return the action that opens the dialog for two-factor authentication, which everybody has for themselves."""
        if self.env.uid != self._ensure_one():
            raise UserError(messages.SECOND_FACTOR_FOR_YOURSELF)
        if two_factor.secret_of(self.env.database, self.env.uid):
            raise UserError(messages.SECOND_FACTOR_ON_ALREADY)
        return open_dialog(self)

    @public(observed("parity, two_factor", date="2026-11-23"), needs_session=True)
    @identity_checked
    def action_totp_disable(self) -> Any:
        """Switch two-factor authentication off: one's own, or anybody's as a system user; False for whom it may not."""
        if set(self.ids) != {self.env.uid} and not (self.env.su or self.env.in_group("base.group_system")):
            return False
        for id_ in self.ids:
            two_factor.switch(self.env.database, id_, None)
        if self.env.uid in self.ids:
            request_of(self.env).keeps_session = True
        names = [self.env.database.user(id_).name for id_ in self.ids]
        return notification("warning", messages.second_factor_off(names))

    def _defaults(self) -> dict[str, Any]:
        return {
            **super()._defaults(),
            "company_id": self.env.company_id,
            "company_ids": [self.env.company_id],
            self.env.version.users_groups_field: [self.env.database.group_id("base.group_user")],
            "notification_type": "email",
        }

    def _shown_defaults(self) -> dict[str, Any]:
        return {**super()._shown_defaults(), **of_the_context(self.env.context)}

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        """A copy has a partner of its own, with what the other's partner has."""
        values = super()._copied(id_, {**default, "partner_id": None})
        [user] = self.env.model(self.model_name, (id_,)).read(["name", "login", "email", "lang", "tz"])
        del user["id"]
        return {**user, **values, "name": f"{user['name']} (copy)", "login": f"{user['login']} (copy)", **default}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
        complete = [{**vals, "partner_id": vals.get("partner_id") or self._new_partner(vals)} for vals in vals_list]
        ids = super()._create(complete)
        for id_, vals in zip(ids, complete, strict=True):
            self._set_password(id_, vals)
        return ids

    def _write(self, vals: dict[str, Any]) -> None:
        if "active" in vals and not vals["active"] and self.env.uid in self.ids:
            raise UserError(CANNOT_DEACTIVATE_YOURSELF)
        before = {id_: self.env.database.user(id_) for id_ in self.ids} if "active" in vals else {}
        super()._write(vals)
        for id_ in self.ids:
            self._set_password(id_, vals)
        for user in before.values():
            if user.active != bool(vals["active"]):
                self._note("users.unarchived" if vals["active"] else "users.archived", user.login)
        self.env.database.forget()
        if CREDENTIALS & vals.keys():
            self.env.database.clear_caches()

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        """The partner of somebody inside is not shared with outsiders."""
        users = self.env.sudo().model(self.model_name, tuple(ids)).read(["partner_id", "share"], load=None)
        self.env.database.store.execute_many(
            "UPDATE res_partner SET partner_share = ? WHERE id = ?",
            [(user["share"], user["partner_id"]) for user in users],
        )
        self.env.database.forget()

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one("SELECT 1 FROM res_users GROUP BY login HAVING COUNT(*) > 1"):
            raise BrokenConstraint(messages.LOGIN_UNIQUE, "login")
        user_companies.check(self.env, ids)

    def _unlink(self) -> None:
        for id_, refusal in ((1, CANNOT_REMOVE_ROOT), (2, CANNOT_REMOVE_ADMIN)):
            if id_ in self.ids:
                raise UserError(refusal)
        gone = [self.env.database.user(id_).login for id_ in self.ids]
        self._remove_keys()
        super()._unlink()
        self.env.database.clear_caches()
        for login in gone:
            self._note("users.deleted", login)

    def _remove_keys(self) -> None:
        """Keys go with their users (observed)."""
        rows = self.env.database.store.all(
            "SELECT id FROM res_users_apikeys WHERE user_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        apikeys.remove(self.env.database, [id_ for (id_,) in rows], by=self.env.user.login)

    def _note(self, name: str, login: str) -> None:
        self.env.database.note(name, user=login, by=self.env.user.login)

    def _new_partner(self, vals: Mapping[str, Any]) -> int:
        inherited = {
            name: value
            for name, value in vals.items()
            if self.schema.fields[name].related == f"partner_id.{name}" and name != "active"
        }
        [partner] = self.env.sudo()["res.partner"].create([inherited])
        return partner

    def _set_password(self, id_: int, vals: Mapping[str, Any]) -> None:
        if vals.get("password"):
            set_password(self.env.database, id_, str(vals["password"]))
            self._note("users.password_changed", str(self._login(id_)))

    def _login(self, id_: int) -> Any:
        row = self.env.database.store.one("SELECT login FROM res_users WHERE id = ?", (id_,))
        return row[0] if row else None
