"""`drill --plain`: formulas in lines, with the time that each took against the time before."""

from collections.abc import Callable
from datetime import datetime

from interview_prep.practice.drill import DrillSession, Timed, short_name
from interview_prep.practice.plain.console import Console, EndOfInput
from interview_prep.practice.plain.quiz import Stop, one_card


def run_drill(console: Console, session: DrillSession, now: Callable[[], datetime]) -> None:
    """Work through the formulas; the end of input, or q, saves and ends it."""
    if session.current is None:
        console.say("No formula of that set is due now. Take another set: --set weakest, or --set all")
        return
    count = session.total
    console.say(f"{count} formula{'s' if count != 1 else ''}. :h gives a hint, enter alone reveals, q stops.")
    try:
        while (card := session.current) is not None:
            one_card(console, session, card, now, _task_lines(session))
    except (EndOfInput, Stop):
        console.say()
    _say_times(console, session.timed())


def _task_lines(session: DrillSession) -> tuple[str, ...]:
    wrong, card = session.shown_wrong, session.current
    lines = () if wrong is None else (f"Somebody wrote `{wrong}`. There is a mistake in it: write it as it should be.",)
    past = session.attempts(card) if card else []
    if past and past[0].seconds is not None:
        outcome = "right" if past[0].correct else "not right"
        return (*lines, f"Last time: {outcome}, {past[0].seconds:.0f} s.")
    return lines


def _say_times(console: Console, times: list[Timed]) -> None:
    """Each formula with its time, and the time of the last right answer."""
    if not times:
        console.say("Nothing answered this time. The formulas wait.")
        return
    console.say(f"{sum(timed.correct for timed in times)} of {len(times)} right. Saved.")
    for timed in times:
        sign = "✓" if timed.correct else "○"
        took = "" if timed.seconds is None else f"{timed.seconds:5.0f} s"
        before = "" if timed.before is None else f"   before {timed.before:.0f} s"
        console.say(f"  {sign} {short_name(timed.id):<28}{took}{before}")
