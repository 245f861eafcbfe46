"""The fault model: everything that can happen to a request, as phase, point and effect, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from twinledger.stories.breaks import Break

FOR_EVER = None
SILENT_FOR = 1.0  # seconds; a client that waits longer sees the connection end


@dataclass(frozen=True)
class Kind:
    """One kind of fault: what it is called, its name and its arguments, and the clause that it is about.

    `byte` says where in the body of the answer it strikes. It may strike on a `fresh` connection, and it may `last`
    until the run is over.
    """

    told: str
    fault: str
    clause: str
    given: Mapping[str, Any] = field(default_factory=dict, hash=False)
    byte: Literal["first", "middle", "last"] | None = None
    fresh: bool = False
    lasts: bool = False

    @property
    def loses_the_answer(self) -> bool:
        """Whether the work is done, and the answer never arrives."""
        return self.fault in ("reset-after", "close-after") and self.byte is None

    def breaks(self, where: Mapping[str, Any], answer_size: int) -> tuple[Break, ...]:
        """Return what breaks if it strikes at a request, whose answer has that many bytes.

        `where` says which one: its `system`, and what it calls or its number.
        """
        places = {"first": 0, "middle": answer_size // 2, "last": max(answer_size - 1, 0)}
        point: dict[str, Any] = {} if self.byte is None else {"byte": places[self.byte]}
        times = FOR_EVER if self.lasts else 1
        struck = Break(fault=self.fault, times=times, **where, **self.given, **point)
        if not self.fresh:
            return (struck,)
        return (struck, Break(fault="hang-up", system=where["system"], times=FOR_EVER))


BUSY: Mapping[str, Any] = {"status": 429, "headers": {"Retry-After": "1"}}
DOWN: Mapping[str, Any] = {"status": 503, "headers": {"Retry-After": "1"}}
PAGE: Mapping[str, Any] = {"status": 200, "body": "<!doctype html><title>One moment, please</title>"}

MODEL: tuple[Kind, ...] = (
    Kind("the connection is torn down before anything is done", "reset-before", "RES-10"),
    Kind("the connection ends before anything is done", "close-before", "RES-10"),
    Kind("the answer is lost after the work is done (RST, fresh connection)", "reset-after", "RES-01", fresh=True),
    Kind("the answer is lost after the work is done (FIN, fresh connection)", "close-after", "RES-01", fresh=True),
    Kind("the answer is lost after the work is done (RST)", "reset-after", "RES-02"),
    Kind("the answer is lost after the work is done (FIN)", "close-after", "RES-02"),
    Kind("the answer ends with its headers (FIN)", "close-after", "RES-03", byte="first"),
    Kind("the answer ends in the middle of its body (FIN)", "close-after", "RES-03", byte="middle"),
    Kind("the answer lacks its last byte (FIN)", "close-after", "RES-03", byte="last"),
    Kind("the answer is torn off in the middle of its body (RST)", "reset-after", "RES-03", byte="middle"),
    Kind("the body is not what its headers say", "garbage", "RES-03"),
    Kind("no answer comes, and nothing is done", "silence-before", "RES-04", {"seconds": SILENT_FOR}),
    Kind("no answer comes, and the work is done", "silence-after", "RES-04", {"seconds": SILENT_FOR}),
    Kind("429 with Retry-After", "status-before", "RES-05", BUSY),
    Kind("429 without Retry-After", "status-before", "RES-06", {"status": 429}),
    Kind("503 with Retry-After", "status-before", "RES-07", DOWN),
    Kind("500 before the work", "status-before", "RES-07", {"status": 500}),
    Kind("500 after the work", "status-after", "RES-08", {"status": 500}),
    Kind("504 of a proxy after the work", "proxy-error-after", "RES-08", {"status": 504}),
    Kind("502 of a proxy before the work", "proxy-error-before", "RES-09", {"status": 502}),
    Kind("502 of a proxy until the end", "proxy-error-before", "RES-09", {"status": 502}, lasts=True),
    Kind(
        "a page with status 200 of whatever stands in front",
        "status-before",
        "RES-09",
        {"status": 200, "body": "<html>"},
    ),
    Kind("the answer dribbles in", "dribble", "RES-17", {"chunk": 64, "pause": 0.001}),
)
