"""The quiz in plain lines: what is asked, typed, said, undone, and kept when input ends."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest

from interview_prep.errors import UserError
from interview_prep.practice.daily import DailySession, SessionSpec
from interview_prep.practice.plain.console import Console
from interview_prep.practice.plain.quiz import run_quiz, welcome
from interview_prep.practice.services import Services
from tests.practice.conftest import Clock

Running = Callable[..., str]


@pytest.fixture
def run(services: Services, clock: Clock) -> Running:
    """Runs a sitting over typed lines and gives everything that was said."""

    def unhurried() -> datetime:
        clock.pass_time(seconds=50)  # an answer at once would suggest "easy"
        return clock()

    def running(*lines: str, **spec: object) -> str:
        said = io.StringIO()
        typed = io.StringIO("".join(line + "\n" for line in lines))
        session = DailySession(services, SessionSpec(**spec))  # type: ignore[arg-type]  # the tests name its fields
        run_quiz(Console(typed, said, interactive=False), session, unhurried)
        return said.getvalue()

    return running


def reviews(services: Services) -> list[tuple[str, int]]:
    """Which cards were reviewed, and how they were rated."""
    return [(event.question or "", event.payload["rating"]) for event in services.store.events(kinds=("review",))]


def test_an_empty_answer_reveals_and_suggests_again(run: Running, services: Services) -> None:
    said = run("", "", ids=("llm.gap",), limit=1)
    assert "Answer: decoder" in said
    assert "enter for 1 again" in said
    assert reviews(services)[0] == ("llm.gap", 1)


def test_an_empty_rating_takes_the_suggestion(run: Running, services: Services) -> None:
    said = run("decoder", "", ids=("llm.gap",))
    assert "Right." in said
    assert "enter for 3 good" in said
    assert reviews(services) == [("llm.gap", 3)]
    assert "1 answered, 1 right" in said


def test_a_slip_is_named_with_the_worked_steps(run: Running) -> None:
    said = run("999", "1", ids=("llm.number",), seed=3)
    assert "Worked:" in said
    assert "Answer:" in said


def test_what_is_not_understood_is_asked_again(run: Running, services: Services) -> None:
    said = run("two or so", "", "2", ids=("llm.number",))
    assert "Not understood, and not counted:" in said
    assert reviews(services) == [("llm.number", 2)]


def test_input_that_ends_at_the_answer_keeps_what_was_rated(run: Running, services: Services) -> None:
    said = run("decoder", "3", ids=("llm.gap", "llm.sorted"))
    assert "Saved." in said
    assert reviews(services) == [("llm.gap", 3)]


def test_input_that_ends_at_the_rating_takes_the_suggestion(run: Running, services: Services) -> None:
    said = run("decoder", ids=("llm.gap", "llm.sorted"))
    assert "1 answered, 1 right" in said
    assert reviews(services) == [("llm.gap", 3)]


def test_q_stops_at_any_prompt(run: Running, services: Services) -> None:
    assert "Nothing answered this time" in run("q", ids=("llm.gap",))
    assert "1 answered" in run("decoder", "q", ids=("llm.gap", "llm.sorted"))
    assert reviews(services) == [("llm.gap", 3)]


def test_undo_brings_the_last_card_back(run: Running, services: Services) -> None:
    said = run("encoder", "1", ":u", "decoder", "", ids=("llm.gap", "llm.sorted"), limit=2)
    assert "Undone." in said
    assert reviews(services)[0] == ("llm.gap", 3)


def test_commands_are_not_graded_as_answers(run: Running, services: Services) -> None:
    said = run(":n", "remember this", ":k", "!", "the gap is unclear", "decoder", "k", ids=("llm.gap",))
    assert "Once it is answered right" in said
    assert "Placed far ahead." in said
    kinds = {event.kind for event in services.store.events()}
    assert kinds == {"note", "flag", "known", "review"}
    assert len(reviews(services)) == 1


def test_suspend_puts_the_card_away(run: Running, services: Services) -> None:
    said = run(":s", ids=("llm.gap", "llm.sorted"))
    assert "Suspended." in said
    assert services.store.card("llm.gap").suspended


def test_points_are_settled_before_the_rating(run: Running) -> None:
    said = run("smaller models, more tokens", "+3", "-9", "", ids=("scaling.spoken",))
    assert "Ticked; suggested now:" in said
    assert "There is no key point of that number." in said


def test_long_options_hang_under_their_first_line(services: Services, clock: Clock) -> None:
    said = io.StringIO()
    Console(io.StringIO(), said, interactive=False).prose("word " * 40, indent="  a  ")
    first, *rest = said.getvalue().splitlines()
    assert first.startswith("  a  word")
    assert all(line.startswith("     word") for line in rest)


def test_escape_sequences_that_are_typed_are_not_printed(run: Running) -> None:
    said = run("\x1b]0;title\x07\u202edecoder", "", ids=("llm.gap",))
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_with_nothing_due_it_says_what_to_do(run: Running) -> None:
    assert "--ahead" in run(mode="ahead", limit=1) or "interview-prep due" in run(mode="ahead", concept="tokens")


def test_notes_and_reports_say_what_became_of_them(run: Running) -> None:
    said = run("", "n", "look this up", "n", "", "!", "two answers fit", "!", "", "3", ids=("llm.gap",))
    assert said.count("Kept with the card.") == 1
    assert said.count("Kept with the question; thank you.") == 1
    assert said.count("Nothing was typed, so nothing was kept.") == 2


def test_welcome_asks_until_it_understands(services: Services) -> None:
    said = io.StringIO()
    typed = io.StringIO("someday\nin 3 weeks\n0\n20\n")
    welcome(Console(typed, said, interactive=False), services)
    assert "was not understood" in said.getvalue()
    assert "A number from 1 to 240" in said.getvalue()
    assert services.settings.minutes == 20
    assert str(services.settings.interview) == "2026-03-24"
    assert services.settings.welcomed


def test_before_four_in_the_morning_the_day_of_yesterday_still_counts(services: Services, clock: Clock) -> None:
    clock.at = clock.at.replace(hour=1)
    welcome(Console(io.StringIO("in 3 weeks\n\n"), io.StringIO(), interactive=False), services)
    assert str(services.settings.interview) == "2026-03-23"


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(UserError, match="give one answer a line"):
        Console(io.StringIO("x" * 2_000_000), io.StringIO(), interactive=False).ask(">")
