"""The operations of OAuth's token endpoint and of the SyncAPI."""

from __future__ import annotations

from collections.abc import Mapping

from mock_silverfin import errors, sources
from mock_silverfin.wire import answers, requests
from mock_silverfin.wire.members import DAY_SCHEMA
from mock_silverfin.wire.operation import (
    CHANGING,
    IN_FILE,
    IN_FIRM,
    LINKED,
    TEXT,
    WITH_BODY,
    Operation,
    Parameter,
    listed,
)

RESET_QUERY = (
    Parameter("after_date", DAY_SCHEMA, sources.SECOND_HAND, "Only what is dated on this day or later goes."),
    Parameter("previous_sync_point", TEXT, sources.OURS, "The sync point that is believed to be stored."),
)


def _registering(summary: str) -> Operation:
    """Return an operation that registers a webhook, of either kind."""
    return Operation(summary, answers.WebhookAnswer, (*IN_FIRM, *WITH_BODY), body=requests.WebhookBody, forms=True)


SYNC: Mapping[str, Operation] = {
    "token": Operation(
        "Exchange a code or a refresh token for a pair of tokens.",
        answers.TokenAnswer,
        (errors.OAuthError, errors.InvalidGrantError, errors.InvalidClientError, errors.TooLargeError),
        sources.DOORKEEPER,
        body=requests.TokenBody,
        forms=True,
    ),
    "limits": Operation("How much one submit may hold.", answers.LimitsAnswer, IN_FIRM, sources.SECOND_HAND),
    "references": Operation(
        "Replace the companies that an accountant can choose from.",
        answers.ReferenceAnswer,
        (*IN_FIRM, *WITH_BODY),
        body=requests.ReferencesBody,
        many=True,
    ),
    "sync_companies": listed(
        "The client files that are linked to the application.",
        answers.SyncCompanyAnswer,
        IN_FIRM,
        sources.SECOND_HAND,
    ),
    "sync_info": Operation("Where one linked file stands.", answers.InfoAnswer, LINKED, sources.SECOND_HAND),
    "settings": Operation(
        "Replace a file's financial years and retained earnings account.",
        answers.SettingsAnswer,
        (*LINKED, errors.BusyError, *WITH_BODY),
        body=requests.SettingsBody,
    ),
    "submit": Operation(
        "Add, replace and remove lines and accounts, all or nothing.",
        answers.SubmitAnswer,
        (*CHANGING, *WITH_BODY),
        body=requests.SubmitBody,
    ),
    "reset": Operation(
        "Remove a file's lines, all of them or those from a day on.",
        answers.ResetAnswer,
        (*CHANGING, errors.MalformedError, errors.TooLargeError, errors.InvalidError),
        sources.SECOND_HAND,
        query=RESET_QUERY,
    ),
    "webhooks": listed("The application's webhooks.", answers.WebhookAnswer, IN_FIRM, sources.SECOND_HAND),
    "create_webhook": _registering("Register a webhook."),
    "delete_webhook": Operation("Remove a webhook.", None, IN_FILE),
    "core_webhooks": listed("The application's core webhooks.", answers.WebhookAnswer, IN_FIRM),
    "create_core_webhook": _registering("Register a core webhook."),
    "delete_core_webhook": Operation("Remove a core webhook.", None, IN_FILE),
}
