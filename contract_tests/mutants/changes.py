"""Mistakes about what has changed since the last run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from secrets import token_hex
from shutil import copyfile
from typing import Any

from mock_silverfin.integrations.odoo import picture, synchronise
from mock_silverfin.integrations.odoo.ledger import Ledger, Line
from mock_silverfin.integrations.odoo.picture import Item, Picture
from mock_silverfin.integrations.odoo.source import Source
from mock_silverfin.integrations.odoo.state import LINE, State
from mock_silverfin.integrations.odoo.target import Target
from twinledger.judge.mutants import Surgery, mutant

LINES = "account.move.line"
Context = Mapping[str, Any]
Sent = Mapping[tuple[str, str], str]
Work = Iterator[tuple[str, Item | None]]


@mutant("INC-01")
def sends_everything_again(surgery: Surgery) -> None:
    """Remembers nothing of what was sent, and sends it all every night."""
    differences = synchronise._differences
    surgery.replace(synchronise, "_differences", lambda wanted, _sent: differences(wanted, {}))


@mutant("INC-02")
def looks_only_forward(surgery: Surgery) -> None:
    """Looks for new lines only from the last date that was sent."""
    differences = synchronise._differences

    def forward(wanted: Picture, sent: Mapping[tuple[str, str], str]) -> Work:
        days = [wanted.lines[id_]["date"] for kind, id_ in sent if kind == LINE and id_ in wanted.lines]
        for id_, line in differences(wanted, sent):
            if line is None or (LINE, id_) in sent or not days or line["date"] >= max(days):
                yield id_, line

    surgery.replace(synchronise, "_differences", forward)


@mutant("INC-03")
def never_looks_back(surgery: Surgery) -> None:
    """Never sends a line again that was sent once."""
    differences = synchronise._differences

    def new_ones(wanted: Picture, sent: Mapping[tuple[str, str], str]) -> Work:
        return ((id_, line) for id_, line in differences(wanted, sent) if line is None or (LINE, id_) not in sent)

    surgery.replace(synchronise, "_differences", new_ones)


def _without(surgery: Surgery, member: str) -> None:
    """Let it compare what it sends with what it sent, one member left out."""
    mark = synchronise._mark

    def partly(item: Item) -> str:
        return mark({name: value for name, value in item.items() if name != member})

    surgery.replace(synchronise, "_mark", partly)


@mutant("INC-04")
def forgets_to_compare_dates(surgery: Surgery) -> None:
    """Sends a line again when its amount or its text has changed, and not for another date."""
    _without(surgery, "date")


@mutant("INC-11")
def forgets_to_compare_codes(surgery: Surgery) -> None:
    """Sends a line again when something on it has changed, and not when its account has another code."""
    _without(surgery, "account_number")


@mutant("INC-12")
def forgets_to_compare_open_items(surgery: Surgery) -> None:
    """Sends what is open of a line with the line, and never looks at it again."""
    _without(surgery, "open_transaction")


def _context(company: int, language: str) -> Context:
    """Return what every call of the reference says of itself."""
    return {"lang": language, "allowed_company_ids": [company], "active_test": False}


def _keeping(surgery: Surgery, still_there: Callable[[str | None], bool]) -> None:
    """Let it keep lines in Silverfin that are not posted any more.

    `still_there` is told their `parent_state`, None for those that Odoo does not have.
    """
    read_ledger, differences = synchronise.read_ledger, synchronise._differences
    asked = list[tuple[Source, Context]]()

    def reading(found: Source, company: int, language: str) -> Ledger:
        asked[:] = [(found, _context(company, language))]
        return read_ledger(found, company, language)

    def kept(wanted: Picture, sent: Sent) -> Work:
        gone = [id_ for kind, id_ in sent if kind == LINE and id_ not in wanted.lines]
        numbers = [int(id_.removeprefix("odoo-")) for id_ in gone]
        source, context = asked[0]
        with closing(source) as found:
            domain = [["id", "in", numbers]]
            rows = found.call(LINES, "search_read", domain=domain, fields=["parent_state"], context=context)
        states = {f"odoo-{row['id']}": row["parent_state"] for row in rows}
        for id_, line in differences(wanted, sent):
            if line is not None or not still_there(states.get(id_)):
                yield id_, line

    surgery.replace(synchronise, "read_ledger", reading)
    surgery.replace(synchronise, "_differences", kept)


@mutant("INC-05")
def keeps_what_is_a_draft_again(surgery: Surgery) -> None:
    """Takes out of Silverfin what was cancelled or deleted in Odoo; a draft is still there."""
    _keeping(surgery, lambda state: state == "draft")


@mutant("INC-06")
def keeps_what_was_cancelled(surgery: Surgery) -> None:
    """Takes out of Silverfin what went back to draft or was deleted in Odoo; a cancelled entry was posted once."""
    _keeping(surgery, lambda state: state == "cancel")


@mutant("INC-07")
def waits_for_a_tombstone(surgery: Surgery) -> None:
    """Takes out of Silverfin what Odoo says is not posted any more; of what was deleted it says nothing."""
    _keeping(surgery, lambda state: state is None)


@mutant("INC-14")
def sends_the_years_once(surgery: Surgery) -> None:
    """Sends the financial years when it begins, and takes them for settled."""
    span = synchronise._span

    def first_ones(found: Ledger, kept: State, *rest: Any) -> Any:
        known = kept.note("first_day"), kept.note("last_day")
        days = span(found, kept, *rest)
        if known[0] is None or known[1] is None:
            return days
        kept.remember(first_day=known[0], last_day=known[1])
        return date.fromisoformat(known[0]), date.fromisoformat(known[1])

    surgery.replace(synchronise, "_span", first_ones)


@mutant("INC-15")
def begins_again_beside_the_old(surgery: Surgery) -> None:
    """Names its lines after its own memory, and goes on at whatever sync point it finds."""
    opened, line_item = synchronise._state, picture.line_item
    kept = list[State]()

    def named(*arguments: Any) -> State:
        kept.append(opened(*arguments))
        kept[-1].remember(name=kept[-1].note("name") or token_hex(4))
        return kept[-1]

    def under_its_name(line: Line) -> Item:
        item = line_item(line)
        return {**item, "id": f"{kept[-1].note('name')}-{item['id']}"}

    def going_on(point: str | None, _to: Target, memory: State) -> None:
        if memory.note("sync_point") is None:
            memory.remember(sync_point=point)

    surgery.replace(synchronise, "_state", named)
    surgery.replace(picture, "line_item", under_its_name)
    surgery.replace(synchronise, "_find_step", going_on)


@mutant("INC-16")
def reads_its_memory_once(surgery: Surgery) -> None:
    """Reads its memory when a run begins, writes it when that ends, and never asks Silverfin where it stands."""
    submit = Target.submit

    class Copy(State):
        def __init__(self, folder: Path, name: str) -> None:
            self._own, self._common = folder / f"{name}-{token_hex(4)}.sqlite", folder / f"{name}.sqlite"
            if self._common.exists():
                copyfile(self._common, self._own)
            super().__init__(folder, self._own.stem)

        def close(self) -> None:
            super().close()
            self._own.replace(self._common)

    def onto_anything(self: Target, point: str, _previous: str | None, actions: Any, accounts: Any) -> None:
        submit(self, point, self.info().sync_point, actions, accounts)

    surgery.replace(synchronise, "State", Copy)
    surgery.replace(synchronise, "_find_step", lambda *_: None)
    surgery.replace(Target, "submit", onto_anything)


@mutant("INC-17")
def deletes_by_entry(surgery: Surgery) -> None:
    """Takes lines out of Silverfin when their entry is gone; of an entry that is there it sends what it has."""
    differences, send = synchronise._differences, synchronise._send
    entries: dict[str, str] = {}

    def sending(found: Ledger, to: Target, kept: State, *rest: Any) -> None:
        entries.update(json.loads(kept.note("entries") or "{}"))
        entries.update({f"odoo-{line.id}": line.document_number for line in found.lines})
        kept.remember(entries=json.dumps(entries))
        send(found, to, kept, *rest)

    def by_entry(wanted: Picture, sent: Sent) -> Work:
        there = {item.get("document_number") for item in wanted.lines.values()}
        return (
            (id_, item) for id_, item in differences(wanted, sent) if item is not None or entries.get(id_) not in there
        )

    surgery.replace(synchronise, "_send", sending)
    surgery.replace(synchronise, "_differences", by_entry)


@mutant("INC-18")
def believes_its_own_memory(surgery: Surgery) -> None:
    """Never asks what Silverfin holds."""
    surgery.replace(synchronise, "_find_step", lambda *_: None)


@mutant("INC-19")
def sends_accounts_once(surgery: Surgery) -> None:
    """Sends an account when it is new, and never again."""
    surgery.replace(synchronise, "_renamed", lambda *_: set())


@mutant("INC-21")
def looks_back_three_years_from_then_on(surgery: Surgery) -> None:
    """Sends everything once, and from then on what changes in the last three years."""
    differences = synchronise._differences

    def recent(wanted: Picture, sent: Sent) -> Work:
        for id_, line in differences(wanted, sent):
            if not sent or line is None or line["date"] >= "2023":
                yield id_, line

    surgery.replace(synchronise, "_differences", recent)
