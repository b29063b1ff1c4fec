"""`mock --plain`: the interview in lines."""

from collections.abc import Callable
from datetime import datetime

from interview_prep.insight.report import Report, report_of
from interview_prep.insight.report_text import markdown
from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_log import closed_mocks, settle
from interview_prep.practice.mock_terms import RAMBLING, USUAL
from interview_prep.practice.plain.console import Console, EndOfInput
from interview_prep.practice.wanted import practise
from interview_prep.text import counted


def run_mock(console: Console, interview: MockInterview, now: Callable[[], datetime]) -> None:
    """Ask until it is over; the end of input pauses, and the next start goes on there."""
    if interview.turns:
        console.say(f"Going on where you stopped, after {counted(len(interview.turns), 'answer')}.")
    low, high = USUAL
    console.say(f"{interview.spec.minutes} minutes, {interview.spec.role}. Answer on one line, as you would say it,")
    console.say(f"in {low} to {high} seconds.")
    console.say(
        "? clarifies, r repeats, pass says that you do not know, skip moves on, p pauses, q ends the interview."
    )
    try:
        while interview.question is not None:
            if not _one(console, interview, now):
                interview.finish()
    except EndOfInput:
        console.say()
        console.say("Paused. `interview-prep mock --plain` goes on from here.")
        return
    if not interview.turns:
        console.say("Nothing was answered this time.")
        return
    try:
        _settled(console, interview)
    except EndOfInput:
        console.say()
    console.say(markdown(_report(interview)))
    _practised(console, interview)


def _one(console: Console, interview: MockInterview, now: Callable[[], datetime]) -> bool:
    console.say()
    place = f"[{interview.ladder_number}/{interview.ladders_total}, rung {interview.rung.level}]"
    console.prose(f"{place} {interview.question}")
    began = now()
    while True:
        typed = console.ask(">")
        if typed == "q":
            return False
        if typed == "p":
            raise EndOfInput
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


def _settled(console: Console, interview: MockInterview) -> None:
    """The candidate's own guess, and what the cues could not decide."""
    report = _report(interview)
    asked = report.calibration.sure + report.calibration.hedged
    typed = console.ask(f"How many of your {counted(asked, 'answer')} went well, do you think? (enter: no guess)")
    guess = int(typed) if typed.isdecimal() and int(typed) <= asked else None
    points: dict[str, bool] = {}
    if report.unsure:
        console.say("Some points could not be decided. Did you say them? y or n; enter leaves the rest open.")
    for point in report.unsure:
        words = f" (“{point.words}”)" if point.words else ""
        typed = console.ask(f"{point.text}{words}?").lower()
        if typed not in ("y", "yes", "n", "no"):
            break
        points[point.key] = typed.startswith("y")
    if points or guess is not None:
        settle(interview.services, interview.name, points, guess)


def _practised(console: Console, interview: MockInterview) -> None:
    names = [name for name, _ in _report(interview).practise]
    if not names:
        return
    try:
        typed = console.ask(f"Put these {len(names)} into the daily quiz? (y or n)").lower()
    except EndOfInput:
        return
    if typed in ("y", "yes"):
        practise(interview.services, interview.name, names)
        console.say("They come first in the next daily quiz.")


def _report(interview: MockInterview) -> Report:
    closed = closed_mocks(interview.services)
    own = next((row for row in closed if row.get("mock") == interview.name), interview.record())
    return report_of(interview.services.bank, own, [row for row in closed if row.get("mock") != interview.name])
