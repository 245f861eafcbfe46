"""Ports that somebody asks for on the command line, or does not."""

from __future__ import annotations

import click

from mock_kit.server import UsualPort

PORT = click.IntRange(0, 65535)


def port_or_usual(asked: int | None, usual: int) -> int:
    """Return the port that was asked for, else the usual one, which gives way to whoever has it."""
    return UsualPort(usual) if asked is None else asked
