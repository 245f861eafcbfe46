"""The operations: what each takes and answers, as shapes, parameters and refusals, each with what it rests on.

A strict wire and the OpenAPI document are drawn from here, beside the routes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mock_kit.provenance import Provenance
from mock_silverfin import errors, sources
from mock_silverfin.errors import SilverfinError
from mock_silverfin.routes import Route
from mock_silverfin.wire import answers, requests, rest
from mock_silverfin.wire.members import DAY_SCHEMA, Shape
from mock_silverfin.wire.served import Wire
from mock_silverfin.wire.translation import parts, provenance

COUNT: Mapping[str, object] = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
TEXT: Mapping[str, object] = {"type": "string"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query, never needed."""

    name: str
    schema: Mapping[str, object]
    rests: Provenance
    description: str


@dataclass(frozen=True)
class Operation:
    """What an operation takes and answers; `rests` is what the status of its answer rests on.

    `many` tells that the answer is a bare array. `forms` tells that forms are taken beside JSON.
    """

    answer: type[Shape] | None
    many: bool = False
    body: type[Shape] | None = None
    query: tuple[Parameter, ...] = ()
    refusals: tuple[type[SilverfinError], ...] = ()
    rests: Provenance = sources.OURS
    forms: bool = False


PAGES = (
    Parameter("page", COUNT, sources.SECOND_HAND, "Which page, from 1."),
    Parameter("per_page", COUNT, sources.SECOND_HAND, "How many items a page has, 200 at most."),
)
RESET_QUERY = (
    Parameter("after_date", DAY_SCHEMA, sources.SECOND_HAND, "Only what is dated on this day or later goes."),
    Parameter("previous_sync_point", TEXT, sources.OURS, "The sync point that is believed to be stored."),
)

IN_FIRM = (errors.TokenError, errors.ScopeError, errors.WrongFirmError)
IN_FILE = (*IN_FIRM, errors.NotFoundError)
LINKED = (*IN_FILE, errors.NotLinkedError)
PAGED = (errors.MalformedError,)
WITH_BODY = (errors.MalformedError, errors.TooLargeError, errors.MediaTypeError, errors.InvalidError)
CHANGING = (*LINKED, errors.BusyError, errors.StaleSyncPointError)

OPERATIONS: Mapping[str, Operation] = {
    "token": Operation(
        answers.TokenAnswer,
        refusals=(errors.OAuthError, errors.InvalidGrantError, errors.InvalidClientError, errors.TooLargeError),
        rests=sources.DOORKEEPER,
        forms=True,
    ),
    "firm": Operation(rest.FirmAnswer, refusals=IN_FIRM, rests=sources.CLI),
    "companies": Operation(
        rest.CompanyAnswer, many=True, query=PAGES, refusals=(*IN_FIRM, *PAGED), rests=sources.SECOND_HAND
    ),
    "company": Operation(rest.CompanyAnswer, refusals=IN_FILE, rests=sources.CLI),
    "periods": Operation(
        rest.PeriodAnswer, many=True, query=PAGES, refusals=(*IN_FILE, *PAGED), rests=sources.SECOND_HAND
    ),
    "period": Operation(rest.PeriodAnswer, refusals=IN_FILE, rests=sources.SECOND_HAND),
    "period_accounts": Operation(
        rest.PeriodAccountAnswer, many=True, query=PAGES, refusals=(*IN_FILE, *PAGED), rests=sources.CLI
    ),
    "accounts": Operation(rest.AccountAnswer, many=True, query=PAGES, refusals=(*IN_FILE, *PAGED)),
    "open_transactions": Operation(
        rest.OpenTransactionAnswer, many=True, query=PAGES, refusals=(*IN_FILE, *PAGED), rests=sources.INDEX
    ),
    "analytical_dimensions": Operation(
        rest.AnalyticalDimensionAnswer, many=True, query=PAGES, refusals=(*IN_FILE, *PAGED), rests=sources.INDEX
    ),
    "limits": Operation(answers.LimitsAnswer, refusals=IN_FIRM, rests=sources.SECOND_HAND),
    "references": Operation(
        answers.ReferenceAnswer, many=True, body=requests.ReferencesBody, refusals=(*IN_FIRM, *WITH_BODY)
    ),
    "sync_companies": Operation(
        answers.SyncCompanyAnswer, many=True, query=PAGES, refusals=(*IN_FIRM, *PAGED), rests=sources.SECOND_HAND
    ),
    "sync_info": Operation(answers.InfoAnswer, refusals=LINKED, rests=sources.SECOND_HAND),
    "settings": Operation(
        answers.SettingsAnswer, body=requests.SettingsBody, refusals=(*LINKED, errors.BusyError, *WITH_BODY)
    ),
    "submit": Operation(
        answers.SubmitAnswer,
        body=requests.SubmitBody,
        refusals=(*CHANGING, errors.LockedPeriodError, *WITH_BODY),
    ),
    "reset": Operation(
        answers.ResetAnswer,
        query=RESET_QUERY,
        refusals=(
            *CHANGING,
            errors.LockedPeriodError,
            errors.MalformedError,
            errors.TooLargeError,
            errors.InvalidError,
        ),
        rests=sources.SECOND_HAND,
    ),
    "webhooks": Operation(
        answers.WebhookAnswer, many=True, query=PAGES, refusals=(*IN_FIRM, *PAGED), rests=sources.SECOND_HAND
    ),
    "create_webhook": Operation(
        answers.WebhookAnswer, body=requests.WebhookBody, refusals=(*IN_FIRM, *WITH_BODY), forms=True
    ),
    "delete_webhook": Operation(None, refusals=IN_FILE),
}


def assumed_parts(route: Route, wire: Wire) -> Iterator[str]:
    """Yield the parts of a route that a strict wire does not serve and cannot leave out, if there are any.

    That is its path, members that its body needs, and an answer of which no member is known.
    """
    operation = OPERATIONS[route.operation]
    if wire.withholds(route.provenance):
        yield "the path"
    if operation.body is not None:
        yield from _needed_and_withheld(operation.body, wire)
    if operation.answer is not None:
        kept = [name for name in provenance(operation.answer) if not _is_withheld(operation.answer, name, wire)]
        if not kept:
            yield operation.answer.__name__


def _needed_and_withheld(shape: type[Shape], wire: Wire) -> Iterator[str]:
    for name, member in shape.model_fields.items():
        if member.is_required() and _is_withheld(shape, name, wire):
            yield f"{shape.__name__}.{name}"
        elif name in parts(shape) and not _is_withheld(shape, name, wire):
            yield from _needed_and_withheld(parts(shape)[name], wire)


def _is_withheld(shape: type[Shape], name: str, wire: Wire) -> bool:
    return wire.withholds(wire.rests(shape.__name__, name, provenance(shape)[name]))
