"""`twinledger conformance`: whether a result is what it was, and who says so."""

from __future__ import annotations

from pathlib import Path

import click

from twinledger.cli.report_files import KEY


@click.command("conformance")
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--key", type=KEY, help="The public key of who must have signed it (PEM).")
def command(*, result: Path, key: Path | None) -> None:
    """Check RESULT, a file that `twinledger verify --conformance` wrote.

    Exit status 0: it is what it was, and signed with the key if one is given. 1: it is not. 2: it cannot be read.
    """
    from twinledger.judge.report import as_far_as_tried  # noqa: PLC0415 - see below
    from twinledger.judge.reports.conformance import ConformanceError, public_key, read  # noqa: PLC0415 - slow
    from twinledger.judge.reports.escaping import for_terminals  # noqa: PLC0415 - see above
    from twinledger.judge.verdicts import Kind  # noqa: PLC0415 - see above

    try:
        found, wanted = read(result), None if key is None else public_key(key)
    except ConformanceError as error:
        click.echo(f"twinledger conformance: {error}", err=True)
        raise SystemExit(2) from None
    try:
        found.check(wanted)
    except ConformanceError as error:
        click.echo(f"{result}: {error}")
        raise SystemExit(1) from None
    whose = "not signed" if found.signature is None else f"signed with {found.signature.public_key}"
    not_run = {result.clause for result in found.results if result.verdict is Kind.NOT_RUN}
    kept = f"kept{as_far_as_tried(len(not_run))}" if found.exit_code == 0 else "not kept"
    told = f"{found.connector}: contract {found.edition} {kept} with Odoo {', '.join(found.odoo)}; {whose}"
    click.echo(for_terminals(told))
