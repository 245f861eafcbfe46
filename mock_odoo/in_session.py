"""What a signed-in browser does: calls in its session, which remembers when the password was given again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mock_odoo import call
from mock_odoo.keys import entry
from mock_odoo.keys.sessions import Session, WebRequest

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.odoo import Odoo


def called(
    odoo: Odoo,
    database: Database,
    session: Session,
    model: Any,
    method: Any,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    host: str = "",
) -> Any:
    """Carry out a call of a signed-in browser; raise the OdooError that the real server would answer."""
    web_request = WebRequest(session, host)
    with database.store.transaction():
        env = database.environment(session.uid, request=web_request)
        result = call.by_position(env, model, method, args, kwargs)
    keep(odoo, database, web_request)
    return result


def keep(odoo: Odoo, database: Database, web_request: WebRequest) -> None:
    """Note in a browser's session what a call did to it; there may be none."""
    session = web_request.session
    if session and web_request.identity_confirmed:
        odoo.sessions.confirm_identity(session)
    if session and web_request.keeps_session:
        odoo.sessions.sign_in(session, entry.session_token(database, session.uid))
