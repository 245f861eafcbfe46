"""Where a running world is to be found, and how to get in: for machines, and for people."""

from __future__ import annotations

from typing import Any

from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, SILVERFIN_LOGIN, SILVERFIN_PASSWORD, World

Whereabouts = dict[str, dict[str, Any]]


def whereabouts(world: World) -> Whereabouts:
    """Return addresses and logins of both fakes, with everything that a connector of the first pair needs."""
    pair, application, grant = world.pair, world.application, world.grant
    return {
        "odoo": {
            "url": world.odoo.url,
            "database": pair.database,
            "email": ODOO_LOGIN,
            "password": ODOO_PASSWORD,
            "api_key": pair.api_key,
            "company_id": pair.company_id,
        },
        "silverfin": {
            "url": world.silverfin.url,
            "firm_id": world.firm.id,
            "company_id": pair.file.id,
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "redirect_uri": application.redirect_uri,
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "email": SILVERFIN_LOGIN,
            "password": SILVERFIN_PASSWORD,
        },
    }


def told(found: Whereabouts) -> str:
    """Return the same for people."""
    odoo, silverfin = found["odoo"], found["silverfin"]
    parts = [_told("Odoo", odoo), _told("Silverfin", silverfin)]
    pages = f"{silverfin['url']}/f/{silverfin['firm_id']}/syncs"
    both = [f"Both on one page: {found['console']['url']}"] if "console" in found else []
    return "\n\n".join([*parts, f"Connect Odoo in a browser: {pages}", *both])


def _told(system: str, facts: dict[str, Any]) -> str:
    return "\n".join([system, *(f"  {name.replace('_', ' '):<14} {value}" for name, value in facts.items())])
