"""The manifest: `connector.toml`, in which a connector says how it is run and what it claims to do."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.outcome import Driver
from twinledger.drivers.processes import CAN_BE_SEEN
from twinledger.drivers.resident import ResidentDriver
from twinledger.drivers.url import UrlDriver

OUR_PYTHON = "{python}"  # in a command: the interpreter that Twinledger itself runs in
LONGEST = 86_400  # seconds that a run may take
IN_TOML = {  # what pydantic says in Python's words
    "tuple_type": "this is a list: write [...]",
    "model_type": "this is a table: write [its name] and its keys below",
    "too_short": "it may not be empty",
    "string_too_short": "it may not be empty",
    "missing": "this is missing",
    "date_from_datetime_inexact": "write a date: 2026-12-31",
    "date_from_datetime_parsing": "write a date: 2026-12-31",
    "date_type": "write a date: 2026-12-31",
}

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


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Connector(_Part):
    """How the connector is run: a `command`, a `python` function, or a `url` where it runs already."""

    name: str
    command: tuple[str, ...] | None = Field(default=None, min_length=1)
    python: str | None = None
    url: str | None = None
    mode: Literal["one-shot", "resident"] = "one-shot"
    profile: Literal["full", "odoo-side", "silverfin-side"] = "full"
    timeout: float = Field(default=60, gt=0, le=LONGEST, strict=True)
    memory_mb: int = Field(default=512, gt=0, strict=True)
    env: dict[str, str] = {}
    env_from: tuple[str, ...] = ()
    webhook: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Connector:
        ways = [way for way in (self.command, self.python, self.url) if way is not None]
        if len(ways) != 1:
            raise ValueError(
                'say how it is run in exactly one way: command = [...] or python = "module:function" or url'
            )
        if self.mode == "resident" and self.command is None:
            raise ValueError('mode = "resident" is for a command')
        return self


class Claims(_Part):
    """What the connector claims to do; a list that is left out claims everything."""

    odoo: tuple[Literal["17.0", "18.0", "19.0"], ...] = ("17.0", "18.0", "19.0")
    protocols: tuple[Literal["xmlrpc", "jsonrpc", "json2"], ...] = ("xmlrpc", "jsonrpc", "json2")
    features: tuple[Feature, ...] | None = None
    granularity: Literal["line", "entry", "account-month"] = "line"
    off_balance: Literal["skip", "send"] = "skip"

    def covers(self, feature: str) -> bool:
        """Tell whether a feature is claimed."""
        return not feature or self.features is None or feature in self.features


class Waiver(_Part):
    """A clause that need not be kept for the time being, and why; of one version of Odoo, if it names one."""

    clause: str
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    until: dt.date
    version: str | None = None


class Manifest(_Part):
    """A whole manifest; `folder` is where it stands."""

    contract: Literal["2026.1"] = "2026.1"
    connector: Connector
    claims: Claims = Claims()
    waiver: tuple[Waiver, ...] = ()
    folder: Path = Path()

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
            raise ManifestError(f"{path}:{_line_of(text, ['folder'])}: unknown key 'folder'")
        try:
            return cls.model_validate({**data, "folder": path.resolve().parent})
        except ValidationError as error:
            raise ManifestError("\n".join(_explained(path, text, error))) from None

    def driver(self) -> Driver:
        """Return what runs the connector; raise ManifestError if it cannot be run."""
        connector = self.connector
        if connector.profile != "full":
            raise ManifestError(f"the profile {connector.profile} is not in this release; leave it out")
        self._refuse_a_limit_in_vain()
        try:
            return self._driver()
        except (ImportError, AttributeError, ValueError, OSError) as error:
            raise ManifestError(f"the connector {connector.name!r} cannot be started: {error}") from None

    def _driver(self) -> Driver:
        connector = self.connector
        if connector.python is not None:
            return FunctionDriver.named(connector.python, self.folder)
        if connector.url is not None:
            return UrlDriver(connector.url)
        command = [sys.executable if word == OUR_PYTHON else word for word in connector.command or ()]
        kind = ResidentDriver if connector.mode == "resident" else OneShotDriver
        limit = connector.memory_mb if CAN_BE_SEEN else None
        driver = kind(command, self.folder, env=connector.env, env_from=connector.env_from, memory_mb=limit)
        driver.check()
        return driver

    def _refuse_a_limit_in_vain(self) -> None:
        """Refuse a limit that was asked for where nobody can watch it, instead of passing over it in silence."""
        connector = self.connector
        if "memory_mb" not in connector.model_fields_set or (connector.command is not None and CAN_BE_SEEN):
            return
        where = f"on {sys.platform}" if connector.command else "of a url" if connector.url else "of a Python function"
        raise ManifestError(f"memory_mb: the memory {where} cannot be watched; leave it out")


def _explained(path: Path, text: str, error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        place = [str(part) for part in problem["loc"]]
        where = f"{path}:{_line_of(text, place[:-1] if problem['type'] == 'missing' else place)}"
        if problem["type"] == "extra_forbidden":
            yield f"{where}: unknown key {'.'.join(place)!r}{_suggestion(place)}"
        else:
            told = IN_TOML.get(problem["type"], problem["msg"].removeprefix("Value error, "))
            yield f"{where}: {'.'.join(place)}: {told}"


def _suggestion(place: list[str]) -> str:
    parts: dict[str, type[BaseModel]] = {"connector": Connector, "claims": Claims, "waiver": Waiver}
    known: dict[str, Any] = (parts[place[0]] if len(place) > 1 and place[0] in parts else Manifest).model_fields
    close = difflib.get_close_matches(place[-1], known, n=1)
    return (
        f"; did you mean {close[0]!r}?" if close else f"; known keys are {', '.join(sorted(set(known) - {'folder'}))}"
    )


def _line_of(text: str, place: list[str]) -> int:
    """Return the line on which the last key of a place stands, else that of the last one before it that is found.

    A number is a place in an array of tables, each of which begins with its header.
    """
    lines, found, key = text.splitlines(), 0, ""
    for part in place:
        if part.isdigit():
            for _ in range(int(part)):
                found = _next(lines, found + 1, key) or found
        else:
            key = part
            found = _next(lines, found, key) or found
    return max(found, 1)


def _next(lines: list[str], after: int, key: str) -> int | None:
    """Return the number of the first line from number `after` on (the first is 1) with a key or its table."""
    tables = r"\s*(?:\[+\s*)?(?:[\w-]+\s*\.\s*)*"
    starts = re.compile(rf"""{tables}["']?{re.escape(key)}["']?\s*[=.\]]""")
    for number in range(max(after, 1), len(lines) + 1):
        if starts.match(lines[number - 1]):
            return number
    return None
