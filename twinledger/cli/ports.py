"""Ports that somebody asks for on the command line, or does not."""

from __future__ import annotations

import socket

import click

PORT = click.IntRange(0, 65535)


def port_or_any(asked: int | None, usual: int) -> int:
    """Return the port that was asked for, else the usual one if nobody has it, else 0: any."""
    if asked is not None:
        return asked
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", usual))
        except OSError:
            return 0
    return usual
