"""Installing: gives a company a chart: accounts, journals, taxes with their grids, and what it uses by default.

Before 19.0 grids stand in pairs with signs (read); which sign goes where is not known here, so taxes have none there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from twinledger.books.loading import load_accounts

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment
    from twinledger.books.chart import Chart, TaxPart

Ids = Mapping[str, int]

# What a company uses, and by which name the chart's usual accounts have it.
COMPANY_ACCOUNTS = {
    "account_journal_suspense_account_id": "suspense",
    "transfer_account_id": "transfers",
    "income_currency_exchange_account_id": "exchange_gain",
    "expense_currency_exchange_account_id": "exchange_loss",
    "account_journal_early_pay_discount_gain_account_id": "discount_gain",
    "account_journal_early_pay_discount_loss_account_id": "discount_loss",
    "default_cash_difference_income_account_id": "cash_gain",
    "default_cash_difference_expense_account_id": "cash_loss",
    "income_account_id": "income",
    "expense_account_id": "expense",
}
PREFIXES = {
    "bank_account_code_prefix": "bank",
    "cash_account_code_prefix": "cash",
    "transfer_account_code_prefix": "transfers",
}
EXCHANGE = "EXCH"
JOURNAL_ACCOUNTS = {"sale": "income", "purchase": "expense", "bank": "bank", "cash": "cash"}
SIGNED_GRIDS = ("17.0", "18.0")


def install_chart(chart: Chart, database: Database, *, company: int = 1) -> dict[str, int]:
    """Give a company that has none a chart and return the accounts' ids by code.

    The company's country and currency are left as they are; raises ValueError if its currency is another one than the
    chart's.
    """
    with database.store.transaction():
        env = database.environment(context={"allowed_company_ids": [company]})
        _check_currency(chart, env)
        accounts = load_accounts(chart.accounts, env)
        _use(env, {name: accounts[chart.usual[role]] for name, role in COMPANY_ACCOUNTS.items()})
        _use(env, {name: chart.prefixes[role] for name, role in PREFIXES.items()})
        journals = _journals(chart, env, accounts)
        taxes = _taxes(chart, env, accounts)
        _use(
            env,
            {
                "currency_exchange_journal_id": journals[EXCHANGE],
                "tax_calculation_rounding_method": chart.rounding,
                "account_sale_tax_id": taxes["sale", chart.sale_tax],
                "account_purchase_tax_id": taxes["purchase", chart.purchase_tax],
            },
        )
    return accounts


def _check_currency(chart: Chart, env: Environment) -> None:
    [company] = env.model("res.company", (env.company_id,)).read(["name", "currency_id"])
    currency = company["currency_id"][1]
    if currency != chart.currency:
        raise ValueError(
            f"{company['name']} counts in {currency} and the chart of {chart.title} in {chart.currency}: "
            "create the company with that currency"
        )


def _use(env: Environment, values: Mapping[str, Any]) -> None:
    """Set fields of the company, as far as its version has them."""
    fields = env.schema("res.company").fields
    known = {name: value for name, value in values.items() if name in fields}
    env.model("res.company", (env.company_id,)).write(known)


def _journals(chart: Chart, env: Environment, accounts: Ids) -> dict[str, int]:
    values = [
        {
            "code": journal.code,
            "name": journal.name,
            "type": journal.type,
            "sequence": number,
            "default_account_id": accounts.get(chart.usual.get(JOURNAL_ACCOUNTS.get(journal.type, ""), ""), False),
        }
        for number, journal in enumerate(chart.journals, start=5)
    ]
    ids = env["account.journal"].create(values)
    return {journal.code: id_ for journal, id_ in zip(chart.journals, ids, strict=True)}


def _taxes(chart: Chart, env: Environment, accounts: Ids) -> dict[tuple[str, str], int]:
    """Create the taxes of a chart and return their ids by use and name."""
    country = _country(chart, env)
    grids = {} if env.version.series in SIGNED_GRIDS else _grids(env, chart.grids, country)
    groups = _groups(chart, env, accounts, country)
    values = [
        {
            "name": tax.name,
            "type_tax_use": tax.use,
            "amount": float(tax.percent),
            "sequence": 10 * number,
            "tax_group_id": groups[tax.group],
            "tax_scope": tax.scope or False,
            "country_id": country,
            "invoice_label": f"{tax.percent:f}%",
            "invoice_repartition_line_ids": _repartition(tax.base_grids, tax.parts, accounts, grids),
            "refund_repartition_line_ids": _repartition(tax.refund_base_grids, tax.refund_parts, accounts, grids),
        }
        for number, tax in enumerate(chart.taxes, start=1)
    ]
    ids = env["account.tax"].create(values)
    return {(tax.use, tax.name): id_ for tax, id_ in zip(chart.taxes, ids, strict=True)}


def _country(chart: Chart, env: Environment) -> int | bool:
    """Return the country of a chart; that of the company for one of no country."""
    if chart.country:
        [found] = env["res.country"].search([("code", "=", chart.country)])
        return found
    [company] = env.model("res.company", (env.company_id,)).read(["country_id"], load=None)
    return company["country_id"] or False


def _grids(env: Environment, names: Sequence[str], country: int | bool) -> dict[str, int]:
    """Return the tags of the tax return by name; those of a country are shared by its companies."""
    tags = env["account.account.tag"]
    mine = [("applicability", "=", "taxes"), ("country_id", "=", country)]
    there = {tag["name"]: tag["id"] for tag in tags.search_read(mine, ["name"])}
    missing = [name for name in names if name not in there]
    values = [{"name": name, "applicability": "taxes", "country_id": country} for name in missing]
    return {**there, **dict(zip(missing, tags.create(values), strict=True))}


def _groups(chart: Chart, env: Environment, accounts: Ids, country: int | bool) -> dict[str, int]:
    values = [
        {
            "name": name,
            "country_id": country,
            "tax_payable_account_id": accounts[chart.usual["tax_payable"]],
            "tax_receivable_account_id": accounts[chart.usual["tax_receivable"]],
        }
        for name in chart.groups
    ]
    return dict(zip(chart.groups, env["account.tax.group"].create(values), strict=True))


def _repartition(base: Iterable[str], parts: Sequence[TaxPart], accounts: Ids, grids: Ids) -> list[list[Any]]:
    """Return the commands for a distribution; a tax of nothing has one line of the tax, too."""
    lines: list[dict[str, Any]] = [{"repartition_type": "base", "tag_ids": _tags(base, grids)}]
    lines += [
        {
            "repartition_type": "tax",
            "factor_percent": float(part.percent),
            "account_id": accounts.get(part.account, False),
            "tag_ids": _tags(part.grids, grids),
        }
        for part in parts
    ]
    return [[0, 0, line] for line in lines] + ([] if parts else [[0, 0, {"repartition_type": "tax"}]])


def _tags(names: Iterable[str], grids: Ids) -> list[list[Any]]:
    return [[6, 0, [grids[name] for name in names if name in grids]]]
