"""Names: what stands in a recording for ids, keys, sessions and times, so that two runs can be compared.

The same thing has the same name wherever it turns up, and different things have different names.
"""

from __future__ import annotations

import re
from typing import Any

from twinledger.parity.identity import USER, Id
from twinledger.parity.moments import Moments
from twinledger.parity.references import ABSENT
from twinledger.parity.texts import reduced

SECRET = 20  # a text of so many characters is rare enough to be replaced wherever it is a part of another
_KEY = re.compile(r"\b[0-9a-f]{40}\b")
# How texts speak of records: `res.partner(7, 8)`, `res.partner,7`, `User: 2`, a person `(id=6)`, an entry `(id 4)`, the
# field and the domain of an analytic plan.
_IN_A_TEXT = (
    (re.compile(r"(?<=\b)(?P<model>[a-z_]+(?:\.[a-z_]+)+)\((?P<ids>\d+(?:, \d+)*)(?=,?\))"), None),
    (re.compile(r"^(?P<model>[a-z_]+(?:\.[a-z_]+)+),(?P<ids>\d+)$"), None),
    (
        re.compile(
            r"(?P<model>[a-z_]+(?:\.[a-z_]+)+)\.parent_id in condition .*OrderedSet\(\[(?P<ids>\d+(?:, \d+)*)(?=\])"
        ),
        None,
    ),
    (re.compile(r"\bUser: (?P<ids>\d+)(?=\)|\n|$)"), USER),
    (re.compile(r"\(id=(?P<ids>\d+)(?=\))"), USER),
    (re.compile(r"\(id (?P<ids>\d+)(?=\))"), "account.move"),
    (re.compile(r"\bx_plan(?P<ids>\d+)(?=_id)"), "account.analytic.plan"),
    (re.compile(r"'plan_id', 'child_of', (?P<ids>\d+)"), "account.analytic.plan"),
)


class Names:
    """The names of one run. What nobody named is numbered, by model, in the order of its appearance."""

    def __init__(self, moments: Moments) -> None:
        self._moments = moments
        self._ids: dict[Id, str] = {}
        self._texts: dict[str, str] = {}
        self._alone: dict[str, str] = {"": ""}
        self._numbers: dict[str, int] = {}

    def name(self, name: str, value: Any) -> None:
        """Name an id, each of several ids, or a text: where it stands alone, and a secret also as a part of others."""
        if isinstance(value, Id):
            self._ids.setdefault(value, f"<{value.model} {name}>")
        elif isinstance(value, list):
            for place, item in enumerate(value):
                self.name(f"{name}.{place}", item)
        elif isinstance(value, str):
            known = self._texts if len(value) >= SECRET else self._alone
            known.setdefault(value, f"<{name}>")

    def name_everywhere(self, name: str, text: str) -> None:
        """Name a text that is rare enough never to be a part of others by chance."""
        self._texts.setdefault(text, f"<{name}>")

    def written(self, value: Any) -> Any:
        """Return a value as it stands in a recording."""
        if isinstance(value, Id):
            return self._of_an_id(value)
        if isinstance(value, str):
            return self._of_a_text(value)
        if isinstance(value, list):
            return [self.written(item) for item in value]
        if isinstance(value, dict):
            return {self._of_a_text(key): self.written(item) for key, item in value.items()}
        return value

    def _of_an_id(self, id_: Id) -> Any:
        if not id_.value:
            return id_.value
        if isinstance(id_.value, float):
            return f"{self._of_an_id(Id(id_.model, int(id_.value)))} as a float"
        if id_.value == ABSENT:
            return f"<{id_.model} absent>"
        if id_ not in self._ids:
            self._ids[id_] = f"<{id_.model} {self._next(id_.model)}>"
        return self._ids[id_]

    def _of_a_text(self, text: str) -> str:
        if text in self._alone:
            return self._alone[text]
        moment = self._moments.written(text)
        if moment is not None:
            return moment
        text = reduced(text)
        for known in sorted(self._texts, key=len, reverse=True):
            text = text.replace(known, self._texts[known])
        for pattern, model in _IN_A_TEXT:
            text = pattern.sub(lambda match, model=model: self._with_ids(match, model), text)  # type: ignore[misc]
        return _KEY.sub(lambda match: self._of_a_key(match[0]), text)

    def _with_ids(self, match: re.Match[str], model: str | None) -> str:
        ids = [Id(model or match["model"], int(number)) for number in match["ids"].split(", ")]
        start, end = (place - match.start() for place in match.span("ids"))
        return f"{match[0][:start]}{', '.join(str(self._of_an_id(id_)) for id_ in ids)}{match[0][end:]}"

    def _of_a_key(self, key: str) -> str:
        if key not in self._texts:
            self._texts[key] = f"<key {self._next('key')}>"
        return self._texts[key]

    def _next(self, kind: str) -> int:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]
