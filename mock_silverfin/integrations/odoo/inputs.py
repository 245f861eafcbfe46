"""The inputs of a run: the four that Odoo's documentation names, the company, and Silverfin's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from mock_kit.loopback import is_loopback
from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure

JSON2, XMLRPC, ANY = "json2", "xmlrpc", "any"
MISSING = {
    "email": noted("The e-mail address is missing."),
    "api_key": noted("The API key is missing."),
    "url": noted("The URL is missing."),
    "database": noted("The name of the database is missing."),
}
INVISIBLE = {
    "email": noted("The e-mail address holds a line break or another invisible character."),
    "api_key": noted("The API key holds a line break or another invisible character."),
    "url": noted("The URL holds a line break or another invisible character."),
    "database": noted("The name of the database holds a line break or another invisible character."),
}


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
        for name in MISSING:
            value = getattr(inputs, name)
            if not value or not value.isprintable():
                raise SyncFailure(Reason.CONFIGURATION, (INVISIBLE if value else MISSING)[name], name)
        _refuse_what_is_no_url(inputs.url)
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
    """All inputs of one run; `state_dir` is kept between the runs.

    `ca_file` names the certificate authorities to trust; None: the usual ones.
    """

    odoo: OdooInputs
    odoo_company: int
    language: str
    silverfin: SilverfinInputs
    state_dir: Path
    ca_file: Path | None = None

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


def _refuse_what_is_no_url(url: str) -> None:
    """Raise SyncFailure for what is not a scheme and a host alone."""
    try:
        parts = urlsplit(url)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        text = noted("“{typed}” is not a URL; it starts with https://.")
        raise SyncFailure(Reason.CONFIGURATION, text, "url", typed=url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        text = noted("{url} would carry the API key over the network unencrypted; the URL starts with https://.")
        raise SyncFailure(Reason.CONFIGURATION, text, "url", url=url)
    if parts.path or parts.query or parts.fragment:
        text = noted("The URL goes only as far as the host: {host}.")
        raise SyncFailure(Reason.CONFIGURATION, text, "url", host=f"{parts.scheme}://{parts.netloc}")
