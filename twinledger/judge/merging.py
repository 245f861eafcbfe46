"""Merging: the parts of a session, judged on several machines, become the one verdict that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from twinledger.judge.checking import NOT_HERE
from twinledger.judge.options import ALONE
from twinledger.judge.report import Report
from twinledger.judge.verdicts import Kind, Verdict
from twinledger.judge.waivers import waived

ALIKE = ("connector", "edition", "clauses", "waivers")
CHOSEN_ALIKE = ("profile", "seed", "strict", "clauses")


class PartsError(ValueError):
    """Reports do not go together; the text says why."""


def merged(parts: Sequence[Report], today: dt.date) -> Report:
    """Return the one report of all parts, with waivers applied; raise PartsError if one is missing or too many."""
    first = parts[0]
    for other in parts[1:]:
        _refuse_what_differs(first, other)
    verdicts = _one_each(parts, first)
    applied = tuple(waived(verdict, first.waivers, today) for verdict in verdicts)
    return replace(
        first,
        options=replace(first.options, shard=ALONE),
        verdicts=applied,
        began=min(part.began for part in parts),
        seconds=round(sum(part.seconds for part in parts), 3),
        program="; ".join(dict.fromkeys(part.program for part in parts)),
    )


def _refuse_what_differs(first: Report, other: Report) -> None:
    for name in ALIKE:
        if getattr(first, name) != getattr(other, name):
            raise PartsError(f"the reports are not parts of one session: their {name} differ")
    for name in CHOSEN_ALIKE:
        one, two = getattr(first.options, name), getattr(other.options, name)
        if one != two:
            raise PartsError(f"the reports are not parts of one session: {name} is {one!r} here and {two!r} there")
    if first.options.shard[1] != other.options.shard[1]:
        raise PartsError("the reports are parts of sessions that were divided differently")


def _one_each(parts: Iterable[Report], first: Report) -> list[Verdict]:
    """Return the one verdict on every clause with every version, in the contract's order."""
    found: dict[tuple[str, str], Verdict] = {}
    for part in parts:
        for verdict in part.verdicts:
            place = verdict.version, verdict.clause
            known = found.get(place)
            if known is None or _is_elsewhere(known):
                found[place] = verdict
            elif not _is_elsewhere(verdict):
                raise PartsError(f"{verdict.clause} was judged twice with Odoo {verdict.version}")
    versions = dict.fromkeys(version for version, _ in found)
    places = [(version, clause.id) for version in versions for clause in first.clauses]
    left = sorted({place[1] for place in places if place not in found or _is_elsewhere(found[place])})
    if left:
        raise PartsError(f"a part is missing: nobody has judged {', '.join(left)}")
    return [found[place] for place in places]


def _is_elsewhere(verdict: Verdict) -> bool:
    return verdict.kind is Kind.NOT_RUN and verdict.reason == NOT_HERE
