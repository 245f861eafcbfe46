"""Conversations: ordered requests to an Odoo, as data, and what is kept of each answer for later ones.

A value may refer to another by name: `${alice}` is what an earlier answer was captured as, `${tag}` a text that no
other run uses. `twinledger.parity.references` lists the names that are always there.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator, model_validator

Captures = dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], str]
Reason = Annotated[str, Field(min_length=10)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_bytes="base64")


class Person(_Strict):
    """Who asks: a user's id with a password or key (XML-RPC, /jsonrpc), a key (JSON-2), a session (the web client)."""

    uid: str = ""
    secret: str = ""
    key: str = ""
    session: str = ""


class Only(_Strict):
    """The members of a result that are compared, where most of it is no part of what the fake stands for."""

    members: list[str]
    because: Reason


class _Step(_Strict):
    """What every step has.

    `capture` gives names to parts of the answer, by path (`result.0.id`). `ignore` takes parts out of the comparison,
    each with its reason. Before the request `wait` seconds pass on the target's clock.
    """

    step: str
    wait: float = 0
    capture: Captures = Field(default_factory=dict)
    ignore: dict[str, Reason] = Field(default_factory=dict)
    only: Only | None = None

    @field_validator("wait")
    @classmethod
    def _whole_second(cls, wait: float) -> float:
        if 0 < wait < 1:
            raise ValueError("wait at least a second, which is how finely Odoo tells the time")
        return wait


class Call(_Step):
    """A call with arguments in order, as `execute_kw` takes them; `xmlrpc1` is the door of the oldest clients."""

    door: Literal["xmlrpc", "xmlrpc1", "jsonrpc"]
    who: str = Field(alias="as")
    model: str
    method: str
    args: list[Any] = Field(default_factory=list)
    kwargs: dict[str, Any] | None = None


class Service(_Step):
    """A call of one of the services `common`, `object` and `db`, with its parameters as they stand."""

    door: Literal["xmlrpc", "xmlrpc1", "jsonrpc"]
    service: str
    method: str
    params: Any = Field(default_factory=list)


class Json2(_Step):
    """A call with named arguments; `headers` adds headers, changes them, or (null) leaves them out."""

    door: Literal["json2"]
    who: str = Field(alias="as", default="")
    model: str
    method: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    headers: dict[str, str | None] = Field(default_factory=dict)


class WebCall(_Step):
    """A call of a signed-in browser; `button` says that the person clicked."""

    door: Literal["web"]
    who: str = Field(alias="as")
    model: str
    method: str
    args: list[Any] = Field(default_factory=list)
    kwargs: dict[str, Any] = Field(default_factory=dict)
    button: bool = False


class WebRoute(_Step):
    """A request of the web client to one of its own routes, signed in or not."""

    door: Literal["web"]
    who: str = Field(alias="as", default="")
    path: str
    params: dict[str, Any] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)


class Page(_Step):
    """A page for people that a browser asks for, or (with `fields`) a form that it sends.

    Of a page its forms and its alarms are compared; layout and words around them are each server's own.
    """

    door: Literal["page"]
    who: str = Field(alias="as", default="")
    path: str
    fields: dict[str, str] | None = None


class Http(_Step):
    """A request as it stands on the wire; `chunked` sends the body in chunks, without its length."""

    door: Literal["http"]
    verb: str
    path: str
    headers: dict[str, str] = Field(default_factory=dict)
    body: str | bytes | None = None
    chunked: bool = False


def _kind(step: Any) -> str:
    """Return the tag of a step's class: its door and, where a door has two ways in, the way."""
    if isinstance(step, _Step):
        return type(step).__name__
    door = step.get("door")
    if door in ("xmlrpc", "xmlrpc1", "jsonrpc"):
        return "Service" if "service" in step else "Call"
    if door == "web":
        return "WebRoute" if "path" in step else "WebCall"
    return {"json2": "Json2", "page": "Page", "http": "Http"}.get(str(door), str(door))


Step = Annotated[
    Annotated[Call, Tag("Call")]
    | Annotated[Service, Tag("Service")]
    | Annotated[Json2, Tag("Json2")]
    | Annotated[WebCall, Tag("WebCall")]
    | Annotated[WebRoute, Tag("WebRoute")]
    | Annotated[Page, Tag("Page")]
    | Annotated[Http, Tag("Http")],
    Discriminator(_kind),
]


class Conversation(_Strict):
    """A conversation: what it begins with, who takes part, and its steps in order.

    The steps of `set_up` make what the conversation is about; they must succeed and are not compared. `last` says why
    others come first in the same database.
    """

    name: str
    about: str
    last: str = ""
    people: dict[str, Person] = Field(default_factory=dict)
    set_up: list[Step] = Field(default_factory=list)
    steps: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [step.step for step in self.steps]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two steps are called {twice[0]!r}; a recording knows them by name")
        strangers = {getattr(step, "who", "") for step in [*self.set_up, *self.steps]} - {"", *self.people}
        if strangers:
            raise ValueError(f"nobody is called {min(strangers)!r}; people: {', '.join(self.people) or 'none'}")
        return self
