"""`twinledger wire learn`, and the options that say which wire the fake Silverfin serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from mock_silverfin.wire.partner import wire_of
from mock_silverfin.wire.served import OURS
from twinledger.cli import main
from twinledger.cli.wire_options import wire_from

SYNCS = "https://live.getsilverfin.com/api/v4/f/12/syncs"


def _entry(method: str, url: str, status: int, sent: Any = None, answer: Any = None) -> dict[str, Any]:
    request: dict[str, Any] = {"method": method, "url": url}
    if sent is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
    return {"request": request, "response": {"status": status, "content": {"text": json.dumps(answer)}}}


LINE = {"id": "1", "account": {"number": "400000"}, "booking_date": "2026-02-03", "value": 10.5, "vat_code": "21"}
ENTRIES = [
    _entry("GET", f"{SYNCS}/settings", 200, answer={"max_actions": 500, "locales": ["en"]}),
    _entry(
        "POST",
        f"{SYNCS}/companies/34/bookings",
        202,
        {"sync_point": "p", "actions": [{"upsert": LINE}], "accounts": [{"number": "400000"}]},
        {"sync_point": "p"},
    ),
    _entry("DELETE", f"{SYNCS}/companies/34/reset?after_date=2026-01-01&dry_run=1", 423, answer={"error": "locked"}),
    _entry("DELETE", f"{SYNCS}/companies/34/reset?after_date=2026-01-01&dry_run=1", 200, answer={}),
    _entry("PUT", f"{SYNCS}/nowhere/1/2/3/4", 200, answer={}),
    _entry("GET", "https://elsewhere.example.com/x", 200),
    {
        "request": {"method": "GET", "url": "https://elsewhere.example.com/y", "postData": None},
        "response": {"status": 204, "content": None},
    },
]


def _learn(tmp_path: Path, har: object) -> Any:
    traffic = tmp_path / "traffic.har"
    traffic.write_text(har if isinstance(har, str) else json.dumps(har))
    return CliRunner().invoke(main, ["wire", "learn", str(traffic), "-o", str(tmp_path / "partner.yaml")])


def test_each_difference_is_said_and_a_file_written(tmp_path: Path) -> None:
    """Paths, statuses, parameters and members, told apart from what was confirmed; the file can be served at once."""
    result = _learn(tmp_path, {"log": {"entries": ENTRIES}})
    assert result.exit_code == 0
    for words in (
        "companies/{company_id}/bookings is no route of the fake's; it looks like submit",
        "submit answers 202, the fake 200",
        "UpsertItem.date seems to be called 'booking_date'",
        'UpsertItem has a member \'account\' that the fake does not know: {"number": "400000"}',
        "UpsertItem has a member 'vat_code' that the fake does not know",
        "UpsertItem.account_number was never seen",
        "AccountItem.type was never seen",
        "LimitsAnswer.max_actions_per_request seems to be called 'max_actions'",
        "reset can be refused with 423",
        "reset takes the parameter 'dry_run'",
        "PUT /api/v4/f/{}/syncs/nowhere/{}/{}/{}/{} is no route of the fake's, and looks like none",
        "5 requests compared",
    ):
        assert words in result.output
    said = yaml.safe_load((tmp_path / "partner.yaml").read_text())
    assert said["routes"]["submit"] == {
        "path": "/api/v4/f/{firm_id}/syncs/companies/{company_id}/bookings",
        "status": 202,
    }
    assert said["members"]["UpsertItem"] == {"id": "id", "value": "value", "date": "booking_date"}
    assert said["parameters"] == {"reset": {"after_date": "after_date"}}
    wire = wire_of(said, tmp_path)
    assert str(wire.source) == "observed: recorded traffic, traffic.har"


def test_what_was_learned_is_one_document_for_programs(tmp_path: Path) -> None:
    """The differences that a person reads, how much was compared, and where the file is; nothing else."""
    har, file = tmp_path / "traffic.har", tmp_path / "partner.yaml"
    har.write_text(json.dumps({"log": {"entries": ENTRIES}}))
    shown = CliRunner().invoke(main, ["wire", "learn", str(har), "-o", str(file)]).stdout.splitlines()[:-1]
    result = CliRunner().invoke(main, ["wire", "learn", str(har), "-o", str(file), "--json"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {"compared": 5, "differences": shown, "file": str(file)}


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Exit status 2, and which."""
    har = tmp_path / "traffic.har"
    har.write_text(json.dumps({"log": {"entries": ENTRIES}}))
    result = CliRunner().invoke(main, ["wire", "learn", str(har), "-o", str(tmp_path / "nowhere" / "partner.yaml")])
    assert (result.exit_code, "cannot be written: No such file" in result.stderr) == (2, True)


@pytest.mark.parametrize(("sent", "known"), [("12.00", True), ("twelve", False)])
def test_the_one_that_is_left_is_told_by_what_it_holds(tmp_path: Path, sent: str, known: bool) -> None:
    """A line without a value that has an `amount`: it is the value if it is an amount."""
    line = {"id": "1", "account_number": "400000", "date": "2026-02-03", "amount": sent}
    entry = _entry("POST", f"{SYNCS}/companies/34/transactions", 200, {"actions": [{"upsert": line}]}, {})
    result = _learn(tmp_path, {"log": {"entries": [entry]}})
    assert ("UpsertItem.value seems to be called 'amount'" in result.output) == known


def test_traffic_with_the_fake_itself_shows_no_difference(tmp_path: Path) -> None:
    """What the fake serves is what it expects."""
    entries = [
        _entry(
            "GET",
            f"{SYNCS}/companies/34/info",
            200,
            answer=dict.fromkeys(("sync_point", "sync_start_at", "sync_reference")),
        )
    ]
    result = _learn(tmp_path, {"log": {"entries": entries}})
    assert result.output.startswith("1 requests compared, no differences")


def test_what_tells_nothing_is_passed_over(tmp_path: Path) -> None:
    """A page instead of JSON, an unknown path that was refused, an answer without a body; none is said twice."""
    page = _entry("GET", f"{SYNCS}/companies/34/info", 500)
    page["response"]["content"]["text"] = "<html>"
    archived = _entry("DELETE", "https://live.getsilverfin.com/api/v4/f/12/companies/34", 204)
    nowhere = [_entry("PUT", f"{SYNCS}/nowhere/{number}/2/3/4", 200, answer={}) for number in (1, 2)]
    refused = _entry("POST", f"{SYNCS}/nobody/1", 404)
    result = _learn(tmp_path, {"log": {"entries": [page, archived, *nowhere, refused]}})
    assert result.output.splitlines()[:-1] == [
        "PUT /api/v4/f/{}/syncs/nowhere/{}/{}/{}/{} is no route of the fake's, and looks like none",
        "sync_info can be refused with 500, which the fake never does there",
    ]


@pytest.mark.parametrize(
    ("har", "words"),
    [
        ("{", "no HTTP archive, which is JSON"),
        ({"entries": []}, "no HTTP archive: 'log' is missing"),
        ({"log": []}, "no HTTP archive: list indices must be integers or slices, not str"),
        ({"log": {"entries": [_entry("GET", SYNCS, "late")]}}, "no HTTP archive: invalid literal for int()"),  # type: ignore[arg-type]
        ({"log": {"entries": []}}, "nothing in it went to"),
    ],
)
def test_what_is_no_traffic_is_refused(tmp_path: Path, har: object, words: str) -> None:
    """Exit status 2, and why."""
    result = _learn(tmp_path, har)
    assert (result.exit_code, words in result.output) == (2, True)
    assert not (tmp_path / "partner.yaml").exists()


def test_options_make_the_wire(tmp_path: Path) -> None:
    """A file, strictness and the two switches; what is not asked for stays."""
    file = tmp_path / "partner.yaml"
    file.write_text("source: theirs\nroutes: {submit: {status: 202}}\nbusy: {status: 409}\n")
    wire = wire_from(file, True, None, 3)
    assert (wire.strict, wire.when_busy.status, wire.when_busy.retry_after) == (True, 409, 3)
    assert [route.status for route in wire.routes if route.operation == "submit"] == [202]
    assert wire_from(None, False, None, None) == OURS
    assert wire_from(None, False, "409", None).when_busy.status == 409


@pytest.mark.parametrize("content", ["routes: [", "source: x\nroutes: {submitt: {}}\n", "garbage"])
def test_a_file_that_makes_no_sense_is_named(tmp_path: Path, content: str) -> None:
    """`twinledger up` does not start; exit status 2, with the file and the place."""
    file = tmp_path / "partner.yaml"
    file.write_text(content)
    result = CliRunner().invoke(main, ["up", "--empty", "--silverfin-wire", str(file)])
    assert (result.exit_code, "partner.yaml" in result.output) == (2, True)
