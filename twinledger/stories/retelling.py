"""Retelling: what people did in a world, as a story that does it again; what no step can say is left over, and told.

Known are keys, connections, links, synchronisations and the time between them, from the journal and from what Silverfin
keeps of its runs. Whatever else was asked for with a change in mind is left over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from mock_silverfin.integrations import runs
from mock_silverfin.integrations.runs import AskedBy
from twinledger import projection
from twinledger.stories.schema import Story

if TYPE_CHECKING:
    from mock_kit.events import Event
    from mock_kit.journal import Exchange, JournalState
    from mock_silverfin.integrations.runs import Run
    from twinledger.world import World

StepData = dict[str, Any]

SOON = timedelta(hours=1)  # what happens sooner after something else needs no word
USERS = {
    "users.archived": "archive_user",
    "users.unarchived": "unarchive_user",
    "users.two_factor_on": "two_factor_on",
    "users.two_factor_off": "two_factor_off",
}
CONNECTIONS = {"connect_odoo": "connect", "connect": "connect", "reconnect_odoo": "reconnect", "reconnect": "reconnect"}
STARTS = {"run", "run_file", "link_file"}  # linking on the page starts a synchronisation, too
TAKEN = (200, 202, 303)
MOST_RUNS = 1000
LINKS = {"link_file": "link", "link": "link", "unlink_file": "unlink_file"}
MEMBER = re.compile(r'"(email|url|database)"\s*:\s*"([^"]*)"')
NOBODYS_KEY = "a key that nobody made"
WRITES = ("create", "write", "unlink", "copy", "action_post", "button_draft", "button_cancel", "load")
TITLE = "What happened"
ABOUT = "What people did in a world, told after it."


@dataclass(frozen=True)
class Deed:
    """Something that somebody did, when, and the step that does it again; none if there is no such step."""

    at: datetime
    place: int
    step: StepData | None
    said: str = ""


@dataclass(frozen=True)
class Retold:
    """A story, and a line for each request that it leaves out although it may have changed something."""

    story: Story
    left_over: tuple[str, ...]


def retell(world: World, since: JournalState, began: datetime, base: StepData | None = None) -> Retold:
    """Return what happened in a world since a moment; `base` is what a story says of the world that it began in."""
    deeds = sorted((*_of_events(world, since), *_of_exchanges(world, since)), key=lambda deed: (deed.at, deed.place))
    steps = [*_in_time(deeds, began), {"do": "expect", "ledgers": _ledgers(world)}]
    given = base or _beginning(world, began)
    story = Story.model_validate({**given, "steps": [*_keys_before(steps), *steps]})
    return Retold(story, tuple(deed.said for deed in deeds if deed.step is None))


def _beginning(world: World, began: datetime) -> StepData:
    return {
        "title": TITLE,
        "about": ABOUT,
        "seed": world.seed,
        "begins": began,
        "odoo_version": world.odoo.version,
        "lines": world.lines,
    }


def _ledgers(world: World) -> str:
    return "different" if projection.difference(world, world.pair) else "equal"


# Deeds ----------------------------------------------------------------------------------------------------------------


def _of_events(world: World, since: JournalState) -> Iterator[Deed]:
    for event in world.journal.events.since(len(since.events)):
        step = _of_event(event)
        if step is not None:
            yield Deed(event.at, event.place, step)


def _of_event(event: Event) -> StepData | None:
    if event.name in USERS:
        return {"do": USERS[event.name]}
    name = str(event.details.get("key", ""))
    match event.name:
        case "keys.created":
            return {"do": "create_api_key", "name": name}
        case "keys.removed":
            return {"do": "remove_api_key", "name": name}
    return None


def _of_exchanges(world: World, since: JournalState) -> Iterator[Deed]:
    keys = [event for event in world.journal.events if event.name in ("keys.created", "keys.removed")]
    ran = _runs(world)
    for exchange in world.journal.since(len(since)):
        operation = exchange.call.get("operation", "")
        if exchange.closed is None or exchange.method != "POST":
            continue
        if operation in CONNECTIONS:
            yield Deed(exchange.at, exchange.opened, _connected(world, exchange, keys))
        elif operation in STARTS | LINKS.keys() and exchange.status in TAKEN:
            steps = [{"do": LINKS[operation]}] if operation in LINKS else []
            steps += [_ran(run) for run in itertools.islice(ran, operation in STARTS)]
            yield from (Deed(exchange.at, exchange.opened, step) for step in steps)
        elif exchange.call.get("method") in WRITES and exchange.call.get("model", "").startswith("account."):
            yield Deed(exchange.at, exchange.opened, None, str(exchange))


def _runs(world: World) -> Iterator[Run]:
    """Yield the synchronisations that people asked for, oldest first; nights ask for theirs."""
    file = world.pair.file
    for run in reversed(runs.of_file(file.books, file.id, MOST_RUNS)):
        if run.is_over and run.asked_by == AskedBy.PERSON:
            yield run


def _ran(run: Run) -> StepData:
    if run.failure is not None:
        return {"do": "synchronise", "fails": run.failure.reason}
    return {"do": "synchronise", "actions": run.sent}


def _connected(world: World, exchange: Exchange, keys: list[Event]) -> StepData:
    """Return the step of somebody who typed the four inputs: with the newest key, and with what was not right."""
    made = [event for event in keys if event.place < exchange.opened]
    known = bool(made) and made[-1].name == "keys.created"
    refused = exchange.notes.get("refused")
    typed, right = _typed(exchange), {"url": world.odoo.url, "database": world.pair.database}
    wrong = {name: typed[name] for name, value in right.items() if name == refused and typed.get(name, value) != value}
    if refused == "email":
        wrong["email"] = typed.get("email", "nobody@example.com")
    key = NOBODYS_KEY if refused == "api_key" or not known else str(made[-1].details["key"])
    step = {"do": CONNECTIONS[exchange.call["operation"]], "api_key": key, **wrong}
    return {**step, "refused": str(refused)} if refused else step


def _typed(exchange: Exchange) -> dict[str, str]:
    """Return what was typed and can be read: a mask stands where the key stood, and the body may be no JSON by that."""
    text = exchange.body.decode(errors="replace")
    return dict(MEMBER.findall(text) if text.startswith("{") else parse_qsl(text))


# Steps ----------------------------------------------------------------------------------------------------------------


def _in_time(deeds: list[Deed], began: datetime) -> Iterator[StepData]:
    """Yield the steps, and between them the hours that passed."""
    last = began
    for deed in deeds:
        if deed.step is None:
            continue
        if deed.at - last >= SOON:
            yield {"do": "wait", "hours": int((deed.at - last) / SOON)}
        last = deed.at
        yield deed.step


def _keys_before(steps: list[StepData]) -> list[StepData]:
    """Return the steps that make the keys which were there from the beginning."""
    made: set[str] = set()
    needed: dict[str, None] = {}
    for step in steps:
        name = step.get("name") if step["do"] in ("create_api_key", "remove_api_key") else step.get("api_key")
        if step["do"] == "create_api_key":
            made.add(str(name))
        elif name and name not in made and not step.get("refused"):
            needed[str(name)] = None
    return [{"do": "create_api_key", "name": name} for name in needed]
