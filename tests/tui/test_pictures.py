"""Snapshots of the daily path at both sizes, in both themes and without colour. Update with --snapshot-update."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home

WIDE, NARROW = (120, 36), (80, 24)
Steps = Callable[["Drive"], Awaitable[None]]
SPOKEN = "It predicts the next token on a large corpus. People label every sentence."
SEVEN = "sft first, then a reward model; ppo holds four models; a kl term; watch for reward hacking"


def pressing(*keys: str, text: str = "", then: tuple[str, ...] = ()) -> Steps:
    """Keys, then a text, then more keys."""

    async def steps(drive: "Drive") -> None:
        await drive.press(*keys)
        if text:
            await drive.type(text)
        await drive.press(*then)

    return steps


@pytest.fixture
def picture(home: "Home", snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Compares the screen after some steps with the picture on disk."""

    def taken(app: Any, size: tuple[int, int], steps: Steps, *, colour: bool = True) -> bool:
        async def before(pilot: Pilot[None]) -> None:
            drive = home.drive(pilot, app)
            await drive.settle()
            await steps(drive)
            for entry in drive.app.screen.query("Input, TextArea").results():
                assert isinstance(entry, Input | TextArea)
                entry.cursor_blink = False
            await drive.settle()

        return bool(snap_compare(app, terminal_size=size, run_before=before))

    return taken


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "ink"), (WIDE, "paper"), (NARROW, "ink"), (NARROW, "paper")])
def test_today(home: "Home", picture: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    home.practised()
    home.configure(interview=home.day(21))
    assert picture(home.app("today", theme=theme), size, pressing())


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_welcome(home: "Home", picture: Callable[..., bool], size: tuple[int, int]) -> None:
    home.configure(welcomed=False)
    assert picture(home.app(), size, pressing(text="in 3 weeks"))


ASKED = {
    "choice": ("small.choice", pressing("b")),
    "number": ("small.number", pressing(text="0.2689")),
    "fault": ("small.number", pressing(text="0.27 apples", then=("enter",))),
    "vector": ("small.vector", pressing(text="0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.2")),
    "cloze": ("small.cloze", pressing("f6", "f6")),
    "order": ("small.order", pressing("space", "down")),
    "flag": ("small.flag", pressing("down", text="large models")),
    "recall": ("small.recall", pressing(text=SPOKEN)),
    "seven": ("small.seven", pressing()),
    "formula": ("small.formula", pressing("f3")),
}
JUDGED = {
    "choice": ("small.choice", pressing("b", "enter")),
    "number": ("small.number", pressing(text="0.2689", then=("enter",))),
    "vector": ("small.vector", pressing(text="0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.2", then=("enter",))),
    "cloze": ("small.cloze", pressing(text="bytes", then=("enter",))),
    "order": ("small.order", pressing("space", "down", "enter")),
    "flag": ("small.flag", pressing("down", text="it depends", then=("enter",))),
    "recall": ("small.recall", pressing(text=SPOKEN, then=("enter", "down"))),
    "seven": ("small.seven", pressing(text=SEVEN, then=("enter",))),
}


@pytest.mark.parametrize("name", ASKED)
def test_asked(home: "Home", picture: Callable[..., bool], name: str) -> None:
    question, steps = ASKED[name]
    assert picture(home.quiz(question), NARROW if name in ("seven", "vector") else WIDE, steps)


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_judged(home: "Home", picture: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    question, steps = JUDGED[name]
    assert picture(home.quiz(question), size, steps)


@pytest.mark.parametrize("name", ["number", "recall"])
def test_judged_on_paper(home: "Home", picture: Callable[..., bool], name: str) -> None:
    question, steps = JUDGED[name]
    assert picture(home.quiz(question, theme="paper"), WIDE, steps)


@pytest.mark.parametrize("name", ["choice", "recall"])
def test_judged_without_colour(
    home: "Home", picture: Callable[..., bool], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    question, steps = JUDGED[name]
    assert picture(home.quiz(question), WIDE, steps)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_palette(home: "Home", picture: Callable[..., bool], size: tuple[int, int]) -> None:
    assert picture(home.app(), size, pressing("ctrl+p", text="st"))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_help(home: "Home", picture: Callable[..., bool], size: tuple[int, int]) -> None:
    assert picture(home.quiz("small.cloze"), size, pressing("enter", "question_mark"))


def test_summary(home: "Home", picture: Callable[..., bool]) -> None:
    assert picture(home.quiz("small.cloze", "small.choice"), WIDE, pressing("enter", "3", "b", "enter", "1", "3"))


def test_note(home: "Home", picture: Callable[..., bool]) -> None:
    assert picture(home.quiz("small.cloze"), NARROW, pressing("enter", "n", text="bytes, not characters"))


def test_paused(home: "Home", picture: Callable[..., bool]) -> None:
    assert picture(home.quiz("small.cloze"), NARROW, pressing("f7"))
