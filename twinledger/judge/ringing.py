"""Ringing: messages of Silverfin, and such as only look like it, at the door at which a connector listens."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mock_silverfin.ledger import companies
from mock_silverfin.webhooks import signatures
from mock_silverfin.webhooks.hooks import Webhook
from mock_silverfin.wire import answers
from mock_silverfin.wire.bodies import written
from twinledger.judge.case import Case
from twinledger.judge.verdicts import NotApplicable

QUIET, GLANCE, PATIENCE = 0.5, 0.02, 10.0  # seconds
NOBODY = 1  # the number of a webhook, and whose it is: nothing that a receiver could look at


@dataclass(frozen=True)
class Message:
    """What comes in to the door: the body, and the headers that may sign it."""

    body: bytes
    headers: Mapping[str, str]


class Door:
    """The door of the connector that is on trial; raises NotApplicable if its manifest names none."""

    def __init__(self, case: Case) -> None:
        if case.bench.webhook is None:
            raise NotApplicable("its manifest does not say where it listens (webhook in [connector])")
        self._case = case
        self._url = case.bench.webhook
        self._quiet = QUIET
        application = case.world.application
        self.tokens = (application.webhook_signing_token_1, application.webhook_signing_token_2)

    def message(self, event: str, tokens: Sequence[str]) -> Message:
        """Return what Silverfin says of an event of the file, signed with these tokens."""
        now = self._case.world.clock.now()
        hook = Webhook(NOBODY, NOBODY, NOBODY, self._url, (event,), now, None)
        file = self._case.pair.file
        body = written(answers.message(hook, event, companies.get(file.books, file.id)))
        return Message(body, signatures.headers(body, tokens))

    def ring(self, message: Message) -> int:
        """Bring a message and return the status of the answer, 0 if none comes."""
        headers = {"Content-Type": "application/json", **message.headers}
        request = urllib.request.Request(self._url, message.body, headers, method="POST")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=self._case.trial.timeout) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def has_begun(self, since: int) -> bool:
        """Wait for the first request after so many, and tell whether one came; a few seconds at most."""
        start = time.monotonic()
        while not (asked := self._case.exchanges(since)) and time.monotonic() < start + PATIENCE:
            time.sleep(GLANCE)
        if asked:
            self._quiet = max(QUIET, 2 * (time.monotonic() - start))
        return bool(asked)

    def settle(self) -> None:
        """Wait until the connector asks for nothing any more, for as long as it took to begin and more.

        It has as much time as a run may take.
        """
        end = time.monotonic() + self._case.trial.timeout
        seen, since = -1, time.monotonic()
        while time.monotonic() < min(end, since + self._quiet):
            exchanges = self._case.exchanges()
            if len(exchanges) != seen or any(exchange.closed is None for exchange in exchanges):
                seen, since = len(exchanges), time.monotonic()
            time.sleep(GLANCE)
