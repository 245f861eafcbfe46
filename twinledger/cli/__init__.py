"""The command line. Every command is a module of its own, loaded when it is asked for: start-up is a feature."""

from __future__ import annotations

import importlib
from typing import Any

import click

COMMANDS = (
    *("demo", "up", "console", "verify", "clauses", "merge", "conformance", "mutants"),
    *("scenario", "books", "parity", "fidelity", "wire", "schema"),
)


INTERRUPTED = 130  # as a shell says it: 128 and the number of SIGINT


class _OnDemand(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; one that is interrupted has come to nothing, and its exit status says so."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nInterrupted.", err=True)
            ctx.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which somebody new needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"twinledger.cli.{cmd_name}").command
        return command


@click.group(cls=_OnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="twinledger")
def main() -> None:
    """Test connectors that move accounting data from Odoo to Silverfin, against fakes of both."""
