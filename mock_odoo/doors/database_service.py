"""The service `db`: what anybody may ask of the databases, and what the master password opens (observed 2026-11-23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from mock_odoo import messages, recorded_tables
from mock_odoo.databases import NotADumpError, binary, dump, duplicate, listed, make, rename, restore
from mock_odoo.errors import AccessDenied, ServerError, type_error

if TYPE_CHECKING:
    from mock_odoo.odoo import Odoo

Methods = Mapping[str, Callable[..., Any]]


def for_anybody(odoo: Odoo) -> Methods:
    """Return the methods that need no password."""

    def exp_list(document: bool = False) -> list[str]:
        del document
        return listed(odoo)

    def exp_db_exist(db_name: Any) -> bool:
        return db_name in list(odoo.databases)

    def exp_list_lang() -> list[list[str]]:
        languages = recorded_tables.records(odoo.version.series, "res.lang").values()
        return [[row["code"], row["name"]] for row in sorted(languages, key=lambda row: str(row["name"]))]

    def exp_server_version() -> str:
        return odoo.version.wire_name

    return _by_name(exp_list, exp_db_exist, exp_list_lang, exp_server_version)


def for_the_master(odoo: Odoo) -> Methods:
    """Return the methods whose first argument is the master password; most are closed where nothing is listed."""

    def exp_list_countries() -> list[list[str]]:
        countries = recorded_tables.records(odoo.version.series, "res.country").values()
        return [[row["code"].lower(), row["name"]] for row in sorted(countries, key=lambda row: str(row["name"]))]

    managing = {**_of_the_server(odoo), **_of_one_database(odoo)}
    return {
        **_by_name(exp_list_countries),
        **{name: _where_databases_are_listed(odoo, method) for name, method in managing.items()},
    }


def _of_the_server(odoo: Odoo) -> Methods:
    def exp_create_database(
        db_name: Any,
        demo: Any,
        lang: Any,
        user_password: Any = "admin",
        login: Any = "admin",
        country_code: Any = None,
        phone: Any = None,
    ) -> bool:
        if db_name in list(odoo.databases):
            raise ServerError("odoo.service.db.DatabaseExists", f"database {db_name!r} already exists!")
        people = {"login": login, "password": user_password, "country_code": country_code, "phone": phone}
        make(odoo, db_name, language=lang, demonstration=demo, **people)
        return True

    def exp_change_admin_password(new_password: Any) -> bool:
        odoo.master_password = new_password
        return True

    def exp_migrate_databases(databases: Any) -> bool:
        for name in databases:
            odoo.database_of_a_call(name).clear_caches()
        return True

    return _by_name(exp_create_database, exp_change_admin_password, exp_migrate_databases)


def _of_one_database(odoo: Odoo) -> Methods:
    def exp_duplicate_database(db_original_name: Any, db_name: Any, neutralize_database: Any = False) -> bool:
        duplicate(odoo, db_original_name, db_name, neutralized=bool(neutralize_database))
        return True

    def exp_drop(db_name: Any) -> bool:
        there = db_name in list(odoo.databases)
        if there:
            odoo.drop_database(db_name)
        return there

    def exp_dump(db_name: Any, format: Any) -> str:  # noqa: A002 - the real one is called so
        return dump(odoo.database_of_a_call(db_name), zipped=format == "zip")

    def exp_restore(db_name: Any, data: Any, copy: Any = False) -> bool:
        image = binary(data)
        if db_name in list(odoo.databases):
            raise ServerError("builtins.Exception", "Database already exists")
        try:
            restore(odoo, db_name, image, with_new_identity=bool(copy))
        except NotADumpError:
            raise ServerError("builtins.Exception", "Couldn't restore database") from None
        return True

    def exp_rename(old_name: Any, new_name: Any) -> bool:
        rename(odoo, old_name, new_name)
        return True

    return _by_name(exp_duplicate_database, exp_drop, exp_dump, exp_restore, exp_rename)


def checked(odoo: Odoo, params: Sequence[Any]) -> list[Any]:
    """Return the arguments behind the master password; raise AccessDenied, or Python's own words for none at all."""
    if not params:
        raise ServerError("builtins.IndexError", f"{type(params).__name__} index out of range")
    password, *rest = params
    if password and not isinstance(password, str):
        raise type_error(f"secret must be unicode or bytes, not {type(password).__name__}")
    if password != odoo.master_password:
        raise AccessDenied(messages.ACCESS_DENIED)
    return rest


def _by_name(*methods: Callable[..., Any]) -> Methods:
    return {method.__name__.removeprefix("exp_"): method for method in methods}


def _where_databases_are_listed(odoo: Odoo, method: Callable[..., Any]) -> Callable[..., Any]:
    """Close a method where databases are not listed: that goes before a look at the arguments (observed)."""

    @wraps(method)
    def denied(*_: Any) -> Any:
        raise AccessDenied(messages.ACCESS_DENIED)

    return method if odoo.lists_databases else denied
