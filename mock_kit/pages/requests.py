"""Requests of pages: the files in a form stay in memory, where the whole body is already."""

from __future__ import annotations

import io
from typing import Any

from flask import Request


class PageRequest(Request):
    """A request whose form leaves no file open on the disk, however it ends."""

    def _get_file_stream(self, *_: Any, **__: Any) -> io.BytesIO:
        return io.BytesIO()
