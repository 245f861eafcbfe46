"""Requests: the files in a form stay in memory, where the whole body is already, and no header is a failure."""

from __future__ import annotations

import io
from functools import cached_property
from typing import Any

from flask import Request
from werkzeug.datastructures import Authorization


class PageRequest(Request):
    """A request whose form leaves no file open on the disk, however it ends."""

    def _get_file_stream(self, *_: Any, **__: Any) -> io.BytesIO:
        return io.BytesIO()

    @cached_property
    def authorization(self) -> Authorization | None:
        """Return the credentials of the request; None if there are none that anybody can read."""
        try:
            return super().authorization
        except ValueError:
            return None
