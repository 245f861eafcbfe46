"""The house: a small model of what exists in both systems, by the names under which answers were captured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from twinledger.parity.exploring.kinds import ACCOUNT, COMPANY, COUNTRY, CURRENCY, ENTRY, JOURNAL, LINE, PARTNER, USER

# What the files of `conversations/set_up/` capture, by model.
FOUND = {
    PARTNER.model: ("ada", "bob", "eric", "zoe", "firm", "gone", "clerk", "client"),
    ACCOUNT.model: ("customers", "suppliers", "bank", "costs", "sales"),
    JOURNAL.model: ("journal",),
    ENTRY.model: ("draft", "posted"),
    LINE.model: ("claim", "sale", "cost", "payment"),
    COUNTRY.model: ("belgium", "netherlands"),
    CURRENCY.model: ("euro", "dollar"),
    COMPANY.model: ("company", "second"),
    USER.model: ("employee", "biller", "reader", "uid"),
}
# What is there, or made, once for all houses: people and their companies, and what every database has.
OF_THE_VILLAGE = (
    *("uid", "admin_name", "company", "company_name", "euro", "dollar", "belgium", "netherlands"),
    *("employee", "biller", "reader", "portal", "second", "theirs", "their_journal"),
)


@dataclass
class House:
    """The records that there are, by model, as references (`${ada}`); nothing is forgotten when it is deleted."""

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
