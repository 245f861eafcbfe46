"""Good bodies of every call by which a client writes to Silverfin, by its path below the firm.

What stands in angle brackets is the id of something that is there.
"""

from __future__ import annotations

from typing import Any

SETTINGS = "syncs/companies/<company_id>/settings"
TRANSACTIONS = "syncs/companies/<company_id>/transactions"
ADJUSTMENTS = "companies/<company_id>/periods/<period_id>/adjustments"
WEBHOOKS = "webhooks"

LINE = {
    "id": "1", "account_number": "400000", "date": "2026-01-05", "value": "1.00", "description": "x",
    "document_number": "d", "journal": "j", "partner": "p",
    "open_transaction": {"value": "1.00", "category": "receivable"}, "analytical_dimensions": {"1": "b"},
    "extra_fields": ["e"], "booking_period": "2026-01-31",
}  # fmt: skip
YEAR = {
    "start_date": "2026-01-01", "end_date": "2026-12-31", "compute_opening_balances": True,
    "compute_retained_earnings": False,
}  # fmt: skip
ADJUSTED = [{"account": "400000", "value": "1.00", "relation": "r"}, {"account": "700000", "value": "-1.00"}]

BODIES: dict[str, dict[str, Any]] = {
    SETTINGS: {"years": [YEAR], "retained_earnings_account": {"number": "140000", "name": "x"}},
    TRANSACTIONS: {
        "sync_point": "1", "actions": [{"upsert": LINE}, {"delete": {"id": "2"}}], "extra_field_labels": ["l"],
        "accounts": [
            {"number": "400000", "names": {"en": "x"}, "type": "asset"},
            {"number": "700000", "names": {"en": "y", "nl": "z"}, "type": "income"},
        ],
    },
    "syncs/sync_references": {"sync_references": [{"reference": "a:1", "name": "A"}]},
    "syncs/webhooks": {"url": "http://127.0.0.1:9/", "events": ["sync.requested"]},
    WEBHOOKS: {"url": "http://127.0.0.1:9/", "events": ["account.created"]},
    "companies": {"name": "x", "currency": "EUR", "file_code": "1"},
    "companies/<company_id>": {"name": "x", "file_code": "1"},
    "companies/<company_id>/accounts": {"number": "new", "name": "x", "type": "asset"},
    "companies/<company_id>/accounts/<account_id>": {"name": "x"},
    "companies/<company_id>/accounts/bulk_update": {"accounts": [{"id": "<account_id>", "name": "y"}]},
    "companies/<unsynced_id>/periods": {
        "end_date": "2027-03-31", "fiscal_year": {"start_date": "2027-01-01", "end_date": "2027-12-31"},
    },
    "companies/<company_id>/periods/<period_id>": {"public": True},
    "companies/<company_id>/periods/<period_id>/accounts/<account_id>": {"starred": True},
    "companies/<company_id>/periods/<period_id>/reconciliations/<reconciliation_id>": {"starred": True},
    "companies/<company_id>/periods/<period_id>/exports": {"type": "pdf"},
    "companies/<company_id>/people/<person_id>": {
        "name": "x", "amount_of_shares": 1, "director_start_date": "2026-01-01", "shareholder": True, "email": "a@b.c",
    },
    ADJUSTMENTS: {
        "category": "internal", "purpose": "x", "tags": ["a"], "forward_account": "400000", "transactions": ADJUSTED,
    },
    f"{ADJUSTMENTS}/<adjustment_id>": {"category": "internal", "transactions": ADJUSTED},
}  # fmt: skip
