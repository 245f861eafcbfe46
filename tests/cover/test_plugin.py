"""The pytest plugin, as somebody's own test suite meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

import twinledger

pytest_plugins = ["pytester"]

ROOT = Path(twinledger.__file__).parents[1]


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Give a test an empty test suite in which the plugin is the only one."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = -p twinledger.plugin -p no:cacheprovider\n")
    return pytester


def test_the_fixtures_are_there_with_their_sentences(suite: pytest.Pytester) -> None:
    """`pytest --fixtures` lists the three, each with what it gives, and hides what is private."""
    result = suite.runpytest_subprocess("--fixtures", "-q")
    result.stdout.fnmatch_lines_random(
        [
            "world -- *plugin.py:*",
            "    Give a test a fake Odoo and a fake Silverfin, paired, with one company*",
            "odoo -- *plugin.py:*",
            "    Give a test the fake Odoo of its `world`.",
            "silverfin -- *plugin.py:*",
            "    Give a test the fake Silverfin of its `world`.",
        ]
    )
    result.stdout.no_fnmatch_line("*_twinledger_world*")


def test_a_test_begins_with_the_same_world_at_the_same_address(suite: pytest.Pytester) -> None:
    """What one test makes on either side is gone in the next; the servers, and so their URLs, stay for the session."""
    suite.makepyfile(
        """
        import datetime as dt

        import requests

        seen = []


        def call(world, method, **body):
            answer = requests.post(
                f"{world.odoo.url}/json/2/res.partner/{method}",
                json=body,
                headers={"Authorization": f"Bearer {world.pair.api_key}"},
                timeout=10,
            )
            answer.raise_for_status()
            return answer.json()


        def look(world, odoo, silverfin):
            assert (world.odoo, world.silverfin) == (odoo, silverfin)
            partners = call(world, "search_count", domain=[])
            seen.append((odoo.url, silverfin.url, partners, world.clock.now(), len(world.journal), world.pair.api_key))
            call(world, "create", vals_list=[{"name": "Nobody else's"}])
            assert call(world, "search_count", domain=[]) == partners + 1
            world.silverfin.add_firm("Another firm")
            world.pair.file.unlink()
            world.add_pair("beta", name="Beta NV")
            world.clock.advance(dt.timedelta(days=3))


        def test_one(world, odoo, silverfin):
            look(world, odoo, silverfin)


        def test_two(silverfin, odoo, world):
            assert len(world.pairs) == 1
            look(world, odoo, silverfin)


        class TestThree:
            def test_three(self, world, odoo, silverfin):
                look(world, odoo, silverfin)
                assert len(seen) == 3
                assert len(set(seen)) == 1
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=3)


def test_modules_share_one_server(suite: pytest.Pytester) -> None:
    """One server for the session, whoever asks for it, and it is gone when the session ends."""
    code = "from pathlib import Path\n\ndef test_it(odoo):\n    Path('{name}').write_text(odoo.url)\n"
    suite.makepyfile(**{f"test_{name}": code.format(name=name) for name in ("one", "two")})
    suite.runpytest_subprocess().assert_outcomes(passed=2)
    first, second = ((suite.path / name).read_text() for name in ("one", "two"))
    assert first == second
    assert first.startswith("http://127.0.0.1:")


def test_the_readme_keeps_its_word(suite: pytest.Pytester) -> None:
    """The test in the README passes as it stands there."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    suite.makepyfile(readme.partition("```python\n")[2].partition("```")[0])
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_who_does_not_use_it_pays_nothing(suite: pytest.Pytester) -> None:
    """A test suite in which nobody asks for a fixture loads neither fake, and nothing that they need."""
    suite.makepyfile(
        """
        import sys


        def test_it():
            assert "twinledger.plugin" in sys.modules
            heavy = "mock_kit mock_odoo mock_silverfin cheroot flask requests faker hypothesis pydantic rich yaml"
            assert [name for name in heavy.split() if name in sys.modules] == []
            assert sorted(name for name in sys.modules if name.startswith("twinledger.")) == ["twinledger.plugin"]
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_world_in_use_still_loads_no_more_than_it_needs(suite: pytest.Pytester) -> None:
    """A company without entries needs neither Faker nor Hypothesis."""
    suite.makepyfile(
        """
        import sys


        def test_it(world):
            heavy = "faker hypothesis pydantic rich yaml jinja2 requests responses"
            assert [name for name in heavy.split() if name in sys.modules] == []
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_test_in_which_a_fake_failed_fails(suite: pytest.Pytester) -> None:
    """A test may swallow a 500 of ours; it fails all the same, with the traceback, and the next one is not touched."""
    suite.makepyfile(
        """
        import requests


        def broken(*_):
            raise RuntimeError("a mistake in the fake")


        def test_swallowing(odoo, monkeypatch):
            monkeypatch.setattr("mock_odoo.doors.json2.odoo_of", broken)
            assert requests.post(f"{odoo.url}/json/2/res.users/context_get", json={}, timeout=10).status_code == 500


        def test_next(odoo):
            assert requests.post(f"{odoo.url}/json/2/res.users/context_get", json={}, timeout=10).status_code == 401
        """
    )
    result = suite.runpytest_subprocess()
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["a fake failed to answer POST /json/2/res.users/context_get:", "*RuntimeError: a mistake in the fake"]
    )


def test_a_name_of_ones_own_wins(suite: pytest.Pytester) -> None:
    """A suite that has a fixture `world` already keeps it."""
    suite.makepyfile(
        """
        import pytest


        @pytest.fixture
        def world():
            return "mine"


        def test_it(world):
            assert world == "mine"
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_connector_is_tried_with_faults_and_a_clock(suite: pytest.Pytester) -> None:
    """Both ledgers are compared, a lost answer is lost after the commit, and a fault that never strikes fails."""
    suite.path.joinpath("connector.toml").write_text(
        '[connector]\nname = "x"\npython = "mock_silverfin.integrations.odoo:sync"\n'
    )
    suite.makepyfile(
        """
        import datetime as dt

        import pytest
        from twinledger.books import Entry, Line

        LINES = (Line("604000", 12100), Line("440000", -12100))


        def test_it(world, connector, assert_ledgers_agree, faults, clock):
            world.bookkeeper().enter(Entry("MISC", dt.date(2026, 1, 5), LINES, state="posted"))
            with pytest.raises(AssertionError, match="missing in Silverfin"):
                assert_ledgers_agree()
            with faults.lost_answer(after="submit") as lost:
                connector.run()
            assert lost.fired == 1
            assert connector.run().synchronised
            assert_ledgers_agree()
            with pytest.raises(AssertionError, match="never struck"), faults.status(503, at="submit", nth=99):
                connector.run()
            before = clock.now()
            with clock.at("2026-06-01") as now:
                assert now == clock.now() == dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
            assert clock.now() == before
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=1)
