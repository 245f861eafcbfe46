"""Showing: the entries of a company as a person reads them, whatever their state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from twinledger.books.amounts import written

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper

MOVE, ITEM = "account.move", "account.move.line"


def entries_shown(keeper: Bookkeeper, most: int = 8) -> Iterator[str]:
    """Yield the first entries of a company, a line of text for each and for each of its lines."""
    ids = keeper.find(MOVE, ("company_id", "=", keeper.company))
    for id_ in sorted(ids)[:most]:
        [entry] = keeper.call(MOVE, [id_], "read", ["name", "date", "state", "ref"])
        state = "" if entry["state"] == "posted" else f" ({entry['state']})"
        ref = "" if not entry["ref"] else f"  {_shortened(entry['ref'])}"
        yield f"{entry['name'] or '/'}  {entry['date']}{state}{ref}"
        lines = keeper.find(ITEM, ("move_id", "=", id_))
        fields = ["account_id", "balance", "name", "display_type", "partner_id"]
        for line in keeper.call(ITEM, sorted(lines), "read", fields):
            yield f"    {_line(keeper, line)}".rstrip()
    if len(ids) > most:
        yield f"… and {len(ids) - most:,} more entries"


def _line(keeper: Bookkeeper, line: dict[str, Any]) -> str:
    said = _shortened(line["name"] or "")
    if not line["account_id"]:
        return f"({line['display_type']}) {said}"
    [account] = keeper.call("account.account", [line["account_id"][0]], "read", ["code"])
    decimals = keeper.decimals
    amount = written(round(line["balance"] * 10**decimals), decimals)
    return f"{account['code']:<10} {amount:>18}  {said}"


def _shortened(text: str, longest: int = 60) -> str:
    """Return a text on one line and not too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
