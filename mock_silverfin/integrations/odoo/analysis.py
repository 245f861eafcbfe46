"""Analysis: an item's shares on analytic accounts as Silverfin takes them, one code per dimension and line.

Odoo spreads one amount over several analytic accounts, in shares that need not add up to all of it. Silverfin's line
has one code in each of at most four dimensions (assumed). So an item becomes as many lines as it has shares, and one
more for what is left of its amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from mock_silverfin.integrations.odoo.ledger import AnalyticAccount, Ledger, Line

WHOLE = Decimal(100)
Part = tuple[str, Decimal, dict[str, str]]


def parts(line: Line, ledger: Ledger, most_dimensions: int) -> Iterator[Part]:
    """Yield the parts of an item: what tells each from the others, its amount, and its codes by dimension.

    The amounts add up to that of the item. A share of all of it alone leaves the item whole, and so does none.
    """
    dimensions = _dimensions(ledger.analytic, most_dimensions)
    shares = [(ids, share, _codes(ids, ledger.analytic, dimensions)) for ids, share in line.shares]
    shares = [(ids, share, codes) for ids, share, codes in shares if codes]
    if len(shares) == 1 and shares[0][1] == WHOLE:
        yield "", line.amount, shares[0][2]
        return
    rest, digit = line.amount, Decimal(1).scaleb(-ledger.company.decimals)
    for ids, share, codes in shares:
        amount = (line.amount * share / WHOLE).quantize(digit, ROUND_HALF_UP)
        rest -= amount
        yield f"-{'-'.join(map(str, ids))}", amount, codes
    if rest or not shares:
        yield "", rest, {}


def _dimensions(accounts: Mapping[int, AnalyticAccount], most: int) -> dict[int, str]:
    """Return the dimension of each plan, `"1"` first; plans beyond the last dimension have none."""
    plans = sorted({account.plan for account in accounts.values()})
    return {plan: str(number) for number, plan in enumerate(plans[:most], 1)}


def _codes(
    ids: tuple[int, ...], accounts: Mapping[int, AnalyticAccount], dimensions: Mapping[int, str]
) -> dict[str, str]:
    named = [accounts[id_] for id_ in ids if id_ in accounts]
    return {dimensions[account.plan]: account.code for account in named if account.plan in dimensions}
