"""`mock --plain`: the interview in lines, with pausing, settling and the report."""

import io

from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_log import closed_mocks, unfinished
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.practice.plain.console import Console
from interview_prep.practice.plain.mock import run_mock
from interview_prep.practice.services import Services

SPEC = MockSpec(minutes=15, seed=7)


def talk(room: Services, *lines: str, interview: MockInterview | None = None) -> str:
    """What is printed when these lines are typed; afterwards the input ends."""
    sink = io.StringIO()
    console = Console(io.StringIO("".join(f"{line}\n" for line in lines)), sink, False)
    run_mock(console, interview or MockInterview(room, SPEC, name="mock-1"), room.now)
    return sink.getvalue()


def test_an_interview_in_lines_with_its_report(room: Services) -> None:
    said = talk(
        room,
        "?",
        "r",
        "It is a decoder-only transformer trained on trillions of tokens to predict the next token autoregressively.",
        "q",
        "1",
        "y",
    )
    assert said.count("What is a large language model?") >= 3
    assert "rung 2] Good. Write the training objective" in said
    assert "# Mock interview" in said
    assert "You thought that 1 of 1 answer went well" in said
    assert "They come first in the next daily quiz." in said
    assert closed_mocks(room)[0]["guess"] == 1


def test_the_end_of_input_pauses(room: Services) -> None:
    said = talk(room, "It predicts the next token, and it is a transformer.")
    assert "Paused." in said
    resumed = unfinished(room)
    assert resumed is not None
    assert "Going on where you stopped, after 1 answer." in talk(room, interview=resumed)


def test_nothing_answered_leaves_nothing(room: Services) -> None:
    assert "Nothing was answered" in talk(room, "q")
    assert not closed_mocks(room)


def test_what_is_printed_is_clean(room: Services) -> None:
    said = talk(room, "\x1b[31mred\x1b[0m it looks answers up in a database", "q", "", "n")
    assert "\x1b" not in said
    assert "it looks answers up in a database”" in said
