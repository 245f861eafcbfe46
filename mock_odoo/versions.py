"""What differs between the versions of Odoo, as one table of named capabilities.

19.0 was observed. What 17.0 and 18.0 do was read from reference works and never run; fields that they lack or have
beside those of 19.0 stand in the patch files of `mock_odoo/facts`. What nobody wrote down is as in 19.0.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

ENTERPRISE, PROGRAMMATIC = "e", "programmatic"
LATER_METHODS = frozenset({"generate", "revoke"})  # of keys, in later builds of 19.0 (documented)
# Methods that only the server itself may call, though their names have no underscore (observed on 19.0).
PRIVATE_METHODS = frozenset(
    "browse exists sudo with_user with_company with_context with_env ensure_one mapped filtered filtered_domain "
    "grouped sorted update new concat union search_fetch fetch flush_model flush_recordset invalidate_model "
    "invalidate_recordset modified check_access lock_for_update try_lock_for_update init".split()
)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version: how it names itself on the wire, whose schemas it has, and what it can do."""

    name: str
    series: str
    info: tuple[Any, ...]
    has_json2: bool = field(metadata={"about": "JSON-2, /doc-bearer, /web/version and the header X-Odoo-Database"})
    has_db_service: bool = field(metadata={"about": "the database service over XML-RPC and /jsonrpc"})
    jsonrpc_error_code: int = field(metadata={"about": "`error.code` of an ordinary error in JSON-RPC"})
    jsonrpc_error_members: tuple[str, ...] = field(metadata={"about": "the members of `error.data`, in their order"})
    wrong_media_type_status: int = field(metadata={"about": "status of a wrong Content-Type on JSON routes"})
    identity_password_in_context: bool = field(
        metadata={"about": "the identity check takes the password from the context; else it is written to the dialog"}
    )
    home_path: str = field(metadata={"about": "where a browser goes that has signed in"})
    removal_clears_cache: bool = field(
        metadata={"about": "`execute_kw` forgets what it remembers when a key is removed"}
    )
    keys_expire: bool = field(metadata={"about": "API keys have an expiration date"})
    absent_methods: frozenset[str] = field(metadata={"about": "methods that no model has"})
    private_methods: frozenset[str] = field(metadata={"about": "methods that only the server itself may call"})
    check_access_rights_result: bool | None = field(metadata={"about": "what `check_access_rights(op)` returns"})
    name_search_domain: str = field(metadata={"about": "what `name_search` calls its domain"})
    datetime_domain_truncates: bool = field(
        metadata={"about": "domains compare whole seconds and, of a date alone, the user's day; else microseconds, UTC"}
    )
    has_date_parts: bool = field(metadata={"about": "date parts in domains (`date.month_number`)"})
    has_relative_dates: bool = field(metadata={"about": "relative dates in domains (`today -1d`)"})
    has_negated_patterns: bool = field(metadata={"about": "the operators `not =like` and `not =ilike`"})
    orders_by_raw_id: bool = field(metadata={"about": "an order by `partner_id.id`"})
    domain_words: str = field(metadata={"about": "what errors call a term of a domain"})
    unknown_field_words: str = field(metadata={"about": "where a field is missing that a client reads"})
    users_groups_field: str = field(metadata={"about": "the field of a user's groups"})
    accounts_are_shared: bool = field(
        metadata={"about": "accounts have `company_ids` and a code in each; else `company_id` and one code"}
    )
    account_label_has_code: str = field(metadata={"about": "who sees the code in an account's label"})
    draft_name: str | None = field(metadata={"about": "the `name` of an entry that was never posted"})
    posted_fields_are_readonly: bool = field(
        metadata={"about": "lines, dates and partner of a posted entry are refused by name"}
    )
    draft_keeps_reconciliation: bool = field(metadata={"about": "`button_draft` leaves lines reconciled"})
    payments_have_own_states: bool = field(
        metadata={"about": "payments are drafts, in process or paid, and get entries when confirmed"}
    )

    @property
    def wire_name(self) -> str:
        """What the server calls itself: its later builds do so by the same name."""
        return self.name.removesuffix(f"+{PROGRAMMATIC}")

    @property
    def common_version(self) -> dict[str, Any]:
        """The answer to `common.version` (observed)."""
        return {
            "server_version": self.wire_name,
            "server_version_info": list(self.info),
            "server_serie": self.wire_name.removesuffix(f"+{ENTERPRISE}"),
            "protocol_version": 1,
        }


_19 = Version(
    name="19.0",
    series="19.0",
    info=(19, 0, 0, "final", 0, ""),
    has_json2=True,
    has_db_service=True,
    jsonrpc_error_code=0,
    jsonrpc_error_members=("name", "message", "arguments", "context", "debug"),
    wrong_media_type_status=415,
    identity_password_in_context=True,
    home_path="/odoo",
    removal_clears_cache=False,
    keys_expire=True,
    absent_methods=frozenset({"name_get"}) | LATER_METHODS,
    private_methods=PRIVATE_METHODS,
    check_access_rights_result=None,
    name_search_domain="domain",
    datetime_domain_truncates=True,
    has_date_parts=True,
    has_relative_dates=True,
    has_negated_patterns=True,
    orders_by_raw_id=True,
    domain_words="condition",
    unknown_field_words="on",
    users_groups_field="group_ids",
    accounts_are_shared=True,
    account_label_has_code="readers",
    draft_name=None,
    posted_fields_are_readonly=True,
    draft_keeps_reconciliation=True,
    payments_have_own_states=True,
)
_18 = replace(
    _19,
    name="18.0",
    series="18.0",
    info=(18, 0, 0, "final", 0, ""),
    has_json2=False,
    jsonrpc_error_code=200,
    jsonrpc_error_members=("name", "debug", "message", "arguments", "context"),
    wrong_media_type_status=400,
    identity_password_in_context=False,
    absent_methods=frozenset({"name_get", "formatted_read_group", "formatted_read_grouping_sets"}) | LATER_METHODS,
    private_methods=PRIVATE_METHODS - {"exists"},
    name_search_domain="args",
    datetime_domain_truncates=False,
    has_relative_dates=False,
    has_negated_patterns=False,
    orders_by_raw_id=False,
    domain_words="leaf",
    unknown_field_words="on model",
    users_groups_field="groups_id",
    account_label_has_code="everybody",
    draft_keeps_reconciliation=False,
)
_17 = replace(
    _18,
    name="17.0",
    series="17.0",
    info=(17, 0, 0, "final", 0, ""),
    home_path="/web",
    keys_expire=False,
    absent_methods=frozenset({"has_access", "formatted_read_group", "formatted_read_grouping_sets"}) | LATER_METHODS,
    check_access_rights_result=True,
    has_date_parts=False,
    accounts_are_shared=False,
    draft_name="/",
    payments_have_own_states=False,
    posted_fields_are_readonly=False,
)
SERIES = (_19, _18, _17)
# 19.0 as its documentation has it since keys can be made by programs; that removing one clears the cache was read.
LATER = (
    replace(
        _19,
        name=f"19.0+{PROGRAMMATIC}",
        absent_methods=_19.absent_methods - LATER_METHODS,
        removal_clears_cache=True,
    ),
)
# How these call themselves, and that they do what the series nearest to them does, is assumed.
ASSUMED = (
    replace(_19, name="19.0+e", info=(19, 0, 0, "final", 0, ENTERPRISE)),
    replace(_19, name="saas~19.1", info=("saas~19", 1, 0, "final", 0, ENTERPRISE), has_db_service=False),
    replace(_18, name="saas~18.3", info=("saas~18", 3, 0, "final", 0, ENTERPRISE)),
)
LATEST = _19.name
VERSIONS = {known.name: known for known in (*SERIES, *LATER, *ASSUMED)}


def version(name: str) -> Version:
    """Return the version called `name`; raise ValueError, naming those there are, if it is not one of them."""
    try:
        return VERSIONS[name]
    except KeyError:
        raise ValueError(f"Odoo {name!r} is not in the fake; choose one of {', '.join(VERSIONS)}") from None
