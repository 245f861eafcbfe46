"""Options that were given and say nothing where others were: they are refused, not passed over in silence."""

from __future__ import annotations

import click
from click.core import ParameterSource


def refuse_beside(reason: str, *fitting: str) -> None:
    """Raise UsageError with a reason if any but the fitting parameters of this command stand on the command line."""
    context = click.get_current_context()
    in_vain = [
        max(parameter.opts, key=len)
        for parameter in context.command.params
        if parameter.name not in fitting
        and context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
    ]
    if in_vain:
        raise click.UsageError(f"{reason}: leave out {', '.join(in_vain)}")
