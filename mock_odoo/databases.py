"""What the service `db` does with whole databases: make, copy, rename, dump and restore them."""

from __future__ import annotations

import base64
import io
import json
import re
import sqlite3
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from mock_kit.damage import wrong_inside
from mock_kit.store import Snapshot
from mock_odoo import base_data, messages, recorded_tables
from mock_odoo.base_data import Administrator, identify, set_parameter
from mock_odoo.database import Database
from mock_odoo.errors import AccessDenied, NotInFake, ServerError, postgres_error, type_error
from mock_odoo.models import registry
from mock_odoo.orm.arguments import kind, of_base64

if TYPE_CHECKING:
    from mock_odoo.odoo import Odoo

NAME = re.compile(r"[A-Za-z0-9_.-]{1,63}")  # PostgreSQL takes any; these are safe in an address and in a file's name
DOLLAR = "USD"
MANIFEST, CONTENT = "manifest.json", "dump.sqlite"
LARGEST_UNPACKED = {MANIFEST: 64 * 1024, CONTENT: 1024 * 1024 * 1024}  # bytes
# What is raised for an image that is none, and for an archive that is damaged or locked.
UNREADABLE = (sqlite3.DatabaseError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, KeyError)
OWN_COLUMNS = r'(, "[A-Za-z0-9_]+" (INTEGER|REAL|TEXT))*\)'  # at the end of a table, for fields of a database's own
# The time zone of a new administrator, for countries that have one alone (Belgium's is observed).
TIME_ZONES = {"BE": "Europe/Brussels", "FR": "Europe/Paris", "LU": "Europe/Luxembourg", "NL": "Europe/Amsterdam"}


class NotADumpError(ValueError):
    """Those bytes are no dump of a database of the fake's."""


def listed(odoo: Odoo) -> list[str]:
    """Return the names of all databases; raise AccessDenied where the server keeps them to itself."""
    if not odoo.lists_databases:
        raise AccessDenied(messages.ACCESS_DENIED)
    return sorted(odoo.databases)


def make(
    odoo: Odoo,
    name: Any,
    *,
    language: Any,
    demonstration: Any,
    login: Any,
    password: Any,
    country_code: Any,
    phone: Any,
) -> None:
    """Make a database as `create_database` does; raise NotInFake for what the fake's cannot be."""
    if demonstration:
        raise NotInFake("a database with demonstration data")
    country = str(country_code).upper() if country_code else ""
    currency = _currency_of(odoo, country)
    company = {"name": "My Company", "country": country, "currency": currency, "phone": phone or False}
    email = {"email": login} if "@" in str(login) else {}
    admin = Administrator(str(login), str(password), tz=TIME_ZONES.get(country, ""))
    try:
        made = odoo.create_database(_new_name(name), {**company, **email}, admin, language=str(language))
    except ValueError as error:
        raise NotInFake(f"a database like that ({error})") from None
    made.store.execute("UPDATE res_currency SET active = 1 WHERE name = ?", (DOLLAR,))


def duplicate(odoo: Odoo, original: Any, name: Any, *, neutralized: bool) -> None:
    """Copy a database; the copy has an identity of its own."""
    if original not in list(odoo.databases):
        raise postgres_error("InvalidCatalogName", f'template database "{original}" does not exist\n')
    if name in list(odoo.databases):
        raise postgres_error("DuplicateDatabase", f'database "{name}" already exists\n')
    copy = _copied(odoo, _new_name(name), odoo.databases[original].store.snapshot())
    identify(copy)
    if neutralized:
        set_parameter(copy, "database.is_neutralized", "true")


def rename(odoo: Odoo, old: Any, new: Any) -> None:
    """Rename a database; the sessions of its browsers end, as their database is gone."""
    if old not in list(odoo.databases):
        raise ServerError("builtins.Exception", messages.cannot_rename(old, new, f'database "{old}" does not exist'))
    if new in list(odoo.databases):
        raise ServerError("builtins.Exception", messages.cannot_rename(old, new, f'database "{new}" already exists'))
    odoo.rename_database(old, _new_name(new))


def dump(database: Database, *, zipped: bool) -> str:
    """Return a database in the fake's own format, in base64: an SQLite file, in an archive with a manifest or bare."""
    image = database.store.snapshot().image
    return base64.b64encode(_archive(database, image) if zipped else image).decode()


def restore(odoo: Odoo, name: Any, dumped: bytes, *, with_new_identity: bool) -> None:
    """Make a database from a dump; raise NotADumpError, and NotInFake for one of a real server or another version."""
    restored = _copied(odoo, _new_name(name), _content(odoo, dumped))
    if with_new_identity:
        identify(restored)


def binary(data: Any) -> bytes:
    """Return what base64 stands for; raise Python's own words where it is none, as the real server does."""
    if not isinstance(data, str):
        raise type_error(f"argument should be a bytes-like object or ASCII string, not '{kind(data)}'")
    return of_base64(data)


def _new_name(name: Any) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise NotInFake(f"a database named {name!r}")
    return name


def _currency_of(odoo: Odoo, country: str) -> str:
    """Return the currency of a country; the dollar, with which every database begins, for none."""
    countries = recorded_tables.records(odoo.version.series, "res.country").values()
    currencies = recorded_tables.records(odoo.version.series, "res.currency")
    return next((currencies[row["currency_id"]]["name"] for row in countries if row["code"] == country), DOLLAR)


def _copied(odoo: Odoo, name: str, content: Snapshot) -> Database:
    copy = Database(name, registry(odoo.version.name), odoo.clock, odoo.dice)
    copy.store.restore(content)
    return odoo.adopt(name, copy)


def _archive(database: Database, image: bytes) -> bytes:
    version = database.version
    manifest = {"odoo_dump": "1", "db_name": database.name, "version": version.name, "version_info": version.info}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in ((MANIFEST, json.dumps(manifest, indent=4)), (CONTENT, image)):
            file.writestr(zipfile.ZipInfo(name, _time_of_files(database)), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _time_of_files(database: Database) -> tuple[int, int, int, int, int, int]:
    """Return the world's time (UTC) as far as an archive can tell it: it knows the years from 1980 to 2107."""
    now = database.clock.now()
    year = min(max(now.year, 1980), 2107)
    return year, now.month, min(now.day, 28) if year != now.year else now.day, now.hour, now.minute, now.second


def _content(odoo: Odoo, dumped: bytes) -> Snapshot:
    try:
        content = Snapshot.of_image(_image(odoo, dumped))
        if damage := wrong_inside(content.connection):
            raise NotADumpError(f"it is damaged: {damage}")
        if different := _different(content.connection, odoo.version.name):
            raise NotADumpError(f"it is made otherwise than ours: {', '.join(sorted(different)[:3])}")
        return content
    except UNREADABLE as error:
        raise NotADumpError(str(error)) from None


def _different(connection: sqlite3.Connection, version: str) -> set[str]:
    """Return the names of what is not as in every database of a version, beside columns of fields of its own."""
    found = {(kind, name): sql for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema")}
    known = {(kind, name): sql for kind, name, sql in base_data.tables_of(version)}
    same = {key for key in found.keys() & known.keys() if _is_as(known[key], found[key])}
    return {str(name) for _, name in (found.keys() | known.keys()) - same}


def _is_as(known: str | None, found: str | None) -> bool:
    """Tell whether a table or an index is made as one of ours, but for columns of its own."""
    if known is None or found is None:
        return known is found
    return known == found or re.fullmatch(re.escape(known.removesuffix(")")) + OWN_COLUMNS, found) is not None


def _image(odoo: Odoo, dumped: bytes) -> bytes:
    if not zipfile.is_zipfile(io.BytesIO(dumped)):
        return dumped
    with zipfile.ZipFile(io.BytesIO(dumped)) as file:
        if CONTENT not in file.namelist():
            raise NotInFake("a dump of a real Odoo")
        manifest = json.loads(_unpacked(file, MANIFEST))
        if not isinstance(manifest, dict):
            raise NotADumpError("its manifest is no object")
        if manifest["version"] != odoo.version.name:
            raise NotInFake(f"a dump of Odoo {manifest['version']} in Odoo {odoo.version.name}")
        return _unpacked(file, CONTENT)


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotADumpError(f"its {name} is packed as that of no dump")
    if entry.file_size > LARGEST_UNPACKED[name]:
        raise NotADumpError(f"its {name} is larger than that of any dump")
    return archive.read(name)
