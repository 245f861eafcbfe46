"""Switches: how the fake behaves where nobody knows how Silverfin does, and what it does on demand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Switches:
    """Whether webhooks wait instead of being sent, and how often each is sent."""

    webhooks_held: bool = False
    webhook_copies: int = 1
