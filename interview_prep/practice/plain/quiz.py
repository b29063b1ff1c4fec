"""`quiz --plain`: today's quiz in lines. An empty answer reveals, an empty rating accepts the suggestion."""

from collections.abc import Callable, Sequence
from datetime import datetime

from interview_prep.errors import UserError
from interview_prep.practice.card import Card
from interview_prep.practice.daily import DailySession
from interview_prep.practice.intervals import words_for
from interview_prep.practice.plain.console import Console, EndOfInput
from interview_prep.practice.plain.verdict import say_verdict
from interview_prep.practice.services import Services
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.kinds import KINDS
from interview_prep.questions.verdict import Rating, Verdict
from interview_prep.scheduling.day import study_day
from interview_prep.text import counted

_COMMANDS = "u undo, s suspend, n note, k I know this, ! report a mistake, q stop"


def run_quiz(console: Console, session: DailySession, now: Callable[[], datetime]) -> None:
    """Work through the sitting; the end of input, or q, saves and ends it."""
    if session.current is None:
        console.say(nothing_due(session))
        return
    cards = counted(session.total, "card")
    console.say(f"{cards}, about {session.minutes_left} min. Enter alone reveals; q stops, and all is kept.")
    try:
        while (card := session.current) is not None:
            one_card(console, session, card, now)
    except (EndOfInput, Stop):
        console.say()
    say_summary(console, session)


def nothing_due(session: DailySession) -> str:
    """What to say, and what to do next, when the queue is empty."""
    if session.spec.concept or session.spec.kinds:
        return "Nothing of that is due now. Leave out the filter, or look with: interview-prep due"
    return "Nothing is due now. Study ahead with: interview-prep quiz --plain --ahead"


def welcome(console: Console, services: Services) -> None:
    """Ask for the interview date and the minutes a day; both may be left open."""
    from dataclasses import replace

    from interview_prep.practice.dates import read_date

    console.say("Welcome. Two questions, then the first cards; both can be changed later.")
    settings = services.settings
    while True:
        try:
            typed = console.ask("When is your interview (2026-12-12, in 3 weeks; enter if it is not set)?")
            settings = replace(settings, interview=read_date(typed, study_day(services.now(), services.zone)))
            break
        except UserError as error:
            console.say(str(error))
    while True:
        typed = console.ask("How many minutes a day (enter for 15)?") or "15"
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 240:
            settings = replace(settings, minutes=int(typed))
            break
        console.say("A number from 1 to 240, please.")
    services.change_settings(replace(settings, welcomed=True))
    console.say()


def say_summary(console: Console, session: DailySession) -> None:
    """What was done, and what comes next."""
    summary = session.summary()
    if not summary.answered:
        console.say("Nothing answered this time. Your cards wait.")
        return
    took = f"{summary.minutes} min" if summary.minutes else "less than a minute"
    console.say(f"{summary.answered} answered, {summary.right} right, {took}.")
    for slug, (right, count) in summary.by_concept.items():
        console.say(f"  {BY_SLUG[slug].name}: {right} of {count}")
    if summary.slips:
        console.say("Slips to remember: " + "; ".join(summary.slips))
    console.say(f"Saved. {summary.next_due}")


class Stop(Exception):  # noqa: N818  # control flow, not an error
    """The learner asked to stop."""


def one_card(
    console: Console, session: DailySession, card: Card, now: Callable[[], datetime], task: Sequence[str] = ()
) -> None:
    """Ask the card on the table and rate it; `task` says what a drill adds to the prompt."""
    question = card.question
    console.say()
    label = KINDS[card.kind].label
    console.say(
        f"[{session.done + 1}/{session.total}] {BY_SLUG[question.concept].name}, level {question.level}, {label}"
    )
    if card.changed:
        console.say("This question was changed since you last answered it.")
    console.prose(card.prompt)
    for line in task:
        console.prose(line)
    verdict = _answered(console, session, card, now)
    if verdict is None:
        return
    say_verdict(console, card, verdict)
    _rated(console, session, card)


def _answered(console: Console, session: DailySession, card: Card, now: Callable[[], datetime]) -> Verdict | None:
    """The verdict on what was typed; None when the card was put away instead."""
    prompt = KINDS[card.kind].load("plain")(console, card)
    shown_at, hints = now(), 0
    while True:
        typed = console.ask(prompt)
        if typed == ":h":
            hints += _hinted(console, session, hints)
            continue
        if _is_command(typed, card):
            if _command(console, session, typed):
                return None
            continue
        verdict = session.answer(typed, seconds=(now() - shown_at).total_seconds(), hints=hints)
        if verdict.error is None:
            return verdict
        if verdict.column:
            console.say(f"  {typed}")
            console.say("  " + " " * (verdict.column - 1) + "^")
        console.say(f"Not understood, and not counted: {verdict.error}")


def _hinted(console: Console, session: DailySession, given: int) -> int:
    """Say the next hint; how many were said."""
    hint = session.hint(given)
    console.prose(hint or "No further hint here. Enter alone shows the answer.")
    return int(hint is not None)


def _is_command(typed: str, card: Card) -> bool:
    return typed == "q" or (typed.startswith(":") and len(typed) == 2) or (typed == "!" and card.kind != "formula")


def _command(console: Console, session: DailySession, typed: str) -> bool:
    """Do what a command says; True when the card at hand is done with."""
    match typed.lstrip(":"):
        case "q":
            raise Stop
        case "u":
            console.say("Undone." if session.undo() else "Nothing to undo in this sitting.")
            return True
        case "s":
            session.suspend()
            console.say("Suspended. Bring it back with: interview-prep browse")
            return True
        case "k":
            known = session.know()
            console.say("Placed far ahead." if known else "Once it is answered right, it can be placed far ahead.")
            return known
        case "n":
            text = console.ask("Note:")
            session.note(text)
            console.say("Kept with the card." if text else "Nothing was typed, so nothing was kept.")
            return False
        case "!":
            text = console.ask("What is wrong with the question?")
            session.report(text)
            console.say("Kept with the question; thank you." if text else "Nothing was typed, so nothing was kept.")
            return False
        case _:
            return False


def _rated(console: Console, session: DailySession, card: Card) -> None:
    suggested = session.suggested
    choices = session.choices()
    console.say("  ".join(f"{int(c.rating)} {c.rating.name.lower()} ({words_for(c.interval)})" for c in choices))
    while True:
        try:
            typed = console.ask(f"Rating (enter for {int(suggested)} {suggested.name.lower()}; {_COMMANDS}):")
        except EndOfInput:
            _accept(session, None)
            raise
        if typed in ("1", "2", "3", "4", ""):
            _accept(session, Rating(int(typed)) if typed else None)
            return
        if typed in ("q", "u", "s", "k", "n", "!"):
            if typed == "q":
                _accept(session, None)
                raise Stop
            if _command(console, session, typed):
                return
        elif not (card.kind == "recall" and _settle(console, session, typed)):
            console.say("1 again, 2 hard, 3 good, 4 easy, or enter for the suggestion.")


def _accept(session: DailySession, rating: Rating | None) -> None:
    """Rate and save at once: what was answered is kept, however the sitting ends."""
    session.rate(rating)
    session.save()


def _settle(console: Console, session: DailySession, typed: str) -> bool:
    """`+2` ticks the second key point, `-2` takes its tick away."""
    if len(typed) < 2 or typed[0] not in "+-" or not (typed[1:].isascii() and typed[1:].isdigit()):
        return False
    verdict = session.override(int(typed[1:]) - 1, covered=typed[0] == "+")
    if verdict is None:
        console.say("There is no key point of that number.")
    else:
        console.say(f"{'Ticked' if typed[0] == '+' else 'Unticked'}; suggested now: {session.suggested.name.lower()}.")
    return True
