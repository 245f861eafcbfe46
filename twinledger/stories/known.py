"""What is known at each step of a story: a step that speaks of anything else cannot be meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from twinledger.stories.doings import (
    ChangeAmount,
    ChangeDate,
    ChangeEntry,
    Commit,
    Connect,
    CreateApiKey,
    Enter,
    RemoveApiKey,
    TurnTo,
    UpgradeOdoo,
)
from twinledger.stories.expectations import Expect
from twinledger.stories.parts import Step
from twinledger.stories.trials import Correct, OfConnectors

NEED_A_CONNECTOR = get_args(OfConnectors)


@dataclass
class Known:
    """What steps may speak of: entries with the number of their lines, keys, and entries that nobody sees yet."""

    has_connector: bool = False
    databases: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    version: str = ""
    entries: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    under_way: dict[str, int] = field(default_factory=dict)

    def refusal(self, step: Step) -> str:
        """Return what a step speaks of without reason, or nothing; note what it brings into the world."""
        if isinstance(step, NEED_A_CONNECTOR) and not self.has_connector:
            return f"the step {step.do!r} needs a connector; say which one: connector: path/to/connector.toml"
        return self._of_new_entries(step) or self._of_entries(step) or self._of_keys(step) or self._of_the_world(step)

    def _of_the_world(self, step: Step) -> str:
        match step:
            case TurnTo(database=name) if self.databases and name not in self.databases:
                return f"turns to the database {name!r}; there are {', '.join(sorted(self.databases))}"
            case CreateApiKey(account=email) | RemoveApiKey(account=email) if email and email not in self.accounts:
                return f"speaks of the account {email!r}, which the story does not have under `accounts`"
            case UpgradeOdoo(to=version) if version <= self.version:
                return f"upgrades Odoo to {version}, and it is {self.version} already"
            case UpgradeOdoo(to=version):
                self.version = version
        return ""

    def _of_new_entries(self, step: Step) -> str:
        match step:
            case Enter(entry=name) if name in {**self.entries, **self.under_way}:
                return f"enters the entry {name!r} a second time"
            case Enter(entry=name, lines=lines, late=late):
                (self.under_way if late else self.entries)[name] = len(lines)
            case Commit(entry=name) if name not in self.under_way:
                return f"commits the entry {name!r}, which nobody has entered late by then"
            case Commit(entry=name):
                self.entries[name] = self.under_way.pop(name)
        return ""

    def _of_entries(self, step: Step) -> str:
        if not isinstance(step, ChangeAmount | ChangeDate | ChangeEntry | Correct):
            return ""
        name = step.entry
        if name not in self.entries:
            return f"speaks of the entry {name!r}, which nobody has entered by then"
        if isinstance(step, ChangeAmount) and self.entries[name] != 2:
            return f"changes the amount of the entry {name!r}, which has {self.entries[name]} lines instead of two"
        if isinstance(step, Correct):
            self.entries[name] = len(step.lines)
        return ""

    def _of_keys(self, step: Step) -> str:
        match step:
            case CreateApiKey(name=name):
                self.keys.add(name)
            case RemoveApiKey(name=name) if name not in self.keys:
                return f"deletes the API key {name!r}, which nobody has made by then"
            case Expect(keys=keys) if strangers := [name for name in keys if name not in self.keys]:
                return f"expects something of the API key {strangers[0]!r}, which nobody has made by then"
            case Connect(api_key=name, refused=refused) if name and name not in self.keys and refused != "api_key":
                return f"types the API key {name!r}, which nobody has made by then"
        return ""
