"""Parts of something long that are done apart, e.g. on several machines: the second of four is written 2/4."""

from __future__ import annotations

from typing import Any

import click


class Part(click.ParamType):  # type: ignore[type-arg]  # before click 8.4 it takes none
    """The number of a part and how many there are: 2/4."""

    name = "i/n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return both numbers."""
        if isinstance(value, tuple):
            return value
        part, _, parts = value.partition("/")
        if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
            self.fail(f"{value!r} is no part; write the second of four as 2/4", param, ctx)
        return int(part), int(parts)
