"""The words that the integration speaks to Silverfin in: where each operation is, and what its members are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FIRM = "/api/v4/f/{firm_id}"
COMPANY = f"{FIRM}/syncs/companies/{{company_id}}"

PLACES: Mapping[str, tuple[str, str]] = {
    "token": ("POST", "/f/{firm_id}/oauth/token"),
    "company": ("GET", f"{FIRM}/companies/{{company_id}}"),
    "limits": ("GET", f"{FIRM}/syncs/settings"),
    "sync_companies": ("GET", f"{FIRM}/syncs/companies"),
    "sync_info": ("GET", f"{COMPANY}/info"),
    "settings": ("POST", f"{COMPANY}/settings"),
    "submit": ("POST", f"{COMPANY}/transactions"),
    "reset": ("DELETE", f"{COMPANY}/reset"),
}


class Words:
    """The words of Silverfin as the fake serves it by itself; whoever knows others says them in their place."""

    def place(self, operation: str, ids: Mapping[str, str]) -> tuple[str, str]:
        """Return the method and the path of an operation."""
        method, path = PLACES[operation]
        return method, path.format_map(ids)

    def said(self, _operation: str, body: Any) -> Any:
        """Return a body in these words."""
        return body

    def understood(self, _operation: str, content: Any) -> Any:
        """Return what was answered with success by the names that the integration knows."""
        return content

    def status(self, answered: int) -> int:
        """Return the status that the integration knows a refusal by."""
        return answered
