"""Copies: a database of one's own to work in, made from another by the server's database service, and dropped again."""

from __future__ import annotations

import secrets
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPException
from xml.parsers.expat import ExpatError

from twinledger.parity.safety import NotComparableError, mark
from twinledger.parity.target import Request, Target, send

PREFIX = "twinledger_parity_"


@contextmanager
def own_copy(target: Target, master_password: str) -> Iterator[Target]:
    """Make a marked copy of the target's database, give it as the target, and drop it in the end.

    The database that is copied is only read. Raises NotComparableError if the server refuses, and as `mark` does.
    """
    name = f"{PREFIX}{secrets.token_hex(4)}"
    _asked(target.url, "duplicate_database", master_password, target.database, name)
    try:
        copy = replace(target, database=name)
        mark(copy, this_database_may_be_destroyed=name)
        yield copy
    finally:
        _asked(target.url, "drop", master_password, name)


def _asked(url: str, method: str, *params: str) -> None:
    body = xmlrpc.client.dumps(params, method).encode()
    try:
        xmlrpc.client.loads(send(url, Request("POST", "/xmlrpc/2/db", {"Content-Type": "text/xml"}, body)).body)
    except xmlrpc.client.Fault as fault:
        last = fault.faultString.strip().rpartition("\n")[2]
        raise NotComparableError(f"{url} refuses {method}: {last}") from None
    except (OSError, HTTPException, ExpatError, xmlrpc.client.Error) as error:
        raise NotComparableError(f"{url} does not answer {method} as an Odoo does: {error!r}") from error
