"""Every text that a client of the real server can see, word for word as 19.0 said it (observed 2026-11-22 and -23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ACCESS_DENIED = "Access Denied"
TOO_MANY_FAILURES = "Too many login failures, please wait a bit before trying again."
# PostgreSQL's documented words for a full disk; the name of the file is the fake's.
NO_ROOM = 'could not extend file "base/16384/16385": No space left on device\nHINT:  Check free disk space.\n'
ONLY_OVER_HTTP = "This method can only be accessed over HTTP"
INCORRECT_PASSWORD = "Incorrect Password, try again or click on Forgot Password to reset your password."
DATABASE_NOT_FOUND = "Database not found."
NO_DATABASE = "No database is selected and the requested URL was not found in the server-wide controllers."
NOT_AUTHENTICATED = "User not authenticated, use an API Key with a Bearer Authorization header."
INVALID_APIKEY = "Invalid apikey"
SESSION_WITHOUT_HEADERS = 'Missing "Authorization" or Sec-headers for interactive usage.'
SESSION_OF_ANOTHER_USER = "Session user does not match the used apikey."
NO_SUCH_URL = (
    "The requested URL was not found on the server. "
    "If you entered the URL manually please check your spelling and try again."
)
DID_YOU_MEAN = "Did you mean POST /json/2/<model>/<method>?"
INVALID_COMPANIES = "Access to unauthorized or invalid companies."
CONCURRENT_UPDATE = "could not serialize access due to concurrent update\n"
NOT_BALANCED = "The entry is not balanced."
NOTHING_TO_POST = "Even magicians can't post nothing!"
TAXES_OF_POSTED = (
    "You cannot modify the taxes related to a posted journal item, you should reset the journal entry to draft to do "
    "so."
)
CANCELLED_RECONCILED = "You can not reconcile cancelled entries."
ALREADY_RECONCILED = "You are trying to reconcile some entries that are already reconciled."
ONLY_INTERNAL_USERS = "Only internal users can create API keys"
KEY_NEEDS_EXPIRATION = "The API key must have an expiration date"
SECOND_FACTOR_ON = "2-Factor authentication is now enabled."
SECOND_FACTOR_ON_ALREADY = "Two-factor authentication already enabled"
SECOND_FACTOR_FOR_YOURSELF = "Two-factor authentication can only be enabled for yourself"
WRONG_CODE = "Verification failed, please double-check the 6-digit code"
CODE_IS_A_NUMBER = "The verification code should only contain numbers"
NO_PROGRAMMATIC_KEYS = "Programmatic API keys are not enabled"  # this and the next: read, not observed
INVALID_API_KEY = "The provided API key is invalid."
NOT_YOUR_KEYS = "You can not remove API keys unless they're yours or you are a system user"
DELETE_POSTED = (
    "You can't delete a posted journal item. Don’t play games with your accounting records; "  # noqa: RUF001 - as there
    "reset the journal entry to draft before deleting it."
)
SOME_COMPANIES = (
    "\n\nNote: this might be a multi-company issue. Switching company may help - in Odoo, not in real life!"
)
ANOTHER_COMPANY = (
    "\n\nThis seems to be a multi-company issue, but you do not have access to the proper company to access the record "
    "anyhow."
)
GROUPS_OF_OTHERS = "You can ony call user.has_group() with your current user."
DOCUMENT_REFUSED = "Sorry, you are not allowed to access this document."


def document_refused(operation: str, model: str, ids: Iterable[object], uid: int) -> str:
    """Files that the user sees and may not change."""
    listed = ", ".join(str(id_) for id_ in ids)
    return (
        f"{DOCUMENT_REFUSED} Please contact your system administrator.\n\n(Operation: {operation})\n\n"
        f"Records: {model}({listed},), User: {uid}"
    )


MAY_NOT_POST = "You don't have the access rights to post an invoice."
CANNOT_COMPLETE = "The operation cannot be completed: "
PARTNER_NAME = "Contacts require a name"
CURRENCY_UNIQUE = "The currency code must be unique!"
LOGIN_UNIQUE = "You can not have two users with the same login!"
CURRENCY_SIGN = (
    "The amount expressed in the secondary currency must be positive when account is debited and negative when account "
    "is credited. If the currency is the same as the one from the company, this amount must strictly be equal to the "
    "balance."
)
ACCOUNT_MISSING = "Missing required account on accountable line."
ACCOUNT_FORBIDDEN = "Forbidden balance or account on non-accountable line"


def limit_of_keys(limit: int) -> str:
    """So many keys has a user already who wants to make one by program (read, not observed)."""
    return f"Limit of {limit} API keys is reached for programmatic creation"


def second_factor_off(names: Iterable[str]) -> str:
    """Whose two-factor authentication was switched off."""
    return f"Two-factor authentication disabled for the following user(s): {', '.join(names)}"


def several_not_balanced(names: Iterable[object]) -> str:
    """Several entries do not balance; those without a name are called False."""
    return "The following entries are unbalanced:\n\n" + "".join(f"  - {name}\n" for name in names)


def several_accounts(names: Iterable[str]) -> str:
    """Lines of different accounts are not reconciled."""
    return f"Entries are not from the same account: {', '.join(names)}"


def not_reconcilable(account: str) -> str:
    """Lines of an account that is not reconciled."""
    return (
        f"Account {account} does not allow reconciliation. First change the configuration of this account to allow it."
    )


def unknown_database(name: str) -> str:
    """PostgreSQL's refusal to connect, as the real server passes it on."""
    return f'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "{name}" does not exist\n'


def for_others_only(group: str) -> str:
    """A page that only members of a group may see."""
    return f"This page is only accessible to {group} users."


def cannot_rename(old: str, new: str, why: str) -> str:
    """A database that cannot be renamed, with PostgreSQL's reason."""
    return f"Couldn't rename database {old} to {new}: {why}\n"


def unknown_model(model: str) -> str:
    """JSON-2 for a model nobody knows."""
    return f"the model '{model}' does not exist"


def unknown_object(model: str) -> str:
    """XML-RPC, /jsonrpc and the web client for a model nobody knows."""
    return f"Object {model} doesn't exist"


def unknown_method(model: str, method: str) -> str:
    """A method that the model does not have."""
    return f"The method '{model}.{method}' does not exist"


def private_method(model: str, method: str) -> str:
    """A method that only the server may call."""
    return f"Private methods (such as '{model}.{method}') cannot be called remotely."


def ids_on_a_model_method(model: str, method: str) -> str:
    """JSON-2 for ids sent to a method that takes none."""
    return f"cannot call {model}.{method} with ids"


def missing_record(model: str, ids: Iterable[object], uid: int) -> str:
    """A record that is not (any longer) there."""
    listed = ", ".join(str(id_) for id_ in ids)
    return f"Record does not exist or has been deleted.\n(Record: {model}({listed},), User: {uid})"


def not_allowed(operation: str, label: str, model: str, groups: Iterable[str]) -> str:
    """No group of the user's gives the right to `operation` (read, write, create, unlink) on the model."""
    verb = {"read": "access", "write": "modify", "create": "create", "unlink": "delete"}[operation]
    refusal = f"You are not allowed to {verb} '{label}' ({model}) records."
    names = "".join(f"\n\t- {group}" for group in sorted(groups))
    allowed = (
        f"This operation is allowed for the following groups:{names}"
        if names
        else "No group currently allows this operation."
    )
    return f"{refusal}\n\n{allowed}\n\nContact your administrator to request access if necessary."


def unreadable(model: str, field: str) -> str:
    """What stands before the refusal of the records that a field shows."""
    return f"Failed to read field {model}.{field}\n"


def switch_company(name: str) -> str:
    """A hidden record is one of another of the user's companies."""
    return (
        "\n\nThis seems to be a multi-company issue, you might be able to access the record by switching to the "
        f"company: {name}."
    )


def company_crossovers(found: Iterable[tuple[str, str, str, str, str]]) -> str:
    """What is of one company refers to what is of another: record, company, field by label and by name, and to what."""
    listed = "".join(
        f"- “{record}” belongs to company “{company}” while “{label}” ({name}: {target!r}) "
        "belongs to another company.\n"
        for record, company, label, name, target in found
    )
    return (
        f"Uh-oh! You’ve got some company inconsistencies here:\n{listed}"  # noqa: RUF001 - as there
        "To avoid a mess, no company crossover is allowed!"
    )


def rule_refuses(operation: str, user: str, uid: int, label: str, model: str) -> str:
    """A record rule hides the record from the user."""
    return (
        f"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n"
        f"Sorry, {user} (id={uid}) doesn't have '{operation}' access to:\n- {label} ({model})\n\n"
        "If you really, really need access, perhaps you can win over your friendly administrator "
        "with a batch of freshly baked cookies."
    )


def implicitly(label: str, model: str) -> str:
    """What stands after the refusal of a record that another one belongs to."""
    return f"\n\nImplicitly accessed through '{label}' ({model})."


def field_refused(field: str, label: str, model: str) -> str:
    """A field that the user's groups do not let them see."""
    return (
        f'You do not have enough rights to access the field "{field}" on {label} ({model}). '
        "Please contact your system administrator.\n\nOperation: read"
    )


def who_may_see(uid: int, groups: Iterable[str]) -> str:
    """What an internal user learns about a field that others may see."""
    names = ", ".join(f"'{group}'" for group in groups)
    return f"\nUser: {uid}\nGroups: allowed for groups {names}"


def missing_value(field: str, name: str, label: str, model: str) -> str:
    """A mandatory column would stay empty."""
    return (
        f"Missing required value for the field '{field}' ({name}).\nModel: '{label}' ({model})\n"
        "- create/update: a mandatory field is not set\n"
        "- delete: another model requires the record being deleted, you can archive it instead\n"
    )


def reference_refused(label: str, model: str, field: str, name: str) -> str:
    """A reference leads nowhere, or is still needed (the real server says the same for both)."""
    return (
        f"Another model is using the record you are trying to delete.\n\n"
        f"The troublemaker is: '{label}' ({model})\nThanks to the following constraint: '{field}' ({name})\n"
        "How about archiving the record instead?"
    )


def link_refused(constraint: str) -> str:
    """A link of a many2many field leads nowhere."""
    return (
        "Another model is using the record you are trying to delete.\n\nThe troublemaker is: Unknown\n"
        f"Thanks to the following constraint: {constraint}\nHow about archiving the record instead?"
    )


def used_by(model: str, id_: int, other: str, owner: int) -> str:
    """A record is not deleted that another one refers to by company."""
    return f"You cannot delete {model}({id_},), as it is used by {other}({owner},)"


def missing_link(column: str) -> str:
    """A link of a many2many field leads to nothing."""
    return (
        f"Missing required value for the field '{column}'.\nModel: Unknown\n"
        "- create/update: a mandatory field is not set\n"
        "- delete: another model requires the record being deleted, you can archive it instead\n"
    )


def duplicate_codes(codes: Iterable[str]) -> str:
    """Two accounts of one company have the same code."""
    return f"Account codes must be unique. You can't create accounts with these duplicate codes: {', '.join(codes)}"


def must_be_draft(name: object, id_: int) -> str:
    """Only a draft can be posted."""
    return f"The entry {name} (id {id_}) must be in draft."


def readonly_on_posted(fields: Iterable[str]) -> str:
    """Fields of a posted entry that nobody may write."""
    return f"You cannot modify the following readonly fields on a posted move: {', '.join(fields)}"


OF_DOMAINS: Mapping[str, Mapping[str, str]] = {  # by what a version calls a term: 19.0 (observed), before (read)
    "condition": {
        "unknown field": "Invalid field {model}.{name} in condition {condition!r}",
        "unknown operator": "Invalid operator in condition {condition!r}",
        "no condition": "Domain() invalid item in domain: {item!r}",
        "no domain": "Domain() malformed domain {domain!r}",
    },
    "leaf": {
        "unknown field": "Invalid field {model}.{name} in leaf {condition!r}",
        "unknown operator": "Invalid leaf {item!r}",
        "no condition": "Invalid leaf {item!r}",
        "no domain": "Domain {domain!r} is syntactically not correct.",
    },
}


def of_a_domain(words: str, meaning: str, details: Mapping[str, object]) -> str:
    """What is wrong with a domain, in a version's words."""
    return OF_DOMAINS[words][meaning].format(**details)


def unknown_field(name: object, where: str, model: str) -> str:
    """A field that is read and is not there; `where` is a version's own words for "on"."""
    return f"Invalid field {name!r} {where} {model!r}"


def bad_order(order: str) -> str:
    """An order that is none."""
    return (
        f'Invalid "order" specified ({order}). A valid "order" specification is a comma-separated list of valid field '
        "names (optionally followed by asc/desc for the direction)"
    )


def bad_specification(text: str) -> str:
    """A grouping's aggregate or group that is none."""
    return (
        f"Invalid aggregate/groupby specification {text!r}.\n"
        '- Valid aggregate specification looks like "<field_name>:<agg>" example: "quantity:sum".\n'
        '- Valid groupby specification looks like "<no_datish_field_name>" or "<datish_field_name>:<granularity>" '
        'example: "date:month" or "<properties_field_name>.<property>:<granularity>".'
    )


def too_long_a_life(days: float) -> str:
    """A key that would live longer than the user's groups allow."""
    return f"You cannot exceed {days} days."
