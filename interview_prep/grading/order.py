"""Grading an order of steps: exact, with the first step out of place named."""

import re
import string

from interview_prep.grading.numbers import Misread, flatten
from interview_prep.grading.shown import shown_steps
from interview_prep.grading.text import normalise
from interview_prep.questions.model import Order
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Finding, Verdict

_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.):])\s+")
_BETWEEN = re.compile(r"[\s,;>|/→.-]+")


def grade(question: Order, response: Response, seed: int) -> Verdict:
    """Right only in full; the score is Kendall's tau where that is positive, so an order at random earns little."""
    shown = shown_steps(question, seed)
    try:
        places = _places(response.text, shown)
    except Misread as misread:
        return Verdict(error=misread.message, column=misread.column)
    given = [shown[place] for place in places]
    wrong = next((at for at, step in enumerate(given) if step != question.steps[at]), None)
    return Verdict(
        correct=wrong is None,
        score=1.0 if wrong is None else min(max(0.0, _tau(given, question.steps)), 0.95),
        message="Right." if wrong is None else _first_out_of_place(wrong, given, question.steps),
        parsed=" ".join(str(place + 1) for place in places),
        expected=" ".join(str(shown.index(step) + 1) for step in question.steps),
        findings=tuple(_placed(at, given.index(step), step) for at, step in enumerate(question.steps)),
    )


def _placed(right: int, given: int, step: str) -> Finding:
    """A step at its right place, and the place that it was given instead."""
    if given == right:
        return Finding(id=str(right + 1), text=step, mark="right")
    return Finding(id=str(right + 1), text=step, mark="wrong", because=f"yours was {given + 1}")


def _first_out_of_place(wrong: int, given: list[str], steps: tuple[str, ...]) -> str:
    return f"The first step out of place is number {wrong + 1}: “{steps[wrong]}” belongs there, not “{given[wrong]}”."


def _tau(given: list[str], steps: tuple[str, ...]) -> float:
    """The share of pairs of steps in the right order, less the share of those in the wrong one (Kendall 1938)."""
    ranks = [steps.index(step) for step in given]
    pairs = [(a, b) for at, a in enumerate(ranks) for b in ranks[at + 1 :]]
    return 2 * sum(a < b for a, b in pairs) / len(pairs) - 1 if pairs else 1.0


def _places(text: str, shown: tuple[str, ...]) -> list[int]:
    """The 0-based places of the shown order, in the order given; raises Misread for anything but each of them once."""
    how = f"give each of the numbers 1 to {len(shown)} once, as {' '.join(map(str, range(1, len(shown) + 1)))}"
    if not text.strip():
        raise Misread(f"Nothing was typed: {how}.")
    places = _by_number(flatten(text).strip(), len(shown))
    if places is None:
        places = _by_text(text, shown)
    if places is None:
        raise Misread(f"That is no order of the steps: {how}.")
    missing = [str(at + 1) for at in range(len(shown)) if at not in places]
    if len(places) != len(shown) or missing:
        verb = "is" if len(missing) == 1 else "are"
        problem = f"{', '.join(missing)} {verb} missing" if missing else "a step comes twice"
        raise Misread(f"{problem.capitalize()}: {how}.")
    return places


def _by_number(text: str, count: int) -> list[int] | None:
    """3 1 2, 3,1,2, 3 > 1 > 2, 312 or c a b."""
    items = [item for item in _BETWEEN.split(text.strip("[]() ")) if item]
    if len(items) == 1 and count <= 9 and len(items[0]) == count:
        items = list(items[0])
    if items and all(item.isascii() and item.isdigit() and len(item) <= 2 for item in items):
        places = [int(item) - 1 for item in items]
    elif items and all(len(item) == 1 and item.lower() in string.ascii_lowercase for item in items):
        places = [string.ascii_lowercase.index(item.lower()) for item in items]
    else:
        return None
    return places if all(0 <= place < count for place in places) else None


def _by_text(text: str, shown: tuple[str, ...]) -> list[int] | None:
    """The steps' own words, one a line."""
    names = {normalise(step): place for place, step in enumerate(shown)}
    lines = [line for line in text.splitlines() if line.strip()]
    places = [names.get(normalise(line), names.get(normalise(_BULLET.sub("", line)))) for line in lines]
    found = [place for place in places if place is not None]
    return found if found and len(found) == len(lines) else None
