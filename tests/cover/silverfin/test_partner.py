"""A partner's file replaces names, routes and statuses; a strict wire serves nothing that is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_silverfin import ALL_SCOPES, MockSilverfin
from mock_silverfin.errors import MalformedError
from mock_silverfin.integrations import runs
from mock_silverfin.integrations.odoo.inputs import SilverfinInputs
from mock_silverfin.integrations.odoo.target import Target
from mock_silverfin.integrations.partner_words import PartnerWords
from mock_silverfin.integrations.runs import Run
from mock_silverfin.people_errors import NoSignInError, OnlyAdminsError, SignInError
from mock_silverfin.wire.members import Shape
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.partner import WireFileError, wire_of
from mock_silverfin.wire.served import OURS, Wire
from mock_silverfin.wire.translation import provenance

from .support import REDIRECT_URI, World, account, upsert

HERE = Path(__file__).parent
SOURCE = "the partner documentation of 2026-10"


@contextmanager
def _served(wire: Wire) -> Iterator[World]:
    with MockSilverfin(wire=wire) as silverfin:
        firm = silverfin.add_firm("Fiduciary")
        admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
        application = silverfin.add_application("Acme Sync", REDIRECT_URI, ALL_SCOPES)
        file = firm.add_company("Acme")
        file.link(application, "acme:1")
        yield World(silverfin, firm, admin, application, file, application.authorize(admin, firm))


def _wire(said: dict[str, Any], folder: Path = HERE, *, strict: bool = False) -> Wire:
    return wire_of({"source": SOURCE, **said}, folder, strict=strict)


def test_routes_members_and_statuses_go_by_other_names() -> None:
    """Requests are read and answers written by the names of the file; ours mean nothing any more."""
    wire = _wire(
        {
            "routes": {
                "submit": {"method": "PUT", "path": "syncs/companies/{company_id}/bookings", "status": 202},
                "references": {"path": "/api/v4/f/{firm_id}/syncs/references"},
            },
            "members": {
                "UpsertItem": {"account_number": "account", "value": "amount"},
                "SubmitBody": {"actions": "bookings"},
                "SubmitAnswer": {"processed": "count"},
                "ReferenceItem": {"reference": "id"},
                "ReferenceAnswer": {"reference": "id"},
                "ProblemAnswer": {"message": "detail"},
            },
            "statuses": {"invalid": 400},
        }
    )
    with _served(wire) as world:
        world.settings(("2026-01-01", "2026-12-31", True, True))
        line = {"id": "1", "account": "400000", "date": "2026-02-03", "amount": "10.00"}
        body = {"sync_point": "p", "bookings": [{"upsert": line}], "accounts": [account()]}
        reply = world.sync("PUT", "bookings", body)
        assert (reply.status, reply.json) == (202, {"sync_point": "p", "count": 1})
        assert [line.value for line in world.file.lines()] == [1000]
        assert world.silverfin.journal.exchanges()[-1].call["operation"] == "submit"
        assert world.sync("POST", "transactions", body).status == 404
        refused = world.sync("PUT", "bookings", {**body, "bookings": [upsert()]})
        assert (refused.status, [sorted(one) for one in refused.json["errors"]]) == (
            400,
            [["action", "detail", "field"]] * 2,
        )
        assert {one["field"] for one in refused.json["errors"]} == {"account", "amount"}
        nameless = {**body, "accounts": [{**account(), "names": {"en": 1}}]}
        assert [one["field"] for one in world.sync("PUT", "bookings", nameless).json["errors"]] == [
            "accounts.0.names.en"
        ]
        sent = {"sync_references": [{"id": "acme:1", "name": "Acme"}]}
        assert world.api("POST", "/syncs/references", sent).json == sent["sync_references"]
        described = world.send("GET", "/openapi.json").json
        assert "put" in described["paths"]["/api/v4/f/{firm_id}/syncs/companies/{company_id}/bookings"]
        member = described["components"]["schemas"]["UpsertItem"]["properties"]["amount"]
        assert member["x-provenance"] == {"kind": "documented", "source": SOURCE}


def test_a_second_call_is_refused_as_the_file_says() -> None:
    """429 or 409, with or without Retry-After."""
    with _served(_wire({"busy": {"status": 409, "retry_after": 7}})) as world:
        with world.file.busy():
            reply = world.settings(("2026-01-01", "2026-12-31", True, True))
        assert (reply.status, reply.headers["Retry-After"]) == (409, "7")


def test_parameters_go_by_other_names() -> None:
    """A reset from a day on, by the name of the file."""
    with _served(_wire({"parameters": {"reset": {"after_date": "from"}}})) as world:
        world.settings(("2026-01-01", "2026-12-31", True, True))
        world.submit(upsert("1", day="2026-01-01"), upsert("2", day="2026-02-01"), accounts=[account()])
        assert world.sync("DELETE", "reset", **{"from": "soon"}).json["errors"][0]["field"] == "from"
        query = {"from": "2026-01-15"}
        assert world.sync("DELETE", "reset", **query).status == 200
        assert [line.id for line in world.file.lines()] == ["1"]


MAPPING = '''
"""A partner whose bookings are nested and carried out later."""

def read_submit(asked, kept):
    body = asked.body
    if body is None:
        return asked
    actions = [
        {"upsert": {"id": f"{entry['key']}-{number}", "date": entry["day"], "account_number": line["account"],
                    "value": line["amount"]}}
        for entry in body["entries"] for number, line in enumerate(entry["lines"])
    ]
    asked.body = {"sync_point": body["cursor"], "actions": actions, "accounts": body["chart"]}
    return asked

def answer_submit(said, kept):
    number = len(kept) + 1
    kept[str(number)] = said.body
    said.status, said.body = 202, {"job": number}
    return said

def read_reset(asked, kept):
    day, month, year = asked.query["from"].split("/")
    asked.query = {"after_date": f"{year}-{month}-{day}"}
    return asked

def show_job(asked, kept):
    from mock_silverfin.wire.served import Said
    return Said(200, {"state": "done", "lines": kept[asked.query["job_id"]]["processed"]})

ROUTES = {"GET /syncs/jobs/{job_id}": show_job}
'''


def test_nested_and_asynchronous_shapes_are_mapped_in_python(tmp_path: Path) -> None:
    """A request becomes our actions, the answer a job that can be asked about; what is kept is part of a state."""
    (tmp_path / "partner.py").write_text(MAPPING)
    entry = {
        "key": "7",
        "day": "2026-02-03",
        "lines": [{"account": "400000", "amount": value} for value in ("5", "-5")],
    }
    with _served(_wire({"mapping": "partner.py"}, tmp_path)) as world:
        world.settings(("2026-01-01", "2026-12-31", True, True))
        before = world.silverfin.capture()
        reply = world.sync("POST", "transactions", {"cursor": "p", "entries": [entry], "chart": [account()]})
        assert (reply.status, reply.json) == (202, {"job": 1})
        assert [(line.id, line.value) for line in world.file.lines()] == [("7-0", 500), ("7-1", -500)]
        assert world.api("GET", "/syncs/jobs/1").json == {"state": "done", "lines": 2}
        assert world.api("GET", "/syncs/jobs/1", token="wrong").status == 401
        world.headers["Content-Type"] = "application/json"
        assert world.sync("POST", "transactions", b"{").status == 422
        assert world.sync("DELETE", "reset", **{"from": "02/02/2026"}).status == 200
        assert world.file.lines() == []
        world.silverfin.restore(before)
        assert world.silverfin._core.kept == {}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"routes": {"submitt": {}}}, "did you mean 'submit'"),
        ({"routes": {"submit": {"path": "syncs/bookings"}}}, "needs the ids {company_id}, {firm_id}"),
        ({"routes": {"references": {"path": "syncs/webhooks"}}}, "is references already"),
        ({"routes": {"submit": {"methode": "PUT"}}}, "routes.submit.methode"),
        ({"members": {"UpsertItem": {"valeu": "x"}}}, "did you mean 'value'"),
        ({"members": {"Upsert": {}}}, "did you mean 'UpsertItem'"),
        ({"members": {"UpsertItem": {"value": "date"}}}, "two members would be called 'date'"),
        ({"parameters": {"reset": {"after": "x"}}}, "did you mean 'after_date'"),
        ({"statuses": {"locked": 423}}, "did you mean 'locked_period'"),
        ({"statuses": {"invalid": 200}}, "no status of a refusal"),
        ({"mapping": "nowhere.py"}, "there is no Python"),
        ({"source": 5}, "source"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(said: dict[str, Any], words: str) -> None:
    """What, where, and what was probably meant."""
    with pytest.raises(WireFileError) as refused:
        _wire(said)
    assert words in str(refused.value)


def test_a_mapping_of_an_operation_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """A function that nobody would call is a mistake."""
    (tmp_path / "partner.py").write_text("def read_submitt(asked, kept): ...\n")
    with pytest.raises(WireFileError, match="did you mean 'submit'"):
        _wire({"mapping": "partner.py"}, tmp_path)
    (tmp_path / "partner.py").write_text("def submit(asked, kept): ...\nROUTES = {'POST /syncs/more': submit}\n")
    with pytest.raises(WireFileError, match="ROUTES: the fake has an operation 'submit'; call it otherwise"):
        _wire({"mapping": "partner.py"}, tmp_path)


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        ("{'GET /a': lambda asked, kept: None}", "what answers 'GET /a' is a function with a name"),
        ("{'GET /a': show, 'GET /b': show}", "each route needs a function of its own"),
        ("{'GET': show, '/a': show}", "'/a' is no route; write one of GET, POST, PUT, PATCH, DELETE"),
        ("{'get /a': show}", "'get /a' is no route"),
        ("{'GET /f/jobs': show}", "a path that has the firm in it"),
    ],
)
def test_a_route_that_cannot_be_served_is_refused(tmp_path: Path, routes: str, words: str) -> None:
    """When the file is read, not at the first request."""
    (tmp_path / "partner.py").write_text(f"def show(asked, kept): ...\nROUTES = {routes}\n")
    with pytest.raises(WireFileError) as refused:
        _wire({"mapping": "partner.py"}, tmp_path)
    assert words in str(refused.value)


def test_another_status_is_for_that_refusal_alone() -> None:
    """What people meet on pages keeps its own, and the integration takes the status for what it stands for."""
    wire = _wire({"statuses": {"malformed": 418}})
    statuses = [wire.status(kind) for kind in (MalformedError, NoSignInError, OnlyAdminsError, SignInError)]
    assert statuses == [418, 401, 403, 422]
    assert PartnerWords(wire).status(418) == 400


def test_forms_go_by_the_names_of_the_file() -> None:
    """Lists among them, with or without Rails' brackets."""
    with _served(_wire({"members": {"WebhookBody": {"events": "topics"}}})) as world:
        world.headers["Content-Type"] = "application/x-www-form-urlencoded"
        for name in ("topics[]", "topics"):
            body = urlencode({"url": "https://a.test/", name: "sync.requested"}).encode()
            assert world.api("POST", "/syncs/webhooks", body).status == 201
        assert world.api("POST", "/syncs/webhooks", body.replace(b"topics", b"events")).status == 422


def test_a_member_that_rests_on_nothing_is_refused() -> None:
    """Whoever adds one to a shape says what it is known from."""

    class Silent(Shape):
        number: int

    with pytest.raises(LookupError, match=r"Silent\.number rests on nothing; say what it is known from"):
        provenance(Silent)


def test_a_strict_wire_answers_501_on_everything_assumed() -> None:
    """Assumed routes and assumed bodies; what is known is served, without its assumed members."""
    with _served(Wire(strict=True)) as world:
        for method, path in (("POST", "/syncs/sync_references"), ("GET", "/syncs/settings")):
            reply = world.api(method, path, {} if method == "POST" else None)
            assert (reply.status, "strict" in reply.json["error"]) == (501, True)
        assert world.submit(upsert()).status == 501
        assert world.settings(("2026-01-01", "2026-12-31", True, True)).status == 501
        assert world.sync("GET", "info").json == {"sync_point": None, "sync_start_at": None, "sync_reference": "acme:1"}
        assert world.api("GET", "/user/firm").json == {"name": "Fiduciary"}
        assert world.api("GET", "/syncs/settings", token="wrong").status == 501


def test_a_file_vouches_for_what_it_names() -> None:
    """With a partner's file, a strict wire serves what the file confirms, and only that."""
    told = ("SubmitBody", "UpsertItem", "AccountItem", "SubmitAnswer", "SettingsBody", "YearItem", "SettingsAnswer")
    shapes = {shape.__name__: shape for one in OPERATIONS.values() for shape in (one.body, one.answer) if shape}
    shapes |= {shape.__name__: shape for shape in _inner("UpsertItem", "AccountItem", "YearItem", "YearAnswer")}
    members = {name: {member: member for member in shapes[name].model_fields} for name in (*told, "YearAnswer")}
    members["UpsertItem"].pop("journal")
    with _served(_wire({"routes": {"submit": {}, "settings": {}}, "members": members}, strict=True)) as world:
        assert world.settings(("2026-01-01", "2026-12-31", True, False), retained_earnings=None).status == 200
        assert world.submit(upsert(), accounts=[account()]).status == 200
        refused = world.submit(upsert(journal="INV"))
        assert (refused.status, "'journal' is assumed" in refused.json["error"]) == (501, True)


def _inner(*names: str) -> list[Any]:
    from mock_silverfin.wire import answers, requests  # noqa: PLC0415

    return [getattr(requests, name, None) or getattr(answers, name) for name in names]


def test_unknown_members_are_added_on_demand(world: World) -> None:
    """To every object that is answered, lists included; never to refusals."""
    world.silverfin.unknown_members = True
    assert world.silverfin.unknown_members
    for item in (world.sync("GET", "info").json, world.api("GET", "/companies").json[0]):
        assert "added_without_notice" in item
    assert "added_without_notice" not in world.api("GET", "/companies/1").json
    world.silverfin.unknown_members = False
    assert "added_without_notice" not in world.sync("GET", "info").json


def test_our_own_wire_has_no_file() -> None:
    """What nobody named rests on what it rests."""
    assert OURS.source is None
    assert not OURS.strict


def _run(wire: Wire, inputs: dict[str, str]) -> tuple[World, Run]:
    """Let the built-in integration synchronise a file where that wire is served."""
    with _served(wire) as world:
        runner, file = world.silverfin.runner, world.firm.add_company("Odoo's")
        connection = runner.host.connect(world.firm.id, world.admin.id, inputs)
        runner.host.link(world.firm.id, connection.id, file.id, "books:1", None)
        for _ in range(2):
            runner.start(world.firm.id, connection.id, file.id, world.silverfin.url)
            runner.settle()
            world.silverfin.clock.advance(timedelta(hours=3))
        last, *_ = runs.of_file(file.books, file.id)
        held = {line.account_number: line.value for line in file.lines()}
        assert held == ({} if last.failure else {"400000": 12100, "700000": -12100})
        return world, last


def test_the_built_in_integration_follows_a_partners_file(inputs: dict[str, str]) -> None:
    """Paths, methods, members and statuses: whatever it does goes by the names of the file."""
    paths = {"info": "where", "settings": "years", "transactions": "bookings", "reset": "emptying"}
    operations = {"sync_info": "info", "settings": "settings", "submit": "transactions", "reset": "reset"}
    routes: dict[str, Any] = {
        name: {"path": f"syncs/{paths[ours]}/{{company_id}}", "method": "PUT"} for name, ours in operations.items()
    }
    members = {
        "InfoAnswer": {"sync_point": "cursor", "sync_start_at": "since"},
        "LimitsAnswer": {"max_actions_per_request": "most"},
        "SettingsBody": {"years": "financial_years"},
        "YearItem": {"start_date": "from", "end_date": "to"},
        "SubmitBody": {"sync_point": "cursor", "accounts": "chart", "actions": "bookings"},
        "ActionItem": {"upsert": "put"},
        "UpsertItem": {"account_number": "account", "value": "amount"},
        "AccountItem": {"number": "code"},
    }
    world, last = _run(_wire({"routes": routes, "members": members}), inputs)
    assert last.failure is None
    asked = [exchange.call.get("operation") for exchange in world.silverfin.journal.exchanges()]
    assert {"limits", "sync_info", "settings", "submit"} <= set(asked)


def test_tokens_are_refreshed_by_the_names_of_the_file() -> None:
    """A 401 that is called 419, and a token request at another place with other members."""
    said = {
        "routes": {"token": {"path": "/f/{firm_id}/oauth/access"}},
        "members": {"TokenBody": {"refresh_token": "refresh"}, "TokenAnswer": {"access_token": "token"}},
        "statuses": {"bad_token": 419},
    }
    wire, kept = _wire(said), list[tuple[str, str]]()
    with _served(wire) as world:
        application, ids = world.application, (str(world.firm.id), str(world.file.id))
        who = (application.client_id, application.client_secret, REDIRECT_URI)
        given = SilverfinInputs(world.silverfin.url, *ids, *who, "spent", world.grant.refresh_token)
        target = Target(given, ("spent", world.grant.refresh_token), kept.append, words=PartnerWords(wire))
        assert target.info().sync_point is None
        target.close()
    assert len(kept) == 1


def test_a_mapping_is_more_than_the_integration_can_follow(tmp_path: Path, inputs: dict[str, str]) -> None:
    """It says so in words; nothing is sent."""
    (tmp_path / "partner.py").write_text("def read_submit(asked, kept):\n    return asked\n")
    _, last = _run(_wire({"mapping": "partner.py"}, tmp_path), inputs)
    assert last.failure is not None
    assert (last.failure.reason, last.failure.message) == (
        "configuration",
        "Silverfin's submit is mapped by Python here, which the built-in integration cannot follow.",
    )
