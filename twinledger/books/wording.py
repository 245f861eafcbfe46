"""Wording: a book's entries as the values with which Odoo creates them; what a book calls by code or name has an id."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_odoo.orm.environment import Environment
    from twinledger.books.book import Entry, Line


@dataclass(frozen=True)
class Wording:
    """The ids by account code, journal code, partner name and currency, and the decimals of currencies by id."""

    accounts: Mapping[str, int]
    journals: Mapping[str, int]
    partners: Mapping[str, int]
    currencies: Mapping[str, int]
    decimals: Mapping[int, int]
    own_currency: int

    @classmethod
    def of(cls, env: Environment, lines: Collection[Line], journals: Iterable[str] = ()) -> Wording:
        """Look up what lines and entries speak of in the current company; raise LookupError for what is not there."""
        company = env.company_id
        mine = [("company_id", "=", company)]
        return cls(
            _found(env, "account.account", "code", (line.account for line in lines), []),
            _found(env, "account.journal", "code", journals, mine),
            _found(env, "res.partner", "name", (line.partner for line in lines), []),
            **currencies(env, {line.currency for line in lines}),
        )

    def entry(self, entry: Entry) -> dict[str, Any]:
        """Return the values of an entry, a draft."""
        return {
            "journal_id": self.journals[entry.journal],
            "date": entry.date,
            "invoice_date": entry.invoice_date or False,
            "ref": entry.ref or False,
            "line_ids": [[0, 0, self.line(line)] for line in entry.lines],
        }

    def line(self, line: Line) -> dict[str, Any]:
        """Return the values of a line."""
        if not line.account:
            return {"display_type": line.display_type, "name": line.label or False}
        return {
            "account_id": self.accounts[line.account],
            "balance": self._amount(line.amount, self.own_currency),
            "name": line.label or False,
            "partner_id": self.partners[line.partner] if line.partner else False,
            **(self._foreign(line) if line.currency else {}),
        }

    def _foreign(self, line: Line) -> dict[str, Any]:
        currency = self.currencies[line.currency]
        return {"currency_id": currency, "amount_currency": self._amount(line.foreign, currency)}

    def _amount(self, units: int, currency: int) -> Decimal:
        return Decimal(units).scaleb(-self.decimals[currency])


def currencies(env: Environment, codes: Iterable[str]) -> dict[str, Any]:
    """Return what a wording has to know of the currencies of those codes and of the company's."""
    own = env.database.company_currency(env.company_id)
    found = _found(env, "res.currency", "name", codes, [])
    decimals = {id_: env.database.digits(id_) for id_ in (own, *found.values())}
    return {"currencies": found, "decimals": decimals, "own_currency": own}


def _found(
    env: Environment, model: str, field: str, names: Iterable[str | None], domain: list[tuple[str, str, Any]]
) -> dict[str, int]:
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    records = env[model].search_read([(field, "in", wanted), *domain], [field], order="id desc", load=None)
    found = {record[field]: record["id"] for record in records}  # of several of one name, the first
    if missing := [name for name in wanted if name not in found]:
        raise LookupError(
            f"no {model} with {field} {missing[0]!r} in company {env.company_id} of {env.database.name!r}"
        )
    return found
