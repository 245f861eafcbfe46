"""`twinledger verify`: judge a connector by the contract."""

from __future__ import annotations

import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mock_odoo.versions import LATEST, VERSIONS
from twinledger.cli.parts import Part
from twinledger.cli.report_files import REPORTS, STANDARD_OUTPUT, refuse, refuse_a_key_in_vain, report_options, write
from twinledger.cli.wire_options import WIRE, wire_choice, wire_options

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.judge.options import Options
    from twinledger.judge.report import Report

LARGEST_SEED = 2**31
PROFILES = ("quick", "default", "thorough")
CLAIMED = "claimed"
MEMORY = ".twinledger"


class _Seed(click.ParamType):  # type: ignore[type-arg]  # before click 8.4 it takes none
    """A number, or the word `random`, which draws one."""

    name = "number|random"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the seed."""
        if value == "random":
            return secrets.randbelow(LARGEST_SEED)
        return click.INT.convert(value, param, ctx)


class _Clauses(click.ParamType):  # type: ignore[type-arg]  # before click 8.4 it takes none
    """Ids of clauses, separated by commas."""

    name = "id,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the ids in capitals, so that `key-01` is one, too."""
        parts = value if isinstance(value, tuple) else value.split(",")
        found = tuple(part.strip().upper() for part in parts if part.strip())
        if not found and value != ():
            self.fail("no clause is named", param, ctx)
        return found


@click.command("verify")
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option("--clauses", type=_Clauses(), default=(), help="Only these; the others are listed as not run.")
@click.option("--strict", is_flag=True, help="Clauses that should hold count, too.")
@click.option("--profile", type=click.Choice(PROFILES), default="default", show_default=True, help="How thoroughly.")
@click.option("--seed", type=_Seed(), default=1, show_default=True, help="What ledgers are drawn; or `random`.")
@click.option(
    "--odoo-version",
    type=click.Choice([*VERSIONS, CLAIMED]),
    default=LATEST,
    show_default=True,
    help="Which Odoo; or every one that the manifest claims.",
)
@click.option("--replay", default="", help="One clause again, as a verdict says it; with its example after a colon.")
@click.option("--max-runs", type=click.IntRange(1), help="Most runs after the probes; what is left out is listed.")
@click.option("--time-budget", type=click.FloatRange(1), help="Most seconds; what is left out is listed.")
@click.option(
    "-n",
    "--workers",
    type=click.IntRange(0),
    help="So many processes share the clauses; one per processor if the manifest says `parallel`, else none.",
)
@click.option("--shard", type=Part(), default="1/1", help="Only this part; `twinledger merge` puts parts together.")
@click.option("--advertise-host", default="", help="The name of this machine for a connector elsewhere; over https.")
@click.option("--memory/--no-memory", default=True, help="Keep failures in .twinledger beside the manifest, or not.")
@click.option("--examples", default="", help="Where drawn examples that failed are: a folder, or a Redis by its URL.")
@wire_options
@report_options
def command(
    *, manifest: Path, clauses: tuple[str, ...], replay: str, memory: bool, workers: int | None, **given: Any
) -> None:
    """Judge the connector that MANIFEST describes (a connector.toml).

    Exit status 0: nothing counts against it. 1: something does. 2: it cannot be judged, and why is said.
    """
    if replay and clauses:
        raise click.UsageError("--replay names its clause itself; leave --clauses out.")
    refuse_a_key_in_vain(given)
    from twinledger.judge.options import Options  # noqa: PLC0415 - pytest and Hypothesis load slowly

    files = {option: given.pop(option) for option in REPORTS}
    wire = wire_choice(**{option: given.pop(option) for option in WIRE})
    clause, colon, word = replay.partition(":")
    options = Options(
        clauses,
        replay=f"{clause.strip().upper()}{colon}{word}",
        manifest_path=str(manifest),
        memory=manifest.parent / MEMORY if memory else None,
        wire=wire,
        **given,
    )
    to_stdout = files["json_file"] == STANDARD_OUTPUT
    content = manifest.read_bytes() if manifest.is_file() else b""  # it may change while it is judged by what it said
    stream = sys.stderr if to_stdout else sys.stdout
    report = _judged(manifest, options, workers, stream, files["summary"])
    write(report, content, **files)
    raise SystemExit(report.exit_status)


def _judged(path: Path, options: Options, workers: int | None, stream: Any, summary: Path | None) -> Report:
    """Judge with a live display on `stream`, and print the table of verdicts on it; end with 2 if it cannot be."""
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.markup import escape  # noqa: PLC0415 - see above

    from twinledger.cli.verdicts import live, print_report  # noqa: PLC0415 - see above
    from twinledger.drivers.manifest import Manifest, ManifestError  # noqa: PLC0415 - see above
    from twinledger.judge.probes import ProbeFailed  # noqa: PLC0415 - see above
    from twinledger.judge.session import verify_on  # noqa: PLC0415 - see above
    from twinledger.judge.verdicts import HarnessError  # noqa: PLC0415 - see above
    from twinledger.judge.workers import usual_workers  # noqa: PLC0415 - see above

    console: Console = Console(file=stream, highlight=False)
    try:
        manifest = Manifest.load(path)
        options = replace(options, workers=usual_workers(manifest, options) if workers is None else workers)
        versions = manifest.claims.odoo if options.odoo_version == CLAIMED else (options.odoo_version,)
        name = escape(manifest.connector.name)
        console.print(f"[bold]{name}[/], seed {options.seed}, profile {options.profile}")
        with live(console) as listener:
            report = verify_on(manifest, options, versions, listener)
    except (ManifestError, ProbeFailed, HarnessError) as error:
        raise refuse("verify", str(path), str(error), summary) from None
    print_report(console, report)
    return report
