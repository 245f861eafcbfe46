"""What the API answers: the shapes of its JSON, each member with what it rests on, and how they are filled.

That lists are bare arrays is documented at second hand; that timestamps are ISO 8601 is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from mock_silverfin import sources
from mock_silverfin.ledger.accounts import LOCALES
from mock_silverfin.ledger.companies import Company
from mock_silverfin.oauth import ACCESS_TOKEN_LIFE, TokenPair
from mock_silverfin.sync.links import Reference
from mock_silverfin.sync.settings import Settings
from mock_silverfin.sync.submit import MOST_ACTIONS, MOST_DIMENSIONS
from mock_silverfin.webhooks.hooks import Webhook
from mock_silverfin.wire.members import DayText, MomentText, Shape

Item = dict[str, object]
NO_DETAILS: Mapping[str, Any] = {}


class TokenAnswer(Shape, rests=sources.DOORKEEPER):
    """A pair of tokens."""

    access_token: Annotated[str, sources.CLI]
    token_type: str
    expires_in: Annotated[int, sources.CLI]
    refresh_token: Annotated[str, sources.CLI]
    scope: str
    created_at: int


class LimitsAnswer(Shape, rests=sources.OURS):
    """How much one submit may hold, and in which languages accounts may be named."""

    max_actions_per_request: int
    max_analytical_dimensions: int
    locales: list[str]


class ReferenceAnswer(Shape, rests=sources.OURS):
    """A reference that an accountant can choose."""

    reference: str
    name: str


class InfoAnswer(Shape, rests=sources.SECOND_HAND):
    """Where a linked company stands."""

    sync_point: str | None
    sync_start_at: DayText | None
    sync_reference: str | None


class SyncCompanyAnswer(InfoAnswer):
    """A linked company in the list."""

    id: int
    name: str


class YearAnswer(Shape, rests=sources.OURS):
    """A financial year as it was sent."""

    start_date: DayText
    end_date: DayText
    compute_opening_balances: Annotated[bool, sources.SETTINGS_PAGE]
    compute_retained_earnings: Annotated[bool, sources.SETTINGS_PAGE]


class RetainedEarningsAnswer(Shape, rests=sources.OURS):
    """The account that collects results."""

    number: str
    name: str


class SettingsAnswer(Shape, rests=sources.OURS):
    """The settings as they were sent."""

    years: list[YearAnswer]
    retained_earnings_account: RetainedEarningsAnswer | None


class SubmitAnswer(Shape, rests=sources.OURS):
    """What became of a submit."""

    sync_point: str
    processed: int


class ResetAnswer(Shape, rests=sources.OURS):
    """The sync point that is stored after a reset."""

    sync_point: str | None


class WebhookAnswer(Shape, rests=sources.SECOND_HAND):
    """A webhook, in lists and in what it is told."""

    id: int
    url: str
    events: list[str]
    user_id: int
    expired_at: MomentText | None


class CompanyName(Shape, rests=sources.WEBHOOK_PAGE):
    """A company in what a webhook is told."""

    id: int
    name: str


class Message(Shape, rests=sources.WEBHOOK_PAGE):
    """What a webhook is told of an event."""

    webhook: WebhookAnswer
    event: str
    company: CompanyName


class SyncState(Shape, rests=sources.OURS):
    """How a synchronisation ended."""

    state: Literal["completed", "failed"]
    changed: bool


class SyncStateMessage(Message, rests=sources.CORE_WEBHOOK_PAGE):
    """What a core webhook is told of `sync_state.updated`: whether anything was changed is part of it (documented)."""

    sync_state: SyncState


def token(pair: TokenPair) -> TokenAnswer:
    """Return Doorkeeper's answer to a token request."""
    return TokenAnswer(
        access_token=pair.access_token,
        token_type="Bearer",
        expires_in=int(ACCESS_TOKEN_LIFE.total_seconds()),
        refresh_token=pair.refresh_token,
        scope=" ".join(pair.scopes),
        created_at=pair.created_at,
    )


def sync_limits() -> LimitsAnswer:
    """Return the limits."""
    return LimitsAnswer(
        max_actions_per_request=MOST_ACTIONS,
        max_analytical_dimensions=MOST_DIMENSIONS,
        locales=list(LOCALES),
    )


def references(stored: Sequence[Reference]) -> list[ReferenceAnswer]:
    """Return the references that an accountant can choose from."""
    return [ReferenceAnswer(reference=item.reference, name=item.name) for item in stored]


def sync_info(linked: Company) -> InfoAnswer:
    """Return where a linked company stands."""
    return InfoAnswer(
        sync_point=linked.sync_point, sync_start_at=day_text(linked.sync_start_at), sync_reference=linked.reference
    )


def sync_company(linked: Company) -> SyncCompanyAnswer:
    """Return a linked company as the list has it."""
    return SyncCompanyAnswer(id=linked.id, name=linked.name, **dict(sync_info(linked)))


def settings(sent: Settings) -> SettingsAnswer:
    """Return the settings as they were sent; where figures of another source stay, more years than these do."""
    years = [
        YearAnswer(
            start_date=year.start_date.isoformat(),
            end_date=year.end_date.isoformat(),
            compute_opening_balances=year.compute_opening_balances,
            compute_retained_earnings=year.compute_retained_earnings,
        )
        for year in sent.years
    ]
    account = sent.retained_earnings
    named = None if account is None else RetainedEarningsAnswer(number=account.number, name=account.name)
    return SettingsAnswer(years=years, retained_earnings_account=named)


def webhook(found: Webhook) -> WebhookAnswer:
    """Return a webhook."""
    return WebhookAnswer(
        id=found.id,
        url=found.url,
        events=list(found.events),
        user_id=found.user_id,
        expired_at=None if found.expired_at is None else moment_text(found.expired_at),
    )


def message(hook: Webhook, event: str, about: Company, details: Mapping[str, Any] = NO_DETAILS) -> Message:
    """Return what a webhook is told of an event; `details` is what the event says beyond that."""
    said: dict[str, Any] = {
        "webhook": webhook(hook),
        "event": event,
        "company": CompanyName(id=about.id, name=about.name),
    }
    return SyncStateMessage(**said, sync_state=SyncState(**details)) if details else Message(**said)


def day_text(day: date | None) -> str | None:
    """Return YYYY-MM-DD."""
    return None if day is None else day.isoformat()


def moment_text(moment: datetime) -> str:
    """Return a moment in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
