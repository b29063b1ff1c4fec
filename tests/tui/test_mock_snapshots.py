"""Pictures of the mock interview and its report on a small bank: wide and narrow, dark and light."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.tui.app import PrepApp
from tests.tui.conftest import NARROW, WIDE

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home

SPEC = MockSpec(minutes=15, role="mid", seed=7)
LOOKS = (("ink", WIDE), ("paper", WIDE), ("ink", NARROW))
IDS = ("ink-120", "paper-120", "ink-80")
TALK = ("It predicts the next token, it is a transformer and learns from a corpus.", "I think it has a loss.")


@pytest.fixture
def home(home: "Home") -> "Home":
    """A home with two small ladders."""
    home.banks = (Path(__file__).parent / "ladders",)
    return home


@pytest.fixture
def picture(home: "Home", snap_compare: Any) -> Callable[..., bool]:
    """Compares the screen with the picture on disk, after what the candidate does."""

    def taken(app: PrepApp, size: tuple[int, int], act: Callable[["Drive"], Any]) -> bool:
        async def before(pilot: Pilot[None]) -> None:
            drive = home.drive(pilot, app)
            await drive.settle()
            await act(drive)
            for box in app.screen.query(TextArea).results():
                box.cursor_blink = False
            await drive.settle()

        return bool(snap_compare(app, terminal_size=size, run_before=before))

    return taken


@pytest.mark.parametrize(("theme", "size"), LOOKS, ids=IDS)
def test_the_interview(home: "Home", picture: Callable[..., bool], theme: str, size: tuple[int, int]) -> None:
    async def act(drive: "Drive") -> None:
        for said in TALK:
            home.clock.on(seconds=50)
            await drive.type(said)
            await drive.press("enter")
        home.clock.on(seconds=95)
        await drive.type("It is the cross")

    assert picture(home.app("mock", SPEC, theme=theme), size, act)


@pytest.mark.parametrize(("theme", "size"), LOOKS, ids=IDS)
def test_the_report(home: "Home", picture: Callable[..., bool], theme: str, size: tuple[int, int]) -> None:
    services = home.services()
    for name, answers in (("one", ("no idea",)), ("two", (*TALK, "By cross-entropy.", "It is a database, clearly."))):
        interview = MockInterview(services, SPEC, name=name)
        for said in answers:
            interview.answer(said, 60.0)
        interview.finish()
        home.clock.on(days=1)
    services.close()

    async def act(drive: "Drive") -> None:
        await drive.settle()

    assert picture(home.app("report", theme=theme), size, act)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120", "80"])
def test_the_setting(home: "Home", picture: Callable[..., bool], size: tuple[int, int]) -> None:
    async def act(drive: "Drive") -> None:
        await drive.press("down", "right")

    assert picture(home.app("mock"), size, act)
