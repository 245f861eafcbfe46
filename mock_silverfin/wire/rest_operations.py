"""The operations of REST v4."""

from __future__ import annotations

from collections.abc import Mapping

from mock_silverfin import sources
from mock_silverfin.wire import rest
from mock_silverfin.wire.operation import IN_FILE, IN_FIRM, Operation, listed

REST: Mapping[str, Operation] = {
    "firm": Operation("The firm that the token belongs to.", rest.FirmAnswer, IN_FIRM, sources.CLI),
    "companies": listed("The firm's client files.", rest.CompanyAnswer, IN_FIRM, sources.SECOND_HAND),
    "company": Operation("One client file.", rest.CompanyAnswer, IN_FILE, sources.CLI),
    "periods": listed("A file's periods, the newest first.", rest.PeriodAnswer, IN_FILE, sources.SECOND_HAND),
    "period": Operation("One period.", rest.PeriodAnswer, IN_FILE, sources.SECOND_HAND),
    "period_accounts": listed(
        "What accounts stand at when a period ends; those at zero are left out.",
        rest.PeriodAccountAnswer,
        IN_FILE,
        sources.CLI,
    ),
    "accounts": listed("A file's accounts by number.", rest.AccountAnswer, IN_FILE),
    "open_transactions": listed(
        "Payables and receivables that are still open.", rest.OpenTransactionAnswer, IN_FILE, sources.INDEX
    ),
    "analytical_dimensions": listed(
        "The codes that lines carry, with what they add up to.", rest.AnalyticalDimensionAnswer, IN_FILE, sources.INDEX
    ),
}
