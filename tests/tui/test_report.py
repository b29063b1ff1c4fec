"""The report on screen: depth, flinches, what to do next; saving, queueing, older reports; both widths."""

from typing import TYPE_CHECKING

import pytest

import question_bank
from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import MockSpec
from tests.practice.mocks import Candidate, confident_and_wrong, strong, weak
from tests.tui.conftest import NARROW, WIDE

if TYPE_CHECKING:
    from tests.tui.conftest import Home

SPEC = MockSpec(minutes=15, role="mid", seed=7)


@pytest.fixture
def home(home: "Home") -> "Home":
    """A home with the bank that ships, for its ladders."""
    home.banks = (question_bank.ROOT,)
    return home


def hold(home: "Home", candidate: Candidate, name: str) -> None:
    """A finished interview in the log."""
    services = home.services()
    interview = MockInterview(services, SPEC, name=name)
    while interview.question is not None:
        interview.answer(candidate(interview), 60.0)
    services.close()
    home.clock.on(hours=1)


async def test_without_an_interview_it_says_how_to_begin(home: "Home") -> None:
    async with home.running("report") as drive:
        assert "No interview is finished yet. m on Today begins one." in drive.text
        assert drive.lines[-1].split() == ["esc", "Today", "ctrl+p", "palette", "?", "help"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_depth_flinches_and_next_steps(home: "Home", size: tuple[int, int]) -> None:
    hold(home, confident_and_wrong, "one")
    async with home.running("report", size=size) as drive:
        assert "How deep" in drive.text
        assert "flinched at 1" in drive.text
        assert "practise" in drive.lines[-1]
        pages = drive.text
        for _ in range(8):
            await drive.press("pagedown")
            pages += drive.text
        for words in ("Possible misconceptions", "Where you flinched", "Three things to do next", "A full answer"):
            assert words in pages


async def test_a_strong_interview_has_no_flinch(home: "Home") -> None:
    hold(home, strong, "one")
    async with home.running("report") as drive:
        assert "to the top" in drive.text
        assert "You held to rung 4" in drive.text
        assert "none seen" in drive.text


async def test_a_rung_that_was_asked_first_and_failed_is_not_called_unreached(home: "Home") -> None:
    services = home.services()
    interview = MockInterview(services, MockSpec(minutes=15, role="senior", seed=7), name="one")
    for _ in range(4):
        interview.answer(weak(interview), 60.0)
    interview.finish()
    services.close()
    async with home.running("report") as drive:
        row = next(line for line in drive.lines if "flinched at 1" in line)
        assert row.count("✗") == 2


async def test_arrows_turn_to_older_reports_which_are_compared(home: "Home") -> None:
    hold(home, weak, "one")
    hold(home, strong, "two")
    async with home.running("report") as drive:
        assert "1 of 2" in drive.text
        assert "Against the mock at " in drive.text
        assert "rung 0 → 4" in drive.text
        await drive.press("left")
        assert "2 of 2" in drive.text
        assert "flinched" in drive.text
        await drive.press("right")
        assert "to the top" in drive.text


async def test_one_key_makes_three_questions_due(home: "Home") -> None:
    hold(home, weak, "one")
    async with home.running("report") as drive:
        await drive.press("p")
        assert any("come first in the next daily quiz" in notice for notice in drive.notices)
    asked = [event.payload["practise"] for event in home.events("mock") if "practise" in event.payload]
    assert len(asked) == 1
    assert asked[0]


async def test_enter_practises_them_now(home: "Home") -> None:
    hold(home, weak, "one")
    async with home.running("report") as drive:
        await drive.press("enter")
        assert drive.place == "quiz"


async def test_saving_writes_markdown_and_html(home: "Home") -> None:
    hold(home, weak, "one")
    async with home.running("report") as drive:
        await drive.press("w")
    saved = sorted(path.suffix for path in (home.folder / "reports").iterdir())
    assert saved == [".html", ".md"]


async def test_model_answers_come_and_go(home: "Home") -> None:
    hold(home, strong, "one")
    async with home.running("report", size=(120, 200)) as drive:
        assert "in two minutes" not in drive.text
        await drive.press("x")
        shown = "in two minutes" in drive.text or "Model answers" in drive.text
        await drive.press("x")
        assert shown
        assert "in two minutes" not in drive.text
