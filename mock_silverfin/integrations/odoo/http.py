"""HTTP as both sides need it: one request at a time, bounded retries, Retry-After obeyed, bodies taken whole or not."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
import stamina

from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import filled

ATTEMPTS = 4
TIMEOUT = (5, 10)
LONGEST_WAIT = 30.0
NO_PROXY = {"no_proxy": "localhost,127.0.0.1,::1"}
BUSY = 429
logging.getLogger("stamina").addHandler(logging.NullHandler())  # what is tried again is not news on standard error
USER_AGENT = "twinledger-odoo-integration/0.1"


class Transient(Exception):  # noqa: N818 - a state of affairs
    """It may go better in a moment; `wait` is the number of seconds the server asked for, if it did.

    Text and facts are those of a SyncFailure that it may become.
    """

    def __init__(self, text: str, wait: float | None = None, **facts: str) -> None:
        super().__init__(filled(text, facts))
        self.wait = wait
        self.text = text
        self.facts = facts


class LostAnswer(Transient):
    """The request may have been carried out, or not: its answer did not come, or not whole."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_json(self) -> bool:
        """Whether it says that it is JSON."""
        return self.headers.get("Content-Type", "").startswith("application/json")

    @property
    def is_redirect(self) -> bool:
        """Whether it sends the client elsewhere."""
        return self.status in (301, 302, 303, 307, 308)


class Connection:
    """A connection to one host; redirects are not followed, so that no secret is carried elsewhere.

    `ca_file` names the certificate authorities to trust; None: the usual ones. A proxy is never asked for loopback.
    """

    def __init__(self, url: str, ca_file: Path | None = None) -> None:
        self.url = url
        self._usual: dict[str, Any] = {"timeout": TIMEOUT, "allow_redirects": False, "proxies": NO_PROXY}
        if ca_file is not None:
            self._usual["verify"] = str(ca_file)
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def request(self, method: str, path: str, **options: Any) -> Answer:
        """Send one request, once.

        Raises LostAnswer if the answer does not come whole, Transient if nobody answers or the server is too busy or
        out of order for the moment, and requests.exceptions.SSLError or InvalidURL for what will not get better.
        """
        try:
            response = self._session.request(method, self.url + path, **self._usual, **options)
        except requests.exceptions.SSLError:
            raise
        except requests.exceptions.ConnectTimeout as error:
            raise Transient(noted("{url} does not answer"), url=self.url) from error
        except requests.exceptions.ConnectionError as error:
            raise _unreachable(self.url, error) from error
        except (requests.exceptions.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise LostAnswer(noted("the answer of {url} did not come whole"), url=self.url) from error
        except requests.exceptions.RequestException:
            raise
        except ValueError as error:  # what can be no host's name: urllib3 says so, or the codec of names
            raise requests.exceptions.InvalidURL(str(error)) from error
        if response.status_code == BUSY:
            raise Transient(noted("{url} is busy"), _retry_after(response.headers), url=self.url)
        if response.status_code >= 500 and not _is_json(response.headers):
            raise LostAnswer(
                noted("{url} is out of order (status {status})"), url=self.url, status=str(response.status_code)
            )
        return Answer(response.status_code, response.headers, response.content)


def backoff(error: Exception) -> bool | float:
    """Tell stamina whether, and after how many seconds, to try again."""
    if not isinstance(error, Transient):
        return False
    return True if error.wait is None else min(error.wait, LONGEST_WAIT)


def retrying() -> Callable[[Callable[[], Any]], Any]:
    """Return what makes a call up to four times, with longer and longer waits of at least 0.1 s."""
    caller = stamina.RetryingCaller(attempts=ATTEMPTS, wait_initial=0.15, wait_jitter=0.1, timeout=None)
    return caller.on(backoff)


def _unreachable(url: str, error: requests.exceptions.ConnectionError) -> Transient:
    """Nobody there is one thing; a connection that breaks after the request was sent is another."""
    text = str(error)
    refused = any(sign in text for sign in ("NewConnectionError", "Failed to resolve", "NameResolutionError"))
    if refused:
        return Transient(noted("nobody answers at {url}"), url=url)
    return LostAnswer(noted("the connection to {url} broke"), url=url)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server asks to wait, told as a number or as a date; None if it tells neither."""
    value = headers.get("Retry-After", "")
    if re.fullmatch("[0-9]{1,9}", value):
        return float(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return max(wait.total_seconds(), 0.0)


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Type", "").startswith("application/json")
