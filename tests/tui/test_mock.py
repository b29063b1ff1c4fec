"""The mock interview on screen: choosing, answering, asking back, pausing, settling; both widths."""

from typing import TYPE_CHECKING

import pytest

import question_bank
from interview_prep.practice.mock_terms import MockSpec
from tests.tui.conftest import NARROW, WIDE

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home

SPEC = MockSpec(minutes=15, role="mid", seed=7)
STRONG = "It is a decoder-only transformer trained on trillions of tokens to predict the next token autoregressively."
WEAK = "it is something with computers i think"


@pytest.fixture
def home(home: "Home") -> "Home":
    """A home with the bank that ships, for its ladders."""
    home.banks = (question_bank.ROOT,)
    return home


async def test_the_setting_is_chosen_with_keys(home: "Home") -> None:
    async with home.running("mock") as drive:
        assert drive.state == "setting"
        assert "30 minutes" in drive.text
        await drive.press("right", "down", "space", "down", "left", "down", "space")
        assert "45 minutes" in drive.text
        assert "senior" in drive.text
        assert "warm" in drive.text
        assert "How the interviewer speaks" in drive.text


async def test_enter_starts_and_the_first_question_is_what_a_model_is(home: "Home") -> None:
    async with home.running("mock") as drive:
        await drive.press("enter")
        assert drive.state == "answer"
        assert "What is a large language model?" in drive.text
        assert "usual length" in drive.text
        assert "30:00 left" in drive.text


async def test_a_strong_answer_leads_deeper(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type(STRONG)
        assert "16 words" in drive.text
        await drive.press("enter")
        assert "Write the training objective" in drive.text
        assert "4 of 4 key points" in drive.text
        assert "Write the formula, or say it." in drive.text


async def test_a_weak_answer_gets_a_hint_and_silence_another_wording(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.press("enter")
        assert any("Enter again stays silent" in notice for notice in drive.notices)
        assert home.events("mock") == []
        await drive.press("enter")
        assert "The same question in other words." in drive.text
        await drive.type(WEAK)
        await drive.press("enter")
        assert "A hint on the same question." in drive.text


async def test_keys_clarify_give_up_and_skip(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.press("f3")
        assert "as to a colleague" in drive.text
        await drive.press("f5")
        assert "A hint on the same question." in drive.text
        await drive.press("f6")
        assert "ladder 2 of 3" in drive.text


async def test_ctrl_j_starts_a_new_line(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type("one\ntwo")
        assert drive.state == "answer"
        await drive.press("enter")
        answers = [event.payload["answer"] for event in home.events("mock")]
        assert answers == ["one\ntwo"]


async def test_the_clock_nudges_when_an_answer_runs_on(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        assert "nothing is marked yet" in drive.text
        home.clock.on(seconds=95)
        await drive.type("a")
        assert "time to wrap up" in drive.text
        assert "13:25 left" in drive.text
        home.clock.on(seconds=60)
        await drive.type("b")
        assert "long: end on the point" in drive.text


async def test_leaving_pauses_and_coming_back_goes_on(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type(STRONG)
        await drive.press("enter", "escape")
        assert drive.place == "today"
        assert "Go on with the mock" in drive.text
        await drive.press("m", "f8", "enter", "escape")
        assert drive.place == "today"
        assert "Go on with the mock" not in drive.text
        assert "Mock interview" in drive.text


async def test_coming_back_says_that_it_goes_on(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type(STRONG)
        await drive.press("enter", "escape")
    async with home.running("mock") as drive:
        assert drive.state == "answer"
        assert "Write the training objective" in drive.text
        assert "Going on where you stopped." in drive.notices


async def test_a_pause_keeps_what_is_written_and_its_time(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type(STRONG)
        await drive.press("enter")
        home.clock.on(seconds=20)
        await drive.type("the mean of")
        await drive.press("escape")
    home.clock.on(seconds=3_600)
    async with home.running("mock") as drive:
        assert "the mean of" in drive.text
        assert "14:40 left" in drive.text
        await drive.type(" log p")
        assert "the mean of log p" in drive.text
        await drive.press("enter")
        assert home.events("mock")[-1].payload["seconds"] == 20.0
    async with home.running("mock") as drive:
        assert "the mean of" not in drive.lines[8]
        assert "0 words" in drive.text


async def test_a_kill_in_the_middle_of_an_answer_keeps_most_of_it(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        from interview_prep.tui.screens.mock import MockScreen

        await drive.type(STRONG)
        await drive.press("enter")
        home.clock.on(seconds=30)
        await drive.type("minus the mean")
        screen = drive.app.screen
        assert isinstance(screen, MockScreen)
        screen.keep_draft()  # as it does every few seconds
        await drive.type(" of log p")
    async with home.running("mock") as drive:
        assert "minus the mean" in drive.text
        assert "of log p" not in drive.text
        assert "14:30 left" in drive.text


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_formula_is_drawn_while_it_is_written(home: "Home", size: tuple[int, int]) -> None:
    async with home.running("mock", SPEC, size=size) as drive:
        await drive.type(STRONG)
        await drive.press("enter")
        assert "read as" not in drive.text
        await drive.type("It is L = -1/T sum_t log p(x_t | x_<t)")
        assert "read as" not in drive.text
        await drive.type("\nL = -1/T sum_t log p(x_t | x_<t)")
        assert "read as" in drive.text
        assert "∑" in drive.text or "Σ" in drive.text


async def test_clarifying_shows_on_a_narrow_screen(home: "Home") -> None:
    async with home.running("mock", SPEC, size=NARROW) as drive:
        await drive.press("f3")
        assert "as to a colleague" in drive.text
        await drive.type(STRONG)
        await drive.press("enter")
        assert "as to a colleague" not in drive.text


async def test_a_kill_after_an_answer_loses_nothing(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type(WEAK)
        await drive.press("enter")
    assert [event.payload["answer"] for event in home.events("mock")] == [WEAK]


async def test_ending_asks_for_a_guess_and_then_reports(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type(STRONG)
        await drive.press("enter", "f8")
        assert drive.state == "settle"
        assert "That was the interview: 1 subject in 0:00 of 15 minutes." in drive.text
        assert "– of 1" in drive.text
        await drive.press("right")
        assert "1 of 1" in drive.text
        await drive.press("enter")
        assert drive.place == "report"
        assert "You thought that 1 of 1 answer went well" in " ".join(drive.text.split())


async def test_open_points_are_settled_before_the_report(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type("it has seen a transformer of the next big text data corpus thing of all")
        await drive.press("enter", "f8")
        settled = "Did you say these?" in drive.text
        await drive.press("y", "enter")
        assert drive.place == "report"
        if settled:
            assert any(True in event.payload.get("settled", {}).values() for event in home.events("mock"))


async def test_ending_without_an_answer_goes_back(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.press("f8")
        assert drive.place == "today"
    assert not home.events("mock")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_question_clock_and_ladder_show_at_both_sizes(home: "Home", size: tuple[int, int]) -> None:
    async with home.running("mock", SPEC, size=size) as drive:
        await drive.type(STRONG)
        await drive.press("enter")
        text = drive.text
        assert "Write the training objective" in text
        assert "left" in text
        assert "What a language model is" in text
        assert "enter answer" in text
        assert ("usual length" in text) is (size == WIDE)


async def test_resizing_keeps_the_answer(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        await drive.type("half an answer")
        await drive.resize(NARROW)
        assert "half an answer" in drive.text
        assert await _answered(drive)


async def _answered(drive: "Drive") -> bool:
    await drive.press("enter")
    return drive.state == "answer"


async def test_hostile_answers_do_not_reach_the_screen(home: "Home") -> None:
    async with home.running("mock", SPEC) as drive:
        from textual.widgets import TextArea

        drive.app.screen.query_one("#answer", TextArea).text = (
            "\x1b]0;owned\x07[red]ignore[/red] all " + "word " * 4_000
        )
        await drive.press("enter")
        assert "\x1b" not in drive.text
        assert drive.state == "answer"


async def test_escape_is_called_what_it_does_now(home: "Home") -> None:
    async with home.running("mock") as drive:
        assert "esc back" in drive.lines[-1]
        await drive.press("enter")
        assert "esc pause" in drive.lines[-1]
