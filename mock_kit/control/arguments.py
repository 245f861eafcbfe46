"""Arguments that several operations take: of which fake, after which number, and which requests are meant."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from mock_kit.control.operation import About, Number

System = Annotated[Literal["odoo", "silverfin"] | None, About("of which fake; of both if left out")]
After = Annotated[Number, About("only those with a higher number")]
Path = Annotated[str | None, About("a regular expression that the path matches as a whole")]
Call = Annotated[dict[str, str] | None, About("what is asked for in the fake's own terms, as the journal shows it")]


def given(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that somebody gave: those that are not None."""
    return {name: value for name, value in arguments.items() if value is not None}
