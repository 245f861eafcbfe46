"""A fake that keeps everything in files: it is there again, and the same secret is never made twice."""

from __future__ import annotations

from pathlib import Path

from mock_silverfin import ALL_SCOPES, MockSilverfin

from .support import REDIRECT_URI, World, account, upsert


def _new(folder: Path) -> World:
    silverfin = MockSilverfin(folder=folder)
    firm = silverfin.add_firm("Fiduciary")
    admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
    application = silverfin.add_application("Acme Sync", REDIRECT_URI, ALL_SCOPES)
    file = firm.add_company("Acme")
    file.link(application, "acme:1")
    return World(silverfin, firm, admin, application, file, application.authorize(admin, firm))


def test_everything_is_there_again(tmp_path: Path) -> None:
    """Tokens are good, lines stand, webhooks are known and ids go on."""
    world = _new(tmp_path)
    with world.silverfin:
        world.settings(("2026-01-01", "2026-12-31", True, True))
        world.submit(upsert(), accounts=[account()])
        world.application.add_webhook(world.admin, world.firm, "https://a.test/")
        lines = world.file.lines()
    with MockSilverfin(folder=tmp_path) as silverfin:
        again = World(silverfin, world.firm, world.admin, world.application, silverfin.file(world.file.id), world.grant)
        assert again.file.lines() == lines
        assert again.sync("GET", "info").json["sync_point"] == "point"
        assert len(again.api("GET", "/syncs/webhooks").json) == 1
        assert again.submit(upsert("2")).status == 200
        assert silverfin.add_firm("Second").id > world.file.id


def test_no_secret_is_made_twice(tmp_path: Path) -> None:
    """The dice of a folder that is opened again are others; those of a new one are the world's."""
    made = []
    for _ in range(3):
        silverfin = MockSilverfin(folder=tmp_path)
        made.append(silverfin.add_application("App", REDIRECT_URI).client_secret)
        silverfin.close()
    assert len(set(made)) == 3
    assert made[0] == MockSilverfin().add_application("App", REDIRECT_URI).client_secret


def test_a_firm_that_is_taken_back_leaves_no_file(tmp_path: Path) -> None:
    """A state without it is a state without its file."""
    world = _new(tmp_path)
    state = world.silverfin.capture()
    later = world.silverfin.add_firm("Later")
    assert list(tmp_path.glob(f"firm-{later.id}*"))
    world.silverfin.restore(state)
    assert not list(tmp_path.glob(f"firm-{later.id}*"))
    assert world.file.lines() == []
    world.silverfin.close()
