"""The inputs of a run: the four that Odoo's documentation names, the company, and Silverfin's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure


@dataclass(frozen=True)
class OdooInputs:
    """What a person types into Silverfin: the user's e-mail address (the Odoo login), API key, URL and database."""

    email: str
    api_key: str = field(repr=False)
    url: str
    database: str

    @classmethod
    def typed(cls, email: str, api_key: str, url: str, database: str) -> OdooInputs:
        """Return the inputs without the blanks of a careless paste; raise SyncFailure for one that cannot be right."""
        inputs = cls(email.strip(), api_key.strip(), url.strip().rstrip("/"), database.strip())
        for name, value in (
            ("e-mail address", inputs.email),
            ("API key", inputs.api_key),
            ("database", inputs.database),
        ):
            if not value:
                raise SyncFailure(Reason.CONFIGURATION, f"The {name} is missing.")
        parts = urlsplit(inputs.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise SyncFailure(Reason.CONFIGURATION, f"{inputs.url!r} is not a URL; it starts with https://.")
        if parts.path or parts.query or parts.fragment:
            raise SyncFailure(
                Reason.CONFIGURATION, f"The URL goes only as far as the host: {parts.scheme}://{parts.netloc}."
            )
        return inputs


@dataclass(frozen=True)
class SilverfinInputs:
    """Where the figures go: firm and client file, and the application's grant."""

    url: str
    firm_id: str
    company_id: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class Inputs:
    """All inputs of one run; `state_dir` is kept between the runs."""

    odoo: OdooInputs
    odoo_company: int
    language: str
    silverfin: SilverfinInputs
    state_dir: Path

    @classmethod
    def of(cls, config: Mapping[str, str]) -> Inputs:
        """Read a connector's inputs; raise SyncFailure naming the first one that is missing."""
        try:
            return cls(
                odoo=OdooInputs.typed(
                    config["ODOO_EMAIL"], config["ODOO_API_KEY"], config["ODOO_URL"], config["ODOO_DATABASE"]
                ),
                odoo_company=int(config["SYNC_COMPANY"]),
                language=config.get("SYNC_LANGUAGE") or "en_US",
                silverfin=SilverfinInputs(
                    url=config["SILVERFIN_URL"].rstrip("/"),
                    firm_id=config["SILVERFIN_FIRM_ID"],
                    company_id=config["SILVERFIN_COMPANY_ID"],
                    client_id=config["SILVERFIN_CLIENT_ID"],
                    client_secret=config["SILVERFIN_CLIENT_SECRET"],
                    redirect_uri=config["SILVERFIN_REDIRECT_URI"],
                    access_token=config["SILVERFIN_ACCESS_TOKEN"],
                    refresh_token=config["SILVERFIN_REFRESH_TOKEN"],
                ),
                state_dir=Path(config["CONNECTOR_STATE_DIR"]),
            )
        except KeyError as error:
            raise SyncFailure(Reason.CONFIGURATION, f"The input {error} is missing.") from None
        except ValueError:
            raise SyncFailure(Reason.CONFIGURATION, "SYNC_COMPANY is the number of a company in Odoo.") from None
