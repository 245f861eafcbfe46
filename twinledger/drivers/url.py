"""The driver for connectors that run somewhere already: a POST of what is to be done, the answer in its body."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

import requests

from twinledger.drivers.limits import MB, Limits
from twinledger.drivers.outcome import Driver, NotStartedError, Outcome, from_answer, printable
from twinledger.drivers.watch import Watch

CHUNK = 64 * 1024
MOST = Limits().output_mb * MB


class UrlDriver(Driver):
    """Asks a server to synchronise once: `{"do": "sync", "config": {…}}`."""

    can_be_watched = False

    def __init__(self, url: str) -> None:
        self._url = url

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Post the request; a status other than 200 means not synchronised. Raises NotStartedError."""
        del watch
        start = time.monotonic()
        with requests.Session() as session:
            session.trust_env = False
            asked = {"do": "sync", "config": dict(inputs)}
            try:
                answer = session.post(self._url, json=asked, timeout=(5, timeout), stream=True)
            except requests.exceptions.ReadTimeout:
                return Outcome(False, seconds=timeout, timed_out=True)
            except requests.exceptions.RequestException as error:
                raise NotStartedError(f"nobody answers at {self._url} ({type(error).__name__})") from None
            body, trouble = _read(answer.iter_content(CHUNK), start + timeout)
        text, seconds = printable(body.decode("utf-8", "replace")), time.monotonic() - start
        if trouble is not None:
            return replace(trouble, output=text, seconds=timeout if trouble.timed_out else seconds)
        return _outcome(answer.status_code, text, seconds)


def _read(chunks: Iterable[bytes], deadline: float) -> tuple[bytes, Outcome | None]:
    """Return what was answered, and what the run came to if that is not the whole answer."""
    body = bytearray()
    try:
        for chunk in chunks:
            body += chunk
            if len(body) > MOST:
                return bytes(body), Outcome(False, excess=f"it answered more than {MOST // MB} MB")
            if time.monotonic() > deadline:
                return bytes(body), Outcome(False, timed_out=True)
    except requests.exceptions.ConnectionError:  # also when it takes too long from one piece to the next
        return bytes(body), Outcome(False, timed_out=time.monotonic() > deadline, message="its answer broke off")
    except requests.exceptions.RequestException:
        return bytes(body), Outcome(False, message="its answer broke off")
    return bytes(body), None


def _outcome(status: int, text: str, seconds: float) -> Outcome:
    if status != 200:
        return Outcome(False, message=f"it answers with status {status}", output=text, seconds=seconds)
    try:
        answer = json.loads(text)
    except ValueError:
        return Outcome(False, message="its answer is not JSON", output=text, seconds=seconds)
    return from_answer(answer, output=text, seconds=seconds)
