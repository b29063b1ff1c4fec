"""What a start loads before its first paint, in a process of its own."""

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.tui.conftest import Home

HEAVY = {
    "engine",
    "fsrs",
    "interview_prep.bank",
    "interview_prep.cli",
    "interview_prep.exercises",
    "interview_prep.insight",
    "interview_prep.storage.sqlite",
    "markdown_it",
    "numpy",
    "plotext",
    "pydantic",
    "regex",
    "rich.markdown",
    "textual.widgets._markdown",
    "tiktoken",
    "typer",
    "yaml",
}
START = """
import json, sys
from interview_prep.practice.services import Services
from interview_prep.tui.app import PrepApp
from interview_prep.tui.screens.today import TodayScreen

loaded = []

def stop(screen):
    if not loaded:
        loaded.extend(sorted(sys.modules))
    screen.app.exit()

TodayScreen._count = stop
PrepApp(Services()).run(headless=True, size=(120, 36))
print(json.dumps(loaded))
"""


async def test_nothing_heavy_is_loaded_before_the_first_paint(home: "Home") -> None:
    async with home.running("today"):
        pass
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "interview_prep.tui.screens.today" in loaded
    assert loaded & HEAVY == set()
