"""Escaping: what a connector printed is text wherever it is shown, and never an instruction to what shows it."""

from __future__ import annotations

import re

from twinledger.drivers.outcome import printable

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what a terminal would obey; tab and line break aside
INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]")  # what turns text around, or hides it
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&@])")
COMMAND = re.compile(r"(?m)^(\s*)(::|##\[)")  # of GitHub's workflows, and of Azure's


def plain(text: str) -> str:
    """Return a text without control characters and what turns it around; where one was, there is its picture."""
    shown = CONTROL.sub(lambda found: _picture(found[0]), printable(text))
    return INVISIBLE.sub("\u2423", shown)


def for_terminals(text: str) -> str:
    """Return a plain text that is no command to what runs a workflow and shows its output."""
    return COMMAND.sub(lambda found: f"{found[1]}\u2236{found[2][1:]}", plain(text))


def for_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    return MARKDOWN.sub(r"\\\1", " ".join(for_terminals(text).split()))


def for_code(text: str) -> str:
    """Return a text for a block of code in Markdown, which it cannot end."""
    return for_terminals(text).replace("```", "`\u200d``")


def _picture(character: str) -> str:
    return chr(0x2400 + ord(character)) if ord(character) < 0x20 else "\u2421" if character == "\x7f" else "\ufffd"
