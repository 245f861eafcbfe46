"""Connecting: a signed-in connection to the Odoo of four inputs, over the protocol that suits its version."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

from mock_silverfin.integrations.odoo.inputs import ANY, JSON2, XMLRPC, OdooInputs
from mock_silverfin.integrations.odoo.json2 import Json2Source
from mock_silverfin.integrations.odoo.ledger import read_company
from mock_silverfin.integrations.odoo.source import Source
from mock_silverfin.integrations.odoo.xmlrpc import XmlRpcSource


def connect(inputs: OdooInputs, protocol: str, ca_file: Path | None = None) -> Source:
    """Return a signed-in connection over `json2`, `xmlrpc` or `any` that the version has; raise SyncFailure."""
    with ExitStack() as stack:
        source = stack.enter_context(closing(_source(inputs, protocol, ca_file)))
        source.check_version()
        source.sign_in()
        stack.pop_all()
    return source


def companies(inputs: OdooInputs, ca_file: Path | None = None) -> list[tuple[int, str]]:
    """Return id and name of the companies that the key opens; raise SyncFailure if the inputs do not go together."""
    with closing(connect(inputs, ANY, ca_file)) as source:
        found = source.call("res.company", "search_read", domain=[], fields=["name"], order="id")
    return [(company["id"], company["name"]) for company in found]


def financial_year(inputs: OdooInputs, company: int, day: date, ca_file: Path | None = None) -> tuple[date, date]:
    """Return the first and the last day of the financial year of a company that holds a day; raise SyncFailure."""
    with closing(connect(inputs, ANY, ca_file)) as source:
        return read_company(source, company, {"allowed_company_ids": [company]}).financial_year(day)


def _source(inputs: OdooInputs, protocol: str, ca_file: Path | None) -> Source:
    if protocol != XMLRPC:
        source = Json2Source(inputs, ca_file)
        if protocol == JSON2 or source.is_offered():
            return source
        source.close()
    return XmlRpcSource(inputs, ca_file)
