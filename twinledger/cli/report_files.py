"""The files that reports are written into: options that `verify` and `merge` share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from twinledger.judge.report import Report

Command = TypeVar("Command", bound=Callable[..., Any])
STANDARD_OUTPUT = Path("-")


class _File(click.Path):
    """A file to write, in a folder that there is: nobody should wait for a report that has nowhere to go."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return its path."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent} to write {path} into", param, ctx)
        return path


FILE = _File(dir_okay=False, writable=True)
KEY = click.Path(exists=True, dir_okay=False, path_type=Path)
OPTIONS = (
    click.option("--junit", type=FILE, help="Write the verdicts in JUnit's format."),
    click.option("--html", type=FILE, help="Write them as a page."),
    click.option("--json", "json_file", type=FILE, help="Write them as JSON; `-` for standard output."),
    click.option("--sarif", type=FILE, help="Write them as SARIF, which code hosts show."),
    click.option("--summary", type=FILE, help="Add them as Markdown to a file; a step on GitHub gets them anyhow."),
    click.option("--conformance", type=FILE, help="Write the result alone, without evidence, to be shown to others."),
    click.option("--sign", type=KEY, help="Sign that result with this Ed25519 key (PEM)."),
)
REPORTS = ("junit", "html", "json_file", "sarif", "summary", "conformance", "sign")


def report_options(command: Command) -> Command:
    """Add the options to a command; `write` takes them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def refuse_a_key_in_vain(files: Mapping[str, Any]) -> None:
    """Raise UsageError for a key that has no result to sign, or cannot: nobody should wait to hear that."""
    if files["sign"] is None:
        return
    if files["conformance"] is None:
        raise click.UsageError("--sign signs the result: say with --conformance where that is to be written.")
    from twinledger.judge.reports.conformance import ConformanceError, private_key  # noqa: PLC0415 - few sign

    try:
        private_key(files["sign"])
    except ConformanceError as error:
        raise click.UsageError(f"--sign: {error}") from None


def write(report: Report, manifest: bytes, **files: Path | None) -> None:
    """Write a report into all files that were asked for; end the program with 2 if one cannot be written."""
    for path, content in _contents(report, manifest, files):
        if path == STANDARD_OUTPUT:
            click.echo(content.decode(), nl=False)
            continue
        try:
            path.write_bytes(content)
        except OSError as error:
            raise _failed(f"{path} cannot be written: {error.strerror}") from None
    from twinledger.judge.reports.summary import as_summary  # noqa: PLC0415 - see below

    _add_summaries(files["summary"], lambda: as_summary(report))


def refuse(command: str, judged: str, why: str, summary: Path | None) -> SystemExit:
    """Say why something cannot be judged, also where its summary would have stood, and return the end for that.

    What a connector printed may stand in the reason.
    """
    from twinledger.judge.reports.escaping import for_terminals  # noqa: PLC0415 - see below
    from twinledger.judge.reports.summary import as_refusal  # noqa: PLC0415 - see below

    click.echo(f"twinledger {command}: {for_terminals(why)}", err=True)
    _add_summaries(summary, lambda: as_refusal(judged, why))
    return SystemExit(2)


def _contents(report: Report, manifest: bytes, files: Mapping[str, Path | None]) -> Iterator[tuple[Path, bytes]]:
    from twinledger.judge.reports.html import as_html  # noqa: PLC0415 - jinja2 and pydantic load slowly
    from twinledger.judge.reports.json import dumped  # noqa: PLC0415
    from twinledger.judge.reports.junit import as_junit  # noqa: PLC0415
    from twinledger.judge.reports.sarif import as_sarif  # noqa: PLC0415

    formats: dict[str, Callable[[], bytes]] = {
        "junit": lambda: as_junit(report),
        "html": lambda: as_html(report).encode(),
        "json_file": lambda: dumped(report),
        "sarif": lambda: as_sarif(report),
        "conformance": lambda: _result(report, manifest, files["sign"]),
    }
    for name, make in formats.items():
        path = files[name]
        if path is not None:
            yield path, make()


def _result(report: Report, manifest: bytes, sign: Path | None) -> bytes:
    from twinledger.judge.reports import conformance  # noqa: PLC0415 - see above

    result = conformance.Conformance.of(report, manifest)
    if sign is not None:
        try:
            result = result.signed(conformance.private_key(sign))
        except conformance.ConformanceError as error:
            raise _failed(str(error)) from None
    return conformance.as_bytes(result)


def _step_summary() -> Path | None:
    """Return the file that GitHub shows beside a step of a workflow, if this is one."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    return Path(name) if name else None


def _add_summaries(asked: Path | None, make: Callable[[], str]) -> None:
    """Add a summary to the file that was asked for and to that of the step, if there are any."""
    for path in dict.fromkeys((asked, _step_summary())):
        if path is None:
            continue
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(make())
        except OSError as error:
            raise _failed(f"{path} cannot be written: {error.strerror}") from None


def _failed(told: str) -> SystemExit:
    click.echo(f"twinledger: {told}", err=True)
    return SystemExit(2)
