"""Switches: how the fake behaves where nobody knows how Silverfin does, and what it does on demand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Switches:
    """Whether webhooks wait, how often each is sent, whether answers have unknown members, and whether exports fail."""

    webhooks_held: bool = False
    webhook_copies: int = 1
    unknown_members: bool = False
    exports_fail: bool = False
