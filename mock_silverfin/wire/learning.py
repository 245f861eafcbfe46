"""Learning: recorded traffic with the real Silverfin, compared with the wire, and the partner's file that follows.

What is found is evidence, not certainty: every difference is said in words, and the file is for a person to read.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import TypeAdapter, ValidationError

from mock_silverfin.routes import Route
from mock_silverfin.wire.members import Shape
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.served import Wire
from mock_silverfin.wire.translation import parts

ALIKE = 0.5  # how alike two names, or two paths, must be to be taken for one another


class TrafficError(ValueError):
    """What was given is no HTTP archive (HAR); the text says why."""


@dataclass(frozen=True)
class Recorded:
    """One recorded exchange; a body that is not JSON is None."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    answer: Any


@dataclass
class Learned:
    """What traffic tells: differences in words, and the entries of a partner's file."""

    differences: list[str] = field(default_factory=list)
    routes: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    parameters: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def file(self, source: str) -> dict[str, Any]:
        """Return the partner's file."""
        members = {name: dict(entries) for name, entries in sorted(self.members.items())}
        parameters = {name: dict(entries) for name, entries in sorted(self.parameters.items())}
        found = {"routes": self.routes, "members": members, "parameters": parameters}
        return {"source": source, "kind": "observed", **{key: value for key, value in found.items() if value}}

    def differs(self, text: str) -> None:
        """Keep a difference, once."""
        if text not in self.differences:
            self.differences.append(text)


def recorded(archive: Any) -> list[Recorded]:
    """Return the exchanges of an HTTP archive that went to Silverfin's API; raise TrafficError if it is none."""
    try:
        entries = archive["log"]["entries"]
        found = [_recorded(entry["request"], entry["response"]) for entry in entries]
    except KeyError as error:
        raise TrafficError(f"this is no HTTP archive: {error} is missing") from None
    except (TypeError, ValueError) as error:
        raise TrafficError(f"this is no HTTP archive: {error}") from None
    return [one for one in found if re.match(r"/api/v4/f/\d+/|/f/\d+/oauth/token", one.path)]


def learn(traffic: Sequence[Recorded], wire: Wire) -> Learned:
    """Compare traffic with a wire."""
    learned = Learned()
    by_operation: dict[str, list[Recorded]] = defaultdict(list)
    for one in traffic:
        route = _route_of(one, wire, learned)
        if route is not None:
            by_operation[route.operation].append(one)
    for name, exchanges in by_operation.items():
        _compare(name, exchanges, wire, learned)
    return learned


def _recorded(request: Mapping[str, Any], response: Mapping[str, Any]) -> Recorded:
    url = urlsplit(request["url"])
    return Recorded(
        request["method"],
        url.path,
        dict(parse_qsl(url.query)),
        _json((request.get("postData") or {}).get("text")),
        int(response["status"]),
        _json((response.get("content") or {}).get("text")),
    )


def _json(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


# Routes ---------------------------------------------------------------------------------------------------------------


def _route_of(one: Recorded, wire: Wire, learned: Learned) -> Route | None:
    """Return the route of an exchange, or the one that it looks most like; note that a path is another."""
    known = [route for route in wire.routes if route.operation in OPERATIONS]
    for route in known:
        if route.method == one.method and route.pattern.fullmatch(one.path):
            if one.status < 300:
                learned.routes.setdefault(route.operation, {})
            return route
    template = _template(one.path)
    if one.status >= 400:
        return None
    like = [route for route in known if route.method == one.method and _path_likeness(template, route) >= ALIKE]
    if not like:
        learned.differs(f"{one.method} {template} is no route of the fake's, and looks like none")
        return None
    likest = max(like, key=lambda route: _path_likeness(template, route) + _body_likeness(one, route))
    path = _with_names(template, likest)
    learned.differs(f"{one.method} {path} is no route of the fake's; it looks like {likest.operation}")
    learned.routes[likest.operation] = {"path": path}
    return likest


def _template(path: str) -> str:
    return re.sub(r"(?<=/)\d+(?=/|$)", "{}", path.rstrip("/"))


def _path_likeness(template: str, route: Route) -> float:
    """Return how alike two paths are, word by word, 0 if they do not have the same number of ids."""
    ours = re.sub(r"<\w+>", "{}", route.path)
    if ours.count("{}") != template.count("{}"):
        return 0.0
    return difflib.SequenceMatcher(None, template.split("/"), ours.split("/")).ratio()


def _body_likeness(one: Recorded, route: Route) -> float:
    """Return which part of what was sent has the names that a route's body has."""
    body = OPERATIONS[route.operation].body
    if body is None or not isinstance(one.body, dict) or not one.body:
        return 0.0
    return len(one.body.keys() & body.model_fields.keys()) / len(one.body)


def _with_names(template: str, route: Route) -> str:
    names = iter(re.findall(r"<(\w+)>", route.path))
    return re.sub(r"\{\}", lambda _: f"{{{next(names)}}}", template)


# What is said ---------------------------------------------------------------------------------------------------------


def _compare(name: str, exchanges: Sequence[Recorded], wire: Wire, learned: Learned) -> None:
    operation = OPERATIONS[name]
    [route, *_] = [route for route in wire.routes if route.operation == name]
    well = [one for one in exchanges if one.status < 300]
    for status in sorted({one.status for one in well} - {route.status}):
        learned.differs(f"{name} answers {status}, the fake {route.status}")
        learned.routes.setdefault(name, {})["status"] = status
    refused = {wire.status(refusal) for refusal in operation.refusals}
    for status in sorted({one.status for one in exchanges if one.status >= 400} - refused):
        learned.differs(f"{name} can be refused with {status}, which the fake never does there")
    asked = {parameter: value for one in well for parameter, value in one.query.items()}
    known = {parameter.name for parameter in operation.query}
    for parameter in sorted(asked):
        if parameter in known:
            learned.parameters[name][parameter] = parameter
        else:
            learned.differs(f"{name} takes the parameter {parameter!r}, which the fake does not know")
    if operation.body is not None:
        _members(operation.body, [one.body for one in well], learned)
    if operation.answer is not None:
        _members(operation.answer, [one.answer for one in well], learned)


def _members(shape: type[Shape], values: Sequence[Any], learned: Learned) -> None:
    """Compare the members of JSON objects with those of a shape, and what is inside them."""
    seen: dict[str, list[Any]] = defaultdict(list)
    for value in _objects(values):
        for name, item in value.items():
            seen[name].append(item)
    if not seen:
        return
    names = {name: name for name in shape.model_fields if name in seen}
    for ours, theirs in _renamed(shape, names, seen):
        learned.differs(f"{shape.__name__}.{ours} seems to be called {theirs!r}")
        names[ours] = theirs
    for name in sorted(seen.keys() - names.values()):
        learned.differs(f"{shape.__name__} has a member {name!r} that the fake does not know: {_shown(seen[name])}")
    for name in sorted(_needed(shape) - names.keys()):
        learned.differs(f"{shape.__name__}.{name} was never seen")
    learned.members[shape.__name__].update(names)
    for name in sorted(parts(shape).keys() & names.keys()):
        _members(parts(shape)[name], seen[names[name]], learned)


def _needed(shape: type[Shape]) -> set[str]:
    return {name for name, member in shape.model_fields.items() if member.is_required()}


def _objects(values: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for value in values:
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            yield from _objects(value)


def _renamed(
    shape: type[Shape], known: Mapping[str, str], seen: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[str, str]]:
    """Yield our names and theirs that seem to mean the same: alike in name and in kind.

    What must be there and is missing comes before what may be, the likest first. If one member that must be there and
    one that nobody knows are left, they are taken for one another, however they are called, if what was sent can be
    read so.
    """
    needed = _needed(shape)
    missing, unknown = shape.model_fields.keys() - known.keys(), seen.keys() - known.values()
    pairs = [
        (difflib.SequenceMatcher(None, ours, theirs).ratio(), ours, theirs)
        for ours in missing
        for theirs in unknown
        if (ours in parts(shape)) == any(_objects(seen[theirs]))
    ]
    for score, ours, theirs in sorted(pairs, key=lambda pair: (pair[1] not in needed, -pair[0], pair[1:])):
        if score >= ALIKE and ours in missing and theirs in unknown:
            missing, unknown = missing - {ours}, unknown - {theirs}
            yield ours, theirs
    match sorted(missing & needed), sorted(unknown):
        case [ours], [theirs] if _reads(shape, ours, seen[theirs]):
            yield ours, theirs


def _reads(shape: type[Shape], name: str, values: Sequence[Any]) -> bool:
    """Return whether a member of a shape can be what was sent."""
    member = shape.model_fields[name]
    kind: Any = Annotated[member.annotation, *member.metadata]
    try:
        TypeAdapter(list[kind], config=shape.model_config).validate_python(list(values))
    except ValidationError:
        return False
    return True


def _shown(values: Sequence[Any]) -> str:
    text = json.dumps(values[0], ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
