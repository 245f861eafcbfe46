"""Answers: how each went, and what it said where it was a refusal, in one line."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from html import unescape
from typing import Any

from mock_kit.journal import Exchange

LONGEST = 240  # characters
FAULT = re.compile(rb"<name>faultString</name>\s*<value>\s*<string>(.*?)</string>", re.DOTALL)
MESSAGE = re.compile(r'"(?:message|error_description|error)":\s*"((?:[^"\\]|\\.)*)"')
BEGINNING = 400  # bytes; so far an answer of JSON-RPC says that it is an error


class Outcome(StrEnum):
    """How an exchange went."""

    PENDING = "pending"
    GOOD = "good"
    REFUSED = "refused"
    FAILED = "failed"
    CUT = "cut"


def outcome_of(exchange: Exchange) -> Outcome:
    """Tell how an exchange went: Odoo's older protocols say with status 200, too, that something was refused."""
    if exchange.closed is None:
        return Outcome.PENDING
    if exchange.error or (exchange.status or 0) >= 500:
        return Outcome.FAILED
    if exchange.delivery != "whole":
        return Outcome.CUT
    if (exchange.status or 0) >= 400 or _says_no(exchange):
        return Outcome.REFUSED
    return Outcome.GOOD


def _says_no(exchange: Exchange) -> bool:
    protocol = exchange.call.get("protocol")
    if protocol == "xmlrpc":
        return b"<fault>" in exchange.answer[:BEGINNING]
    return protocol in ("jsonrpc", "web") and re.search(rb'"error":\s*\{', exchange.answer[:BEGINNING]) is not None


def said(exchange: Exchange) -> str:
    """Return what an answer that is no good one says, in its own words, as far as it says something readable."""
    if exchange.error:
        return exchange.error.strip().rpartition("\n")[2]
    if found := FAULT.search(exchange.answer):
        return _line(unescape(found[1].decode("utf-8", "replace")).strip().rpartition("\n")[2])
    text = exchange.answer.decode("utf-8", "replace")
    try:
        return _line(_message(json.loads(text)))
    except ValueError:
        found_text = MESSAGE.search(text)
        return _line(found_text[1]) if found_text else ""


def _message(answer: Any) -> str:
    """Return the innermost message of an answer: Odoo nests them, Silverfin has a list beside its first one."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list):
        return "; ".join(filter(None, map(_message, answer)))
    if not isinstance(answer, dict):
        return ""
    named = ("errors", "data", "message", "error_description", "error")
    return next((told for name in named if name in answer and (told := _message(answer[name]))), "")


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
