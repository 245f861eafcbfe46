"""The operations of REST v4."""

from __future__ import annotations

from collections.abc import Mapping

from mock_silverfin import errors, sources
from mock_silverfin.wire import files, rest, templates, workpapers
from mock_silverfin.wire.members import DAY_SCHEMA
from mock_silverfin.wire.operation import IN_FILE, IN_FIRM, TEXT, WITH_BODY, Operation, Parameter, listed

FILE_CODE = Parameter("file_code", TEXT, sources.SECOND_HAND, "Files with this code alone.")
PUBLIC = Parameter("public", {"type": "boolean"}, sources.INDEX, "Periods that are public, or are not.")
ACCOUNT_IDS = Parameter(
    "account_ids[]",
    {"type": "array", "items": {"type": "integer"}},
    sources.INDEX,
    "These accounts alone, at most 100.",
)
END_DATES = Parameter(
    "end_dates[]", {"type": "array", "items": DAY_SCHEMA}, sources.INDEX, "These days alone, at most 24."
)
CHANGED = (*IN_FILE, *WITH_BODY)

FILES: Mapping[str, Operation] = {
    "companies": listed("The firm's client files.", files.CompanyAnswer, IN_FIRM, sources.SECOND_HAND, (FILE_CODE,)),
    "archived_companies": listed("The client files that are archived.", files.CompanyAnswer, IN_FIRM),
    "entities": listed("What bookkeeping the firm is connected to.", files.EntityAnswer, IN_FIRM),
    "company": Operation("One client file.", files.CompanyAnswer, IN_FILE, sources.CLI),
    "create_company": Operation(
        "Add a client file.", files.CompanyAnswer, (*IN_FIRM, *WITH_BODY), body=files.CompanyBody
    ),
    "update_company": Operation(
        "Change what is known of a client file.", files.CompanyAnswer, CHANGED, body=files.CompanyChangeBody
    ),
    "archive_company": Operation("Archive a client file; if it is linked, that ends.", None, IN_FILE),
    "unarchive_company": Operation("Take a client file out of the archive.", files.CompanyAnswer, IN_FILE),
    "accounts": listed("A file's accounts by number.", files.AccountAnswer, IN_FILE),
    "create_account": Operation("Add an account.", files.AccountAnswer, CHANGED, body=files.AccountBody),
    "update_account": Operation(
        "Change what the firm calls an account.", files.AccountAnswer, CHANGED, body=files.AccountChangeBody
    ),
    "bulk_update": Operation(
        "Change many accounts, all or none.", files.AccountAnswer, CHANGED, body=files.BulkBody, many=True
    ),
}

FIGURES: Mapping[str, Operation] = {
    "firm": Operation("The firm that the token belongs to.", rest.FirmAnswer, IN_FIRM, sources.CLI),
    "periods": listed(
        "A file's periods, the newest first.", rest.PeriodAnswer, IN_FILE, sources.SECOND_HAND, (PUBLIC,)
    ),
    "period": Operation("One period.", rest.PeriodAnswer, IN_FILE, sources.SECOND_HAND),
    "create_period": Operation(
        "Add a financial year with its periods.",
        rest.PeriodAnswer,
        (*CHANGED, errors.ConflictError),
        body=rest.NewPeriodBody,
    ),
    "publish_period": Operation(
        "Make a period and all earlier ones public.", rest.PeriodAnswer, CHANGED, body=rest.PeriodBody
    ),
    "period_accounts": listed(
        "What accounts stand at when a period ends; those at zero are left out.",
        rest.PeriodAccountAnswer,
        IN_FILE,
        sources.CLI,
    ),
    "period_account": Operation(
        "One account when a period ends; there from its first line on.",
        rest.PeriodAccountAnswer,
        IN_FILE,
        sources.CLI,
    ),
    "update_period_account": Operation(
        "Star an account in a period, or give it a template.",
        rest.PeriodAccountAnswer,
        CHANGED,
        sources.CLI,
        body=rest.PeriodAccountBody,
    ),
    "balances": listed("How accounts stand when a period ends, with openings.", rest.BalanceAnswer, IN_FILE),
    "open_transactions": listed(
        "Payables and receivables that are still open.", rest.OpenTransactionAnswer, IN_FILE, sources.INDEX
    ),
    "analytical_dimensions": listed(
        "The codes that lines carry, with what they add up to.", rest.AnalyticalDimensionAnswer, IN_FILE, sources.INDEX
    ),
}

WORKPAPERS: Mapping[str, Operation] = {
    "user": Operation("Who authorised the application.", workpapers.UserAnswer, IN_FIRM, sources.CLI),
    "emails": Operation("Their addresses.", workpapers.EmailAnswer, IN_FIRM, sources.CLI, many=True),
    "users": listed("Everybody in the firm.", workpapers.UserAnswer, IN_FIRM, sources.SECOND_HAND),
    "mapping_lists": listed("The firm's mapping lists.", workpapers.MappingListAnswer, IN_FIRM, sources.CLI),
    "mapping_list": Operation(
        "One mapping list with its mappings.", workpapers.MappingListDetailAnswer, IN_FILE, sources.CLI
    ),
    "people": listed("Who has to do with the client.", workpapers.PersonAnswer, IN_FILE),
    "person": Operation("Somebody who has to do with the client.", workpapers.PersonAnswer, IN_FILE),
    "update_person": Operation(
        "Change what is known of somebody.", workpapers.PersonAnswer, CHANGED, body=workpapers.PersonBody
    ),
    "reconciliations": listed("A file's reconciliations.", workpapers.ReconciliationAnswer, IN_FILE, sources.CLI),
    "reconciliation": Operation("One reconciliation.", workpapers.ReconciliationAnswer, IN_FILE, sources.CLI),
    "star_reconciliation": Operation(
        "Star a reconciliation in a period.", workpapers.ReconciliationAnswer, CHANGED, body=workpapers.StarBody
    ),
    "adjustments": listed("The adjustments of a period.", workpapers.AdjustmentAnswer, IN_FILE),
    "create_adjustment": Operation(
        "Book an adjustment.", workpapers.AdjustmentAnswer, CHANGED, body=workpapers.AdjustmentBody
    ),
    "update_adjustment": Operation(
        "Replace an adjustment.", workpapers.AdjustmentAnswer, CHANGED, body=workpapers.AdjustmentBody
    ),
    "delete_adjustment": Operation("Remove an adjustment.", None, IN_FILE),
    "create_export": Operation("Ask for a PDF of a period.", workpapers.ExportAnswer, IN_FILE),
    "export": Operation("How far an export is.", workpapers.ExportAnswer, IN_FILE, sources.SCRIPTS),
}

TEMPLATES: Mapping[str, Operation] = {
    "company_custom": listed("A file's custom values.", templates.CustomAnswer, IN_FILE, sources.CLI),
    "account_custom": listed(
        "The custom values of an account in a period.", templates.CustomAnswer, IN_FILE, sources.CLI
    ),
    "account_results": Operation(
        "The results of an account's template in a period.", templates.ResultsAnswer, IN_FILE, sources.CLI
    ),
    "reconciliation_custom": listed(
        "The custom values of a reconciliation in a period.", templates.CustomAnswer, IN_FILE, sources.CLI
    ),
    "reconciliation_results": Operation(
        "The results of a reconciliation in a period.", templates.ResultsAnswer, IN_FILE, sources.CLI
    ),
    "workflows": listed("A file's workflows.", templates.WorkflowAnswer, IN_FILE, sources.CLI),
    "workflow_reconciliations": listed(
        "The reconciliations in a workflow.", workpapers.ReconciliationAnswer, IN_FILE, sources.CLI
    ),
    "budgets": listed("A file's budgets.", templates.BudgetAnswer, IN_FILE),
    "budget": Operation("One budget.", templates.BudgetAnswer, IN_FILE),
    "budget_entries": listed(
        "What a budget says about accounts.",
        templates.BudgetEntryAnswer,
        (*IN_FILE, errors.InvalidError),
        query=(ACCOUNT_IDS, END_DATES),
    ),
}

REST: Mapping[str, Operation] = {**FILES, **FIGURES, **WORKPAPERS, **TEMPLATES}
