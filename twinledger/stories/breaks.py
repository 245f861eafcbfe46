"""What breaks in a story: faults by their names."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from mock_kit import named_faults
from mock_kit.faults import Fault
from twinledger.stories.parts import Name, Part


class Break(Part):
    """Something that breaks while a connector runs: a fault by its name, at which request, and what it needs.

    `docs/control.md` lists the faults.
    """

    fault: Name
    """The fault's name."""
    system: Literal["odoo", "silverfin"] | None = None
    """Whose requests it strikes."""
    path: str | None = None
    """A regular expression that the request's path matches."""
    call: dict[str, str] = Field(default_factory=dict)
    """What the request asks for, e.g. an operation or a model."""
    nth: Annotated[int, Field(ge=1)] = 1
    """Which of these requests is the first that it strikes."""
    times: Annotated[int, Field(ge=1)] | None = 1
    """How many it strikes; null: all from then on."""
    byte: Annotated[int, Field(ge=0)] | None = None
    """So much of the body is sent."""
    seconds: float | None = None
    """How long."""
    chunk: int | None = None
    """So many bytes at a time."""
    pause: float | None = None
    """Seconds before each of them."""
    status: int | None = None
    """The status that is answered."""
    headers: dict[str, str] | None = None
    """The headers that are answered."""
    body: str | None = None
    """The body that is answered."""

    @property
    def armed(self) -> Fault:
        """The fault itself; raises ValueError for one that there is not."""
        given: dict[str, Any] = self.model_dump(exclude_none=True, exclude_defaults=True)
        return named_faults.fault({**given, "times": self.times})

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        _ = self.armed
        return self

    def __str__(self) -> str:
        what = {name: value for name, value in self if name != "fault" and value not in (None, {}, 1)}
        return f"{self.fault} ({', '.join(f'{name} {value}' for name, value in what.items())})" if what else self.fault
