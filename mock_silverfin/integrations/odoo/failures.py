"""Why a synchronisation fails, in the words of a connector's answer."""

from __future__ import annotations

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

    `wrong` names the one of the four inputs (email, api_key, url, database) that cannot be right, if it is known.
    """

    def __init__(self, reason: Reason, message: str, wrong: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.wrong = wrong
