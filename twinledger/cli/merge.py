"""`twinledger merge`: the parts of a session become the one verdict that counts."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from twinledger.cli.report_files import STANDARD_OUTPUT, refuse, refuse_a_key_in_vain, report_options, write


@click.command("merge")
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="For --conformance.")
@report_options
def command(*, reports: tuple[Path, ...], manifest: Path | None, **files: Any) -> None:
    """Merge the JSON reports of `twinledger verify --shard …` and apply the waivers.

    Exit status 0: nothing counts against the connector. 1: something does. 2: the parts do not go together.
    """
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.cli.verdicts import print_report  # noqa: PLC0415 - pydantic loads slowly
    from twinledger.judge.merging import PartsError, merged  # noqa: PLC0415 - see above
    from twinledger.judge.reports.json import ReportFileError, read  # noqa: PLC0415 - see above

    if files["conformance"] is not None and manifest is None:
        raise click.UsageError("--conformance needs --manifest, the connector.toml that was judged.")
    refuse_a_key_in_vain(files)
    try:
        whole = merged([read(path) for path in reports], dt.datetime.now(dt.UTC).date())
    except (ReportFileError, PartsError) as error:
        raise refuse("merge", " ".join(map(str, reports)), str(error), files["summary"]) from None
    to_stdout = files["json_file"] == STANDARD_OUTPUT
    print_report(Console(file=sys.stderr if to_stdout else sys.stdout, highlight=False), whole)
    write(whole, b"" if manifest is None else manifest.read_bytes(), **files)
    raise SystemExit(whole.exit_status)
