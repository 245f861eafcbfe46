"""What the API answers, as JSON members.

Documented at second hand (api-evangelist's openapi): the lists are bare arrays; the members of a linked company and of
its info; id, end_date, public and fiscal_year of a period. Client (silverfin-cli, scripts): account, value and starred
of a period account, dates as YYYY-MM-DD. Assumed: the answers to writes and to GET /syncs/settings, timestamps in ISO
8601, a period account's value as a decimal string (clients cast it), which of a company's many members are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from mock_silverfin.ledger.accounts import LOCALES, KnownAccount
from mock_silverfin.ledger.analysis import Analysis, OpenLine
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.money import to_text
from mock_silverfin.ledger.years import Period
from mock_silverfin.oauth import ACCESS_TOKEN_LIFE, TokenPair
from mock_silverfin.sync.links import Reference
from mock_silverfin.sync.settings import Settings
from mock_silverfin.sync.submit import MOST_ACTIONS, MOST_DIMENSIONS
from mock_silverfin.webhooks.hooks import Webhook

Item = dict[str, object]


def token(pair: TokenPair) -> Item:
    """Doorkeeper's answer to a token request (read: doorkeeper's TokenResponse; client: silverfin-cli's tests)."""
    return {
        "access_token": pair.access_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_TOKEN_LIFE.total_seconds()),
        "refresh_token": pair.refresh_token,
        "scope": " ".join(pair.scopes),
        "created_at": pair.created_at,
    }


def firm(id_: int, name: str) -> Item:
    """A firm; clients read at least its name."""
    return {"id": id_, "name": name}


def company(found: Company) -> Item:
    """A client file."""
    return {
        "id": found.id,
        "name": found.name,
        "created_at": moment_text(found.created_at),
        "company_type": "regular",
        "periods_per_year": 12,
        "currency": found.currency,
        "sync_reference": found.reference,
    }


def period(found: Period) -> Item:
    """A period with the financial year that it is part of."""
    fiscal_year = {"start_date": day_text(found.year.start_date), "end_date": day_text(found.year.end_date)}
    return {"id": found.id, "end_date": day_text(found.end_date), "public": False, "fiscal_year": fiscal_year}


def account(found: KnownAccount, locale: str) -> Item:
    """An account as bookkeeping sent it; the firm has changed nothing."""
    originals = {f"original_name_{known}": found.names.get(known) for known in LOCALES}
    return {**_account(found, locale), "original_number": found.number, **originals}


def period_account(found: KnownAccount, balance: int, decimals: int, locale: str) -> Item:
    """What an account stands at when a period ends: a decimal string, debit positive."""
    return {"account": _account(found, locale), "value": to_text(balance, decimals), "starred": False}


def sync_limits() -> Item:
    """How much one submit may hold, and in which languages accounts may be named."""
    return {
        "max_actions_per_request": MOST_ACTIONS,
        "max_analytical_dimensions": MOST_DIMENSIONS,
        "locales": list(LOCALES),
    }


def references(stored: Sequence[Reference]) -> list[Item]:
    """The references that an accountant can choose from."""
    return [{"reference": item.reference, "name": item.name} for item in stored]


def sync_info(linked: Company) -> Item:
    """Where a linked company stands."""
    return {
        "sync_point": linked.sync_point,
        "sync_start_at": day_text(linked.sync_start_at),
        "sync_reference": linked.reference,
    }


def sync_company(linked: Company) -> Item:
    """A linked company in the list."""
    return {"id": linked.id, "name": linked.name, **sync_info(linked)}


def settings(stored: Settings) -> Item:
    """The settings as they were stored."""
    years = [
        {
            "start_date": day_text(year.start_date),
            "end_date": day_text(year.end_date),
            "compute_opening_balances": year.compute_opening_balances,
            "compute_retained_earnings": year.compute_retained_earnings,
        }
        for year in stored.years
    ]
    account = stored.retained_earnings
    named = None if account is None else {"number": account.number, "name": account.name}
    return {"years": years, "retained_earnings_account": named}


def webhook(found: Webhook) -> Item:
    """A webhook, in lists and in what it is told (documented: sync-api-webhook-events)."""
    return {
        "id": found.id,
        "url": found.url,
        "events": list(found.events),
        "user_id": found.user_id,
        "expired_at": None if found.expired_at is None else moment_text(found.expired_at),
    }


def message(hook: Webhook, event: str, about: Company) -> Item:
    """What a webhook is told of an event (documented: the three sections and their members)."""
    return {"webhook": webhook(hook), "event": event, "company": {"id": about.id, "name": about.name}}


def open_transaction(found: OpenLine, decimals: int, locale: str) -> Item:
    """A payable or receivable that is still open; its value is positive (the path: documented; else assumed)."""
    line = found.line
    return {
        "id": line.id,
        "account": _account(found.account, locale),
        "date": day_text(line.date),
        "value": to_text(line.open_value or 0, decimals),
        "category": line.open_category,
        "description": line.description,
        "document_number": line.document_number,
        "partner": line.partner,
    }


def analytical_dimension(found: Analysis, decimals: int, locale: str) -> Item:
    """What the lines that carry a code of a dimension add up to, by account (the path: documented; else assumed)."""
    shown = [{"account": _account(account, locale), "value": to_text(value, decimals)} for account, value in found.sums]
    return {"dimension": found.dimension, "code": found.code, "accounts": shown}


def _account(found: KnownAccount, locale: str) -> Item:
    return {"id": found.id, "number": found.number, "name": found.name(locale)}


def day_text(day: date | None) -> str | None:
    """Return YYYY-MM-DD."""
    return None if day is None else day.isoformat()


def moment_text(moment: datetime) -> str:
    """Return a moment in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
