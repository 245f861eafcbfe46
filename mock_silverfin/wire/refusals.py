"""What a refusal says, as JSON: the shapes of its body, each member with what it rests on."""

from __future__ import annotations

from typing import Annotated

from mock_silverfin import sources
from mock_silverfin.errors import InvalidError, OAuthError, SilverfinError
from mock_silverfin.wire.members import Shape


class ErrorAnswer(Shape, rests=sources.CLI):
    """Why a request is refused."""

    error: str


class ProblemAnswer(Shape, rests=sources.OURS):
    """What is wrong with one member; `action` is the place of its action in the list, from 0."""

    action: int | None = None
    field: str
    message: str


class InvalidAnswer(ErrorAnswer):
    """Why a request is refused, member by member."""

    errors: Annotated[list[ProblemAnswer], sources.OURS]


class OAuthErrorAnswer(Shape, rests=sources.DOORKEEPER):
    """Why an OAuth request is refused."""

    error: str
    error_description: str


def shape_of(error: type[SilverfinError]) -> type[Shape]:
    """Return the shape of what an error says."""
    if issubclass(error, OAuthError):
        return OAuthErrorAnswer
    return InvalidAnswer if issubclass(error, InvalidError) else ErrorAnswer


def shaped(error: SilverfinError) -> Shape:
    """Return what an error says."""
    return shape_of(type(error)).model_validate(error.body)
