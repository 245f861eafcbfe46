"""Groups of accounts, by how their codes begin (observed: parity conversation account_groups)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from mock_odoo.errors import BrokenConstraint, ValidationError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

MODEL = "account.group"
ONE_LENGTH = "The length of the starting and the ending code prefix must be the same"
OVERLAP = "Account Groups with the same granularity can't overlap"


@dataclass(frozen=True)
class Range:
    """The beginnings of codes of a group."""

    id: int
    start: str
    end: str

    def has(self, code: str) -> bool:
        """Tell whether a code, or the beginning of one, is in the range."""
        return self.start <= code[: len(self.start)] <= self.end

    def overlaps(self, other: Range) -> bool:
        """Tell whether there is a beginning of the same length in both."""
        return len(self.start) == len(other.start) and self.start <= other.end and other.start <= self.end


def ranges(env: Environment, company: int) -> list[Range]:
    """Return the ranges of a company's groups, the narrowest first."""
    rows = env.database.store.all(
        "SELECT id, code_prefix_start, code_prefix_end FROM account_group"
        " WHERE company_id = ? AND code_prefix_start != '' ORDER BY length(code_prefix_start) DESC, id",
        (env.database.root_company(company),),
    )
    return [Range(*row) for row in rows]


def of_codes(env: Environment, codes: Mapping[int, str | None]) -> dict[int, int]:
    """Return by account the narrowest group of the current company that its code is in."""
    known = ranges(env, env.company_id)
    found: dict[int, int] = {}
    for account, code in codes.items():
        group = next((group.id for group in known if code and group.has(code)), None)
        if group is not None:
            found[account] = group
    return found


def _label(env: Environment, alias: str) -> Sql:
    """The beginnings of its codes, and the name behind them."""
    start, end = column(alias, "code_prefix_start"), column(alias, "code_prefix_end")
    prefix = sql("CASE WHEN {} != {} THEN {} || '-' || {} ELSE {} END", start, end, start, end, start)
    return sql("COALESCE(NULLIF({}, '') || ' ', '') || {}", prefix, column_of(env, MODEL, "name", alias))


class AccountGroup(BaseModel):
    """A group of accounts; it stands below the narrowest one that has its codes, too."""

    model_name = MODEL
    searched_names = ("code_prefix_start", "name")
    searched_beginnings = ("code_prefix_start",)
    sql_fields: ClassVar = {"display_name": _label}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "company_id": self.env.company_id}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        start, end = complete.get("code_prefix_start"), complete.get("code_prefix_end")
        return {**complete, "code_prefix_start": start or end or False, "code_prefix_end": end or start or False}

    def _write(self, vals: dict[str, Any]) -> None:
        start, end = vals.get("code_prefix_start"), vals.get("code_prefix_end")
        if start and "code_prefix_end" not in vals:
            vals = {**vals, "code_prefix_end": start}
        elif end and "code_prefix_start" not in vals:
            known = self.read(["code_prefix_start"])
            if any(len(group["code_prefix_start"] or "") != len(end) for group in known):
                vals = {**vals, "code_prefix_start": end}
        super()._write(vals)

    def _unlink(self) -> None:
        companies = {group["company_id"] for group in self.read(["company_id"], load=None)}
        self.env.database.store.execute(
            "UPDATE account_group SET parent_id = NULL WHERE parent_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        super()._unlink()
        for company in companies:
            self._place(company)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if names & {"code_prefix_start", "code_prefix_end"}:
            for company in self._companies(ids):
                self._place(company)

    def _place(self, company: int) -> None:
        """Put the groups of a company below those that have their codes, too."""
        known = ranges(self.env, company)
        rows = []
        for group in known:
            wider = (other for other in known if len(other.start) < len(group.start) and other.has(group.start))
            rows.append((next((other.id for other in wider), None), group.id))
        self.env.database.store.execute_many("UPDATE account_group SET parent_id = ? WHERE id = ?", rows)

    def _check(self, ids: Sequence[int]) -> None:
        listed = self.env.database.json_list(ids)
        if self.env.database.store.one(
            "SELECT 1 FROM account_group WHERE length(code_prefix_start) != length(code_prefix_end)"
            " AND id IN (SELECT value FROM json_each(?))",
            (listed,),
        ):
            raise BrokenConstraint(ONE_LENGTH)
        for company in self._companies(ids):
            known = ranges(self.env, company)
            mine = [group for group in known if group.id in ids]
            if any(group.overlaps(other) for group in mine for other in known if group.id != other.id):
                raise ValidationError(OVERLAP)

    def _companies(self, ids: Sequence[int]) -> list[int]:
        rows = self.env.database.store.all(
            "SELECT DISTINCT company_id FROM account_group WHERE id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )
        return [id_ for (id_,) in rows]
