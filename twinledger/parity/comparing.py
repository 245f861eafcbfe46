"""Comparing and recording: every conversation with one target, from admission to report."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from twinledger.parity import loading, recordings, runner, safety
from twinledger.parity.agreement import Agreement, Report, agreement
from twinledger.parity.places import Place
from twinledger.parity.recordings import Recording
from twinledger.parity.runner import Wait
from twinledger.parity.safety import OwnDatabase
from twinledger.parity.target import Target


def compare(
    target: Target,
    names: Iterable[str] | None = None,
    *,
    this_database_may_be_destroyed: str | None = None,
    wait: Wait = time.sleep,
    place: Place | None = None,
) -> Report:
    """Have conversations (all of them if none is named) with a target, compare with the recordings, and report.

    Raises NotOursError or NotComparableError before anything was written; ConversationError, RecordingError or
    SetUpFailedError if a conversation cannot be had or compared.
    """
    own = safety.admitted(target, this_database_may_be_destroyed)
    return Report([compare_one(own, name, wait=wait, place=place) for name in names or loading.names(place)])


def compare_one(own: OwnDatabase, name: str, *, wait: Wait = time.sleep, place: Place | None = None) -> Agreement:
    """Have one conversation with a target and compare its answers with the recording; raises as `compare` does."""
    conversation = loading.load(name, place)
    recorded = recordings.load(conversation, place)
    answers = runner.run(conversation, own, wait=wait)
    return agreement(name, recorded.answers, answers, recordings.listed_differences(place))


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
    for name in names or loading.names(place):
        conversation = loading.load(name, place)
        answers = runner.run(conversation, own, wait=wait)
        recording = Recording(name, today, own.version, package, answers)
        recordings.save(recording, conversation, place)
        yield recording
