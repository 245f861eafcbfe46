"""`twinledger verify`: judge a connector by the contract."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mock_odoo.versions import LATEST, VERSIONS

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.judge.session import Options, Report

LARGEST_SEED = 2**31
PROFILES = ("quick", "default", "thorough")


class _Seed(click.ParamType[int]):
    """A number, or the word `random`, which draws one."""

    name = "number|random"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the seed."""
        if value == "random":
            return secrets.randbelow(LARGEST_SEED)
        return click.INT.convert(value, param, ctx)


class _Clauses(click.ParamType[tuple[str, ...]]):
    """Ids of clauses, separated by commas."""

    name = "id,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the ids in capitals, so that `key-01` is one, too."""
        parts = value if isinstance(value, tuple) else value.split(",")
        found = tuple(part.strip().upper() for part in parts if part.strip())
        if not found and value != ():
            self.fail("no clause is named", param, ctx)
        return found


class _File(click.Path):
    """A file to write, in a folder that there is: nobody should wait for a report that has nowhere to go."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return its path."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent} to write {path} into", param, ctx)
        return path


FILE = _File(dir_okay=False, writable=True)


@click.command("verify")
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option("--clauses", type=_Clauses(), default=(), help="Only these; the others are listed as not run.")
@click.option("--strict", is_flag=True, help="Clauses that should hold count, too.")
@click.option("--profile", type=click.Choice(PROFILES), default="default", show_default=True, help="How thoroughly.")
@click.option("--seed", type=_Seed(), default=1, show_default=True, help="What ledgers are drawn; or `random`.")
@click.option(
    "--odoo-version", type=click.Choice(list(VERSIONS)), default=LATEST, show_default=True, help="Which Odoo."
)
@click.option("--replay", default="", help="One clause again, as a verdict says it; with its example after a colon.")
@click.option("--junit", type=FILE, help="Write the verdicts in JUnit's format.")
@click.option("--html", type=FILE, help="Write them as a page.")
@click.option("--json", "json_file", type=FILE, help="Write them as JSON; `-` for standard output.")
def command(  # noqa: PLR0913 - one parameter per option
    *,
    manifest: Path,
    clauses: tuple[str, ...],
    strict: bool,
    profile: str,
    seed: int,
    odoo_version: str,
    replay: str,
    junit: Path | None,
    html: Path | None,
    json_file: Path | None,
) -> None:
    """Judge the connector that MANIFEST describes (a connector.toml).

    Exit status 0: nothing counts against it. 1: something does. 2: it cannot be judged, and why is said.
    """
    if replay and clauses:
        raise click.UsageError("--replay names its clause itself; leave --clauses out.")
    from twinledger.judge.session import Options  # noqa: PLC0415 - pytest and Hypothesis load slowly

    clause, colon, word = replay.partition(":")
    replay = f"{clause.strip().upper()}{colon}{word}"
    to_stdout = json_file == Path("-")
    options = Options(clauses, strict, profile, seed, replay, str(manifest), odoo_version)
    report = _judged(manifest, options, sys.stderr if to_stdout else sys.stdout)
    _write(report, junit, html, json_file)
    raise SystemExit(report.exit_status)


def _judged(path: Path, options: Options, stream: Any) -> Report:
    """Judge with a live display on `stream`, and print the table of verdicts on it."""
    from rich.console import Console  # noqa: PLC0415 - see above

    from twinledger.cli.verdicts import live, print_report  # noqa: PLC0415 - see above
    from twinledger.drivers.manifest import Manifest, ManifestError  # noqa: PLC0415 - see above
    from twinledger.judge.session import ProbeFailed, verify  # noqa: PLC0415 - see above
    from twinledger.judge.verdicts import HarnessError  # noqa: PLC0415 - see above

    console: Console = Console(file=stream, highlight=False)
    try:
        manifest = Manifest.load(path)
        console.print(f"[bold]{manifest.connector.name}[/], seed {options.seed}, profile {options.profile}")
        with live(console) as listener:
            report = verify(manifest, options, listener)
    except (ManifestError, ProbeFailed, HarnessError) as error:
        click.echo(f"twinledger verify: {error}", err=True)
        raise SystemExit(2) from None
    print_report(console, report)
    return report


def _write(report: Report, junit: Path | None, html: Path | None, json_file: Path | None) -> None:
    from twinledger.judge.reports.html import as_html  # noqa: PLC0415 - see above
    from twinledger.judge.reports.json import as_json  # noqa: PLC0415 - see above
    from twinledger.judge.reports.junit import as_junit  # noqa: PLC0415 - see above

    if json_file == Path("-"):
        click.echo(json.dumps(as_json(report)))
    files: Sequence[tuple[Path | None, bytes]] = (
        (junit, as_junit(report)),
        (html, as_html(report).encode()),
        (None if json_file == Path("-") else json_file, (json.dumps(as_json(report), indent=1) + "\n").encode()),
    )
    for path, content in files:
        if path is not None:
            try:
                path.write_bytes(content)
            except OSError as error:
                click.echo(f"twinledger verify: {path} cannot be written: {error.strerror}", err=True)
                raise SystemExit(2) from None
