"""Pages: what of a page for people two servers have in common: the fields of its forms, and what it warns of."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from twinledger.parity.target import Reply


def content(reply: Reply) -> dict[str, Any]:
    """Return a page's `forms` (where each is sent, and the types of its fields by name) and its `alerts`.

    `leads_to` holds the parts of the address that a browser is sent to, and nothing if it is not.

    `hidden` holds the values of hidden fields, such as the token of a form, for `capture`; they are not compared.
    """
    reader = _Reader()
    reader.feed(reply.body.decode("utf-8", "replace"))
    alerts = [" ".join(alert.split()) for alert in reader.alerts]
    return {
        "leads_to": _parts(reply.header("Location")),
        "forms": reader.forms,
        "alerts": [alert for alert in alerts if alert],
        "hidden": reader.hidden,
    }


def _parts(address: str | None) -> dict[str, Any]:
    """Return an address as `path` and `query`, so that what stands in it can be named."""
    parts = urlsplit(address or "")
    return {"path": parts.path, "query": dict(parse_qsl(parts.query))} if address else {}


class _Reader(HTMLParser):
    """Reads the forms that are posted, and the texts of elements whose role is that of an alert."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.alerts: list[str] = []
        self.hidden: dict[str, str] = {}
        self._form: dict[str, Any] | None = None
        self._alert: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a form, a field, or the beginning of an alert."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = {"action": given.get("action", "").partition("?")[0], "fields": {}}
            self.forms.append(self._form)
        elif self._form is not None and given.get("name") and tag in ("input", "select", "textarea"):
            kind = given.get("type", "text") if tag == "input" else tag
            self._form["fields"][given["name"]] = kind
            if kind == "hidden":
                self.hidden[given["name"]] = given.get("value", "")
        if given.get("role") == "alert":
            self._alert = tag
            self.alerts.append("")

    def handle_data(self, data: str) -> None:
        """Take in the words of an alert."""
        if self._alert is not None:
            self.alerts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """See a form or an alert end."""
        if tag == "form":
            self._form = None
        if tag == self._alert:
            self._alert = None
