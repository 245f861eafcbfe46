"""The projection: what Silverfin must hold of a ledger, and how two ledgers are told apart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_silverfin.integrations.odoo import sync as reference
from twinledger import projection
from twinledger.books.book import Entry, Line, State
from twinledger.judge import small
from twinledger.judge.acts import add_analytic_account
from twinledger.projection import SHOWN, Difference, Row, coarsened
from twinledger.world import World

DAY, NEXT_DAY, NEXT_MONTH = dt.date(2026, 2, 3), dt.date(2026, 2, 4), dt.date(2026, 3, 1)
ROWS = st.builds(
    Row,
    st.sampled_from(["400000", "0400", "700000"]),
    st.dates(dt.date(2025, 12, 30), dt.date(2026, 1, 2)),
    st.integers(-5, 5).filter(bool),
)
LEDGERS = st.lists(ROWS, max_size=12).map(Counter)
GRANULARITIES = ("line", "entry", "account-month")


def _entry(
    *amounts: tuple[str, int], day: dt.date = DAY, state: State = "posted", document: dt.date | None = None
) -> Entry:
    return Entry("MISC", day, tuple(Line(*amount) for amount in amounts), state=state, invoice_date=document)


def _expected(world: World, *entries: Entry) -> list[Row]:
    bookkeeper = world.bookkeeper()
    for entry in entries:
        bookkeeper.enter(entry)
    return sorted(projection.expected(world, world.pair).elements())


@pytest.mark.parametrize("amount", [1, -1, 29, 115, 1005, 99_999_999_999, -123_456_789_012])
def test_debit_is_positive_and_every_cent_is_there(world: World, amount: int) -> None:
    """Amounts are whole minor units with Odoo's sign, on accounts of any kind, and never binary fractions."""
    rows = _expected(world, _entry(("400000", amount), ("700000", -amount)))
    assert rows == [Row("400000", DAY, amount), Row("700000", DAY, -amount)]
    assert [type(row.amount) for row in rows] == [int, int]


def test_lines_that_are_alike_are_counted(world: World) -> None:
    """Two equal lines are two lines."""
    _expected(world, small.EQUAL_LINES)
    rows = projection.expected(world, world.pair)
    assert rows == {Row("612000", small.JANUARY, 29): 2, Row("570000", small.JANUARY, -29): 2}


@pytest.mark.parametrize("state", ["draft", "cancel"])
def test_only_what_is_posted_is_expected(world: World, state: State) -> None:
    """Neither drafts nor cancelled entries, and an entry goes as it leaves its state."""
    assert _expected(world, _entry(("400000", 5), ("700000", -5), state=state)) == []
    bookkeeper = world.bookkeeper()
    id_ = bookkeeper.enter(_entry(("400000", 7), ("700000", -7)))
    assert projection.expected(world, world.pair).total() == 2
    bookkeeper.to_draft(id_)
    assert not projection.expected(world, world.pair)


@pytest.mark.parametrize("posted", [True, False])
def test_what_is_spread_may_arrive_in_parts_if_it_is_posted(world: World, tmp_path: Path, posted: bool) -> None:
    """A draft that is spread over analytic accounts is no reason to compare posted lines less exactly."""
    keeper = world.bookkeeper()
    keeper.enter(_entry(("400000", 300), ("700000", -300)))
    reference(world.inputs(tmp_path))
    move = keeper.enter(_entry(("400000", 7), ("700000", -7), state="posted" if posted else "draft"))
    spread = {str(add_analytic_account(keeper, "Regions", "North")): 100.0}
    for line in keeper.find("account.move.line", ("move_id", "=", move)):
        keeper.write("account.move.line", line, {"analytic_distribution": spread})
    keeper.enter(_entry(("400000", 100), ("400000", 200), ("700000", -300)))
    assert len(projection.difference(world, world.pair).missing) == (2 if posted else 3)


def test_lines_without_amount_or_account_are_left_out(world: World) -> None:
    """Zero lines may be sent or not; sections and notes are no lines."""
    zero = _entry(("400000", 0), ("700000", 0))
    assert _expected(world, zero, *small.WITH_REMARKS.entries[:1]) == [
        Row("400000", small.JANUARY, 12_100),
        Row("451000", small.JANUARY, -2_100),
        Row("700000", small.JANUARY, -10_000),
    ]


def test_the_accounting_date_decides(world: World) -> None:
    """The date of the document is another matter."""
    rows = _expected(world, _entry(("400000", 5), ("700000", -5), document=NEXT_MONTH))
    assert {row.date for row in rows} == {DAY}


def test_one_company_is_not_another(world: World) -> None:
    """Neither in the same database nor in another one do lines of somebody else belong to it."""
    pairs = [world.pair, world.add_pair("acme", name="Acme Holding NV"), world.add_pair("beta", name="Beta NV")]
    for amount, pair in enumerate(pairs, 1):
        world.bookkeeper(pair).enter(_entry(("400000", amount), ("700000", -amount)))
    for amount, pair in enumerate(pairs, 1):
        wanted = {Row("400000", DAY, amount): 1, Row("700000", DAY, -amount): 1}
        assert projection.expected(world, pair) == wanted


def test_off_balance_accounts_follow_the_choice(world: World) -> None:
    """They are left out unless the manifest says that they are sent."""
    database = world.odoo.database(world.pair.database)
    account = {"code": "000001", "name": "Guarantees", "account_type": "off_balance"}
    with database.store.transaction():
        database.environment(2)["account.account"].create([account])
    world.bookkeeper().enter(_entry(("000001", 5), ("000001", -5)))
    assert not projection.expected(world, world.pair)
    sent = projection.expected(world, world.pair, off_balance="send")
    assert sent == {Row("000001", DAY, 5): 1, Row("000001", DAY, -5): 1}
    assert not projection.difference(world, world.pair)
    missing = projection.difference(world, world.pair, off_balance="send")
    assert missing.missing == (Row("000001", DAY, -5), Row("000001", DAY, 5))
    assert _expected(world, _entry(("400000", 7), ("700000", -7))) == [Row("400000", DAY, 7), Row("700000", DAY, -7)]


def test_two_databases_are_told_apart(world: World) -> None:
    """History, its result and what is missing are those of the pair's own books."""
    pair = world.add_pair("beta", name="Beta NV")
    pair.file.link(world.application, pair.reference, START)
    for entry in HISTORY:
        world.bookkeeper(pair).enter(entry)
    found = projection.difference(world, pair)
    assert found.missing == (
        Row("100000", START, -500),
        Row("140000", START, -100),
        Row("149000", START, -200),
        Row("550001", START, 800),
    )
    assert not projection.difference(world, pair, opening=False)


def test_amounts_of_a_difference_have_the_decimals_of_the_company(world: World) -> None:
    """Whose currency it is that the ledgers are kept in."""
    database = world.odoo.database(world.pair.database)
    currency = database.company_currency(world.pair.company_id)
    database.store.execute("UPDATE res_currency SET decimal_places = 0, rounding = 1 WHERE id = ?", (currency,))
    world.bookkeeper().enter(_entry(("400000", 500), ("700000", -500)))
    assert projection.difference(world, world.pair).decimals == database.digits(currency)


def test_what_was_synchronised_is_equal_and_what_happened_since_is_not(world: World, tmp_path: Path) -> None:
    """The two ledgers are compared as they are at that moment, and the difference names every row and its side."""
    bookkeeper = world.bookkeeper()
    ids = [bookkeeper.enter(entry) for entry in small.LEDGER.entries]
    assert reference(world.inputs(tmp_path)) == {"ok": True}
    assert projection.held(world.pair) == projection.expected(world, world.pair)
    assert not projection.difference(world, world.pair)
    assert not projection.difference(world, world.pair, granularity="account-month")
    bookkeeper.change_amount(ids[0], 5)
    bookkeeper.enter(small.ANOTHER)
    found = projection.difference(world, world.pair)
    opening = small.OPENING.date
    assert found.missing == (
        Row("100000", opening, -5),
        Row("550001", opening, 5),
        Row("550001", small.FEBRUARY, -4350),
        Row("612000", small.FEBRUARY, 4350),
    )
    assert found.surplus == (Row("100000", opening, -99_999_999_999), Row("550001", opening, 99_999_999_999))
    assert str(found).splitlines()[0] == "  missing in Silverfin: 2024-12-31  100000                  -0.05"
    assert str(found).splitlines()[-1] == "  only in Silverfin:    2024-12-31  550001         999,999,999.99"


@given(LEDGERS)
def test_no_granularity_loses_money(rows: Counter[Row]) -> None:
    """Per account, the sum is the same however finely it is looked at; sums of nothing are no rows."""
    for granularity in GRANULARITIES:
        found = coarsened(rows, granularity)
        for account in {row.account for row in rows}:
            assert _sum(found, account) == _sum(rows, account)
        assert all(row.amount for row in found)
    days = {row.date.day for row in coarsened(rows, "account-month")}
    assert days <= {1}


def _sum(rows: Counter[Row], account: str) -> int:
    return sum(row.amount * count for row, count in rows.items() if row.account == account)


@given(LEDGERS, LEDGERS)
def test_what_is_equal_finely_is_equal_coarsely(first: Counter[Row], second: Counter[Row]) -> None:
    """A coarser comparison never finds what a finer one does not."""
    equal = [coarsened(first, granularity) == coarsened(second, granularity) for granularity in GRANULARITIES]
    assert equal == sorted(equal)


@pytest.mark.parametrize(
    ("granularity", "rows"),
    [
        ("line", {Row("4", DAY, 1): 2, Row("4", DAY, 3): 1, Row("4", NEXT_DAY, -3): 1, Row("4", NEXT_MONTH, 3): 1}),
        ("entry", {Row("4", DAY, 5): 1, Row("4", NEXT_DAY, -3): 1, Row("4", NEXT_MONTH, 3): 1}),
        ("account-month", {Row("4", DAY.replace(day=1), 2): 1, Row("4", NEXT_MONTH, 3): 1}),
    ],
)
def test_what_each_granularity_compares(granularity: str, rows: dict[Row, int]) -> None:
    """Lines as they are; sums per account and day; sums per account and month."""
    lines = [Row("4", DAY, 1), Row("4", DAY, 1), Row("4", DAY, 3), Row("4", NEXT_DAY, -3), Row("4", NEXT_MONTH, 3)]
    assert coarsened(Counter(lines), granularity) == rows


def test_a_split_line_is_told_at_the_granularity_of_lines_alone() -> None:
    """Who sends a line in two halves keeps the balance of the day, and not the lines."""
    whole, halves = Counter([Row("4", DAY, 10)]), Counter([Row("4", DAY, 5), Row("4", DAY, 5)])
    assert [coarsened(whole, fine) == coarsened(halves, fine) for fine in GRANULARITIES] == [False, True, True]


@pytest.mark.parametrize(("rows", "more"), [(0, None), (1, None), (SHOWN, None), (SHOWN + 3, 3)])
def test_a_difference_shows_so_much_and_says_how_much_more(rows: int, more: int | None) -> None:
    """It is false when there is none, and short when there are thousands."""
    found = Difference(tuple(Row("400000", DAY, number) for number in range(1, rows + 1)), ())
    lines = str(found).splitlines()
    assert bool(found) is (rows > 0)
    assert len(lines) == min(rows, SHOWN) + (more is not None)
    assert more is None or lines[-1] == f"  … and {more} more"


def test_what_is_missing_and_what_is_too_much_are_counted_together() -> None:
    """More than is shown of either."""
    rows = tuple(Row("4", DAY, number) for number in range(SHOWN + 2))
    assert str(Difference(rows, rows[:-1])).splitlines()[-1] == "  … and 3 more"


@pytest.mark.parametrize(("decimals", "shown"), [(2, "-123.45"), (0, "-12,345"), (3, "-12.345")])
def test_amounts_are_shown_with_the_currency_s_decimals(decimals: int, shown: str) -> None:
    """Minor units are thousandths in some countries and whole in others."""
    assert str(Difference((Row("4", DAY, -12_345),), (), decimals)).endswith(f" {shown}")


def test_the_total_is_the_sum() -> None:
    """A ledger that balances has none."""
    assert projection.total([Row("4", DAY, 5), Row("7", DAY, -5)]) == 0
    assert projection.total([]) == 0


START = dt.date(2026, 1, 1)
HISTORY = (
    _entry(("550001", 500), ("100000", -500), day=dt.date(2024, 12, 31)),
    _entry(("550001", 300), ("700000", -300), day=dt.date(2025, 6, 30)),
    _entry(("693000", 100), ("140000", -100), day=dt.date(2025, 12, 31)),
)


def test_history_before_the_start_is_summed_up_on_it(world: World) -> None:
    """One line per account of the balance sheet, one for the result, appropriations included; the rest as it is."""
    world.pair.file.link(world.application, world.pair.reference, START)
    assert _expected(world, *HISTORY, _entry(("550001", 7), ("700000", -7), day=START)) == [
        Row("100000", START, -500),
        Row("140000", START, -100),
        Row("149000", START, -200),
        Row("550001", START, 7),
        Row("550001", START, 800),
        Row("700000", START, -7),
    ]


def test_what_is_dated_on_the_start_is_no_history(world: World) -> None:
    """An opening entry of that very day arrives as the entry that it is."""
    world.pair.file.link(world.application, world.pair.reference, HISTORY[0].date)
    assert _expected(world, HISTORY[0]) == [Row("100000", HISTORY[0].date, -500), Row("550001", HISTORY[0].date, 500)]


def test_without_the_claim_history_is_left_out(world: World) -> None:
    """Who opens with nothing is compared from the start on."""
    world.pair.file.link(world.application, world.pair.reference, START)
    _expected(world, *HISTORY, _entry(("550001", 7), ("700000", -7), day=START))
    rows = projection.expected(world, world.pair, opening=False)
    assert rows == {Row("550001", START, 7): 1, Row("700000", START, -7): 1}


def test_the_reference_opens_like_that(world: World, tmp_path: Path) -> None:
    """The account that it names for results is the one that the projection takes."""
    world.pair.file.link(world.application, world.pair.reference, START)
    _expected(world, *HISTORY)
    assert reference(world.inputs(tmp_path)) == {"ok": True}
    assert world.pair.file.retained_earnings == "149000"
    assert not projection.difference(world, world.pair)
    assert world.pair.file.trial_balance() == world.trial_balance(until=dt.date(2026, 12, 31))
