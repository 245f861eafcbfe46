"""The house: a small model of what exists in both systems, by the names under which answers were captured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from twinledger.parity.exploring.kinds import (
    ACCOUNT,
    CHANGED,
    COMPANY,
    COUNTRY,
    CURRENCY,
    ENTRY,
    JOURNAL,
    LINE,
    PARTNER,
    TAX,
    TERM,
    USER,
)

SALE_TAXES = ("t21", "t6", "t21_in", "t6_in", "fixed", "eco", "division", "apart", "first_in", "both")
BUY_TAXES = ("buy21", "shifted")
TERMS = ("parts", "early", "early_base", "kinds")
# What the files of `conversations/set_up/` capture, by model.
FOUND = {
    PARTNER.model: ("ada", "bob", "eric", "zoe", "firm", "gone", "clerk", "client"),
    ACCOUNT.model: ("customers", "suppliers", "bank", "costs", "sales", "vat_due", "outstanding"),
    JOURNAL.model: ("journal", "sale_journal", "buy_journal", "bank_journal"),
    ENTRY.model: ("draft", "posted"),
    LINE.model: ("claim", "sale", "cost", "payment"),
    TAX.model: (*SALE_TAXES, *BUY_TAXES),
    TERM.model: TERMS,
    COUNTRY.model: ("belgium", "netherlands"),
    CURRENCY.model: ("euro", "dollar"),
    COMPANY.model: ("company", "second"),
    USER.model: ("employee", "biller", "reader", "uid"),
}
# What is there, or made, once for all houses: people and their companies, and what every database has.
OF_THE_VILLAGE = (
    *("uid", "admin_name", "company", "company_name", "euro", "dollar", "belgium", "netherlands"),
    *("employee", "biller", "reader", "portal", "second", "theirs", "their_journal"),
    *("accountant", "accounts", "settings", "rights", "public", "biller_key", "accountant_key"),
    *("admin_session", "employee_session", "biller_session", "accountant_session"),
)


@dataclass
class House:
    """The records that there are, by model, as references (`${ada}`); nothing is forgotten when it is deleted.

    `changed` are the models whose records come and go.
    """

    changed: tuple[str, ...] = CHANGED
    records: dict[str, list[str]] = field(
        default_factory=lambda: {model: [f"${{{name}}}" for name in names] for model, names in FOUND.items()}
    )
    made: int = 0

    def new(self, model: str) -> str:
        """Return a name for a record that is about to be made."""
        self.made += 1
        return f"{model.replace('.', '_')}_{self.made}"

    def add(self, model: str, names: Sequence[str]) -> None:
        """Note records that were made."""
        self.records.setdefault(model, []).extend(f"${{{name}}}" for name in names)

    def of(self, model: str) -> Sequence[str]:
        """Return references to the records of a model."""
        return self.records.get(model, ())
