"""Openings: what a day begins or ends with on both sides, results of earlier years included."""

from __future__ import annotations

from datetime import date

from twinledger.books.amounts import written
from twinledger.books.balances import UNALLOCATED, unallocated
from twinledger.judge.case import Case
from twinledger.judge.verdicts import Failed

RESULT = "results of earlier years"


def balances_agree(case: Case, day: date, reason: str, *, appropriated: bool = True) -> None:
    """Demand that every account stands at the same on both sides when a day ends, whoever collects earlier results.

    Unless `appropriated`, the accounts for appropriations count as one with the one that collects results.
    """
    collect = {case.pair.file.retained_earnings, unallocated(case.database, case.pair.company_id)}
    if not appropriated:
        query = "SELECT json_extract(code_store, ?) FROM account_account WHERE account_type = ?"
        of_company = (f'$."{case.pair.company_id}"', UNALLOCATED)
        collect |= {code for (code,) in case.database.store.all(query, of_company)}
    wanted = _pooled(collect, case.world.trial_balance(until=day))
    found = _pooled(collect, case.pair.file.trial_balance(day))
    if wanted != found:
        raise Failed(f"{reason} At the end of {day}:", _told(wanted, found))


def _pooled(collect: set[str | None], balances: dict[str, int]) -> dict[str, int]:
    """Return balances, with one sum for the accounts that collect the results of earlier years."""
    pool = sum(total for code, total in balances.items() if code in collect)
    return {code: total for code, total in {**balances, RESULT: pool}.items() if total and code not in collect}


def _told(wanted: dict[str, int], found: dict[str, int]) -> str:
    return "\n".join(
        f"  {code:<28} {written(wanted.get(code, 0)):>14} in Odoo  {written(found.get(code, 0)):>14} in Silverfin"
        for code in sorted({*wanted, *found})
        if wanted.get(code) != found.get(code)
    )
