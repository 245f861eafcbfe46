"""Identity: which numbers of an answer are ids, and of which model, so that they can be told from mere numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mock_odoo import facts
from twinledger.parity.places import SERIES

IDS = frozenset({"create", "search", "copy", "name_search", "name_create"})  # alone, in lists, or beside their labels
RECORDS = frozenset({"read", "search_read", "web_read", "web_save", "default_get", "get_metadata"})
GROUPS = frozenset({"formatted_read_group", "read_group"})
USER = "res.users"
ANALYTIC, DISTRIBUTION = "account.analytic.account", "analytic_distribution"
KEY, OF_PLAN = re.compile(r"\d+(,\d+)*"), re.compile(r"x_plan\d+_id")  # of a share, and the field of a plan
MATCHING = re.compile(r"(?P<part>P?)(?P<id>\d+)")  # what a line is set off by, in whole or in part
MATCHES = {"": "account.full.reconcile", "P": "account.partial.reconcile"}
ACTIVE = ("active_id", "active_ids")  # what a dialog is about


@dataclass(frozen=True)
class Id:
    """How an answer refers to a record; `value` is a whole number, or a float where the server echoes one."""

    model: str
    value: int | float


@cache
def relations(model: str) -> Mapping[str, str]:
    """Return by field the model that a field of `model` refers to; empty for a model without recorded facts."""
    try:
        fields = facts.load(SERIES, model)["fields"]
    except KeyError:
        return {}
    return {name: field["relation"] for name, field in fields.items() if field.get("relation")}


def identified(result: Any, model: str, method: str) -> Any:
    """Return a method's result with its ids marked as such."""
    if method in IDS:
        return _ids(result, model)
    if method in RECORDS:
        return _records(result, model)
    if method in GROUPS and isinstance(result, list):
        return [_group(group, model) for group in result]
    if not isinstance(result, dict):
        return result
    if method == "get_external_id":
        return [[Id(model, int(id_)), name] for id_, name in result.items()]
    return _of_a_user(_action(_with_records_inside(result, model)))


def user(result: Any) -> Any:
    """Return the result of a sign-in with the user's id marked."""
    return _of_a_user(result) if isinstance(result, dict) else _ids(result, USER)


def suggestion(error: Any) -> Any:
    """Return the description of an error with the company marked that the user is advised to switch to."""
    context = error.get("context", {}) if isinstance(error, dict) else {}
    if "suggested_company" not in context:
        return error
    company = _records(context["suggested_company"], "res.company")
    return {**error, "context": {**context, "suggested_company": company}}


def _command(value: list[Any], model: str) -> list[Any]:
    """Mark what a command for an x2many field is about, whose kind is a mere number."""
    return [value[0], *(_ids(part, model) for part in value[1:])]


def _ids(value: Any, model: str) -> Any:
    if isinstance(value, list):
        return [_ids(item, model) for item in value]
    return Id(model, value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _records(value: Any, model: str) -> Any:
    if isinstance(value, list):
        return [_records(item, model) for item in value]
    if not isinstance(value, dict):
        return value
    related = {"id": model, **relations(model)}
    return {name: _member(name, member, related) for name, member in value.items()}


def _member(name: str, value: Any, related: Mapping[str, str]) -> Any:
    if name == DISTRIBUTION and isinstance(value, dict):
        return {_key(key): share for key, share in value.items()}
    if name == "matching_number" and isinstance(value, str):
        return MATCHING.sub(lambda match: f"{MATCHES[match['part']]}({match['id']})", value)
    model = ANALYTIC if OF_PLAN.fullmatch(name) else related.get(name)
    return _referring(value, model) if model else value


def _key(key: str) -> str:
    """Write the accounts of a share as texts speak of records."""
    return f"{ANALYTIC}({key.replace(',', ', ')})" if KEY.fullmatch(key) else key


def _referring(value: Any, model: str) -> Any:
    """Mark what a relational field shows: an id, `[id, label]`, ids, or records."""
    if isinstance(value, list) and value and isinstance(value[0], list) and len(value[0]) == 3:
        return [_command(command, model) for command in value]
    if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        return _records(value, model)
    return _ids(value, model)


def _with_records_inside(result: dict[str, Any], model: str) -> dict[str, Any]:
    """Mark the records of `web_search_read`, the one that `onchange` fills in, and those that `load` made."""
    inside: dict[str, Any] = {name: _records(result[name], model) for name in ("records", "value") if name in result}
    inside.update({"ids": _ids(result["ids"], model)} if "ids" in result else {})
    return {**result, **inside}


def _group(group: dict[str, Any], model: str) -> dict[str, Any]:
    """Mark what a group of records refers to, its domain included."""
    return {
        name: _domain(value, model) if name in ("__domain", "__extra_domain") else _by_path(value, model, name)
        for name, value in group.items()
    }


def _domain(domain: Any, model: str) -> Any:
    """Mark the ids in the conditions of a domain."""
    if not isinstance(domain, list):
        return domain
    return [_condition(*item, model=model) if isinstance(item, list) else item for item in domain]


def _condition(field: Any, operator: str, value: Any, *, model: str) -> list[Any]:
    if not isinstance(field, str):  # `[1, "=", 1]`: always
        return [field, operator, value]
    if operator in ("any", "not any"):
        return [field, operator, _domain(value, relations(model).get(field, ""))]
    return [field, operator, _by_path(value, model, field)]


def _by_path(value: Any, model: str, path: str) -> Any:
    """Mark the ids that stand for a path of fields, with a function or a period behind it that leaves them ids."""
    name, _, function = path.partition(":")
    for step in name.split("."):
        model = model if step == "id" else relations(model).get(step, "")
    counted = function in ("count", "count_distinct", "sum", "avg")
    return value if not model or counted else _ids(value, model)


def _action(result: dict[str, Any]) -> dict[str, Any]:
    """Mark the records that an action of the web client opens, or hands on to the dialog that it opens."""
    model, context = result.get("res_model"), result.get("context")
    if not isinstance(model, str):
        return result
    marked = {**result, "res_id": _ids(result["res_id"], model)} if "res_id" in result else result
    if isinstance(result.get("domain"), list):
        marked = {**marked, "domain": _domain(result["domain"], model)}
    if isinstance(context, dict) and isinstance(context.get("active_model"), str):
        named = {name: _ids(context[name], context["active_model"]) for name in ACTIVE if name in context}
        marked = {**marked, "context": {**context, **named}}
    return marked


def _of_a_user(result: dict[str, Any]) -> dict[str, Any]:
    """Mark the user that a session or a context is about."""
    marked = {**result, "uid": _ids(result["uid"], USER)} if "uid" in result else result
    inner = marked.get("user_context")
    return {**marked, "user_context": _of_a_user(inner)} if isinstance(inner, dict) else marked
