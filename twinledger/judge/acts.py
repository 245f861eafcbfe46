"""Acts: what happens in Odoo that clauses need, and that the fake does not do by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper


def turn_to_storno(keeper: Bookkeeper, move: int) -> None:
    """Write an entry as storno accounting does: what is debited is a negative credit, and the other way round."""
    keeper.database.store.execute(
        "UPDATE account_move_line SET debit = MIN(balance, 0), credit = MIN(-balance, 0) WHERE move_id = ?", (move,)
    )
