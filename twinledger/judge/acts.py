"""Acts: what people do in Odoo that clauses need, and that bookkeepers seldom do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_odoo.orm import translations

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from twinledger.books.bookkeeper import Bookkeeper

ADMINISTRATOR = 2
ACCOUNT = "account.account"


def speak(database: Database, language: str) -> None:
    """Install a language, e.g. `fr_BE`, unless it is there."""
    if language not in database.installed_languages | {"en_US"}:
        translations.install(database, language)
        database.forget()


def name_account(keeper: Bookkeeper, code: str, language: str, name: str) -> None:
    """Give an account a name in another language; it keeps the others."""
    context = {"lang": language, "allowed_company_ids": [keeper.company]}
    _write(keeper.database, ACCOUNT, keeper.account(code), {"name": name}, context)


def share_account(keeper: Bookkeeper, code: str, company: int, code_there: str) -> None:
    """Let another company use an account, too, under a code of its own."""
    both = {"allowed_company_ids": [company, keeper.company]}
    values = {"code": code_there, "company_ids": [[4, company]]}
    _write(keeper.database, ACCOUNT, keeper.account(code), values, both)


def _write(database: Database, model: str, id_: int, values: dict[str, Any], context: dict[str, Any]) -> None:
    with database.store.transaction():
        database.environment(ADMINISTRATOR, context).model(model, (id_,)).write(values)
