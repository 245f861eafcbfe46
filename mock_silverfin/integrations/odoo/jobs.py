"""Several databases in one run: each job is a company in a database, and the client file that it goes to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

MEMBERS = {"database": "ODOO_DATABASE", "company": "SYNC_COMPANY", "silverfin_company": "SILVERFIN_COMPANY_ID"}


def jobs_of(config: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Yield the inputs of each job in `ODO_JOBS`, or these inputs if there are no jobs."""
    if not config.get("ODO_JOBS"):
        yield config
        return
    for job in json.loads(config["ODO_JOBS"]):
        yield {**config, **{name: str(job[member]) for member, name in MEMBERS.items()}}
