"""REST v4, the part about what templates hold, workflows and budgets."""

from __future__ import annotations

from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, parameters
from mock_silverfin.doors.rest import page_of
from mock_silverfin.errors import InvalidError, Problem
from mock_silverfin.ledger import accounts as chart
from mock_silverfin.ledger import companies as files
from mock_silverfin.ledger import years
from mock_silverfin.messages import too_many
from mock_silverfin.wire import templates as shapes
from mock_silverfin.wire import workpapers
from mock_silverfin.wire.templates import (
    BudgetAnswer,
    BudgetEntryAnswer,
    CustomAnswer,
    ResultsAnswer,
    WorkflowAnswer,
)
from mock_silverfin.wire.workpapers import ReconciliationAnswer
from mock_silverfin.workpapers import records, stars, templates
from mock_silverfin.workpapers.records import Kind, Record
from mock_silverfin.workpapers.stars import NONE
from mock_silverfin.workpapers.templates import Holder

MOST_ACCOUNTS, MOST_DAYS = 100, 24

door = Door("templates")


# Custom values and results --------------------------------------------------------------------------------------------


@door("company_custom")
def company_custom(visit: Visit, company_id: int) -> list[CustomAnswer]:
    """The custom values of a file."""
    files.get(visit.books, company_id)
    return _custom(visit, Holder(company_id))


@door("account_custom")
def account_custom(visit: Visit, company_id: int, period_id: int, account_id: int) -> list[CustomAnswer]:
    """The custom values of an account's template in a period."""
    return _custom(visit, _account(visit, company_id, period_id, account_id))


@door("account_results")
def account_results(visit: Visit, company_id: int, period_id: int, account_id: int) -> ResultsAnswer:
    """The results of an account's template in a period."""
    return ResultsAnswer(**templates.results_of(visit.books, _account(visit, company_id, period_id, account_id)))


@door("reconciliation_custom")
def reconciliation_custom(visit: Visit, company_id: int, period_id: int, reconciliation_id: int) -> list[CustomAnswer]:
    """The custom values of a reconciliation in a period."""
    return _custom(visit, _reconciliation(visit, company_id, period_id, reconciliation_id))


@door("reconciliation_results")
def reconciliation_results(visit: Visit, company_id: int, period_id: int, reconciliation_id: int) -> ResultsAnswer:
    """The results of a reconciliation in a period."""
    holder = _reconciliation(visit, company_id, period_id, reconciliation_id)
    return ResultsAnswer(**templates.results_of(visit.books, holder))


def _custom(visit: Visit, holder: Holder) -> list[CustomAnswer]:
    return [shapes.custom(found) for found in page_of(templates.custom_of(visit.books, holder))]


def _account(visit: Visit, company_id: int, period_id: int, account_id: int) -> Holder:
    years.period_of(visit.books, company_id, period_id)
    return Holder(company_id, period_id, chart.get(visit.books, company_id, account_id).id)


def _reconciliation(visit: Visit, company_id: int, period_id: int, reconciliation_id: int) -> Holder:
    years.period_of(visit.books, company_id, period_id)
    found = records.get(visit.books, Kind.RECONCILIATION, reconciliation_id, company_id)
    return Holder(company_id, period_id, found.id)


# Workflows ------------------------------------------------------------------------------------------------------------


@door("workflows")
def workflows(visit: Visit, company_id: int, period_id: int) -> list[WorkflowAnswer]:
    """The file's workflows; every period has them all."""
    years.period_of(visit.books, company_id, period_id)
    return [shapes.workflow(record) for record in page_of(records.all_of(visit.books, Kind.WORKFLOW, company_id))]


@door("workflow_reconciliations")
def workflow_reconciliations(
    visit: Visit, company_id: int, period_id: int, workflow_id: int
) -> list[ReconciliationAnswer]:
    """The reconciliations in a workflow, with the stars of a period."""
    years.period_of(visit.books, company_id, period_id)
    listed = records.get(visit.books, Kind.WORKFLOW, workflow_id, company_id).said["reconciliations"]
    marked = stars.of_period(visit.books, period_id)
    known = {record.id: record for record in records.all_of(visit.books, Kind.RECONCILIATION, company_id)}
    found = page_of([known[id_] for id_ in listed])
    return [workpapers.reconciliation(record, marked.get(record.id, NONE)) for record in found]


# Budgets --------------------------------------------------------------------------------------------------------------


@door("budgets")
def budgets(visit: Visit, company_id: int) -> list[BudgetAnswer]:
    """The file's budgets."""
    files.get(visit.books, company_id)
    return [shapes.budget(record) for record in page_of(records.all_of(visit.books, Kind.BUDGET, company_id))]


@door("budget")
def budget(visit: Visit, company_id: int, budget_id: int) -> BudgetAnswer:
    """One budget."""
    return shapes.budget(_budget(visit, company_id, budget_id))


@door("budget_entries")
def budget_entries(visit: Visit, company_id: int, budget_id: int) -> list[BudgetEntryAnswer]:
    """What a budget says about the accounts and until the days that are asked for; without any, about all."""
    said = _budget(visit, company_id, budget_id).said
    accounts, days = _asked("account_ids[]", MOST_ACCOUNTS), _asked("end_dates[]", MOST_DAYS)
    wanted = [
        BudgetEntryAnswer(account_id=account_id, end_date=day, value=value)
        for account_id, day, value in said["entries"]
        if (not accounts or str(account_id) in accounts) and (not days or day in days)
    ]
    return list(page_of(wanted))


def _budget(visit: Visit, company_id: int, budget_id: int) -> Record:
    return records.get(visit.books, Kind.BUDGET, budget_id, company_id)


def _asked(name: str, most: int) -> list[str]:
    """Return what the query names; raise InvalidError for more than there may be (documented: llms index)."""
    found = parameters(name)
    if len(found) > most:
        raise InvalidError([Problem(name, too_many(most))])
    return found
