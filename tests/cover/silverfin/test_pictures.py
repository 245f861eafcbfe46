"""What the built-in integration makes of books that it has read: shares, openings, years, and the jobs of one run."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from mock_silverfin.integrations.odoo.analysis import parts
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import Inputs
from mock_silverfin.integrations.odoo.jobs import jobs_of
from mock_silverfin.integrations.odoo.ledger import Account, AnalyticAccount, Company, Ledger, Line
from mock_silverfin.integrations.odoo.picture import account_item, picture, result_account

BANK, SALES = Account("550000", "Bank", "asset_cash"), Account("700000", "Sales", "income")
RESULT, OTHER_RESULT = (Account(code, "Result", "equity_unaffected") for code in ("149000", "999999"))
ANALYTIC = {1: AnalyticAccount(10, "North"), 2: AnalyticAccount(10, "South"), 3: AnalyticAccount(20, "Roof")}
COMPANY = Company("EUR", 2, 6, 30)


def _line(id_: int, account: Account, day: date, amount: str, *shares: tuple[tuple[int, ...], str]) -> Line:
    spread = tuple((ids, Decimal(share)) for ids, share in shares)
    return Line(id_, account, day, Decimal(amount), "Text", "INV/1", "INV", "Client", shares=spread)


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        ([], [("", "100.00", {})]),
        ([((1,), "100")], [("", "100.00", {"1": "North"})]),
        ([((1, 3), "100")], [("", "100.00", {"1": "North", "2": "Roof"})]),
        ([((9,), "100")], [("", "100.00", {})]),
        ([((1,), "50"), ((2,), "50")], [("-1", "50.00", {"1": "North"}), ("-2", "50.00", {"1": "South"})]),
        (
            [((1,), "33.333"), ((2, 3), "33.333")],
            [("-1", "33.33", {"1": "North"}), ("-2-3", "33.33", {"1": "South", "2": "Roof"}), ("", "33.34", {})],
        ),
        ([((3,), "120")], [("-3", "120.00", {"2": "Roof"}), ("", "-20.00", {})]),
    ],
)
def test_an_item_becomes_as_many_lines_as_it_has_shares(
    shares: list[tuple[tuple[int, ...], str]], wanted: list[tuple[str, str, dict[str, str]]]
) -> None:
    """And one more for what is left; an account that nobody can see has no share."""
    line = _line(7, SALES, date(2026, 1, 5), "100.00", *shares)
    ledger = Ledger(COMPANY, [SALES], [line], ANALYTIC)
    assert [(suffix, str(amount), codes) for suffix, amount, codes in parts(line, ledger, 4)] == wanted


def test_plans_beyond_the_last_dimension_are_left_out() -> None:
    """A share of such a plan alone leaves the item whole."""
    line = _line(7, SALES, date(2026, 1, 5), "100.00", ((3,), "50"))
    ledger = Ledger(COMPANY, [SALES], [line], ANALYTIC)
    assert list(parts(line, ledger, 1)) == [("", Decimal("100.00"), {})]


def test_history_is_summed_up_on_the_start() -> None:
    """What is carried forward by account, the rest on the account for results; what comes later as it is."""
    lines = [
        _line(1, BANK, date(2025, 3, 1), "100.00"),
        _line(2, SALES, date(2025, 3, 1), "-100.00"),
        _line(3, BANK, date(2025, 3, 2), "5.00"),
        _line(4, Account("570000", "Cash", "asset_cash"), date(2025, 3, 2), "0.00"),
        _line(5, SALES, date(2026, 1, 1), "-7.00", ((1,), "50")),
    ]
    ledger = Ledger(COMPANY, [BANK, SALES], lines, ANALYTIC)
    found = picture(ledger, "nl_BE", date(2026, 1, 1), (date(2025, 6, 30), date(2026, 7, 1)), 4)
    assert [(id_, item["account_number"], item["date"], item["value"]) for id_, item in found.lines.items()] == [
        ("odoo-5-1", "700000", "2026-01-01", "-3.50"),
        ("odoo-5", "700000", "2026-01-01", "-3.50"),
        ("opening-550000", "550000", "2026-01-01", "105.00"),
        ("opening-999999", "999999", "2026-01-01", "-100.00"),
    ]
    assert [(year["start_date"], year["end_date"]) for year in found.settings["years"]] == [
        ("2024-07-01", "2025-06-30"),
        ("2025-07-01", "2026-06-30"),
        ("2026-07-01", "2027-06-30"),
    ]
    assert found.settings["retained_earnings_account"] == {"number": "999999", "name": "Undistributed Profits/Losses"}
    assert found.accounts["550000"] == {"number": "550000", "names": {"nl": "Bank"}, "type": "asset"}
    assert found.accounts["999999"]["type"] == "equity"


def test_one_account_collects_results() -> None:
    """The first that Odoo calls unallocated; the others begin every year with nothing. Without one the last free."""
    assert result_account([OTHER_RESULT, BANK, RESULT]) == RESULT
    assert account_item(OTHER_RESULT, "en", RESULT)["type"] == "expense"
    assert account_item(RESULT, "en", RESULT)["type"] == "equity"
    assert result_account([BANK, Account("999999", "Taken", "income")]).code == "999998"


def test_one_run_may_have_several_jobs() -> None:
    """Each a company in a database with its client file; without any the inputs are the only one."""
    usual = {"ODOO_URL": "http://127.0.0.1", "ODOO_DATABASE": "acme", "SYNC_COMPANY": "1", "SILVERFIN_COMPANY_ID": "9"}
    assert list(jobs_of(usual)) == [usual]
    jobs = [
        {"database": "beta", "company": 2, "silverfin_company": 8},
        {"database": "acme", "company": 1, "silverfin_company": 9},
    ]
    first, second = jobs_of({**usual, "ODO_JOBS": json.dumps(jobs)})
    assert (first["ODOO_DATABASE"], first["SYNC_COMPANY"], first["SILVERFIN_COMPANY_ID"]) == ("beta", "2", "8")
    assert usual.items() <= second.items()


INPUTS = {
    "ODOO_EMAIL": "a@example.com", "ODOO_API_KEY": "0" * 40, "ODOO_URL": "http://127.0.0.1:1", "ODOO_DATABASE": "acme",
    "SYNC_COMPANY": "1", "SILVERFIN_URL": "http://127.0.0.1:2/", "SILVERFIN_FIRM_ID": "3", "SILVERFIN_COMPANY_ID": "4",
    "SILVERFIN_CLIENT_ID": "id", "SILVERFIN_CLIENT_SECRET": "secret", "SILVERFIN_REDIRECT_URI": "urn:x",
    "SILVERFIN_ACCESS_TOKEN": "t", "SILVERFIN_REFRESH_TOKEN": "r", "CONNECTOR_STATE_DIR": "state",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SYNC_COMPANY": "first"}, "SYNC_COMPANY is the number of a company in Odoo."),
        ({"ODOO_URL": "http://[x"}, "is not a URL"),
        ({"ODOO_URL": "ftp://x"}, "is not a URL"),
        ({"ODOO_URL": "http://x:0"}, "is not a URL"),
        ({"ODOO_URL": "http://odoo.example.com"}, "would carry the API key over the network unencrypted"),
    ],
)
def test_inputs_that_are_none_are_told(changed: dict[str, str], words: str) -> None:
    """Before anything is sent."""
    read = Inputs.of(INPUTS)
    assert (read.odoo_company, read.language, read.silverfin.url) == (1, "en_US", "http://127.0.0.1:2")
    with pytest.raises(SyncFailure, match=words) as refused:
        Inputs.of({**INPUTS, **changed})
    assert refused.value.reason is Reason.CONFIGURATION


@pytest.mark.parametrize("name", INPUTS)
def test_an_input_that_is_missing_is_named(name: str) -> None:
    """Whichever it is."""
    with pytest.raises(SyncFailure, match=f"The input '{name}' is missing"):
        Inputs.of({key: value for key, value in INPUTS.items() if key != name})
