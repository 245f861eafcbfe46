"""Safety: conversations write, so they run only in a database that was made for them. Books are never touched.

What is asked of a stranger's database before that is known: `common.version`, which needs no credentials and changes
nothing, and one system parameter, read over JSON-2, which unlike signing in leaves no trace of a log-in.
"""

from __future__ import annotations

import json
import xmlrpc.client
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from xml.parsers.expat import ExpatError

from twinledger.parity.doors import JSON
from twinledger.parity.places import SERIES
from twinledger.parity.target import Reply, Request, Target, send

MARK = "twinledger.parity.may_be_destroyed"


class NotOursError(PermissionError):
    """The database is not marked as one that may be destroyed, so nothing was done to it."""


class NotComparableError(RuntimeError):
    """The target cannot be compared with the recordings: it does not answer, or it is another version of Odoo."""


@dataclass(frozen=True)
class OwnDatabase:
    """A target that may be written to. Only `admitted` makes one."""

    target: Target
    version: str


def admitted(target: Target, this_database_may_be_destroyed: str | None = None) -> OwnDatabase:
    """Return the target as one that may be written to.

    That is one whose database `mark` has marked, or whose name `this_database_may_be_destroyed` repeats. Raises
    NotOursError otherwise, and NotComparableError for another version of Odoo; nothing has been changed then.
    """
    version = _version(target)
    if this_database_may_be_destroyed is None:
        _refuse_unmarked(target)
    elif this_database_may_be_destroyed != target.database:
        raise NotOursError(
            f"the database is {target.database!r}, and {this_database_may_be_destroyed!r} was named as the one that "
            "may be destroyed; they must be the same"
        )
    return OwnDatabase(target, version)


def mark(target: Target, this_database_may_be_destroyed: str) -> None:
    """Mark the target's database as one that may be destroyed, for every later run; its name must be repeated.

    Raises NotOursError if the name is another one or the key may not set system parameters.
    """
    own = admitted(target, this_database_may_be_destroyed)
    reply = _ask(own.target, "set_param", {"key": MARK, "value": _mark_of(own.target)})
    if reply.status != 200:
        raise NotOursError(f"the mark could not be written to {target.database!r}: {_text(reply)}")


def _refuse_unmarked(target: Target) -> None:
    found = _parameter(target, MARK)
    if not found or found != _mark_of(target):
        raise NotOursError(
            f"the database {target.database!r} at {target.url} is not marked as one that may be destroyed, so nothing "
            f"was done to it. If it was made for this, say so by repeating its name"
        )


def _mark_of(target: Target) -> str:
    """Return what the mark says: Odoo gives a copied database another identity, so a copied mark is none."""
    return f"{target.database} {_parameter(target, 'database.uuid')}"


def _parameter(target: Target, name: str) -> Any:
    reply = _ask(target, "get_param", {"key": name})
    if reply.status != 200:
        raise NotOursError(f"whether {target.database!r} may be destroyed could not be read: {_text(reply)}")
    return json.loads(reply.body)


def _version(target: Target) -> str:
    body = xmlrpc.client.dumps((), "version").encode()
    try:
        reply = send(target.url, Request("POST", "/xmlrpc/2/common", {"Content-Type": "text/xml"}, body))
        answer: Any = xmlrpc.client.loads(reply.body)[0][0]
        version = str(answer["server_version"])
    except (OSError, HTTPException, ValueError, LookupError, TypeError, ExpatError, xmlrpc.client.Error) as error:
        raise NotComparableError(f"{target.url} does not answer as an Odoo does: {error!r}") from error
    if not version.startswith(SERIES):
        raise NotComparableError(f"{target.url} is Odoo {version}; recorded are the answers of {SERIES}")
    return version


def _ask(target: Target, method: str, arguments: dict[str, Any]) -> Reply:
    headers = {**JSON, "Authorization": f"bearer {target.key}", "X-Odoo-Database": target.database}
    path = f"/json/2/ir.config_parameter/{method}"
    return send(target.url, Request("POST", path, headers, json.dumps(arguments).encode()))


def _text(reply: Reply) -> str:
    try:
        said = json.loads(reply.body)["message"]
    except (ValueError, LookupError, TypeError):
        said = reply.body[:300].decode("utf-8", "replace")
    return f"status {reply.status}, {said}"
