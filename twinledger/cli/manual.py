"""The manual's page of the command line: `python -m twinledger.cli.manual > docs/command-line.md` writes it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from twinledger.cli import main

WIDTH = 100
HEAD = """# The command line

What each command says when asked for `--help`. `--json`, wherever it is offered, prints one JSON document and nothing
else. Exit status 0: as it should be. 1: it is not, and what is not is said. 2: it could not be done, and why is said.
130: it was interrupted, so that it came to nothing.
Colours and progress bars are for terminals only, and NO_COLOR is kept to.

| variable | |
| --- | --- |
| `TWINLEDGER_CONTROL_TOKEN` | what the [control API](control.md) asks for, with `--host` |
| `ODOO_DATABASE`, `ODOO_EMAIL`, `ODOO_PASSWORD`, `ODOO_API_KEY` | whom `twinledger parity` is on the real server |
| `ODOO_MASTER_PASSWORD` | what that server asks for a copy |
| `GITHUB_STEP_SUMMARY` | `verify` and `merge` add their summary to that file |
| `NO_COLOR` | no colours |

`eval "$(_TWINLEDGER_COMPLETE=bash_source twinledger)"` lets bash complete commands and options; `zsh_source` and
`fish_source` are for those shells.

This page is generated: `python -m twinledger.cli.manual > docs/command-line.md`.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_entries(main, "twinledger", None)])


def _entries(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    settings = {**command.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _entries(found, child, context)


if __name__ == "__main__":
    print(page(), end="")
