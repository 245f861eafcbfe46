"""The driver for connectors that run somewhere already: a POST of what is to be done, the answer in its body."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from twinledger.drivers.outcome import Driver, NotStartedError, Outcome, from_answer, printable
from twinledger.drivers.watch import Watch


class UrlDriver(Driver):
    """Asks a server to synchronise once: `{"do": "sync", "config": {…}}`."""

    can_be_watched = False

    def __init__(self, url: str) -> None:
        self._url = url

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Post the request; a status other than 200 means not synchronised. Raises NotStartedError."""
        import requests  # noqa: PLC0415 - it takes 80 ms to load, and few connectors are reached like this

        del watch
        start = time.monotonic()
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.post(self._url, json={"do": "sync", "config": dict(inputs)}, timeout=(5, timeout))
            except requests.exceptions.ReadTimeout:
                return Outcome(False, seconds=timeout, timed_out=True)
            except requests.exceptions.RequestException as error:
                raise NotStartedError(f"nobody answers at {self._url} ({type(error).__name__})") from None
        return _outcome(answer.status_code, printable(answer.text), time.monotonic() - start)


def _outcome(status: int, text: str, seconds: float) -> Outcome:
    if status != 200:
        return Outcome(False, message=f"it answers with status {status}", output=text, seconds=seconds)
    try:
        answer = json.loads(text)
    except ValueError:
        return Outcome(False, message="its answer is not JSON", output=text, seconds=seconds)
    return from_answer(answer, output=text, seconds=seconds)
