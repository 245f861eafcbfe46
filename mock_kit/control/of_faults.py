"""What can be asked of either fake about faults: what goes wrong on the way, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from mock_kit import named_faults
from mock_kit.control.arguments import Call, Path, System, given
from mock_kit.control.operation import About, Number, get, post
from mock_kit.faults import Armed, FaultPlan


@dataclass(frozen=True)
class ArmedTold:
    """A fault that is armed."""

    fault: str
    seen: Annotated[int, About("how many requests its trigger has met")]
    fired: Annotated[int, About("how often it struck")]


@dataclass(frozen=True)
class Faults:
    """The faults there are."""

    names: list[str]
    armed: list[ArmedTold]


@dataclass(frozen=True)
class Numbered:
    """What was added, by its number."""

    number: int


class FaultControl:
    """The faults of a world that were armed from outside."""

    def __init__(self, faults: FaultPlan) -> None:
        self._faults = faults

    @get("faults")
    def told(self) -> Faults:
        """Tell the names of all faults, and those that are armed."""
        armed = [ArmedTold(one.name, one.seen, one.fired) for one in self._armed()]
        return Faults(list(named_faults.NAMED), armed)

    @post("faults/arm")
    def arm(  # noqa: PLR0913 - what faults need, by name
        self,
        fault: Annotated[str, About("its name")],
        system: System = None,
        path: Path = None,
        call: Call = None,
        *,
        nth: Annotated[Number, About("at which of such requests it strikes first: 1 is the next one")] = 1,
        times: Annotated[Number | None, About("how often it strikes; null: for ever")] = 1,
        seconds: Annotated[float | None, About("how long it is late or silent, in real time")] = None,
        byte: Annotated[Number | None, About("so much of the body is sent before the connection ends")] = None,
        chunk: Annotated[Number | None, About("how many bytes arrive at a time")] = None,
        pause: Annotated[float | None, About("seconds of real time before each chunk")] = None,
        status: Annotated[Number | None, About("the status that is answered")] = None,
        headers: Annotated[dict[str, str] | None, About("what is answered with it")] = None,
        body: str | None = None,
    ) -> Numbered:
        """Let something go wrong with requests that are like that."""
        meant = {"system": system, "path": path, "call": call}
        needs = {"seconds": seconds, "byte": byte, "chunk": chunk, "pause": pause}
        answer = {"status": status, "headers": headers, "body": body}
        asked = {"fault": fault, "nth": nth, "times": times, **given(meant), **given(needs), **given(answer)}
        self._faults.arm(named_faults.fault(asked), fault)
        return Numbered(len(self._armed()))

    @post("faults/clear")
    def clear(self) -> None:
        """Take out what was armed here."""
        for armed in self._armed():
            self._faults.disarm(armed)

    def _armed(self) -> list[Armed]:
        """Return what is armed at this moment, by whichever fake; what Python armed is not told."""
        return [armed for armed, _, _ in self._faults.capture() if armed.name]
