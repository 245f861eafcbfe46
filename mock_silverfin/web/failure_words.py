"""Failures in words: what went wrong, in the language of the page, and what an accountant can do about it."""

from __future__ import annotations

from mock_kit.pages.words import Words, noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
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
    """Return what went wrong; a fact that is called `why` is a text of its own."""
    facts = dict(failure.facts)
    if "why" in facts:
        others = {name: fact for name, fact in facts.items() if name != "why"}
        why = facts["why"]  # by its name alone: to older readers of Python what stands in the brackets is a sentence
        facts["why"] = words.own(why, **others)
    return words.own(failure.text, **facts)


def advice(failure: Failure | SyncFailure) -> str:
    """Return what can be done about it, in English."""
    return ADVICE[Reason(failure.reason)]
