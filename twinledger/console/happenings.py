"""What happened, in words: the events of a world as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_kit.pages.words import noted

if TYPE_CHECKING:
    from mock_kit.pages.words import Words
    from twinledger.console.timeline import Row

SENTENCES = {
    "accounts.leave": noted("{user} no longer manages {managed}."),
    "accounts.manage": noted("{user} now manages {managed}."),
    "keys.collected": noted("The API key “{key}” of {user} had expired and was cleared away."),
    "keys.created": noted("{user} made the API key “{key}”."),
    "keys.removed": noted("{by} removed the API key “{key}” of {user}."),
    "keys.used": noted("The API key “{key}” of {user} opened something for the first time."),
    "users.archived": noted("{user} was archived."),
    "users.deleted": noted("{user} was deleted."),
    "users.password_changed": noted("{user} has a new password."),
    "users.two_factor_off": noted("{user} needs no second factor any more."),
    "users.two_factor_on": noted("{user} now needs a second factor."),
    "users.unarchived": noted("{user} is no longer archived."),
}
WHY = {
    "account": noted("An API key was refused: {user} does not manage this database."),
    "archived": noted("The API key “{key}” was refused: {user} is archived."),
    "expired": noted("The API key “{key}” of {user} was refused: it has expired."),
    "plan": noted("An API key was refused: the plan of this database does not allow the external API."),
    "scope": noted("The API key “{key}” of {user} was refused: it is for something else."),
    "unknown": noted("An API key was refused: nobody has such a key, or it was removed."),
}


def told(words: Words, row: Row) -> str:
    """Return what happened as a sentence; the name and the details of an event that has none yet."""
    details = {name: str(value) for name, value in row.details.items()}
    sentence = WHY.get(details.get("why", "")) if row.name == "keys.refused" else SENTENCES.get(row.name)
    if sentence is None:
        return " ".join([row.name, *(f"{name}: {value}" for name, value in details.items())])
    return words.own(sentence, **details)
