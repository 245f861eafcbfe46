"""Keyring: API keys as people make, use and remove them in the web client, and whoever knocks with them at any door."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.conversation import Person
from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.operands import Drawn, rarely

KEYS, USERS = "res.users.apikeys", "res.users"
CHECK, DESCRIPTION = "res.users.identitycheck", "res.users.apikeys.description"
OWNERS = {"admin": ("${uid}", "${password}"), "employee": ("${employee}", "employee-${village_tag}")}
DURATIONS = ["1", "7", "90", "0", "-1", "5", False]
KEY_SHOWN = "result.context.default_key"
SHOWN = ["name", "scope", "create_date", "expiration_date", "user_id"]
DESCRIBED = {
    "members": [
        *("uid", "is_system", "is_admin", "is_public", "is_internal_user", "user_context", "db", "server_version"),
        *("server_version_info", "name", "username", "partner_display_name"),
    ],
    "because": "the rest of it concerns the web client's own pages",
}
QUESTIONS = (
    Ask(USERS, "context_get"),
    Ask("res.partner", "search_count", {"domain": [["id", "=", "${ada}"]]}),
    Ask("account.account", "search", {"domain": [["id", "=", "${bank}"]]}),
)


def holder(key: str, owner: str) -> Person:
    """Return who comes in with a captured key."""
    return Person(uid=OWNERS[owner][0], secret=f"${{{key}}}", key=f"${{{key}}}")


@st.composite
def made(draw: DrawFn, house: House) -> Ask:
    """Draw a key that somebody makes: the question who they are, the dialog, and the list afterwards."""
    owner = draw(rarely(st.just("admin"), st.just("employee"), 4))
    uid, password = OWNERS[owner]
    check, description, key = (house.new(name) for name in (CHECK, DESCRIPTION, "key"))
    click = {"door": "web", "as": owner, "button": True}
    said = draw(rarely(st.just(password), st.sampled_from(["wrong", "", False]), 6))
    vals = {"name": draw(rarely(st.just("k ${tag}"), st.sampled_from(["", False, "é"]), 8))}
    vals["duration"] = draw(rarely(st.just("1"), st.sampled_from(DURATIONS), 3))
    if vals["duration"] == "-1":
        vals["expiration_date"] = draw(st.sampled_from(["${now+2}", "${now-60}", "2060-01-01 00:00:00", False, "x"]))
    said_so = Ask(CHECK, "run_check", {"context": {"password": said}}, [f"${{{check}}}"], head=click)
    saved = Ask(DESCRIPTION, "create", {"vals_list": vals}, capture={description: "result"}, head=click)
    pressed = Ask(
        DESCRIPTION, "make_key", {}, [f"${{{description}}}"], {key: KEY_SHOWN}, (f"{owner}:{key}",), head=click
    )
    mine = [["user_id", "=", uid], ["name", "like", "${tag}"]]
    listed = Ask(KEYS, "search_read", {"domain": mine, "fields": SHOWN, "order": "id"})
    followed = (said_so, saved, pressed, listed)
    return Ask(USERS, "api_key_wizard", {}, [uid], {check: "result.res_id"}, head=click, then=followed)


@st.composite
def used(draw: DrawFn, house: House) -> Ask:
    """Draw a key, or what is none, with which somebody asks a simple question through any of the doors."""
    who = draw(rarely(st.sampled_from([*house.of("holders"), "admin"]), st.sampled_from(["wrong", "nobody"]), 10))
    question = draw(st.sampled_from(QUESTIONS))
    door = draw(st.sampled_from(["json2", "xmlrpc", "jsonrpc"]))
    return Ask(question.model, question.method, question.arguments, head={"door": door, "as": who})


@st.composite
def signed_in(draw: DrawFn, house: House) -> Ask:
    """Draw a sign-in with a key or a password over the service of log-ins, or into the web client."""
    secret = draw(st.sampled_from([*house.of("key"), "${password}", "wrong", ""]))
    login = draw(rarely(st.just("${login}"), st.sampled_from(["nobody", "", "emma-${village_tag}"]), 6))
    door = draw(st.sampled_from(["xmlrpc", "jsonrpc", "web"]))
    if door == "web":
        params: Any = {"db": "${database}", "login": login, "password": secret}
        head = {"door": door, "as": "", "path": "/web/session/authenticate", "params": params, "only": DESCRIBED}
        return Ask("", "authenticate", head=head)
    asked = {"service": "common", "method": "authenticate", "params": ["${database}", login, secret, {}]}
    return Ask("", "authenticate", head={"door": door, "as": "", **asked})


@st.composite
def removed(draw: DrawFn, house: House) -> Ask:
    """Draw the removal of keys by the button in the list, of one's own or of somebody else's."""
    owner = draw(rarely(st.just("admin"), st.just("employee"), 4))
    name = house.new(KEYS)
    mine = draw(rarely(st.just([["user_id", "=", OWNERS[owner][0]]]), st.just([]), 4))
    asked = {"domain": [["name", "=", "k ${tag}"], *mine], "order": "id", "limit": draw(st.sampled_from([1, 1, 3]))}
    door = draw(rarely(st.just("web"), st.just("jsonrpc"), 8))
    button = Ask(KEYS, "remove", {}, f"${{{name}}}", head={"door": door, "as": owner})
    return Ask(KEYS, "search", asked, None, {name: "result"}, then=(button,))


def waiting(house: House) -> Drawn:
    """Draw a moment that passes, in which keys may expire."""
    del house
    return st.just(Ask(USERS, "context_get", head={"wait": 3}))
