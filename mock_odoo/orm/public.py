"""Public methods: the mark of what clients may call, with what the claim rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from mock_kit.provenance import Provenance

Method = TypeVar("Method", bound=Callable[..., Any])


def public(provenance: Provenance, *, model: bool = False, needs_session: bool = False) -> Callable[[Method], Method]:
    """Let clients call a method: on records, or on the `model` itself, or only with a web session behind the call."""

    def mark(method: Method) -> Method:
        method.public = (provenance, model, needs_session)  # type: ignore[attr-defined]
        return method

    return mark
