"""Failures in words: what went wrong, in the language of the page, and what an accountant can do about it."""

from __future__ import annotations

from mock_kit.pages.words import Words, noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure, filled
from mock_silverfin.integrations.runs import Failure

ADVICE = {
    Reason.AUTHENTICATION: noted(
        "Ask whoever manages Odoo whether the key was removed or has expired. Make a new key there and reconnect."
    ),
    Reason.CONFIGURATION: noted("Look at the inputs of the connection and enter them again."),
    Reason.SOURCE: noted("Odoo could not be read. Try again later; if it goes on, ask whoever manages Odoo."),
    Reason.TARGET: noted("The figures could not be brought in. Try again later; nothing is there by halves."),
    Reason.CONFLICT: noted("Something in this client file stands against it. Look at its locked periods and its sync."),
    Reason.INTERNAL: noted("This is a defect of the training system. Please report what is written above."),
}


def told(words: Words, failure: Failure | SyncFailure) -> str:
    """Return what went wrong."""
    return filled(failure.text, failure.facts, words.own)


def advice(failure: Failure | SyncFailure) -> str:
    """Return what can be done about it, in English."""
    return ADVICE[Reason(failure.reason)]
