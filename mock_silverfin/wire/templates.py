"""What templates hold, workflows and budgets in REST v4: what is answered, each member with what it rests on."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from mock_silverfin import sources
from mock_silverfin.wire.members import DayText, Figure, Shape
from mock_silverfin.workpapers.records import Record
from mock_silverfin.workpapers.templates import Custom

RESULT_SCHEMA: dict[str, Any] = {
    "type": "string",
    "x-provenance": {"kind": sources.OURS.kind.value, "source": sources.OURS.source},
}


class CustomAnswer(Shape, rests=sources.CLI):
    """A custom value."""

    namespace: str
    key: str
    value: Any


class ResultsAnswer(Shape, rests=sources.OURS):
    """The results of a template, each by its name."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": RESULT_SCHEMA})


class WorkflowAnswer(Shape, rests=sources.CLI):
    """A workflow: a list of reconciliations to work through."""

    id: int
    name: str


class BudgetAnswer(Shape, rests=sources.OURS):
    """A budget."""

    id: int
    name: str


class BudgetEntryAnswer(Shape, rests=sources.OURS):
    """What a budget says about an account until a day, debit positive."""

    account_id: int
    end_date: DayText
    value: Figure


def custom(found: Custom) -> CustomAnswer:
    """Return a custom value."""
    return CustomAnswer(**vars(found))


def workflow(record: Record) -> WorkflowAnswer:
    """Return a workflow."""
    return WorkflowAnswer(id=record.id, name=record.said["name"])


def budget(record: Record) -> BudgetAnswer:
    """Return a budget."""
    return BudgetAnswer(id=record.id, name=record.said["name"])
