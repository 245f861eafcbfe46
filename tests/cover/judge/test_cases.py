"""Cases: what is demanded of a run, and what a case does before, between and after runs, without any that is real."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mock_kit.journal import Exchange
from twinledger.books.tale import Tale
from twinledger.drivers.manifest import Claims
from twinledger.drivers.outcome import Outcome
from twinledger.judge import case as cases
from twinledger.judge.case import ASSUMED, Bench, Case
from twinledger.judge.clauses import Clause
from twinledger.judge.examples import Counterexample, Drawing, to_word
from twinledger.judge.small import LEDGER
from twinledger.judge.verdicts import Failed, Gap, HarnessError, Inconclusive, Level, NotApplicable
from twinledger.world import ODOO_LOGIN

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
DONE, LATE = Outcome(True), Outcome(False, seconds=60, timed_out=True)
REFRESHING, NOTHING = Claims(features=("token-refresh",)), Claims(features=())


class Journal(list[Any]):
    """The requests of a world."""

    def since(self, first: int) -> list[Any]:
        """Return those after the first ones."""
        return self[first:]


class Hands:
    """What stands in for a trial: it notes what is asked of it, and its runs come to what is laid ready."""

    def __init__(self, *given: Any) -> None:
        self.given = given
        self.world, _, self.claims, self.timeout = given
        self.state_dir = Path("/its/state")
        self.ran_at: datetime | None = None
        self.asked: list[Any] = []
        self.ready: list[Outcome] = []
        self.heard: list[Any] = []

    def run(self, watch: object = None, **changes: str) -> Outcome:
        """Note a run and what it asks for meanwhile."""
        self.asked.append(("run", watch, changes))
        self.world.journal.extend(self.heard)
        return self.ready.pop(0)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def note(*given: Any, **more: Any) -> Any:
            self.asked.append((name, *given, *([more] if more else [])))
            return f"what {name} gives"

        return note


class Desk:
    """A bench with a world in which nothing happens by itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Any] = []
        self.now = BEGAN
        clock = SimpleNamespace(now=lambda: self.now)
        file = SimpleNamespace(link=lambda *given: self.asked.append(("link", *given)))
        self.world = SimpleNamespace(
            journal=Journal(), clock=clock, made=SimpleNamespace(began=BEGAN.isoformat()),
            application="the application",
            pair=SimpleNamespace(file=file, reference="acme,1"), bookkeeper=lambda: "the keeper",
        )  # fmt: skip
        self.driver = SimpleNamespace(fixed_hosts={})
        monkeypatch.setattr(cases, "Trial", Hands)
        monkeypatch.setattr(
            cases, "Beginnings", lambda world: SimpleNamespace(of=world, **self._noting("small", "big"))
        )

    def _noting(self, *names: str) -> dict[str, Callable[..., Any]]:
        def noting(name: str) -> Callable[..., Any]:
            def note(*given: Any) -> str:
                self.asked.append((name, *given))
                return f"the teller of {name}"

            return note

        return {name: noting(name) for name in names}

    def case(self, claims: Claims = REFRESHING, replay: Tale | None = None, **more: Any) -> Case:
        """Return a case; `more` is what is special about its bench."""
        world, driver = cast("Any", self.world), cast("Any", self.driver)
        return Case(Bench(world, driver, claims, 30.0, **{"drawing": Drawing(4), **more}), a_clause(), replay)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a test a bench."""
    return Desk(monkeypatch)


def a_clause(level: Level = Level.MUST, **more: Any) -> Clause:
    """Return a clause."""
    return Clause("CON-01", level, "It holds", sources=(), adversary="", remedy="", mutant="", **more)


def hands(case: Case, *ready: Outcome, heard: Sequence[Any] = ()) -> Hands:
    """Return what stands in for a case's trial, with what its runs come to and what the world hears in each."""
    found = cast("Hands", case.trial)
    found.ready, found.heard = list(ready), list(heard)
    return found


def a_request(**more: Any) -> Exchange:
    """Return a request that went well, but for what is said."""
    given = {"error": "", "notes": {}, "method": "GET", "path": "/x", **more}
    return cast("Exchange", SimpleNamespace(**given))


@pytest.mark.parametrize(
    ("level", "assumed", "left"),
    [
        (Level.MUST, False, Level.MUST),
        (Level.MUST, True, Level.SHOULD),
        (Level.SHOULD, True, Level.SHOULD),
        (Level.INFORMATION, True, Level.INFORMATION),
        (Level.INFORMATION, False, Level.INFORMATION),
    ],
)
def test_what_is_assumed_weighs_less(desk: Desk, level: Level, left: Level, *, assumed: bool) -> None:
    """It never must hold, and whoever reads of it is told on what it rests."""
    bench = desk.case().bench
    case = Case(bench, a_clause(level, assumed=assumed))
    assert (case.level, case.remarks, case.replay_word) == (left, [ASSUMED] if assumed else [], "")
    assert (case.bench, case.clause) == (bench, a_clause(level, assumed=assumed))


def test_a_case_asks_its_trial_and_its_world(desk: Desk) -> None:
    """Both are those of the bench; what is asked is handed on whole, and so is the answer."""
    case = desk.case(NOTHING)
    trial = hands(case)
    assert trial.given == (desk.world, desk.driver, NOTHING, 30.0)
    assert cast("Any", case.bench.beginnings).of is desk.world
    assert (case.state_dir, case.login, case.keeper) == (trial.state_dir, ODOO_LOGIN, "the keeper")
    assert (case.claims("token-refresh"), desk.case().claims("token-refresh")) == (False, True)
    assert case.inputs(ODOO_URL="x") == "what inputs gives"
    assert case.new_key() == "what new_key gives"
    assert case.printed(DONE) == "what printed gives"
    case.remove_key("a key")
    case.renew_grant("one", "two")
    case.forget()
    case.close()
    assert trial.asked == [
        ("inputs", {"ODOO_URL": "x"}), ("new_key",), ("printed", DONE), ("remove_key", "a key"),
        ("renew_grant", "one", "two"), ("forget",), ("close",),
    ]  # fmt: skip


def test_a_case_begins_with_a_ledger(desk: Desk) -> None:
    """A small one, which may be empty, or a big one; the connector remembers nothing, and is authorised anew if old."""
    case = desk.case(NOTHING)
    trial = hands(case)
    desk.now += timedelta(hours=1, seconds=1)
    for begin in (
        case.begin,
        lambda: case.begin(LEDGER),
        case.begin_big,
        lambda: case.begin_big(7),
    ):
        begin()
        assert trial.asked == [("forget",), ("renew_grant",)]
        trial.asked.clear()
        assert case.teller == f"the teller of {desk.asked[-1][0]}"
    assert desk.asked == [("small", ()), ("small", LEDGER.entries), ("big", 2100), ("big", 7)]


def test_the_file_is_linked_from_a_day_on(desk: Desk) -> None:
    """By the accountant, for the application and the company that the case is about."""
    desk.case().begin_at(date(2026, 1, 1))
    assert desk.asked == [("link", "the application", "acme,1", date(2026, 1, 1))]


@pytest.mark.parametrize("known", [Outcome(True, message="as before"), None])
def test_a_first_run_is_brought_back_or_made_and_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, known: Outcome | None
) -> None:
    """Whoever begins with a ledger that another clause began with is where that one was, and authorised."""
    case = desk.case(NOTHING)
    trial = hands(case, DONE)
    noted: list[Any] = []

    def bring_back(*given: Any) -> Outcome | None:
        noted.append(given)
        desk.now += timedelta(hours=1, seconds=1)
        return known

    runs = SimpleNamespace(bring_back=bring_back, keep=lambda *given: noted.append(given))
    monkeypatch.setattr(case.bench, "first_runs", runs)
    assert case.begin_synced(LEDGER) == (known or DONE)
    assert desk.asked == [("small", LEDGER.entries)]
    assert noted == [(trial, LEDGER.entries), *([] if known else [(trial, LEDGER.entries, DONE)])]
    assert trial.asked == [("forget",), ("renew_grant",) if known else ("run", None, {})]


# Runs -----------------------------------------------------------------------------------------------------------------


def test_a_run_that_is_late_is_made_once_more(desk: Desk) -> None:
    """With the same inputs and the same watch; no third time, and not where one run alone is wanted."""
    watch = cast("Any", "a watch")
    case = desk.case()
    trial = hands(case, LATE, DONE)
    assert case.run_watched(watch, ODOO_URL="x") is DONE
    assert trial.asked == [("run", watch, {"ODOO_URL": "x"})] * 2
    trial = hands(case, LATE, LATE, DONE)
    trial.asked.clear()
    assert case.run(SYNC="y") is LATE
    assert trial.asked == [("run", None, {"SYNC": "y"})] * 2
    trial = hands(case, LATE, DONE)
    trial.asked.clear()
    assert case.run_once(SYNC="y") is LATE
    assert trial.asked == [("run", None, {"SYNC": "y"})]
    assert hands(case, DONE, LATE).world is desk.world
    assert case.run() is DONE


def test_a_clause_gives_its_runs_more_time(desk: Desk) -> None:
    """So many times what the bench grants, and what that is so many times."""
    case = desk.case()
    case.give_time(3)
    assert case.trial.timeout == 90
    case.give_time(2)
    assert case.trial.timeout == 180


def test_only_what_was_asked_in_a_run_counts_for_it(desk: Desk) -> None:
    """What the fake failed at, or has not, proves nothing of the connector then; before that it is no matter."""
    gap = a_request(notes={"error": "twinledger.NotInFake", "message": "the model x"})
    desk.world.journal.append(gap)
    case = desk.case()
    hands(case, DONE, heard=[a_request()])
    assert case.run() is DONE
    for run in (case.run, case.run_once, lambda: case.run_watched(cast("Any", "a watch"))):
        hands(case, DONE, heard=[gap])
        with pytest.raises(Gap, match="asks for something that the fake does not have: the model x"):
            run()
    hands(case, LATE, LATE, heard=[a_request(error="Traceback\nKeyError: 1")])
    with pytest.raises(HarnessError, match="GET /x: KeyError: 1"):
        case.run()


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [
        ({}, False),
        ({"ODOO_URL": "http://127.0.0.1:8069"}, False),
        ({"ODOO_URL": "http://127.0.0.1:8069/odoo"}, True),
        ({"SILVERFIN_URL": "http://127.0.0.1:8069/odoo"}, False),
        ({"ODOO_DATABASE": "http://127.0.0.1:8069/odoo"}, False),
    ],
)
def test_an_address_that_is_built_in_cannot_be_changed(
    desk: Desk, changes: dict[str, str], *, is_refused: bool
) -> None:
    """To one that the host cannot be led to: then nothing is run."""
    desk.driver.fixed_hosts = {"odoo": "erp.example.com"}
    case = desk.case()
    trial = hands(case, DONE)
    if is_refused:
        with pytest.raises(NotApplicable) as caught:
            case.run(**changes)
        assert caught.value.reason == f"the address of odoo is built into it, so {changes['ODOO_URL']} cannot be tried"
        assert trial.asked == []
    else:
        assert case.run(**changes) is DONE


def test_a_synchronisation_is_demanded(desk: Desk) -> None:
    """One that did not come about has failed; what the situation was is said if it was not a plain one."""
    case = desk.case()
    trial = hands(case, DONE, Outcome(False), Outcome(False))
    assert case.sync(ODOO_URL="x") is DONE
    assert trial.asked == [("run", None, {"ODOO_URL": "x"})]
    with pytest.raises(Failed) as plain:
        case.sync()
    assert plain.value.reason == "The connector said that it did not synchronise; nothing was in its way."
    with pytest.raises(Failed) as other:
        case.sync(when="the key is new")
    told = "The connector said that it did not synchronise; the key is new, which is no reason to fail."
    assert (other.value.reason, other.value.evidence) == (told, "what printed gives")
    assert trial.asked[-1] == ("printed", Outcome(False))


@pytest.mark.parametrize(
    ("outcome", "told", "is_shown"),
    [
        (DONE, "The connector said that it synchronised, although it rains.", True),
        (LATE, "The connector did not end within 60 s instead of failing.", False),
        (
            Outcome(False, "internal"),
            "The connector said that it did not synchronise because of internal; the reason is source or target.",
            True,
        ),
    ],
)
def test_a_refusal_is_demanded(desk: Desk, outcome: Outcome, told: str, *, is_shown: bool) -> None:
    """It must fail in time, and for one of the reasons if it gives one."""
    case = desk.case()
    trial = hands(case, outcome, outcome)
    with pytest.raises(Failed) as caught:
        case.refused("source", "target", although="it rains", ODOO_URL="x")
    assert (caught.value.reason, caught.value.evidence) == (told, "what printed gives" if is_shown else "")
    assert trial.asked[0] == ("run", None, {"ODOO_URL": "x"})
    assert (trial.asked[-1] == ("printed", outcome)) is is_shown


@pytest.mark.parametrize("outcome", [Outcome(False), Outcome(False, "source"), Outcome(False, "target")])
def test_a_right_refusal_is_returned(desk: Desk, outcome: Outcome) -> None:
    """With one of the reasons, or with none."""
    case = desk.case()
    hands(case, outcome)
    assert case.refused("source", "target", although="it rains") is outcome


def test_what_never_happened_was_not_met_or_not_reached(desk: Desk) -> None:
    """By a run that went well it was not met, by design; by one that failed before, nothing was in its way yet."""
    case = desk.case()
    spared = case.spared(DONE, "it reads no page")
    assert (type(spared), spared.reason, spared.evidence) == (NotApplicable, "it reads no page", "")
    failed = case.spared(Outcome(False), "it reads no page")
    told = "The connector said that it did not synchronise; nothing was in its way yet."
    assert (type(failed), failed.reason, failed.evidence) == (Failed, told, "what printed gives")
    assert hands(case).asked == [("printed", Outcome(False))]


# Keys -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "rested", "is_renewed"),
    [
        (REFRESHING, None, False),
        (REFRESHING, timedelta(days=60) - timedelta(seconds=1), False),
        (REFRESHING, timedelta(days=60), True),
        (NOTHING, None, True),
        (NOTHING, timedelta(0), True),
    ],
)
def test_tokens_that_may_have_expired_are_renewed(
    desk: Desk, claims: Claims, rested: timedelta | None, *, is_renewed: bool
) -> None:
    """Of a connector that does not refresh them, and of one that was not run for as long as a refresh token lives."""
    case = desk.case(claims)
    trial = hands(case)
    trial.ran_at = None if rested is None else desk.now - rested
    case.keep_grant()
    assert trial.asked == [("renew_grant",)] * is_renewed


@pytest.mark.parametrize(
    ("claims", "age", "is_renewed"),
    [
        (REFRESHING, timedelta(days=9), False),
        (NOTHING, timedelta(0), False),
        (NOTHING, timedelta(hours=1), False),
        (NOTHING, timedelta(hours=1, microseconds=1), True),
    ],
)
def test_a_case_begins_authorised(desk: Desk, claims: Claims, age: timedelta, *, is_renewed: bool) -> None:
    """Who refreshes no token has a new one before the world is half as old as tokens become."""
    case = desk.case(claims)
    desk.now += age
    case.begin()
    assert hands(case).asked == [("forget",), *[("renew_grant",)] * is_renewed]


@pytest.mark.parametrize(
    ("profile", "more", "left"), [("quick", {}, [1]), ("quick", {"quick": 2}, [1, 2]), ("default", {}, [1, 2, 3])]
)
def test_a_quick_profile_tries_the_first_ways(desk: Desk, profile: str, more: dict[str, int], left: list[int]) -> None:
    """One, unless a clause wants more of them; any other profile tries all."""
    assert desk.case(profile=profile).some([1, 2, 3], **more) == left
    assert desk.case().some([1, 2, 3]) == [1, 2, 3]


# Many examples --------------------------------------------------------------------------------------------------------


class Explorer:
    """What explores in a test: it notes what it is given, and finds what is laid ready."""

    found: Counterexample | None = None
    given: tuple[Any, ...] = ()

    def __init__(self, check: Callable[[Tale], None]) -> None:
        self._check = check

    def explore(self, *given: Any, drawing: Any) -> Counterexample | None:
        """Note it."""
        Explorer.given = (self._check, *given, drawing)
        return Explorer.found


@pytest.fixture
def explorer(monkeypatch: pytest.MonkeyPatch) -> type[Explorer]:
    """Give a test an explorer that finds nothing yet."""
    monkeypatch.setattr(cases, "Explorer", Explorer)
    monkeypatch.setattr(Explorer, "found", None)
    return Explorer


def test_tales_are_tried_as_the_bench_says(desk: Desk, explorer: type[Explorer]) -> None:
    """Fixed ones and drawn ones, kept under the clause's name; or the one alone that is to be tried again."""
    tales, drawing = cast("Any", "tales"), SimpleNamespace(under=lambda name: f"drawn under {name}")
    tried: list[Tale] = []
    desk.case(drawing=drawing).for_all(tales, tried.append, [LEDGER])
    assert explorer.given == (tried.append, "tales", [LEDGER], "drawn under CON-01")
    desk.case(drawing=drawing).for_all(tales, tried.append)
    assert explorer.given == (tried.append, "tales", (), "drawn under CON-01")
    desk.case(drawing=drawing, replay=LEDGER).for_all(tales, tried.append, [LEDGER, LEDGER])
    assert explorer.given == (tried.append, "tales", [LEDGER], None)
    assert tried == []


@pytest.mark.parametrize("evidence", ["the second time", ""])
def test_the_smallest_tale_is_tried_once_more(
    desk: Desk, explorer: type[Explorer], monkeypatch: pytest.MonkeyPatch, evidence: str
) -> None:
    """As if nothing were known. What fails again is told with the tale, and with a word for it."""
    case, steps = desk.case(), list[Any]()
    monkeypatch.setattr(case.bench, "first_runs", SimpleNamespace(forget=lambda: steps.append("forgotten")))
    explorer.found = Counterexample(LEDGER, Failed("first", "the first time"))

    def fails(tale: Tale) -> None:
        steps.append(tale)
        raise Failed("again", evidence)

    with pytest.raises(Failed) as caught:
        case.for_all(cast("Any", "tales"), fails)
    told = "\n".join(f"  {line}" for line in str(LEDGER).splitlines())
    assert caught.value.reason == "again"
    assert caught.value.evidence == f"The smallest ledger that shows it:\n{told}\n{evidence}".strip()
    assert (case.replay_word, steps) == (to_word(LEDGER), ["forgotten", LEDGER])


def test_a_tale_that_does_not_fail_again_is_in_doubt(
    desk: Desk, explorer: type[Explorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was seen the first time, and no word, for nothing can be seen again."""
    case = desk.case()
    monkeypatch.setattr(case.bench, "first_runs", SimpleNamespace(forget=lambda: None))
    explorer.found = Counterexample(LEDGER, Failed("first", "the first time"))
    with pytest.raises(Inconclusive) as caught:
        case.for_all(cast("Any", "tales"), lambda _tale: None)
    told = "unstable: one run failed and the next one did not (first)"
    assert (caught.value.reason, caught.value.evidence, case.replay_word) == (told, "the first time", "")
