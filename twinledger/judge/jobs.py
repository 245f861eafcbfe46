"""Jobs: what tells a connector for several databases which companies to synchronise in one run."""

from __future__ import annotations

import json

from twinledger.world import Pair


def jobs(*pairs: Pair) -> str:
    """Return the input `ODO_JOBS` for these companies, in their order."""
    return json.dumps(
        [{"database": pair.database, "company": pair.company_id, "silverfin_company": pair.file.id} for pair in pairs]
    )
