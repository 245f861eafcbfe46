"""Jobs: what tells a connector which companies to synchronise, of one database or of several in one run."""

from __future__ import annotations

import json

from twinledger.world import Pair


def jobs(*pairs: Pair) -> str:
    """Return the input `ODO_JOBS` for these companies, in their order."""
    found = [
        {"database": pair.database, "company": pair.company_id, "silverfin_company": pair.file.id} for pair in pairs
    ]
    return json.dumps(found)


def inputs_of(pair: Pair) -> dict[str, str]:
    """Return the inputs that name a company on both sides."""
    return {
        "ODOO_DATABASE": pair.database,
        "SYNC_COMPANY": str(pair.company_id),
        "SILVERFIN_COMPANY_ID": str(pair.file.id),
    }
