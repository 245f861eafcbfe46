"""The words of a wire that a partner's file replaced, for the built-in integration to speak."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mock_kit.pages.words import noted
from mock_silverfin.errors import SilverfinError
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.words import PLACES, Words
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.partner import kinds_of
from mock_silverfin.wire.served import Wire
from mock_silverfin.wire.translation import named, ours

MAPPED = noted("Silverfin's {operation} is mapped by Python here, which the built-in integration cannot follow.")


class PartnerWords(Words):
    """What a wire calls everything; raise SyncFailure if it has a mapping for something that the integration does."""

    def __init__(self, wire: Wire) -> None:
        mapped = sorted(PLACES.keys() & {*wire.mapping.readers, *wire.mapping.answerers})
        if mapped:
            raise SyncFailure(Reason.CONFIGURATION, MAPPED, operation=mapped[0])
        self._wire = replace(wire, strict=False)
        self._routes = {route.operation: route for route in wire.routes if route.operation in PLACES}
        kinds = {kind.meaning: kind.status for kind in kinds_of(SilverfinError)}
        self._statuses = {theirs: kinds[meaning] for meaning, theirs in wire.statuses.items()}

    def place(self, operation: str, ids: Mapping[str, str]) -> tuple[str, str]:
        """Return the method and the path that the wire has."""
        route = self._routes[operation]
        return route.method, re.sub(r"<(\w+)>", lambda found: ids[found[1]], route.path)

    def said(self, operation: str, body: Any) -> Any:
        """Return a body by the names of the wire."""
        shape = OPERATIONS[operation].body
        return body if shape is None else named(shape, body, self._wire)

    def understood(self, operation: str, content: Any) -> Any:
        """Return what was answered by our names."""
        shape = OPERATIONS[operation].answer
        return content if shape is None else ours(shape, content, self._wire)

    def status(self, answered: int) -> int:
        """Return our status of a refusal that the wire gives another."""
        return self._statuses.get(answered, answered)
