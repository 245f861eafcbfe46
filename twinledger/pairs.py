"""Pairs: a company in Odoo and the client file it is linked to, and what a connector of both is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_silverfin.face import ClientFile
from twinledger.books.founding import LOGIN

if TYPE_CHECKING:
    from pathlib import Path

    from twinledger.world import World


@dataclass(frozen=True)
class Pair:
    """One company on both sides: where its books are kept, the key to them, and the client file it is linked to."""

    database: str
    company_id: int
    api_key: str = field(repr=False)
    file: ClientFile

    @property
    def reference(self) -> str:
        """What the application calls the company in Silverfin."""
        return f"{self.database}:{self.company_id}"


def linked(world: World, database: str, company_id: int) -> Pair:
    """Make a key to a company and a client file in its currency, and link them."""
    key = world.odoo.create_api_key(LOGIN, "Silverfin", database=database)
    where = world.odoo.database(database)
    currency = where.company_currency(company_id)
    [(name, code)] = where.store.all(
        "SELECT c.name, r.name FROM res_company c JOIN res_currency r ON r.id = c.currency_id WHERE c.id = ?",
        (company_id,),
    )
    file = world.firm.add_company(name, code, where.digits(currency))
    pair = Pair(database, company_id, key, file)
    file.link(world.application, pair.reference)
    return pair


def inputs_of(world: World, pair: Pair, state_dir: Path) -> dict[str, str]:
    """Return the inputs of a connector for a pair."""
    application, grant = world.application, world.grant
    return {
        "ODOO_URL": world.odoo.url,
        "ODOO_DATABASE": pair.database,
        "ODOO_EMAIL": LOGIN,
        "ODOO_API_KEY": pair.api_key,
        "SYNC_COMPANY": str(pair.company_id),
        "SYNC_LANGUAGE": "en_US",
        "SILVERFIN_URL": world.silverfin.url,
        "SILVERFIN_FIRM_ID": str(world.firm.id),
        "SILVERFIN_COMPANY_ID": str(pair.file.id),
        "SILVERFIN_CLIENT_ID": application.client_id,
        "SILVERFIN_CLIENT_SECRET": application.client_secret,
        "SILVERFIN_REDIRECT_URI": application.redirect_uri,
        "SILVERFIN_ACCESS_TOKEN": grant.access_token,
        "SILVERFIN_REFRESH_TOKEN": grant.refresh_token,
        "SILVERFIN_WEBHOOK_TOKEN_1": application.webhook_signing_token_1,
        "SILVERFIN_WEBHOOK_TOKEN_2": application.webhook_signing_token_2,
        "CONNECTOR_STATE_DIR": str(state_dir),
    }
