"""The manifest: `connector.toml`, in which a connector says how it is run and what it claims to do."""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from twinledger.drivers.extract import Extract, Part
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.limits import Limits
from twinledger.drivers.mistakes import explained, line_of
from twinledger.drivers.odoo_side import OdooSide
from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.outcome import Driver
from twinledger.drivers.processes import CAN_BE_SEEN
from twinledger.drivers.resident import ResidentDriver
from twinledger.drivers.sides import BOTH, Side
from twinledger.drivers.silverfin_side import SilverfinSide

OUR_PYTHON = "{python}"  # in a command: the interpreter that Twinledger itself runs in
LONGEST = 86_400  # seconds that a run may take

Host = Annotated[str, StringConstraints(to_lower=True, pattern=r"^([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$")]

Feature = Literal[
    "incremental",
    "deletions",
    "multi-company",
    "multi-database",
    "account-wide-keys",
    "analytic",
    "open-items",
    "opening-balance",
    "webhooks",
    "reset",
    "token-refresh",
]


class ManifestError(Exception):
    """The manifest cannot be used; the text says what is wrong, where, and what to do."""


class Connector(Part):
    """How the connector is run: a `command`, a `python` function, or a `url` where it runs already."""

    name: str = Field(min_length=1)
    """What it is called in reports."""
    command: tuple[str, ...] | None = Field(default=None, min_length=1)
    """The program and its arguments, run in the folder of this file; `{python}` is Twinledger's own interpreter."""
    python: str | None = None
    """A function `package.module:function`, called in this process with the mapping of inputs."""
    url: str | None = None
    """Where it runs already and takes what is to be done as a POST."""
    mode: Literal["one-shot", "resident"] = "one-shot"
    """Whether the command runs once per synchronisation, or stays and is asked line by line."""
    profile: Literal["full", "odoo-side", "silverfin-side"] = "full"
    """Whether it moves figures from Odoo to Silverfin, only reads Odoo, or only writes to Silverfin."""
    timeout: float = Field(default=60, gt=0, le=LONGEST, strict=True)
    """Seconds that a run may take; a clause may give more."""
    memory_mb: int = Field(default=512, gt=0, strict=True)
    """Megabytes that it and all that it starts may take together."""
    env: dict[str, str] = Field(default_factory=dict)
    """What is added to its clean environment."""
    env_from: tuple[str, ...] = ()
    """Names of variables that are passed through from the caller's environment."""
    fixed_hosts: dict[Literal["odoo", "silverfin"], Host] = Field(default_factory=dict)
    """Hosts that are built into the command: https to them leads to the fakes, through the proxy that it must use."""
    parallel: bool = False
    """Whether several runs of it may go on at once, each with fakes and a state directory of its own."""
    webhook: str | None = None
    """Where it listens, if it takes Silverfin's webhooks."""

    @field_validator("url", "webhook")
    @classmethod
    def _is_url(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://localhost")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write a URL: http://127.0.0.1:9000/sync")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Connector:
        ways = [way for way in (self.command, self.python, self.url) if way is not None]
        if len(ways) != 1:
            raise ValueError(
                'say how it is run in exactly one way: command = [...] or python = "module:function" or url'
            )
        if self.mode == "resident" and self.command is None:
            raise ValueError('mode = "resident" is for a command')
        if self.fixed_hosts and self.command is None:
            raise ValueError("fixed_hosts is for a command, which can be told of a proxy")
        if self.parallel and (self.url or self.webhook):
            raise ValueError("parallel is for what has no address of its own: leave it out beside url and webhook")
        return self


class Claims(Part):
    """What the connector claims to do; a list that is left out claims everything."""

    odoo: tuple[Literal["17.0", "18.0", "19.0"], ...] = ("17.0", "18.0", "19.0")
    """The versions of Odoo that it reads."""
    protocols: tuple[Literal["xmlrpc", "jsonrpc", "json2"], ...] = ("xmlrpc", "jsonrpc", "json2")
    """The protocols that it reads them over."""
    features: tuple[Feature, ...] | None = None
    """What it can do; clauses about other features are unsupported."""
    granularity: Literal["line", "entry", "account-month"] = "line"
    """How finely the two ledgers are compared."""
    off_balance: Literal["skip", "send"] = "skip"
    """What becomes of accounts that are off the balance sheet."""

    def without(self, features: Collection[str]) -> Claims:
        """Return the same claims without some features."""
        claimed = get_args(Feature) if self.features is None else self.features
        return self.model_copy(update={"features": tuple(name for name in claimed if name not in features)})

    def covers(self, feature: str) -> bool:
        """Tell whether a feature is claimed."""
        return not feature or self.features is None or feature in self.features


class Waiver(Part):
    """A clause that need not be kept for the time being, and why; of one version of Odoo, if it names one."""

    clause: str
    """The clause's id."""
    reason: str = Field(min_length=1)
    """Why it need not be kept."""
    owner: str = Field(min_length=1)
    """Who answers for that."""
    until: dt.date
    """The last day on which the waiver holds."""
    version: str | None = None
    """The version of Odoo that it is about; all of them, if it names none."""


class Manifest(Part):
    """A whole manifest; `folder` is where it stands."""

    contract: Literal["2026.1"] = "2026.1"
    """The edition of the contract: its clauses, their levels and the ledgers that are drawn."""
    connector: Connector
    """How it is run."""
    claims: Claims = Claims()
    """What it claims to do."""
    extract: Extract | None = None
    """Profile odoo-side: where what it read is found."""
    waiver: tuple[Waiver, ...] = ()
    """Clauses that need not be kept for the time being."""
    folder: SkipJsonSchema[Path] = Path()

    @model_validator(mode="after")
    def _ends_somewhere(self) -> Manifest:
        connector, ends_elsewhere = self.connector, self.connector.profile == "odoo-side"
        if ends_elsewhere and self.extract is None:
            raise ValueError('profile = "odoo-side" needs [extract], which says where what it read is found')
        if self.extract is not None and not ends_elsewhere:
            raise ValueError('[extract] is for connectors with profile = "odoo-side"')
        prints_it = self.extract is not None and self.extract.path is None
        if prints_it and (connector.command is None or connector.mode != "one-shot"):
            raise ValueError('[extract] needs a path: only a command with mode = "one-shot" has a standard output')
        return self

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest; raise ManifestError."""
        try:
            text = path.read_text(encoding="utf-8-sig")
            data = tomllib.loads(text)
        except OSError as error:
            raise ManifestError(f"{path}: {error.strerror or error}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ManifestError(f"{path} is not TOML: {error}") from None
        if "folder" in data:
            raise ManifestError(f"{path}:{line_of(text, ['folder'])}: unknown key 'folder'")
        try:
            return cls.model_validate({**data, "folder": path.resolve().parent})
        except ValidationError as error:
            raise ManifestError("\n".join(explained(path, text, cls, error))) from None

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the file, for editors that check and complete TOML."""
        found = _without_null(cls.model_json_schema())
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "connector.toml"}

    def driver(self) -> Driver:
        """Return what runs the connector; raise ManifestError if it cannot be run."""
        self._refuse_a_limit_in_vain()
        try:
            driver = self._driver()
        except (ImportError, AttributeError, ValueError, OSError) as error:
            raise ManifestError(f"the connector {self.connector.name!r} cannot be started: {error}") from None
        driver.side = self._side()
        return driver

    def _side(self) -> Side:
        if self.extract is not None:
            return OdooSide(self.extract, self.folder)
        return SilverfinSide() if self.connector.profile == "silverfin-side" else BOTH

    def worded(self, text: str) -> str:
        """Return a text about connectors in words that are true of this one."""
        return OdooSide.worded(text) if self.extract is not None else text

    def _driver(self) -> Driver:
        connector = self.connector
        if connector.python is not None:
            return FunctionDriver.named(connector.python, self.folder)
        if connector.url is not None:
            from twinledger.drivers.url import UrlDriver  # noqa: PLC0415 - requests takes 80 ms to load

            return UrlDriver(connector.url)
        command = [sys.executable if word == OUR_PYTHON else word for word in connector.command or ()]
        kind = ResidentDriver if connector.mode == "resident" else OneShotDriver
        limits = Limits(memory_mb=connector.memory_mb if CAN_BE_SEEN else None)
        driver = kind(
            command,
            self.folder,
            env=connector.env,
            env_from=connector.env_from,
            fixed_hosts={str(system): host for system, host in connector.fixed_hosts.items()},
            limits=limits,
        )
        driver.check()
        return driver

    def _refuse_a_limit_in_vain(self) -> None:
        """Refuse a limit that was asked for where nobody can watch it, instead of passing over it in silence."""
        connector = self.connector
        if "memory_mb" not in connector.model_fields_set or (connector.command is not None and CAN_BE_SEEN):
            return
        where = f"on {sys.platform}" if connector.command else "of a url" if connector.url else "of a Python function"
        raise ManifestError(f"memory_mb: the memory {where} cannot be watched; leave it out")


def _without_null(schema: Any) -> Any:
    """Return a schema without the value null, which TOML does not have."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _without_null(part) for name, part in schema.items() if (name, part) != ("default", None)}
    choices = [choice for choice in kept.pop("anyOf", []) if choice != {"type": "null"}]
    return {**kept, **choices[0]} if len(choices) == 1 else {**kept, "anyOf": choices} if choices else kept
