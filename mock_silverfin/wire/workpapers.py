"""Workpapers and people in REST v4: what is taken and answered, each member with what it rests on."""

from __future__ import annotations

from typing import Annotated, Literal

from mock_silverfin import sources
from mock_silverfin.wire.members import Amount, Figure, Identifier, Shape, Text, WrittenDay
from mock_silverfin.workpapers.exports import CREATED, ERROR, FAILED
from mock_silverfin.workpapers.records import Record
from mock_silverfin.workpapers.stars import Star

Category = Literal["internal", "external"]
Movement = Literal["reverse", "forward", "copy"]


class UserAnswer(Shape, rests=sources.OURS):
    """A person."""

    id: int
    email: str


class EmailAnswer(Shape, rests=sources.OURS):
    """An e-mail address of a person."""

    email: str


class MappingListAnswer(Shape, rests=sources.CLI):
    """A mapping list."""

    id: int
    name: str
    marketplace_template_id: Annotated[int | None, sources.EXTENSION]


class MappingAnswer(Shape, rests=sources.OURS):
    """A number that accounts are mapped to."""

    number: str
    name: str


class MappingListDetailAnswer(MappingListAnswer):
    """A mapping list with its mappings."""

    mappings: Annotated[list[MappingAnswer], sources.INDEX]


class ReconciliationAnswer(Shape, rests=sources.CLI):
    """A reconciliation; of all that it says, the star alone belongs to a period (documented: llms index)."""

    id: int
    name: str
    value: Figure
    starred: bool


class StarBody(Shape, rests=sources.CLI):
    """A star, given or taken away."""

    starred: bool


class PersonBody(Shape, rests=sources.EXTENSION):
    """`POST /people/{id}`; what is left out stays."""

    name: Text | None = None
    amount_of_shares: int | None = None
    amount_of_votes: int | None = None
    address_1: Text | None = None
    address_2: Text | None = None
    shareholder: bool | None = None
    director: bool | None = None
    director_start_date: WrittenDay | None = None
    director_end_date: WrittenDay | None = None
    statutory: bool | None = None
    email: Text | None = None
    phone: Text | None = None
    role: Text | None = None


class PersonAnswer(PersonBody):
    """Somebody who has to do with the client."""

    id: int


class AdjustedItem(Shape, rests=sources.EXTENSION):
    """What an adjustment books on an account, debit positive."""

    account: Identifier
    value: Amount
    relation: Text | None = None


class AdjustmentBody(Shape, rests=sources.EXTENSION):
    """An adjustment; its transactions add up to zero."""

    category: Category = "internal"
    purpose: Text | None = None
    type: Movement | None = None
    tags: list[Text] | None = None
    forward_account: Identifier | None = None
    transactions: list[AdjustedItem]


class AdjustedAnswer(Shape, rests=sources.EXTENSION):
    """What an adjustment books on an account."""

    account: str
    value: Figure
    relation: str | None


class AdjustmentAnswer(Shape, rests=sources.EXTENSION):
    """An adjustment of a period."""

    id: Annotated[int, sources.OURS]
    category: Category
    purpose: str | None
    type: Movement | None
    tags: list[str] | None
    forward_account: str | None
    transactions: list[AdjustedAnswer]


class ExportAnswer(Shape, rests=sources.SCRIPTS):
    """An export; its URL, relative to the host, expires."""

    id: int
    state: Literal["pending", "created", "error"]
    download_url: str | None
    processing_error: str | None


def mapping_list(record: Record) -> MappingListAnswer:
    """Return a mapping list."""
    said = record.said
    return MappingListAnswer(id=record.id, name=said["name"], marketplace_template_id=said["marketplace_template_id"])


def mapping_list_detail(record: Record) -> MappingListDetailAnswer:
    """Return a mapping list with its mappings, by number."""
    mappings = [MappingAnswer(number=number, name=name) for number, name in sorted(record.said["mappings"].items())]
    return MappingListDetailAnswer(**dict(mapping_list(record)), mappings=mappings)


def reconciliation(record: Record, star: Star) -> ReconciliationAnswer:
    """Return a reconciliation as it stands in a period."""
    said = record.said
    return ReconciliationAnswer(id=record.id, name=said["name"], value=said["value"], starred=star.starred)


def person(record: Record) -> PersonAnswer:
    """Return somebody who has to do with the client."""
    return PersonAnswer.model_validate({**dict.fromkeys(PersonBody.model_fields), **record.said, "id": record.id})


def adjustment(record: Record) -> AdjustmentAnswer:
    """Return an adjustment."""
    return AdjustmentAnswer.model_validate({**record.said, "id": record.id})


def export(record: Record, path: str) -> ExportAnswer:
    """Return an export; `path` is where its file is fetched."""
    state = record.said["state"]
    return ExportAnswer(
        id=record.id,
        state=state,
        download_url=f"{path}?key={record.said['key']}" if state == CREATED else None,
        processing_error=FAILED if state == ERROR else None,
    )
