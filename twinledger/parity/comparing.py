"""Comparing and recording: every conversation with one target, from admission to report."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from twinledger.parity import loading, recordings, runner, safety
from twinledger.parity.agreement import Agreement, Listed, Report, agreement
from twinledger.parity.conversation import Conversation
from twinledger.parity.fake import prepared_fake
from twinledger.parity.places import Place
from twinledger.parity.recordings import Recording
from twinledger.parity.runner import Wait
from twinledger.parity.target import Target


def compare(
    target: Target,
    names: Iterable[str] | None = None,
    *,
    this_database_may_be_destroyed: str | None = None,
    listed: Sequence[Listed] = (),
    wait: Wait = time.sleep,
    place: Place | None = None,
) -> Report:
    """Have conversations (all of them if none is named) with a target, compare with the recordings, and report.

    `listed` are the differences that are known of this target. Raises ConversationError, RecordingError, NotOursError
    or NotComparableError before anything was written, and SetUpFailedError if a conversation cannot begin.
    """
    return Report(
        list(
            compared(
                target,
                names,
                this_database_may_be_destroyed=this_database_may_be_destroyed,
                listed=listed,
                wait=wait,
                place=place,
            )
        )
    )


def compared(
    target: Target,
    names: Iterable[str] | None = None,
    *,
    this_database_may_be_destroyed: str | None = None,
    listed: Sequence[Listed] = (),
    wait: Wait = time.sleep,
    place: Place | None = None,
) -> Iterator[Agreement]:
    """Do what `compare` does, and yield each conversation's agreement as soon as it is known."""
    conversations = _in_order(names, place)
    recorded = [recordings.load(conversation, place).answers for conversation in conversations]
    own = safety.admitted(target, this_database_may_be_destroyed)
    for conversation, expected, tag in zip(conversations, recorded, runner.fresh_tags()):  # noqa: B905 - tags never end
        yield agreement(conversation.name, expected, runner.run(conversation, own, tag=tag, wait=wait), listed)


def replay(names: Iterable[str] | None = None, *, place: Place | None = None) -> Report:
    """Compare the fake with the recordings, offline, taking the listed differences into account; raises as `compare`.

    Every conversation has a fake of its own, so that none depends on what came before.
    """
    return Report(list(replayed(names, place=place)))


def replayed(names: Iterable[str] | None = None, *, place: Place | None = None) -> Iterator[Agreement]:
    """Do what `replay` does, and yield each conversation's agreement as soon as it is known."""
    for name in names or loading.names(place):
        with prepared_fake() as fake:
            yield from compared(
                fake.target,
                [name],
                this_database_may_be_destroyed=fake.target.database,
                listed=recordings.listed_differences(place),
                wait=fake.wait,
                place=place,
            )


def record(
    target: Target,
    names: Iterable[str] | None = None,
    *,
    package: str,
    today: str,
    this_database_may_be_destroyed: str | None = None,
    wait: Wait = time.sleep,
    place: Place | None = None,
) -> Iterator[Recording]:
    """Have conversations with a real server, write its answers down, and yield each recording once it is written.

    `package` says what the server was installed from, `today` (`YYYY-MM-DD`) on which day it answered. Raises as
    `compare` does, and RecordingError if an answer is not worth recording.
    """
    own = safety.admitted(target, this_database_may_be_destroyed)
    for conversation, tag in zip(_in_order(names, place), runner.fresh_tags()):  # noqa: B905 - tags never end
        answers = runner.run(conversation, own, tag=tag, wait=wait)
        recording = Recording(conversation.name, today, own.version, package, answers)
        recordings.save(recording, conversation, place)
        yield recording


def _in_order(names: Iterable[str] | None, place: Place | None) -> list[Conversation]:
    """Return the conversations, those at the end that change how a whole database answers."""
    found = [loading.load(name, place) for name in names or loading.names(place)]
    return sorted(found, key=lambda conversation: bool(conversation.last))
