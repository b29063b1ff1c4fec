"""Pictures of Lab, Browse, Learn, Statistics, Plan: wide and narrow, dark and light."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from interview_prep.practice.browsing import Filter
from interview_prep.tui.app import PrepApp
from tests.tui.conftest import NARROW, WIDE

if TYPE_CHECKING:
    from tests.tui.conftest import Home


Picture = Callable[..., bool]


@pytest.fixture
def picture(home: "Home", snap_compare: Any) -> Picture:
    """Compares the screen after some keys with the picture on disk."""

    def taken(app: PrepApp, size: tuple[int, int], *keys: str) -> bool:
        async def before(pilot: Pilot[None]) -> None:
            drive = home.drive(pilot, app)
            await drive.settle()
            await drive.press(*keys)
            for entry in app.screen.query("Input, TextArea").results():
                assert isinstance(entry, Input | TextArea)
                entry.cursor_blink = False
            await drive.settle()

        return bool(snap_compare(app, terminal_size=size, run_before=before))

    return taken


LOOKS = (("ink", WIDE), ("paper", WIDE), ("ink", NARROW))
SCREENS = {
    "lab": ("lab", (), ()),
    "lab-compare": ("lab", (), ("c",)),
    "browse": ("browse", (Filter(),), ("s", "down", "f3")),
    "learn": ("learn", ("transformer",), ("right",)),
    "statistics": ("statistics", (), ()),
    "plan": ("plan", (), ()),
}


@pytest.mark.parametrize(("theme", "size"), LOOKS, ids=["ink-120", "paper-120", "ink-80"])
@pytest.mark.parametrize("name", SCREENS)
def test_the_screens_look_as_they_did(
    home: "Home", picture: Picture, name: str, theme: str, size: tuple[int, int]
) -> None:
    place, arguments, keys = SCREENS[name]
    home.configure(interview=date(2026, 3, 20))
    if name in ("browse", "statistics", "plan"):
        home.practised()
    assert picture(home.app(place, *arguments, theme=theme), size, *keys)


@pytest.mark.parametrize(
    ("operation", "keys"),
    [
        ("kv_cache_bytes", ("p",)),
        ("bpe_train", ()),
        ("process_logits", ("enter",)),
        ("temperature", ("question_mark",)),
        ("bpe_train", ("t",)),
    ],
    ids=["plot", "tokens", "form", "help", "train"],
)
def test_the_parts_of_the_lab_look_as_they_did(
    home: "Home", picture: Picture, operation: str, keys: tuple[str, ...]
) -> None:
    assert picture(home.app("lab", operation), WIDE, *keys)


def test_without_colour_the_lab_still_reads(home: "Home", picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(home.app("lab"), WIDE)
