"""Pages far into a long list come out of one list of ids; what they show is what any page would."""

from __future__ import annotations

from contextlib import suppress

import pytest

from mock_odoo.orm import pages, reading

from .support import ACME, House

DOMAIN = [["ref", "=", "far"]]


class TakenBackError(Exception):
    """Ends a transaction."""


@pytest.fixture
def long(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Give a test twelve contacts, of which two and two have the same colour, and call it far from the third on."""
    monkeypatch.setattr(reading, "FAR", 2)
    for number in range(12):
        house.create("res.partner", name=f"n{number}", ref="far", color=number // 2)
    return house


def _page(house: House, offset: int, order: str = "id", limit: int = 3) -> list[str]:
    read = house.call(
        "res.partner", "search_read", domain=DOMAIN, fields=["name"], offset=offset, limit=limit, order=order
    )
    return [record["name"] for record in read]


@pytest.mark.parametrize("order", ["id", "id desc", "color", "color desc", "name desc"])
def test_pages_put_together_are_the_whole(long: House, order: str) -> None:
    """Nothing twice, nothing left out, in one order, ties too; the last page is short and behind it is nothing."""
    whole = _page(long, 0, order, 0)
    assert [_page(long, first, order) for first in (0, 3, 6, 9)] == [whole[at : at + 3] for at in (0, 3, 6, 9)]
    assert (_page(long, 10, order), _page(long, 10, order, 0), _page(long, 99, order)) == (whole[10:], whole[10:], [])
    found = long.call("res.partner", "search", domain=DOMAIN, offset=9, order=order)
    assert [record["name"] for record in long.call("res.partner", "read", ids=found, fields=["name"])] == whole[9:]


def test_a_page_follows_what_is_written(long: House) -> None:
    """What was created, renamed or deleted since the last page counts on the next."""
    before = _page(long, 3, "id")
    [first] = long.call("res.partner", "search", domain=[*DOMAIN, ["name", "=", "n0"]])
    long.call("res.partner", "write", ids=[first], vals={"ref": "near"})
    assert _page(long, 3) == [*before[1:], "n6"]
    long.call("res.partner", "write", ids=[first], vals={"ref": "far"})
    assert _page(long, 3) == before
    long.call("res.partner", "unlink", ids=[first])
    assert _page(long, 3) == [*before[1:], "n6"]


def test_a_page_follows_what_is_taken_back(long: House) -> None:
    """A list that was made on rows which were rolled back, to a savepoint or wholly, or restored is not used again."""
    database, before = long.odoo.database(ACME), _page(long, 9)
    state, env = database.capture(), database.environment()
    first = env.model("res.partner", tuple(env["res.partner"].search(DOMAIN, limit=1, order="id")))

    def shown() -> int:
        return len(env["res.partner"].search(DOMAIN, offset=9, order="id"))

    with suppress(TakenBackError), database.store.transaction():
        with suppress(TakenBackError), database.store.savepoint():
            first.write({"ref": "near"})
            assert shown() == 2
            raise TakenBackError
        assert shown() == 3
        first.write({"ref": "near"})
        assert shown() == 2
        raise TakenBackError
    assert _page(long, 9, limit=0) == before
    long.create("res.partner", name="more", ref="far")
    assert _page(long, 9, limit=0) == [*before, "more"]
    database.restore(state)
    assert _page(long, 9, limit=0) == before


def test_few_lists_are_kept(long: House) -> None:
    """Those of the last searches, not of all there ever were."""
    for order in ("id", "name", "color", "ref", "id desc", "name desc"):
        _page(long, 3, order)
    kept = [search.code.partition("ORDER BY ")[2] for search in long.odoo.database(ACME).pages._lists]
    assert len(kept) == pages.KEPT
    assert "color" in kept[0]
