"""Draws the pictures of the front page: `python docs/pictures.py` needs Debian's Chromium, selenium and Pillow.

The console in the middle of a story, and the report of a connector with one mistake.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from mock_kit.clock import Clock
from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.console.tale import Tale
from twinledger.stories.files import load
from twinledger.stories.play import world_of
from twinledger.stories.player import Player
from twinledger.stories.stage import Stage

HERE = Path(__file__).parent / "pictures"
WIDTH, HEIGHT = 1240, 860  # pixels of the window
KEPT, SHOWN = 710, 760  # so many of its height are kept, and the picture is so wide
STORY, STEPS = "key-removed-during-a-sync", 8
CONNECTOR = HERE.parents[1] / "examples" / "full_reload"
RIGHT = '["parent_state", "=", "posted"],'  # without it the connector sends drafts, too
CLAUSES = "CON-01,DAT-01,DAT-02,DAT-05,RES-01"


def browser() -> webdriver.Chrome:
    """Start Chromium with an empty profile."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "hide-scrollbars", f"window-size={WIDTH},{HEIGHT}"):
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={tempfile.mkdtemp()}")
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def picture(driver: webdriver.Chrome, address: str, name: str) -> None:
    """Keep what the window shows of a page, small and in few colours."""
    driver.get(address)
    driver.implicitly_wait(1)
    driver.find_element("css selector", "main")
    whole = Image.open(BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    small = whole.crop((0, 0, whole.width, KEPT)).resize((SHOWN, KEPT * SHOWN // whole.width))
    small.quantize(48).save(HERE / f"{name}.png", optimize=True)


def console(driver: webdriver.Chrome) -> None:
    """Draw the console after a key was removed in the middle of a synchronisation."""
    story = load(STORY)
    with world_of(story, Clock(story.begins)) as world:
        tale = Tale(Player(Stage(world), story))
        for _ in range(STEPS):
            tale.solve()
        with Console([Desk(world, tale=tale)]) as shown:
            picture(driver, shown.url, "console")


def report(driver: webdriver.Chrome) -> None:
    """Draw the report of a connector that takes drafts for entries."""
    with tempfile.TemporaryDirectory() as folder:
        there, page = Path(folder), Path(folder) / "verdicts.html"
        for file in CONNECTOR.iterdir():
            if file.is_file():
                (there / file.name).write_text(file.read_text(encoding="utf-8").replace(RIGHT, ""), encoding="utf-8")
        verify = [
            str(Path(sys.executable).with_name("twinledger")),
            "verify",
            "connector.toml",
            "--no-memory",
        ]
        subprocess.run(
            [*verify, "--profile", "quick", "--clauses", CLAUSES, "--html", str(page)], cwd=there, check=False
        )
        picture(driver, page.as_uri(), "report")


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    opened = browser()
    try:
        console(opened)
        report(opened)
    finally:
        opened.quit()
