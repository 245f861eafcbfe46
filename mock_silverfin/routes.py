"""The routes: what the fake serves, with the scopes each needs and the provenance of each, and what it does not serve.

A path names its ids in angle brackets; the doors carry out an operation on every route that has its name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mock_kit.journal import Exchange
from mock_kit.provenance import Provenance, assumed, client
from mock_silverfin import sources
from mock_silverfin.scopes import SYNC, WEBHOOKS

API = "/api/v4/f/<firm_id>"
SYNCS = f"{API}/syncs"
COMPANY = f"{API}/companies/<company_id>"
SYNC_COMPANY = f"{SYNCS}/companies/<company_id>"
PERIOD = f"{COMPANY}/periods/<period_id>"
CONNECTIONS = "/f/<firm_id>/syncs/odoo"
CONNECTION = f"{CONNECTIONS}/<connection_id>"
ID = "[0-9]{1,18}"  # longer numbers are nobody's id and would not fit into the store
CONNECTED_COMPANY = f"{CONNECTION}/companies/<company_id>"


@dataclass(frozen=True)
class Route:
    """One method on one path. `scopes` are all needed; None means that not even a token is.

    `status` is that of an answer that is no refusal; what it rests on stands with what is answered.
    """

    operation: str
    method: str
    path: str
    provenance: Provenance
    scopes: tuple[str, ...] | None = ()
    status: int = 200

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a path on this route looks like, a trailing slash or none; groups are the ids."""
        return re.compile(re.sub(r"<(\w+)>", rf"(?P<\1>{ID})", self.path) + "/?")


READ_FILES, WRITE_FILES = ("administration:read",), ("administration:write",)
READ_FIGURES, WRITE_FIGURES = ("financials:read",), ("financials:write",)
ACCOUNT = f"{COMPANY}/accounts/<account_id>"
PERIOD_ACCOUNT = f"{PERIOD}/accounts/<account_id>"
RECONCILIATION = f"{PERIOD}/reconciliations/<reconciliation_id>"
WORKFLOW = f"{PERIOD}/workflows/<workflow_id>"
BUDGET = f"{COMPANY}/budgets/<budget_id>"
ADJUSTMENT = f"{PERIOD}/adjustments/<adjustment_id>"
_CONVENTION = assumed("the operation is in the index; updates are POST on the member (silverfin-cli)")
_CORE_WEBHOOKS = assumed("the operations are in the index")

WORK = (
    Route("archived_companies", "GET", f"{API}/companies/archived", assumed("listed without a path"), READ_FILES),
    Route("create_company", "POST", f"{API}/companies", sources.INDEX, WRITE_FILES, 201),
    Route("update_company", "POST", COMPANY, sources.INDEX, WRITE_FILES),
    Route("archive_company", "DELETE", COMPANY, sources.INDEX, WRITE_FILES, 204),
    Route("unarchive_company", "POST", f"{COMPANY}/unarchive", assumed("the operation is in the index"), WRITE_FILES),
    Route("create_account", "POST", f"{COMPANY}/accounts", sources.INDEX, WRITE_FILES, 201),
    Route("update_account", "POST", ACCOUNT, sources.INDEX, WRITE_FILES),
    Route("bulk_update", "POST", f"{COMPANY}/accounts/bulk_update", sources.INDEX, WRITE_FILES),
    Route("company_custom", "GET", f"{COMPANY}/custom", sources.CLI, READ_FILES),
    Route("create_period", "POST", f"{COMPANY}/periods", sources.INDEX, ("financials:read", "financials:write"), 201),
    Route("publish_period", "POST", PERIOD, _CONVENTION, WRITE_FIGURES),
    Route("period_account", "GET", PERIOD_ACCOUNT, sources.CLI, READ_FIGURES),
    Route("update_period_account", "POST", PERIOD_ACCOUNT, sources.CLI, WRITE_FIGURES),
    Route("account_custom", "GET", f"{PERIOD_ACCOUNT}/custom", sources.CLI, READ_FIGURES),
    Route("account_results", "GET", f"{PERIOD_ACCOUNT}/results", sources.CLI, READ_FIGURES),
    Route("balances", "GET", f"{PERIOD}/balances", assumed("the operation is in the index"), READ_FIGURES),
    Route("adjustments", "GET", f"{PERIOD}/adjustments", assumed("the operation is in the index"), READ_FIGURES),
    Route("create_adjustment", "POST", f"{PERIOD}/adjustments", assumed("as the list"), WRITE_FIGURES, 201),
    Route("update_adjustment", "POST", ADJUSTMENT, _CONVENTION, WRITE_FIGURES),
    Route("delete_adjustment", "DELETE", ADJUSTMENT, assumed("as the list"), WRITE_FIGURES, 204),
    Route("reconciliations", "GET", f"{PERIOD}/reconciliations", sources.CLI, READ_FIGURES),
    Route("reconciliation", "GET", RECONCILIATION, sources.CLI, READ_FIGURES),
    Route("star_reconciliation", "POST", RECONCILIATION, _CONVENTION, WRITE_FIGURES),
    Route("reconciliation_custom", "GET", f"{RECONCILIATION}/custom", sources.CLI, READ_FIGURES),
    Route("reconciliation_results", "GET", f"{RECONCILIATION}/results", sources.CLI, READ_FIGURES),
    Route("workflows", "GET", f"{PERIOD}/workflows", sources.CLI, ("workflows:read",)),
    Route("workflow_reconciliations", "GET", f"{WORKFLOW}/reconciliations", sources.CLI, READ_FIGURES),
    Route("budgets", "GET", f"{COMPANY}/budgets", assumed("the operation is in the index"), READ_FIGURES),
    Route("budget", "GET", BUDGET, assumed("the operation is in the index"), READ_FIGURES),
    Route("budget_entries", "GET", f"{BUDGET}/entries", assumed("the operation is in the index"), READ_FIGURES),
    Route("create_export", "POST", f"{PERIOD}/exports", assumed("scripts post and poll"), WRITE_FIGURES, 201),
    Route("export", "GET", f"{PERIOD}/exports/<export_id>", assumed("scripts post and poll"), READ_FIGURES),
    Route("download", "GET", "/f/<firm_id>/exports/<export_id>", assumed("scripts fetch a URL that expires"), None),
    Route("mapping_lists", "GET", f"{API}/account_mapping_lists", sources.CLI, READ_FILES),
    Route("mapping_list", "GET", f"{API}/account_mapping_lists/<list_id>", sources.CLI, READ_FILES),
    Route("people", "GET", f"{COMPANY}/people", assumed("the operation is in the index"), READ_FILES),
    Route("person", "GET", f"{COMPANY}/people/<person_id>", assumed("the operation is in the index"), READ_FILES),
    Route("update_person", "POST", f"{COMPANY}/people/<person_id>", _CONVENTION, WRITE_FILES),
    Route(
        "entities",
        "GET",
        f"{API}/accountancy_synchronisation_entities",
        assumed("the operation is in the index"),
        READ_FILES,
    ),
    Route("core_webhooks", "GET", f"{API}/webhooks", _CORE_WEBHOOKS, (WEBHOOKS,)),
    Route("create_core_webhook", "POST", f"{API}/webhooks", _CORE_WEBHOOKS, (WEBHOOKS,), 201),
    Route("delete_core_webhook", "DELETE", f"{API}/webhooks/<webhook_id>", _CORE_WEBHOOKS, (WEBHOOKS,), 204),
    Route("user", "GET", f"{API}/user", sources.CLI, ("user:profile",)),
    Route("emails", "GET", f"{API}/user/emails", sources.CLI, ("user:email",)),
    Route("users", "GET", f"{API}/users", sources.SECOND_HAND, READ_FILES),
)

SERVED = (
    *WORK,
    Route("authorize", "GET", "/oauth/authorize", sources.AUTHENTICATION, None),
    Route("authorize", "GET", "/f/<firm_id>/oauth/authorize", sources.AUTHENTICATION, None),
    Route("decide", "POST", "/oauth/authorize", assumed("doorkeeper's page posts to where it was shown"), None),
    Route("decide", "POST", "/f/<firm_id>/oauth/authorize", assumed("as without the firm"), None),
    Route("token", "POST", "/f/<firm_id>/oauth/token", sources.TOKEN_PAGE, None),
    Route("firm", "GET", f"{API}/user/firm", client("silverfin-cli; listed without a scope in the llms index")),
    Route("companies", "GET", f"{API}/companies", sources.CLI, ("administration:read",)),
    Route("company", "GET", COMPANY, sources.CLI, ("administration:read",)),
    Route("periods", "GET", f"{COMPANY}/periods", sources.CLI, ("communication:read", "financials:read")),
    Route("period", "GET", PERIOD, sources.SECOND_HAND, ("communication:read", "financials:read")),
    Route("period_accounts", "GET", f"{PERIOD}/accounts", sources.CLI, ("financials:read",)),
    Route("accounts", "GET", f"{COMPANY}/accounts", assumed("the path that POST has"), ("administration:read",)),
    Route("limits", "GET", f"{SYNCS}/settings", sources.SECOND_HAND, (SYNC,)),
    Route("references", "POST", f"{SYNCS}/sync_references", assumed("a schema says POST /sync_references"), (SYNC,)),
    Route("sync_companies", "GET", f"{SYNCS}/companies", sources.SECOND_HAND, (SYNC,)),
    Route("sync_info", "GET", f"{SYNC_COMPANY}/info", sources.SECOND_HAND, (SYNC,)),
    Route("settings", "POST", f"{SYNC_COMPANY}/settings", assumed("beside info; the slug is known"), (SYNC,)),
    Route("submit", "POST", f"{SYNC_COMPANY}/transactions", assumed("beside info; the slug is known"), (SYNC,)),
    Route("reset", "DELETE", f"{SYNC_COMPANY}/reset", sources.SECOND_HAND, (SYNC,)),
    Route("webhooks", "GET", f"{SYNCS}/webhooks", sources.SECOND_HAND, (WEBHOOKS,)),
    Route("create_webhook", "POST", f"{SYNCS}/webhooks", sources.SECOND_HAND, (WEBHOOKS,), 201),
    Route(
        "delete_webhook",
        "DELETE",
        f"{SYNCS}/webhooks/<webhook_id>",
        assumed("the operation is in the index"),
        (WEBHOOKS,),
        204,
    ),
    Route(
        "open_transactions",
        "GET",
        f"{COMPANY}/open_transactions",
        sources.INDEX,
        ("financials:transactions:read",),
    ),
    Route(
        "analytical_dimensions",
        "GET",
        f"{COMPANY}/analytical_dimensions",
        sources.INDEX,
        ("financials:read",),
    ),
    Route("openapi", "GET", "/openapi.json", assumed("the fake's own; it describes what is served"), None),
    Route("openapi_page", "GET", "/openapi", assumed("the fake's own"), None),
    Route("connections", "GET", CONNECTIONS, assumed("support article 101000399096 describes pages, not paths"), None),
    Route("connect", "POST", CONNECTIONS, assumed("as connections; Odoo's manual names the four inputs"), None),
    Route("reconnect", "POST", CONNECTION, assumed("as connections; the button is in article 101000398387"), None),
    Route("disconnect", "POST", f"{CONNECTION}/disconnect", assumed("as connections"), None),
    Route("link", "POST", CONNECTED_COMPANY, assumed("as connections; article 101000542153"), None),
    Route("run", "POST", f"{CONNECTED_COMPANY}/run", assumed("as connections; the sync arrows, 101000542153"), None),
    Route("last_run", "GET", CONNECTED_COMPANY, assumed("as connections"), None),
)

ABSENT = tuple(
    Route("absent", method, path, provenance, None)
    for provenance, method, path in (
        (sources.INDEX, "POST", WORKFLOW),
        (sources.CLI, "POST", f"{API}/reconciliations/<reconciliation_id>"),
        (sources.CLI, "POST", f"{API}/export_files/<export_id>"),
    )
)


def describe(exchange: Exchange, routes: Sequence[Route] = SERVED) -> Mapping[str, str]:
    """Say what a request asks for from its method and path alone: `{"operation": …, "firm": …, "company": …}`.

    Members that the path does not tell are left out; a path that is no route of the fake's tells nothing.
    """
    for route in routes:
        found = route.pattern.fullmatch(exchange.path) if route.method == exchange.method else None
        if found is not None:
            ids = {name.removesuffix("_id"): value for name, value in found.groupdict().items()}
            return {"operation": route.operation, **ids}
    return {}
