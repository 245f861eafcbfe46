"""`twinledger parity`: how far the fake, or a real Odoo, agrees with what was recorded off a real Odoo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.parity import Agreement, Report, Target

Settings = dict[str, Any]


@click.command("parity")
@click.argument("conversations", nargs=-1)
@click.option("--odoo", "url", metavar="URL", help="Compare a real Odoo, too, or record it; without, the fake offline.")
@click.option("--database", envvar="ODOO_DATABASE", help="Its database; an own one, see below.")
@click.option("--login", envvar="ODOO_EMAIL", default="admin", show_default=True, help="An administrator's login.")
@click.option("--password", envvar="ODOO_PASSWORD", help="Their password.")
@click.option("--api-key", envvar="ODOO_API_KEY", help="Their API key.")
@click.option("--other-database", default="", help="A second database, of which some conversations speak.")
@click.option("--copy", "in_a_copy", is_flag=True, help="Work in a copy of the database, made and dropped again.")
@click.option("--master-password", envvar="ODOO_MASTER_PASSWORD", help="What the server asks for a copy.")
@click.option("--this-database-may-be-destroyed", "destroyed", metavar="NAME", help="Repeat the database's name.")
@click.option("--record", "package", metavar="PACKAGE", help="Write the answers down, of an Odoo from this package.")
@click.option("--explore", is_flag=True, help="Ask the fake and the real Odoo the same at random instead.")
@click.option("--calls", type=click.IntRange(1), default=1000, show_default=True, help="How often, exploring.")
@click.option("--seed", type=int, default=1, show_default=True, help="What is asked, exploring.")
@click.option("--only", metavar="SUBJECT", default="everything", show_default=True, help="What about, exploring.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(**given: Any) -> None:
    """Compare with the recorded CONVERSATIONS, all of them if none is named.

    Conversations write, and clean nothing up. A real database is refused unless --copy makes it, it was made so
    before, or --this-database-may-be-destroyed repeats its name.

    Exit status 0: it agrees but for what is listed. 1: it does not. 2: it cannot be compared, and why is said.
    """
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.parity.loading import ConversationError  # noqa: PLC0415 - pydantic loads slowly
    from twinledger.parity.recordings import RecordingError  # noqa: PLC0415 - see above
    from twinledger.parity.runner import SetUpFailedError  # noqa: PLC0415 - see above
    from twinledger.parity.safety import NotComparableError, NotOursError  # noqa: PLC0415 - see above

    _checked(given)
    console = Console(stderr=given["as_json"], highlight=False)
    try:
        with ExitStack() as stack:
            ok = _done(given, stack, console)
    except (ConversationError, RecordingError, SetUpFailedError, NotComparableError, NotOursError) as error:
        click.echo(f"twinledger parity: {error}", err=True)
        raise SystemExit(2) from None
    raise SystemExit(0 if ok else 1)


def _checked(given: Settings) -> None:
    """Raise UsageError for options that make no sense together."""
    if not given["url"] and (given["package"] or given["explore"] or given["in_a_copy"] or given["destroyed"]):
        raise click.UsageError("this needs a real Odoo: --odoo URL")
    needed = ("database", "password", "api_key", *(["master_password"] if given["in_a_copy"] else []))
    missing = [name for name in needed if given["url"] and not given[name]]
    if missing:
        raise click.UsageError(f"a real Odoo needs --{missing[0].replace('_', '-')}")


def _done(given: Settings, stack: ExitStack, console: Console) -> bool:
    """Compare, record or explore; tell what came of it, and return whether it is as it should be."""
    target = _target(given, stack) if given["url"] else None
    if target is None:
        from twinledger.parity import replayed  # noqa: PLC0415 - see above

        return _compared(replayed(given["conversations"] or None), given, console)
    if given["explore"]:
        return _explored(target, given, console)
    if given["package"]:
        return _recorded(target, given, console)
    from twinledger.parity import compared  # noqa: PLC0415 - see above

    found = compared(target, given["conversations"] or None, this_database_may_be_destroyed=given["destroyed"])
    return _compared(found, given, console)


def _target(given: Settings, stack: ExitStack) -> Target:
    from twinledger.parity import Target, own_copy  # noqa: PLC0415 - see above

    target = Target(
        given["url"],
        given["database"],
        given["login"],
        given["password"],
        key=given["api_key"],
        other_database=given["other_database"],
        master_password=given["master_password"] or "",
    )
    return stack.enter_context(own_copy(target, given["master_password"])) if given["in_a_copy"] else target


def _compared(agreements: Iterator[Agreement], given: Settings, console: Console) -> bool:
    from twinledger.parity import Report  # noqa: PLC0415 - see above
    from twinledger.parity.loading import names  # noqa: PLC0415 - see above

    report = Report(list(_watched(agreements, len(given["conversations"] or names()), console)))
    if given["as_json"]:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        _print(report, console)
    return report.ok


def _watched(agreements: Iterator[Agreement], total: int, console: Console) -> Iterator[Agreement]:
    """Yield the agreements with a bar that says how far it is."""
    from twinledger.cli.progress import bar  # noqa: PLC0415 - see above

    with bar("Conversations", total, console) as advance:
        for agreement in agreements:
            yield agreement
            advance(1)


def _as_json(report: Report) -> dict[str, Any]:
    conversations = [{**asdict(one), "agreeing": one.agreeing} for one in report.agreements]
    totals = {"steps": report.steps, "agreeing": report.agreeing, "share": report.share}
    return {"ok": report.ok, **totals, "conversations": conversations}


def _print(report: Report, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - see above

    table = Table(show_edge=False, pad_edge=False)
    for heading in ("Conversation", "Steps", "Agree", "Listed", "Differ"):
        table.add_column(heading, justify="left" if heading == "Conversation" else "right")
    for one in report.agreements:
        differ = len({difference.step for difference in one.unlisted})
        shown = f"[bold red]{differ}[/]" if differ or one.stale else "0"
        table.add_row(one.conversation, str(one.steps), str(one.agreeing), str(len(one.listed)), shown)
    console.print(table)
    console.print(report.summary, markup=False, soft_wrap=True)


def _recorded(target: Target, given: Settings, console: Console) -> bool:
    from twinledger.parity import record  # noqa: PLC0415 - see above

    today = datetime.now(UTC).date().isoformat()
    written = []
    for recording in record(
        target,
        given["conversations"] or None,
        package=given["package"],
        today=today,
        this_database_may_be_destroyed=given["destroyed"],
    ):
        written.append({"conversation": recording.conversation, "steps": len(recording.answers)})
        console.print(f"recorded {recording.conversation}: {len(recording.answers)} steps")
    if given["as_json"]:
        click.echo(json.dumps({"recorded": today, "package": given["package"], "conversations": written}))
    return True


def _explored(target: Target, given: Settings, console: Console) -> bool:
    from twinledger.cli.progress import bar  # noqa: PLC0415 - see above
    from twinledger.parity.exploring import exploration  # noqa: PLC0415 - Hypothesis loads slowly
    from twinledger.parity.exploring.subjects import SUBJECTS  # noqa: PLC0415 - see above

    if given["only"] not in SUBJECTS:
        raise click.BadParameter(f"there is {', '.join(SUBJECTS)}", param_hint="--only")

    with bar("Calls", given["calls"], console) as advance:
        found = exploration(
            target,
            calls=given["calls"],
            seed=given["seed"],
            this_database_may_be_destroyed=given["destroyed"],
            progress=advance,
            only=given["only"],
        )
    if given["as_json"]:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        console.print(str(found), markup=False, soft_wrap=True)
    return found.ok
