"""Interception: `requests` calls to some URLs answered by WSGI applications, without a socket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import responses
from urllib3._collections import HTTPHeaderDict
from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from requests import PreparedRequest

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
Answer = tuple[int, Mapping[str, str], bytes]


@contextmanager
def intercepted(applications: Mapping[str, WSGIApplication]) -> Iterator[None]:
    """Answer calls to each URL from its application; calls to other hosts raise requests' ConnectionError."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for url, application in applications.items():
            pattern = re.compile(re.escape(url.rstrip("/")) + r"(?=[/?#]|$)", re.IGNORECASE)  # no longer name, no port
            for method in METHODS:
                mock.add_callback(method, pattern, callback=_answering(application), content_type=None)
        yield


def _answering(application: WSGIApplication) -> Callable[[PreparedRequest], Answer]:
    client = Client(application, use_cookies=False)

    def answer(request: PreparedRequest) -> Answer:
        body: Any = request.body or b""
        response = client.open(
            request.path_url,
            base_url=_origin(str(request.url)),
            method=request.method or "GET",
            headers=[(_text(name), _text(value)) for name, value in request.headers.items()],
            data=body.encode() if isinstance(body, str) else body,
        )
        return response.status_code, HTTPHeaderDict(list(response.headers)), response.data

    return answer


def _text(value: str | bytes) -> str:
    """Return a header's name or value as WSGI has it; `requests` takes both texts and bytes."""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
