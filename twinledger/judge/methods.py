"""Methods of Odoo's models: which of them only read, which Odoo documents for clients, and what a call says."""

from __future__ import annotations

import json
import xmlrpc.client
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from mock_kit.journal import Exchange

# Odoo documentation: External JSON-2 API, External RPC API (deprecated), ORM API: common ORM methods.
DOCUMENTED_READS = frozenset(
    "search search_count search_read read read_group formatted_read_group fields_get default_get "
    "name_search name_get export_data check_access_rights has_access exists get_metadata get_external_id "
    "context_get".split()
)
DOCUMENTED_CHANGES = frozenset(
    "create write unlink copy load action_archive action_unarchive action_post button_draft button_cancel reconcile "
    "generate revoke".split()
)
DOCUMENTED = DOCUMENTED_READS | DOCUMENTED_CHANGES
# What the web client asks for itself with: it reads, and Odoo promises nobody that it stays as it is.
READS = DOCUMENTED_READS | frozenset(
    "web_search_read web_read web_read_group web_name_search get_views get_view onchange "
    "formatted_read_grouping_sets read_progress_bar search_panel_select_range load_views fields_view_get".split()
)


def changes(exchange: Exchange) -> bool:
    """Tell whether a request asks an Odoo for something that is not only read."""
    call = exchange.call
    return exchange.system == "odoo" and "model" in call and call.get("method", "") not in READS


def named_arguments(exchange: Exchange) -> Mapping[str, Any]:
    """Return the named arguments of a call of a model's method, over whichever protocol; nothing if it has none."""
    try:
        if exchange.call.get("protocol") == "json2":
            found = json.loads(exchange.body)
        elif exchange.call.get("protocol") == "xmlrpc":
            params, _ = xmlrpc.client.loads(exchange.body)
            found = params[6] if len(params) > 6 else {}
        else:
            found = json.loads(exchange.body)["params"]["args"][6]
    except (ValueError, LookupError, TypeError, ExpatError, xmlrpc.client.Error):
        return {}
    return found if isinstance(found, dict) else {}
