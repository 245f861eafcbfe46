"""The identity check: some methods run only shortly after the user gave their password again.

Without that they return the action that opens the dialog for it; giving the password there runs the waiting call
(observed). Over JSON-2 no session remembers the check, so every such call goes through the dialog.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from mock_odoo import messages
from mock_odoo.errors import UserError
from mock_odoo.keys.sessions import IDENTITY_CHECK_LASTS, Session, WebRequest
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel

Method = TypeVar("Method", bound=Callable[..., Any])


def identity_checked(method: Method) -> Method:
    """Let a method run only after the identity check; it returns the dialog's action otherwise."""

    @wraps(method)
    def checked(self: BaseModel, *args: Any, **kwargs: Any) -> Any:
        request = request_of(self.env)
        if request.identity_confirmed or _is_fresh(self, request.session):
            return method(self, *args, **kwargs)
        return _dialog(self, method.__name__, args, kwargs)

    return checked  # type: ignore[return-value]


def request_of(env: Environment) -> WebRequest:
    """Return the web request behind a call; raise UserError if no browser, and nobody over JSON-2, sent one."""
    if env.request is None:
        raise UserError(messages.ONLY_OVER_HTTP)
    return env.request


def _is_fresh(records: BaseModel, session: Session | None) -> bool:
    checked = session.identity_checked if session else None
    return checked is not None and records.env.now - checked < IDENTITY_CHECK_LASTS


def _dialog(records: BaseModel, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    waiting = {
        "model": records.model_name,
        "ids": records.ids,
        "method": method,
        "args": args,
        "kwargs": kwargs,
        "context": dict(records.env.context),
    }
    [id_] = records.env.sudo()["res.users.identitycheck"].create([{}])
    records.env.database.store.execute(
        "UPDATE res_users_identitycheck SET request = ? WHERE id = ?", (json.dumps(waiting), id_)
    )
    return {
        "type": "ir.actions.act_window",
        "res_model": "res.users.identitycheck",
        "res_id": id_,
        "name": "Access Control",
        "target": "new",
        "views": [[False, "form"]],
        "context": {"dialog_size": "medium"},
    }
