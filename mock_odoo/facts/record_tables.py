"""Record tables off a real server: the records of some models that every database has, columns by name.

A row is `[id, value, …]` in the order of `columns`; what it leaves out at its end has the value of `defaults`. `links`
are the many2many fields, by record; `xmlids` the external ids of records, each with whether an update leaves it alone,
but for those of fields and of models, which follow a rule, and those that stand in a file of their own. `left_out` are
fields that are not taken over: help and descriptions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

FROM_THE_START = ("account.payment.method", "res.country", "res.currency", "res.groups", "res.lang")
TABLES = (  # whose records are put into a database when somebody asks for them
    "account.analytic.plan",
    "account.incoterms",
    "account.report",
    "decimal.precision",
    "ir.model",
    "ir.model.access",
    "ir.model.fields",
    "ir.model.fields.selection",
    "ir.module.category",
    "ir.module.module",
    "ir.module.module.dependency",
    "ir.rule",
    "product.category",
    "properties.base.definition",
    "res.bank",
    "res.country.group",
    "res.country.state",
    "res.groups.privilege",
    "res.partner.industry",
    "uom.uom",
)
OF_NO_COUNTRY = [["country_id", "=", False]]  # what a chart of accounts does not bring
DOMAINS: Mapping[str, Sequence[Any]] = {"account.report": OF_NO_COUNTRY}
COMPUTED = {
    "ir.model": ("modules", "is_mail_thread_sms"),
    "ir.model.fields": ("modules",),
    "ir.module.module": ("installed_version",),
}
MOMENTS = frozenset({"create_date", "write_date"})
LEFT_OUT = frozenset(
    "help info summary description description_html icon icon_image website views_by_module menus_by_module comment "
    "reports_by_module flag_image".split()
)
NOT_NAMED_HERE = frozenset({"ir.model", "ir.model.fields", "ir.model.fields.selection", *FROM_THE_START})
X2MANY = ("one2many", "many2many")


class Server(Protocol):
    """Who answers calls of a client."""

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Return what it answers to one call."""


def table(server: Server, model: str) -> dict[str, Any]:
    """Return the records of a model, archived ones, too."""
    fields = server.call(model, "fields_get", attributes=["type", "store", "company_dependent"])
    kept = [name for name, field in fields.items() if _is_kept(name, field)]
    names = [*kept, *COMPUTED.get(model, ())]
    rows = _read(server, model, names, DOMAINS.get(model, ()))
    for name in kept:
        if fields[name]["type"] == "integer":
            _mark_empty(server, model, name, rows)
    columns = [name for name in names if fields[name]["type"] not in X2MANY]
    defaults = {name: _usual(row[name] for row in rows) for name in columns}
    varied = sorted(columns, key=lambda name: sum(row[name] == defaults[name] for row in rows))
    return {
        "columns": varied,
        "defaults": [defaults[name] for name in varied],
        "links": {name: links for name in names if name not in columns and (links := _links(rows, name))},
        "left_out": [name for name in fields if name in LEFT_OUT],
        "xmlids": [] if model in NOT_NAMED_HERE else _external_ids(server, model, [row["id"] for row in rows]),
        "rows": [[row["id"], *_trimmed(row, varied, defaults)] for row in rows],
    }


def text(found: Mapping[str, Any]) -> str:
    """Return a table as JSON, a row to a line."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in found["rows"])
    rest = {name: value for name, value in found.items() if name != "rows"}
    return f'{json.dumps(rest, ensure_ascii=False)[:-1]}, "rows": [\n{rows}\n]}}\n'


def _is_kept(name: str, field: Mapping[str, Any]) -> bool:
    """What differs by company is left to the chart of each."""
    if field["company_dependent"]:
        return False
    return field["store"] and field["type"] != "one2many" and name not in (LEFT_OUT | MOMENTS | {"id"})


def _read(server: Server, model: str, names: Sequence[str], domain: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows with references as bare ids, in the order of their ids."""
    everything = {"active_test": False}
    rows = server.call(
        model, "search_read", domain=list(domain), fields=list(names), order="id", load=None, context=everything
    )
    return list(rows)


def _mark_empty(server: Server, model: str, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Tell nothing from zero, which read alike: nothing comes last in an order."""
    ordered = server.call(model, "search", domain=[], order=f"{name}, id", context={"active_test": False})
    by_id = {row["id"]: row for row in rows}
    positive = next((place for place, id_ in enumerate(ordered) if by_id.get(id_, {}).get(name, 0) > 0), 0)
    for id_ in ordered[positive:]:
        if id_ in by_id and by_id[id_][name] == 0:
            by_id[id_][name] = None


def _usual(values: Iterable[Any]) -> Any:
    """Return the value that most records have."""
    counted = Counter(json.dumps(value) for value in values).most_common(1)
    return json.loads(counted[0][0]) if counted else False


def _trimmed(row: Mapping[str, Any], names: Sequence[str], defaults: Mapping[str, Any]) -> list[Any]:
    """Return the values of a row up to the last that is not the usual one."""
    told = max((place + 1 for place, name in enumerate(names) if row[name] != defaults[name]), default=0)
    return [row[name] for name in names[:told]]


def _links(rows: Sequence[Mapping[str, Any]], name: str) -> dict[str, list[int]]:
    return {str(row["id"]): row[name] for row in rows if row[name]}


def _external_ids(server: Server, model: str, ids: Sequence[int]) -> list[Any]:
    of_these = [["model", "=", model], ["res_id", "in", list(ids)]]
    fields = ["complete_name", "res_id", "noupdate"]
    rows = server.call("ir.model.data", "search_read", domain=of_these, fields=fields, order="id")
    return [[row["complete_name"], row["res_id"], row["noupdate"]] for row in rows]
