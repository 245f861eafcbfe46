"""Mistakes that show only when something happens at the right moment, or in the right order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mock_silverfin.integrations.odoo import ledger, source, synchronise
from mock_silverfin.integrations.odoo.failures import SyncFailure
from mock_silverfin.integrations.odoo.http import Transient
from mock_silverfin.integrations.odoo.ledger import Account, Ledger, Line
from mock_silverfin.integrations.odoo.picture import Item, Picture
from mock_silverfin.integrations.odoo.state import State
from twinledger.judge.mutants import Surgery, mutant

ACCOUNT = "account.account"


@mutant("EXP-02")
def no_accounts_no_lines(surgery: Surgery) -> None:
    """Reads the accounts once, without trying again, and leaves lines out whose account it does not know."""
    lines = ledger._lines
    call = source.Source.call

    def hasty(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        if model != ACCOUNT:
            return call(self, model, method, **arguments)
        try:
            return self.call_once(model, method, arguments)
        except (Transient, SyncFailure):
            return []

    def known(
        found: source.Source, company: int, context: Mapping[str, Any], of: Mapping[int, Account]
    ) -> Iterator[Line]:
        return lines(found, company, context, of) if of else iter(())

    def once(found: source.Source, company: int, language: str) -> Ledger:
        context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
        return ledger.reading(found, company, context, ledger.read_company(found, company, context))

    surgery.replace(source.Source, "call", hasty)
    surgery.replace(ledger, "_lines", known)
    surgery.replace(synchronise, "read_ledger", once)


@mutant("EXP-03", seeds=8)
def what_was_gone_stays_gone(surgery: Surgery) -> None:
    """Remembers what it has deleted, and never sends it again, though an entry can be posted anew."""
    send, differences = synchronise._send, synchronise._differences
    gone: list[set[str]] = []

    def sending(found: Ledger, target: Any, state: State, *rest: Any) -> None:
        gone.append(set(json.loads(state.note("gone") or "[]")))
        send(found, target, state, *rest)
        state.remember(gone=json.dumps(sorted(gone.pop())))

    def remembering(wanted: Picture, sent: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, Item | None]]:
        for id_, line in differences(wanted, sent):
            if line is None:
                gone[-1].add(id_)
            if line is None or id_ not in gone[-1]:
                yield id_, line

    surgery.replace(synchronise, "_send", sending)
    surgery.replace(synchronise, "_differences", remembering)
