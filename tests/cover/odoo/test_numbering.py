"""Numbering: the names that entries get when they are posted, and what becomes of them."""

from __future__ import annotations

import pytest

from .support import House


def name_of(house: House, entry: int) -> object:
    """Return the name of an entry."""
    return house.read("account.move", entry, "name")


@pytest.mark.parametrize(
    ("journal", "name"), [("MISC", "MISC/2026/03/0001"), ("INV", "INV/2026/00001"), ("BNK", "BNK/2026/00001")]
)
def test_journals_count_by_month_or_by_year(house: House, journal: str, name: str) -> None:
    """Sales and money journals count by year, all others by month."""
    entry = house.post_entry(journal=journal)
    assert name_of(house, entry) == name
    prefix, _, number = name.rpartition("/")
    assert house.read("account.move", entry, "sequence_prefix", "sequence_number") == {
        "id": entry, "sequence_prefix": f"{prefix}/", "sequence_number": int(number),
    }  # fmt: skip


def test_an_entry_from_before_the_year_1000_gets_no_number(house: House) -> None:
    """The real server takes such years for others; it is kept as a draft, and read without zeros before the year."""
    entry = house.entry(date="0999-12-31")
    said = "the number of an entry in the year 999 is not in the fake; docs/fidelity.md lists what is"
    assert house.refusal("account.move", "action_post", ids=[entry]) == (501, "twinledger.NotInFake", said)
    assert house.read("account.move", entry, "date", "state") == {"id": entry, "date": "999-12-31", "state": "draft"}


def test_each_period_counts_from_one(house: House) -> None:
    """A new month begins a new count, and an old one goes on where it was."""
    days = ("2026-03-31", "2026-04-01", "2026-03-01", "2025-03-15")
    names = [name_of(house, house.post_entry(date=day)) for day in days]
    assert names == ["MISC/2026/03/0001", "MISC/2026/04/0001", "MISC/2026/03/0002", "MISC/2025/03/0001"]


def test_entries_posted_together_are_numbered_by_date(house: House) -> None:
    """Drafts that are posted in one call get their names in the order of date, reference and id."""
    entries = [
        house.entry(date=day, ref=ref) for day, ref in (("2026-03-09", "b"), ("2026-03-09", "a"), ("2026-03-01", "z"))
    ]
    house.call("account.move", "action_post", ids=entries)
    assert [str(name_of(house, entry))[-1] for entry in entries] == ["3", "2", "1"]


def test_a_number_is_free_again_when_the_last_entry_goes(house: House) -> None:
    """The next number is one more than the highest there is."""
    first, second = house.post_entry(), house.post_entry()
    house.call("account.move", "button_draft", ids=[second])
    house.call("account.move", "unlink", ids=[second])
    assert name_of(house, house.post_entry()) == "MISC/2026/03/0002"
    house.call("account.move", "button_draft", ids=[first])
    house.call("account.move", "unlink", ids=[first])
    assert name_of(house, house.post_entry()) == "MISC/2026/03/0003"


def test_a_name_binds_an_entry_to_its_period(house: House) -> None:
    """A named draft that moves to another month is not posted until its name is cleared; then it gets another."""
    entry = house.post_entry()
    house.call("account.move", "button_draft", ids=[entry])
    house.call("account.move", "write", ids=[entry], vals={"date": "2026-04-05"})
    status, name, message = house.refusal("account.move", "action_post", ids=[entry])
    assert (status, name) == (422, "odoo.exceptions.ValidationError")
    assert message.startswith(
        "The Date (04/05/2026) you've entered isn't aligned with the existing sequence number (MISC/2026/03/0001)."
    )
    house.call("account.move", "write", ids=[entry], vals={"name": "/", "date": "2026-04-06"})
    house.call("account.move", "action_post", ids=[entry])
    assert name_of(house, entry) == "MISC/2026/04/0001"
    assert (
        house.read("account.move.line", house.read("account.move", entry, "line_ids")[0], "move_name")
        == "MISC/2026/04/0001"
    )


@pytest.mark.parametrize("cleared", [False, "/", ""])
def test_a_cleared_name_is_given_again(house: House, cleared: object) -> None:
    """A draft without a name gets the next one that is free."""
    first = house.post_entry()
    house.post_entry()
    house.call("account.move", "button_draft", ids=[first])
    house.call("account.move", "write", ids=[first], vals={"name": cleared})
    house.call("account.move", "action_post", ids=[first])
    assert name_of(house, first) == "MISC/2026/03/0003"


def test_a_name_is_unique_among_posted_entries(house: House) -> None:
    """Two posted entries of a journal cannot have one name."""
    first, second = house.post_entry(), house.post_entry()
    house.call("account.move", "button_draft", ids=[second])
    house.call("account.move", "write", ids=[second], vals={"name": name_of(house, first)})
    message = "The operation cannot be completed: Another entry with the same name already exists."
    assert house.refusal("account.move", "action_post", ids=[second]) == (
        422,
        "odoo.exceptions.ValidationError",
        message,
    )
    assert house.read("account.move", second, "state") == "draft"


def test_the_journal_of_a_named_entry_is_fixed(house: House) -> None:
    """An entry that was posted keeps its journal as long as it keeps its name."""
    entry = house.post_entry()
    house.call("account.move", "button_draft", ids=[entry])
    status, _, message = house.refusal("account.move", "write", ids=[entry], vals={"journal_id": house.ids["INV"]})
    assert (status, message.partition(",")[0]) == (
        422,
        "You cannot edit the journal of an account move if it has been posted once",
    )
    house.call("account.move", "write", ids=[entry], vals={"journal_id": house.ids["INV"], "name": "/"})
    house.call("account.move", "action_post", ids=[entry])
    assert name_of(house, entry) == "INV/2026/00001"


def test_labels_of_entries_and_lines(house: House) -> None:
    """A label has the name with the reference in brackets, and a line's own text after them."""
    draft, posted = house.entry(ref="R"), house.post_entry(ref="R")
    assert house.read("account.move", draft, "display_name") == "Draft Entry (R)"
    assert house.read("account.move", posted, "display_name") == "MISC/2026/03/0001 (R)"
    [line, _] = house.read("account.move", posted, "line_ids")
    house.call("account.move.line", "write", ids=[line], vals={"name": "rent"})
    assert house.read("account.move.line", line, "display_name") == "MISC/2026/03/0001 (R) rent"
    assert (
        house.read("account.move.line", house.read("account.move", house.entry(), "line_ids")[0], "display_name")
        == "Draft Entry"
    )
