"""Beginnings: what new records begin with that is the same in every database (observed, conversation `beginnings`).

What depends on the user, their company or the context is computed by the models, in `_defaults` and `_shown_defaults`.
"""

from __future__ import annotations

from typing import Any

from mock_odoo.errors import NotInFake
from mock_odoo.orm import commands
from mock_odoo.orm.schema import Field
from mock_odoo.orm.values import UNCHECKED_SELECTIONS, to_column, to_wire

ADDRESS = "%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s"
PRECISE = {"analytic_precision": 2}
OF_PEOPLE = {
    "customer_rank": 0,
    "display_invoice_edi_format": True,
    "display_invoice_template_pdf_report_id": False,
    "message_bounce": 0,
    "supplier_rank": 0,
}
# What a new record has that leaves the field out.
KEPT: dict[str, dict[str, Any]] = {
    "account.report": {"prefix_groups_threshold": 4000},
    "res.country": {
        "address_format": ADDRESS,
        "name_position": "before",
        "state_required": False,
        "zip_required": True,
    },
    "res.lang": {
        "direction": "ltr",
        "date_format": "%m/%d/%Y",
        "time_format": "%H:%M:%S",
        "week_start": "7",
        "grouping": "[3,0]",
        "decimal_point": ".",
        "thousands_sep": ",",
    },
}
# What a dialog shows at first, and a creation computes or never asks for.
SHOWN: dict[str, dict[str, Any]] = {
    "account.analytic.distribution.model": PRECISE,
    "account.analytic.line": PRECISE,
    "account.bank.statement.line": {"auto_post": "no", "move_type": "entry", "state": "draft"},
    "account.journal": {"display_invoice_template_pdf_report_id": False},
    "account.move.line": PRECISE,
    "account.payment.term": {"example_amount": 1000.0},
    "account.reconcile.model.line": PRECISE,
    "base.language.install": {"lang_ids": [], "overwrite": True},
    "ir.model.fields.selection": {"sequence": 1000},
    "ir.module.category": {"visible": True},
    "ir.module.module": {
        "demo": False,
        "license": "LGPL-3",
        "module_type": "official",
        "sequence": 100,
        "state": "uninstallable",
        "to_buy": False,
    },
    "ir.module.module.dependency": {"auto_install_required": True},
    "res.company": {
        "alias_domain_id": False,
        "display_invoice_tax_company_currency": True,
        "snailmail_color": True,
        "snailmail_cover": False,
        "snailmail_duplex": False,
    },
    "res.partner": OF_PEOPLE,
    "res.users": {
        **OF_PEOPLE,
        "autopost_bills": "ask",
        "color": 0,
        "is_company": False,
        "lang": "en_US",
        "outgoing_mail_server_type": "default",
        "trust": "normal",
        "type": "contact",
    },
}
AS_WRITTEN = ("integer", "float", "monetary", "boolean", "date", "datetime")


def of_the_context(field: Field, value: Any) -> Any:
    """Return what the context says a field begins with, as a value of the field (observed: context_defaults).

    What cannot be one is none; numbers and days raise what the real server raises where they are written.
    """
    if field.type in AS_WRITTEN:
        return to_wire(field)(to_column(field, value))
    if field.type == "many2one":
        return _reference(field, value)
    if field.type in ("char", "text", "html") and (value is None or value is False):
        return None
    if field.type == "selection" and value and field.selection and field.name not in UNCHECKED_SELECTIONS:
        return value if value in list(field.selection) else None
    return str(value) if field.type in ("char", "text") else value


def _reference(field: Field, value: Any) -> int:
    if isinstance(value, dict):
        raise NotInFake(f"a record that comes to be as {field.model}.{field.name} of the context")
    return value if isinstance(value, int) and value is not True else False


def as_commands(field: Field, value: Any) -> list[Any]:
    """Return a default of links as a dialog fills it in: which records there are, then which come to be (observed).

    A record that comes to be does not name its owner, which is not there yet.
    """
    there: list[Any] = []
    new: list[Any] = []
    for command in commands.said(field, value):
        kind = command[0]
        if kind in (commands.CLEAR, commands.SET):
            there, new = (list(commands.part(command, 2)) if kind == commands.SET else []), []
        elif kind in (commands.LINK, commands.UPDATE):
            there.append(commands.part(command, 1))
        elif kind in (commands.DELETE, commands.UNLINK):
            there = [id_ for id_ in there if id_ != commands.part(command, 1)]
        elif kind == commands.CREATE:
            given = commands.values(command, new=True)
            new.append([commands.CREATE, 0, {name: one for name, one in given.items() if name != field.inverse}])
    return [[commands.SET, 0, list(dict.fromkeys(there))], *new]
