"""What has happened to keys: the events of the journal, by what they say, for assertions."""

from __future__ import annotations

from dataclasses import dataclass

from mock_kit.events import Event, Events


@dataclass(frozen=True)
class KeyEvents:
    """The steps in the lives of all keys of a server, oldest first. `details` name database, user and key."""

    events: Events

    @property
    def created(self) -> list[Event]:
        """Keys that were made, with when they expire."""
        return self.events.named("keys.created")

    @property
    def used(self) -> list[Event]:
        """Keys that opened something for the first time."""
        return self.events.named("keys.used")

    @property
    def refused(self) -> list[Event]:
        """Keys that opened nothing, and why: `unknown`, `expired`, `archived`, `scope`, `account` or `plan`."""
        return self.events.named("keys.refused")

    @property
    def removed(self) -> list[Event]:
        """Keys that somebody removed, with who did it."""
        return self.events.named("keys.removed")

    @property
    def collected(self) -> list[Event]:
        """Keys that the server removed some time after they had expired."""
        return self.events.named("keys.collected")
