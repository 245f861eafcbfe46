"""Record the facts off a real Odoo 19: `python -m mock_odoo.facts.record URL DATABASE KEY [MODEL …]`.

The key is an administrator's. It reads and changes nothing. What it asks for is what any client may ask for; help texts
are dropped.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Sequence
from typing import Any

from mock_odoo.facts import FOLDER
from mock_odoo.facts.record_rules import rights, rules
from mock_odoo.facts.record_tables import FROM_THE_START, TABLES, table, text

VERSION = "19.0"
MODELS = (
    "res.company",
    "res.users",
    "res.partner",
    "res.currency",
    "res.country",
    "res.groups",
    "res.lang",
    "account.account",
    "account.journal",
    "account.move",
    "account.move.line",
    "res.users.apikeys",
    "res.users.apikeys.description",
    "res.users.apikeys.show",
    "res.users.identitycheck",
    "auth_totp.wizard",
    "ir.config_parameter",
    "ir.model",
    "account.account.tag",
    "account.analytic.account",
    "account.analytic.applicability",
    "account.analytic.distribution.model",
    "account.analytic.line",
    "account.analytic.plan",
    "account.bank.statement",
    "account.bank.statement.line",
    "account.cash.rounding",
    "account.code.mapping",
    "account.fiscal.position",
    "account.full.reconcile",
    "account.group",
    "account.incoterms",
    "account.lock_exception",
    "account.move.reversal",
    "account.partial.reconcile",
    "account.payment",
    "account.payment.method",
    "account.payment.method.line",
    "account.payment.register",
    "account.payment.term",
    "account.payment.term.line",
    "account.reconcile.model",
    "account.report",
    "account.resequence.wizard",
    "account.secure.entries.wizard",
    "account.financial.year.op",
    "account.merge.wizard",
    "account.merge.wizard.line",
    "account.tax",
    "account.tax.group",
    "account.tax.repartition.line",
    "ir.attachment",
    "ir.model.access",
    "ir.model.fields",
    "ir.module.module",
    "ir.rule",
    "product.product",
    "res.currency.rate",
    "res.partner.bank",
    "base.language.install",
    "ir.model.data",
    "res.partner.category",
    "account.fiscal.position.account",
    "account.reconcile.model.line",
    "account.root",
    "decimal.precision",
    "ir.model.fields.selection",
    "ir.module.category",
    "ir.module.module.dependency",
    "product.category",
    "product.template",
    "properties.base.definition",
    "res.bank",
    "res.country.group",
    "res.country.state",
    "res.groups.privilege",
    "res.partner.industry",
    "uom.uom",
)
FIRST_RECORDS = ["main_company", "main_partner", "partner_root", "partner_admin", "user_root", "user_admin"]


class Real:
    """A real server, asked over JSON-2."""

    def __init__(self, url: str, database: str, key: str) -> None:
        self.url = url.rstrip("/")
        self.headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Return what the server answers to one call."""
        return self._get(f"/json/2/{model}/{method}", json.dumps(arguments).encode())

    def doc(self, model: str) -> Any:
        """Return the server's own description of a model."""
        return self._get(f"/doc-bearer/{model}.json", None)

    def _get(self, path: str, body: bytes | None) -> Any:
        headers = {**self.headers, **({"Content-Type": "application/json"} if body else {})}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers)) as answer:
            return json.load(answer)


def record(real: Real, models: Sequence[str] = ()) -> None:
    """Write every file of facts, or only those of the models that are named."""
    for model in models or MODELS:
        write(model, _model(real, model))
    if models:
        return
    write("models", _index(real))
    write("modules", real.doc("index")["modules"])
    write("data.ir.rule", rules(real, MODELS))
    write("copied", _copied(real))
    write("on_delete", _on_delete(real))
    write("data.ir.model.data", _external_ids(real))
    write("data.ir.model.access", rights(real))
    for model in (*FROM_THE_START, *TABLES):
        write_text(f"table.{model}", text(table(real, model)))


def _model(real: Real, model: str) -> dict[str, Any]:
    doc = real.doc(model)
    description = real.call("ir.model", "search_read", domain=[["model", "=", model]], fields=["name", "order"])[0]
    access = real.call(
        "ir.model.access",
        "search_read",
        domain=[["model_id.model", "=", model], ["group_id", "!=", False]],
        fields=["group_id", "perm_read", "perm_write", "perm_create", "perm_unlink"],
    )
    return {
        "model": model,
        "name": description["name"],
        "order": description["order"],
        "fields": {name: _without_help(field) for name, field in real.call(model, "fields_get").items()},
        "methods": {
            name: {"signature": method["signature"], "model": method["model"], "api": method.get("api", [])}
            for name, method in doc["methods"].items()
        },
        "access": {
            str(row["group_id"][0]): [bool(row[f"perm_{right}"]) for right in ("read", "write", "create", "unlink")]
            for row in access
        },
    }


def _index(real: Real) -> list[Any]:
    return list(real.call("ir.model", "search_read", domain=[], fields=["model", "name", "transient", "abstract"]))


def _copied(real: Real) -> dict[str, list[str]]:
    """Return by model the fields that a copy of a record has, too."""
    rows = real.call(
        "ir.model.fields",
        "search_read",
        domain=[["model", "in", MODELS], ["copied", "=", True], ["store", "=", True]],
        fields=["model", "name"],
        order="model, name",
    )
    return {model: [row["name"] for row in rows if row["model"] == model] for model in MODELS}


def _on_delete(real: Real) -> dict[str, list[str]]:
    """Return the references whose record goes with what it refers to, and those that keep it from going."""
    rows = real.call(
        "ir.model.fields",
        "search_read",
        domain=[["model", "in", MODELS], ["store", "=", True], ["on_delete", "in", ["cascade", "restrict"]]],
        fields=["model", "name", "on_delete"],
        order="model, name",
    )
    return {
        rule: [f"{row['model']}.{row['name']}" for row in rows if row["on_delete"] == rule]
        for rule in ("cascade", "restrict")
    }


def _external_ids(real: Real) -> list[Any]:
    """Return the external ids of reference data, and of the records that every database begins with."""
    named = [["model", "in", list(FROM_THE_START)], ["module", "!=", "__export__"]]
    first = [["model", "in", ["res.partner", "res.users", "res.company"]], ["name", "in", FIRST_RECORDS]]
    return list(
        real.call(
            "ir.model.data",
            "search_read",
            domain=["|", "&", *named, "&", *first],
            fields=["module", "name", "model", "res_id", "noupdate"],
            order="id",
        )
    )


def _without_help(field: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name != "help"}


def write(name: str, facts: Any) -> None:
    """Write one file of facts."""
    write_text(name, json.dumps(facts, ensure_ascii=False, indent=0, sort_keys=False) + "\n")


def write_text(name: str, facts: str) -> None:
    """Write one file of facts that is JSON already."""
    path = FOLDER / VERSION / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(facts, encoding="utf-8")


if __name__ == "__main__":
    record(Real(*sys.argv[1:4]), sys.argv[4:])
