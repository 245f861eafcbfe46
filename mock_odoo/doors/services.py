"""The services `common`, `object` and `db`, which XML-RPC and /jsonrpc share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mock_odoo import call
from mock_odoo.doors import database_service
from mock_odoo.errors import ServerError, key_error, type_error
from mock_odoo.keys import entry
from mock_odoo.orm.arguments import hashable

if TYPE_CHECKING:
    from mock_odoo.odoo import Odoo


class Unpacked(Exception):  # noqa: N818 - never leaves this module
    """Arguments did not fit; the cause is what Python said."""


def dispatch(odoo: Odoo, service: str, method: str, params: Sequence[Any]) -> Any:
    """Return what a service's method returns; raise the OdooError that the real server would answer."""
    services: dict[str, Callable[[Odoo, str, Sequence[Any]], Any]] = {
        "common": _common,
        "object": _object,
        "db": _db,
    }
    if hashable(service) not in services or (service == "db" and not odoo.version.has_db_service):
        raise key_error(service)
    try:
        return services[service](odoo, method, params)
    except Unpacked as error:
        cause: object = error.__cause__
        raise ServerError(f"builtins.{type(cause).__name__}", str(cause)) from None
    except RecursionError as error:
        raise ServerError("builtins.RecursionError", str(error)) from None


def _common(odoo: Odoo, method: str, params: Sequence[Any]) -> Any:
    def exp_version() -> Any:
        return odoo.version.common_version

    def exp_about(extended: bool = False) -> Any:
        about = "See http://openerp.com"
        return [about, odoo.version.wire_name] if extended else about

    def exp_login(db: Any, login: Any, password: Any) -> Any:
        return exp_authenticate(db, login, password, None)

    def exp_authenticate(db: Any, login: Any, password: Any, user_agent_env: Any) -> Any:
        del user_agent_env
        database = odoo.database_of_a_call(db)
        with database.store.transaction():
            return entry.authenticate(database, login, password)

    def exp_set_loglevel(loglevel: Any, logger: Any = None) -> Any:
        del loglevel, logger
        return True

    methods: dict[str, Callable[..., Any]] = {
        "version": exp_version,
        "about": exp_about,
        "login": exp_login,
        "authenticate": exp_authenticate,
        "set_loglevel": exp_set_loglevel,
    }
    if _name(method) not in methods:
        raise ServerError("builtins.Exception", f"Method not found: {method}")
    return _fitted("common", methods[method], params)


def _object(odoo: Odoo, method: str, params: Sequence[Any]) -> Any:
    try:
        db, uid_, password, model, name, *args = params
        uid = int(uid_)
        args, kwargs = _split(method, args)
    except (ValueError, TypeError, OverflowError) as error:
        raise Unpacked from error
    database = odoo.database_of_a_call(db)
    if method not in ("execute", "execute_kw"):
        raise ServerError("builtins.NameError", f"Method not available {method}")
    with database.store.transaction():
        entry.check(database, uid, password)
        return call.by_position(database.environment(uid), model, name, args, kwargs)


def _split(method: str, args: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return positional and named arguments; `execute_kw` has a list and, if it likes, a mapping."""
    if method != "execute_kw":
        return args, {}
    if len(args) == 1:
        args = [*args, {}]
    positional, named = args
    if not isinstance(positional, Iterable):
        raise TypeError(f"Value after * must be an iterable, not {type(positional).__name__}")
    return list(positional), dict(named or {})


def _db(odoo: Odoo, method: str, params: Sequence[Any]) -> Any:
    methods = database_service.for_anybody(odoo)
    if _name(method) in methods:
        return _fitted("db", methods[method], params)
    methods = database_service.for_the_master(odoo)
    if method not in methods:
        raise key_error(f"Method not found: {method}")
    return _fitted("db", methods[method], database_service.checked(odoo, params))


def _name(method: Any) -> str:
    if not isinstance(method, str):
        raise type_error(f'can only concatenate str (not "{type(method).__name__}") to str')
    return method


def _fitted(service: str, function: Callable[..., Any], params: Any) -> Any:
    """Call a service's method; too many or too few arguments end in Python's own words, as on the real server."""
    function.__qualname__ = function.__name__
    if not isinstance(params, Iterable):
        called = f"odoo.service.{service}.{function.__name__}()"
        raise type_error(f"{called} argument after * must be an iterable, not {type(params).__name__}")
    params = list(params)
    count = function.__code__.co_argcount
    if not count - len(function.__defaults__ or ()) <= len(params) <= count:
        try:
            function(*params)
        except TypeError as error:
            raise Unpacked from error
    return function(*params)
