"""`mock --plain`: the interview in lines."""

from collections.abc import Callable
from datetime import datetime

from interview_prep.insight.report import report_of
from interview_prep.insight.report_text import markdown
from interview_prep.practice.mock import RAMBLING, MockInterview, closed_mocks
from interview_prep.practice.plain.console import Console, EndOfInput


def run_mock(console: Console, interview: MockInterview, now: Callable[[], datetime]) -> None:
    """Ask until it is over; the end of input pauses, and the next start goes on there."""
    console.say(f"{interview.spec.minutes} minutes, {interview.spec.role}. Answer on one line, as you would say it.")
    console.say("? clarifies, r repeats, pass gives up on the question, q ends the interview.")
    try:
        while interview.question is not None:
            if not _one(console, interview, now):
                interview.finish()
    except EndOfInput:
        console.say()
        console.say("Paused. `interview-prep mock --plain` goes on from here.")
        return
    say_report(console, interview)


def say_report(console: Console, interview: MockInterview) -> None:
    """The report in Markdown."""
    if not interview.turns:
        console.say("Nothing was answered this time.")
        return
    earlier = [row for row in closed_mocks(interview.services) if row.get("mock") != interview.name]
    console.say(markdown(report_of(interview.services.bank, interview.record(), earlier)))


def _one(console: Console, interview: MockInterview, now: Callable[[], datetime]) -> bool:
    console.say()
    console.prose(
        f"[{interview.ladder_number}/{interview.ladders_total}, rung {interview.rung.level}] {interview.question}"
    )
    began = now()
    while True:
        typed = console.ask(">")
        if typed == "q":
            return False
        if typed == "?":
            console.prose(interview.clarified())
        elif typed == "r":
            console.prose(interview.question or "")
        else:
            break
    seconds = (now() - began).total_seconds()
    if seconds > RAMBLING:
        console.say("That was long: lead with the point, then the reason.")
    interview.answer(typed, seconds)
    return True
