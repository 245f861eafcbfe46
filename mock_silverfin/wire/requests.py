"""What the SyncAPI takes. Each member says on what it rests; most are ours until a partner shows better ones."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mock_silverfin import messages, sources
from mock_silverfin.ledger.accounts import Account, AccountType
from mock_silverfin.ledger.lines import NO_DIMENSIONS, OpenCategory
from mock_silverfin.ledger.years import Year
from mock_silverfin.sync import submit
from mock_silverfin.sync.links import Expected, Reference
from mock_silverfin.sync.settings import RetainedEarnings, Settings
from mock_silverfin.wire.members import Amount, Day, Identifier, Shape, Text

Dimension = Annotated[str, Field(pattern="^[1-4]$")]


class TokenBody(Shape, rests=sources.TOKEN_PAGE):
    """A token request; its parameters may stand in the query, too."""

    grant_type: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    redirect_uri: str | None = None
    code: str | None = None
    refresh_token: str | None = None


class ReferenceItem(Shape, rests=sources.OURS):
    """A company of the bookkeeping product."""

    reference: Identifier
    name: Identifier


class ReferencesBody(Shape, rests=sources.OURS):
    """`POST /syncs/sync_references`."""

    sync_references: list[ReferenceItem]

    def meaning(self) -> list[Reference]:
        """Return the references."""
        return [Reference(item.reference, item.name) for item in self.sync_references]


class WebhookBody(Shape, rests=sources.SECOND_HAND):
    """`POST /syncs/webhooks`."""

    url: Identifier
    events: list[Identifier]


class YearItem(Shape, rests=sources.OURS):
    """A financial year."""

    start_date: Day
    end_date: Day
    compute_opening_balances: Annotated[bool, sources.SETTINGS_PAGE]
    compute_retained_earnings: Annotated[bool, sources.SETTINGS_PAGE]


class RetainedEarningsItem(Shape, rests=sources.OURS):
    """The account that collects results."""

    number: Identifier
    name: Identifier


class SettingsBody(Shape, rests=sources.SETTINGS_PAGE):
    """`POST /syncs/companies/{id}/settings`."""

    years: list[YearItem]
    retained_earnings_account: RetainedEarningsItem | None = None

    def meaning(self) -> Settings:
        """Return the settings."""
        years = [Year(**dict(item)) for item in self.years]
        account = self.retained_earnings_account
        return Settings(years, RetainedEarnings(account.number, account.name) if account else None)


class AccountItem(Shape, rests=sources.OURS):
    """An entry of the chart of accounts; `names` has one name per locale."""

    number: Identifier
    names: dict[str, Text]
    type: AccountType


class OpenTransactionItem(Shape, rests=sources.SECOND_HAND):
    """What is still unpaid."""

    value: Amount
    category: OpenCategory


class UpsertItem(Shape, rests=sources.OURS):
    """A ledger line; what may be left out may also be null."""

    id: Identifier
    account_number: Identifier
    date: Day
    value: Amount
    description: Text | None = None
    document_number: Text | None = None
    journal: Text | None = None
    partner: Text | None = None
    open_transaction: Annotated[OpenTransactionItem | None, sources.SECOND_HAND] = None
    analytical_dimensions: dict[Dimension, Text] | None = None
    extra_fields: Annotated[list[Text], Field(max_length=submit.MOST_EXTRA_FIELDS)] | None = None
    booking_period: Day | None = None

    def meaning(self) -> submit.Upsert:
        """Return the action; its members go by their place, which is quicker, for a submit has hundreds."""
        unpaid = self.open_transaction
        return submit.Upsert(
            self.id,
            self.account_number,
            self.date,
            self.value,
            self.description or "",
            self.document_number or "",
            self.journal or "",
            self.partner or "",
            submit.OpenTransaction(unpaid.value, unpaid.category) if unpaid else None,
            self.analytical_dimensions or NO_DIMENSIONS,
            tuple(self.extra_fields or ()),
            self.booking_period,
        )


class DeleteItem(Shape, rests=sources.SUBMIT_PAGE):
    """The id of a line that goes."""

    id: Identifier

    def meaning(self) -> submit.Delete:
        """Return the action."""
        return submit.Delete(self.id)


class ActionItem(Shape, rests=sources.SUBMIT_PAGE):
    """Either an upsert or a delete."""

    upsert: UpsertItem | None = None
    delete: DeleteItem | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> ActionItem:
        if (self.upsert is None) == (self.delete is None):
            raise PydanticCustomError("one_of_two", messages.ONE_OF_TWO)
        return self

    def meaning(self) -> submit.Upsert | submit.Delete:
        """Return the action."""
        item = self.upsert or self.delete
        assert item is not None  # one of the two is there
        return item.meaning()


class SubmitBody(Shape, rests=sources.SUBMIT_PAGE):
    """`POST /syncs/companies/{id}/transactions`.

    A `previous_sync_point` that is null expects that none is stored; left out, nothing is expected.
    """

    sync_point: Identifier
    previous_sync_point: Annotated[str | None, sources.OURS] = None
    actions: Annotated[list[ActionItem], Field(max_length=submit.MOST_ACTIONS)]
    accounts: list[AccountItem] = Field(default=[])
    extra_field_labels: Annotated[list[Text], Field(max_length=submit.MOST_EXTRA_FIELDS)] | None = None

    def meaning(self) -> submit.Submission:
        """Return the submission."""
        expects = "previous_sync_point" in self.model_fields_set
        return submit.Submission(
            sync_point=self.sync_point,
            actions=[item.meaning() for item in self.actions],
            accounts=[Account(item.number, item.names, item.type) for item in self.accounts],
            extra_field_labels=self.extra_field_labels,
            expected=Expected(self.previous_sync_point) if expects else None,
        )
