"""Why a synchronisation fails, in the words of a connector's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum


class Reason(StrEnum):
    """The reasons that a connector's answer knows."""

    AUTHENTICATION = "authentication"
    CONFIGURATION = "configuration"
    SOURCE = "source"
    TARGET = "target"
    CONFLICT = "conflict"
    INTERNAL = "internal"


class SyncFailure(Exception):  # noqa: N818 - an outcome, told to the person who started the run
    """The run ends here; `message` is for people and quotes no secret.

    It is `text` with the `facts` in the place of `{names}`, so that the same can be told in another language; a fact
    that is called `why` is such a text itself. `wrong` names the one of the four inputs (email, api_key, url, database)
    that cannot be right, if it is known.
    """

    def __init__(self, reason: Reason, text: str, wrong: str | None = None, **facts: str) -> None:
        self.reason = reason
        self.text = text
        self.facts = facts
        self.message = filled(text, facts)
        self.wrong = wrong
        super().__init__(self.message)


def formatted(text: str, **facts: str) -> str:
    """Return a text with its facts; one without any is taken as it stands."""
    return text.format(**facts) if facts else text


def filled(text: str, facts: Mapping[str, str], said: Callable[..., str] = formatted) -> str:
    """Return a text with its facts, as `said` tells it; a fact that is called `why` is told so first."""
    whole = dict(facts)
    if "why" in whole:
        why = whole.pop("why")
        whole["why"] = said(why, **whole)
    return said(text, **whole)
