"""The dialog that reverses entries and invoices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.accounting import reversals
from mock_odoo.accounting.reversal import OPPOSITES
from mock_odoo.errors import UserError
from mock_odoo.models.labels import by_id
from mock_odoo.orm import access
from mock_odoo.orm.arguments import items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public

NOT_POSTED = "To reverse a journal entry, it has to be posted first."
OTHER_KIND = "Journal should be the same type as the reversed entry."
SEEN = observed("parity conversation reversals", date="2026-11-23")
BILLED = ("out_invoice", "in_invoice")
# What a dialog says that is not there (observed).
GONE: dict[str, Any] = {"move_ids": [], "date": False, "journal_id": False, "reason": False}
Entries = Sequence[Mapping[str, Any]]
ByDialog = Callable[[Environment, Sequence[int]], dict[int, Any]]
Reverses = Callable[[Environment, Sequence[int], str, int, str], list[int]]


def _of_the_only(name: str, otherwise: Callable[[Entries], Any]) -> ByDialog:
    """A field of the only entry that is to be reversed."""

    def values(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
        found = {}
        for dialog in env.sudo().model("account.move.reversal", tuple(ids)).read(["move_ids"]):
            entries = _entries(env, dialog["move_ids"], name)
            found[dialog["id"]] = entries[0][name] if len(entries) == 1 else otherwise(entries)
        return found

    return values


def _entries(env: Environment, ids: Sequence[int], *fields: str) -> list[dict[str, Any]]:
    return env.sudo().model("account.move", tuple(ids)).read(list(fields))


def _nothing(entries: Entries) -> float:
    del entries
    return 0.0


def _shared_currency(entries: Entries) -> Any:
    found = [entry["currency_id"] for entry in entries]
    return found[0] if found and all(one == found[0] for one in found) else False


def _some_kind(entries: Entries) -> Any:
    """Several are said to be some invoices if one of them is (observed)."""
    return "some_invoice" if any(entry["move_type"] in BILLED for entry in entries) else False


class AccountMoveReversal(BaseModel):
    """What is to be reversed, on which day, in which journal and why."""

    model_name = "account.move.reversal"
    sql_fields: ClassVar = {"display_name": by_id(model_name)}
    computed_fields: ClassVar = {
        "residual": _of_the_only("amount_residual", _nothing),
        "currency_id": _of_the_only("currency_id", _shared_currency),
        "move_type": _of_the_only("move_type", _some_kind),
    }

    @public(SEEN)
    def refund_moves(self) -> dict[str, Any]:
        """Reverse the entries and return what the web client opens to show the reversals."""
        return self._reverse(reversals.refund, lambda kind: OPPOSITES[kind])

    @public(SEEN)
    def modify_moves(self) -> dict[str, Any]:
        """Reverse the entries, make them anew as drafts, and return what the web client opens to show those."""
        return self._reverse(reversals.modify, lambda kind: kind)

    def _reverse(self, how: Reverses, shown: Callable[[str], str]) -> dict[str, Any]:
        self._ensure_one()
        found = self.read(["move_ids", "date", "journal_id", "reason"], load=None)
        asked = found[0] if found else GONE
        kinds = [entry["move_type"] for entry in _entries(self.env, asked["move_ids"], "move_type")]
        made = how(self.env, asked["move_ids"], asked["date"], asked["journal_id"], asked["reason"] or "")
        if found:
            self.write({"new_move_ids": [[6, 0, made]]})
        return _shown(made, [shown(kind) for kind in kinds])

    def _defaults(self) -> dict[str, Any]:
        return {"date": self.env.today}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        return {**self._shown_defaults(), **super()._completed(vals)}

    def _shown_defaults(self) -> dict[str, Any]:
        """The dialog opens on posted entries only."""
        return {
            **super()._shown_defaults(),
            "company_id": self.env.company_id,
            "move_ids": [],
            **self._of_the_context(),
        }

    def _of_the_context(self) -> dict[str, Any]:
        """Return the entries that the dialog is opened on; that comes before anything it was told (observed)."""
        if self.env.context.get("active_model") != "account.move":
            return {}
        entries = self.env.model("account.move", tuple(items(self.env.context.get("active_ids") or [])))
        if entries.ids:
            access.look(self.env, entries.model_name, entries.ids)
        if any(entry["state"] != "posted" for entry in _entries(self.env, entries.ids, "state")):
            raise UserError(NOT_POSTED)
        return {"move_ids": [[6, 0, list(entries.ids)]]}

    def _check(self, ids: Sequence[int]) -> None:
        for dialog in self.env.model(self.model_name, tuple(ids)).read(["journal_id"], load=None):
            self._check_kinds(dialog)

    def _check_kinds(self, dialog: Mapping[str, Any]) -> None:
        """The journal is of the kind of those of the entries; of nothing none is, nor is no journal (observed)."""
        kinds = self.env.database.store.all(
            "SELECT DISTINCT j.type FROM account_move_reversal__move_ids r JOIN account_move m ON m.id = r.member"
            " JOIN account_journal j ON j.id = m.journal_id WHERE r.owner = ?",
            (dialog["id"],),
        )
        own = self.env.database.store.one("SELECT type FROM account_journal WHERE id = ?", (dialog["journal_id"],))
        if own not in kinds:
            raise UserError(OTHER_KIND)


def _shown(entries: Sequence[int], kinds: Sequence[str]) -> dict[str, Any]:
    """Return the action that shows entries, of which one is shown in a form; nothing has no kind (observed)."""
    action = {
        "name": "Reverse Moves",
        "type": "ir.actions.act_window",
        "res_model": "account.move",
        **({"context": {"default_move_type": kinds[0]}} if kinds else {}),
    }
    if len(entries) == 1:
        return {**action, "view_mode": "form", "res_id": entries[0]}
    return {**action, "view_mode": "list,form", "domain": [["id", "in", list(entries)]]}
