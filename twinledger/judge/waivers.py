"""Waivers: what a verdict becomes when the manifest waives its clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from twinledger.drivers.manifest import Waiver
from twinledger.judge.verdicts import Kind, Verdict

WARN_BEFORE = dt.timedelta(days=14)
WAIVABLE = (Kind.FAIL, Kind.INCONCLUSIVE)


def waived(verdict: Verdict, waivers: Iterable[Waiver], today: dt.date) -> Verdict:
    """Return what a verdict is under the waivers there are: it stays, is waived or stale."""
    for waiver in waivers:
        if waiver.clause == verdict.clause and waiver.version in (None, verdict.version):
            return _under(waiver, verdict, today)
    return verdict


def _under(waiver: Waiver, verdict: Verdict, today: dt.date) -> Verdict:
    """Return what a verdict is under its waiver: a waiver that has run out, or is not needed, is stale."""
    if verdict.kind in (Kind.ERROR, Kind.NOT_RUN):
        return verdict
    if verdict.kind is Kind.PASS:
        return replace(verdict, kind=Kind.STALE_WAIVER, reason="the clause passes; take the waiver out")
    if waiver.until < today:
        return replace(verdict, kind=Kind.STALE_WAIVER, reason=f"the waiver ended on {waiver.until}: {verdict.reason}")
    if verdict.kind not in WAIVABLE:
        return verdict
    soon = f", which ends on {waiver.until}" if waiver.until - today <= WARN_BEFORE else ""
    reason = f"waived by {waiver.owner}{soon}: {waiver.reason} ({verdict.reason})"
    return replace(verdict, kind=Kind.WAIVED, reason=reason)
