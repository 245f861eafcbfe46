"""The one call behind all doors: a method of a model, with what the real server checks first."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from mock_kit.store import is_full
from mock_odoo import messages
from mock_odoo.contention import contended
from mock_odoo.errors import (
    AccessError,
    DomainError,
    HttpError,
    NotInFake,
    ServerError,
    UserError,
    no_attribute,
    postgres_error,
    type_error,
)
from mock_odoo.orm.arguments import hashable, items, mapping
from mock_odoo.orm.arguments import ids as ids_of
from mock_odoo.orm.definers import definer
from mock_odoo.orm.environment import Environment, checked_context
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.schema import model_names

# Which look at the language of a context only where something is said in it, be it an error (observed).
LOOKING = frozenset(
    "search search_count read search_read formatted_read_group read_group web_read web_search_read has_access "
    "name_search export_data fields_get default_get get_metadata remove_move_reconcile".split()
)
SQLITE_LIMITS = ("parser stack overflow", "too large", "too many SQL variables", "too big")


@contextmanager
def _limits() -> Iterator[None]:
    """Let what is nested too deeply, or has no room, end as on the real server; say so where only the fake gives up."""
    try:
        yield
    except RecursionError:
        raise ServerError("builtins.RecursionError", "maximum recursion depth exceeded") from None
    except sqlite3.OperationalError as error:
        if is_full(error):
            raise postgres_error("DiskFull", messages.NO_ROOM) from None
        if not any(limit in str(error) for limit in SQLITE_LIMITS):
            raise
        raise NotInFake(f"a request nested as deeply or as long as this ({error})") from None


@contextmanager
def _in_words_of(env: Environment) -> Iterator[None]:
    """Let errors about domains out in the words of the version, and others if there is a language to say them in."""
    try:
        yield
    except UserError:
        checked_context(env.context, env.database.languages)
        raise
    except DomainError as error:
        raise error.in_words(env.version.domain_words) from None


@_limits()
def by_position(env: Environment, model: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Carry out a call whose arguments stand in order, as XML-RPC, /jsonrpc and the web client send them.

    The first one is the ids unless the method belongs to the model itself. `create` with one set of values returns one
    id. Raises the OdooError that the real server would answer.
    """
    if _is_own(env, model, method):
        return env.database.own_methods[model, method](env)
    if hashable(model) not in model_names(env.version.series):
        raise UserError(messages.unknown_object(model))
    named = mapping(kwargs)
    env = _in_context(env, named.pop("context", None))
    function, of_model = _method(env, model, method)
    arguments = items(args)
    ids = () if of_model else _ids(env, model, _first(arguments))
    _check_language(env, method, of_nothing=not of_model and not ids)
    records = env.model(model, ids)
    with _in_words_of(env), contended(env.database, model, method):
        result = _called(function, records, arguments, _by_later_names(env, method, named))
    if method != "create":
        return result
    return result[0] if isinstance(_first(arguments), Mapping) else result


@_limits()
def by_name(env: Environment, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
    """Carry out a call whose arguments are named, as JSON-2 sends them, with `ids` and `context` among them."""
    if _is_own(env, model, method):
        return env.database.own_methods[model, method](env)
    if model not in model_names(env.version.series):
        raise HttpError("NotFound", 404, messages.unknown_model(model))
    named = dict(arguments)
    if "self" in named:
        raise type_error("WebJson2Controller.web_json_2_rpc() got multiple values for argument 'self'")
    ids = _ids(env, model, named.pop("ids", ()))
    env = _in_context(env, named.pop("context", None))
    try:
        function, of_model = _method(env, model, method)
    except ServerError as error:
        if error.class_name != "builtins.AttributeError":
            raise
        raise HttpError("NotFound", 404, error.message) from None
    if of_model and ids:
        raise HttpError("UnprocessableEntity", 422, messages.ids_on_a_model_method(model, method))
    _check_language(env, method, of_nothing=not of_model and not ids)
    records = env.model(model, ids)
    try:
        _signature(function).bind(records, **named)
    except TypeError as error:
        raise HttpError("UnprocessableEntity", 422, str(error)) from None
    with _in_words_of(env), contended(env.database, model, method):
        return function(records, **named)


def _ids(env: Environment, model: str, value: Any) -> tuple[Any, ...]:
    """Return the ids that a client sent; those of records that no table has may be texts.

    What stands among them and is nothing (0, false, null) is a new record on the real server, with nothing in it.
    """
    texts = env.has(model) and env.model(model).is_virtual and isinstance(value, list)
    ids = tuple(value) if texts else ids_of(value)
    if isinstance(value, list) and not all(value) and not (env.has(model) and env.model(model).may_be_new):
        raise NotInFake("a record without an id (0, false or null among the ids)")
    return ids


def _is_own(env: Environment, model: Any, method: Any) -> bool:
    """Tell whether that is a method that this database alone has."""
    return bool(env.database.own_methods) and (hashable(model), hashable(method)) in env.database.own_methods


def _method(env: Environment, model: str, method: str) -> tuple[Callable[..., Any], bool]:
    """Return a method that clients may call, and whether it belongs to the model itself."""
    if not isinstance(method, str):
        raise no_attribute(method, "startswith")
    if method.startswith("_") or method in env.version.private_methods:
        raise AccessError(messages.private_method(model, method))
    if method in env.version.absent_methods:
        raise ServerError("builtins.AttributeError", messages.unknown_method(model, method))
    found = getattr(type(env[model]), method, None)
    mark = getattr(found, "public", None)
    if found is not None and mark is not None:
        _, of_model, _ = mark
        return found, of_model
    if method in env.schema(model).methods:
        raise NotInFake(f"{model}.{method}")
    raise ServerError("builtins.AttributeError", messages.unknown_method(model, method))


def _called(function: Callable[..., Any], records: BaseModel, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call the method; arguments that do not fit end in Python's own words, as on the real server."""
    try:
        _signature(function).bind(records, *args, **kwargs)
    except TypeError:
        try:
            return function(records, *args, **kwargs)
        except TypeError as error:
            there = f"{definer(records.model_name, function.__name__)}.{function.__name__}"
            raise type_error(str(error).replace(function.__qualname__, there)) from None
    return function(records, *args, **kwargs)


def _by_later_names(env: Environment, method: str, named: dict[str, Any]) -> dict[str, Any]:
    """Return named arguments as the latest version calls them."""
    earlier, later = env.version.name_search_domain, "domain"
    if method != "name_search" or earlier == later:
        return named
    if later in named:
        raise type_error(f"BaseModel.name_search() got an unexpected keyword argument {later!r}")
    return {later if name == earlier else name: value for name, value in named.items()}


@cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def _in_context(env: Environment, context: Any) -> Environment:
    asked = mapping(context or {})
    hashable(asked.get("lang") or None)
    return replace(env, context={**env.context, **asked})


def _check_language(env: Environment, method: str, *, of_nothing: bool) -> None:
    """Raise UserError for a language that is not installed, but where it is asked for only when something is said."""
    if method not in LOOKING and not (of_nothing and method != "copy"):
        checked_context(env.context, env.database.languages)


def _first(arguments: list[Any]) -> Any:
    if not arguments:
        raise ServerError("builtins.IndexError", "list index out of range")
    return arguments.pop(0)
