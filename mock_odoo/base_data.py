"""Base data: what stands in a database when it has just been made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.store import Snapshot
from mock_odoo import facts, recorded_tables, tables
from mock_odoo.database import Database
from mock_odoo.facts.record_tables import FROM_THE_START
from mock_odoo.keys.passwords import set_password
from mock_odoo.models import registry
from mock_odoo.orm import translations
from mock_odoo.orm.environment import SUPERUSER

ADMIN = 2
PARAMETERS = {  # which every database has, as they are with Accounting installed (observed)
    "base.login_cooldown_after": "10",
    "base.login_cooldown_duration": "60",
    "base.default_max_email_size": "10",
    "base_setup.show_effect": "True",
    "mail.activity.gc.delete_overdue_years": "3",
    "mail.restrict.template.rendering": "1",
    "analytic.project_plan": "1",
    "auth_signup.invitation_scope": "b2c",
    "auth_signup.reset_password": "True",
    "digest.default_digest_emails": "True",
    "digest.default_digest_id": "1",
    "account_payment.enable_portal_payment": "True",
}
ADMIN_GROUPS = ("base.group_system", "account.group_account_manager", "account.group_account_user")


@dataclass(frozen=True)
class Administrator:
    """Who a new database belongs to."""

    login: str = "admin"
    password: str = "admin"
    name: str = "Administrator"
    tz: str = ""


def new_database(
    name: str,
    version: str,
    clock: Clock,
    dice: Dice,
    *,
    company: Mapping[str, Any],
    admin: Administrator,
    language: str = "en_US",
) -> Database:
    """Return a new database with one company and its administrator.

    `company` has the values of `res.company` that differ from the defaults, with `currency` and `country` as ISO codes
    (an empty country is none). `language` is the only one that is installed. Raises ValueError for codes nobody knows.
    """
    database = Database(name, registry(version), clock, dice)
    database.store.restore(_template(version))
    with database.store.transaction():
        _first_company(database, company)
        _first_users(database, admin)
        _speak(database, language)
        identify(database)
        _parameters(database)
        for model in FROM_THE_START:
            recorded_tables.date(database, database.registry.schema(model))
    database.forget()
    return database


def tables_of(version: str) -> set[tuple[str, str, str | None]]:
    """Return kind, name and SQL of everything that a new database of a version has."""
    found = _template(version).connection.execute("SELECT type, name, sql FROM sqlite_master")
    return {(kind, name, sql) for kind, name, sql in found}


@cache
def _template(version: str) -> Snapshot:
    """Return the tables with the reference data, which are the same in every database of a version."""
    database = Database("template", registry(version), Clock(), Dice())
    series = database.version.series
    tables.create(database)
    with database.store.transaction():
        for model in FROM_THE_START:
            recorded_tables.insert(database, database.registry.schema(model))
        _name_records(database, facts.load(series, "data.ir.model.data"))
        _name_groups(database)
        database.store.execute("UPDATE res_lang SET active = code = 'en_US'")
        database.store.execute("UPDATE res_currency SET active = 0")
    return database.store.snapshot()


def _name_records(database: Database, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give reference data and the first records their external ids."""
    names = ("id", "module", "name", "model", "res_id", "noupdate")
    values = [[row[name] for name in names] for row in rows]
    database.store.execute_many(f"INSERT INTO ir_model_data ({', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?)", values)
    database.store.execute("INSERT INTO sequence VALUES ('ir_model_data', ?)", (max(row["id"] for row in rows),))


def _name_groups(database: Database) -> None:
    """Keep by what the server itself knows groups, and what they are about."""
    privileges = recorded_tables.records(database.version.series, "res.groups.privilege")
    database.store.execute("CREATE TABLE res_groups_xmlid (id INTEGER PRIMARY KEY, xmlid TEXT, privilege TEXT)")
    rows = database.store.all(
        "SELECT g.id, d.module || '.' || d.name, g.privilege_id FROM res_groups g"
        " JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = g.id"
    )
    database.store.execute_many(
        "INSERT INTO res_groups_xmlid VALUES (?, ?, ?)",
        [(id_, xmlid, privileges[privilege]["name"] if privilege else None) for id_, xmlid, privilege in rows],
    )


def _first_company(database: Database, company: Mapping[str, Any]) -> None:
    """Partner 1 and company 1 need each other and a user, so they are not made through the ORM."""
    values = {"sequence": 0, **company}  # it stands before those that are made later (observed)
    currency = _id_of(database, "res_currency", "name", values.pop("currency", "EUR"))
    code = values.pop("country", "BE")
    country = _id_of(database, "res_country", "code", code) if code else None
    store = database.store
    store.execute("UPDATE res_currency SET active = 1 WHERE id = ?", (currency,))
    store.execute("INSERT INTO sequence VALUES ('res_partner', 1), ('res_company', 1), ('res_users', 1)")
    store.execute(
        "INSERT INTO res_partner (id, name, complete_name, is_company, active, type, lang, country_id, partner_share,"
        " commercial_partner_id) VALUES (1, 'My Company', 'My Company', 1, 1, 'contact', 'en_US', ?, 1, 1)",
        (country,),
    )
    store.execute(
        "INSERT INTO res_company (id, name, partner_id, currency_id, active, parent_path)"
        " VALUES (1, 'My Company', 1, ?, 1, '1/')",
        (currency,),
    )
    store.execute("INSERT INTO res_users (id, login, active, company_id, partner_id) VALUES (1, '__system__', 0, 1, 1)")
    store.execute("INSERT INTO res_users__company_ids VALUES (1, 1)")
    env = database.environment()
    for table in ("res_partner", "res_company", "res_users"):
        store.execute(f"UPDATE {table} SET create_date = ?, write_date = ?", (env.stamp, env.stamp))
    defaults = {**env["res.company"]._defaults(), "account_fiscal_country_id": country}
    env.model("res.company", (1,)).write({**defaults, **values})


def _first_users(database: Database, admin: Administrator) -> None:
    env = database.environment()
    [bot] = env["res.partner"].create([{"name": "OdooBot", "email": "odoobot@example.com", "active": False}])
    database.store.execute("UPDATE res_users SET partner_id = ? WHERE id = ?", (bot, SUPERUSER))
    database.forget()
    groups = [database.group_id(xmlid) for xmlid in ADMIN_GROUPS]
    email = admin.login if "@" in admin.login else False
    values = {
        "name": admin.name,
        "login": admin.login,
        "email": email,
        "tz": admin.tz or False,
        database.version.users_groups_field: groups,
    }
    [uid] = env["res.users"].create([values])
    assert uid == ADMIN, f"the administrator of a new database has id {ADMIN}, not {uid}"
    set_password(database, uid, admin.password)


def _speak(database: Database, language: str) -> None:
    """Install one language and give it to everybody; another one than asked for stays installed nowhere (observed)."""
    id_ = _id_of(database, "res_lang", "code", language)
    database.store.execute("UPDATE res_lang SET active = id = ?", (id_,))
    database.store.execute("UPDATE res_partner SET lang = ?", (language,))
    if translations.recorded(database, language):
        translations.install(database, language)


def identify(database: Database) -> None:
    """Give a database an identity of its own, as a new one and a copy have (observed)."""
    now = f"{database.clock.now():%Y-%m-%d %H:%M:%S}"
    uuid = UUID(hex=database.dice.token_hex("odoo database uuid", 32))
    set_parameter(database, "database.uuid", str(uuid))
    set_parameter(database, "database.create_date", now)


def _parameters(database: Database) -> None:
    """Write the parameters that every database has."""
    for key, value in PARAMETERS.items():
        set_parameter(database, key, value)


def set_parameter(database: Database, key: str, value: str) -> None:
    """Write a system parameter, as the server itself does."""
    env, store = database.environment(), database.store
    if store.execute("UPDATE ir_config_parameter SET value = ? WHERE key = ?", (value, key)):
        return
    [id_] = database.next_ids("ir_config_parameter", 1)
    store.execute(
        "INSERT INTO ir_config_parameter (id, key, value, create_uid, create_date, write_uid, write_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id_, key, value, SUPERUSER, env.stamp, SUPERUSER, env.stamp),
    )


def _id_of(database: Database, table: str, column: str, value: object) -> int:
    row = database.store.one(f"SELECT id FROM {table} WHERE {column} = ?", (value,))
    if row is None:
        raise ValueError(f"no {table.replace('_', '.', 1)} with {column} {value!r}; use its ISO code")
    return int(row[0])
