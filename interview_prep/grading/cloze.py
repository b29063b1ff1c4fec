"""Grading a filled gap: spelling that does not matter is forgiven, near misses are shown, numbers count as numbers."""

import re

from interview_prep.grading.numbers import Misread, flatten, read_number
from interview_prep.grading.text import compact, near, normalise
from interview_prep.questions.model import Cloze
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Verdict

_GAP = re.compile(r"\{\{\s*gap\s*\}\}")
_LEADS = ("the ", "a ", "an ", "about ", "around ", "roughly ", "approximately ")
"""What may stand before the word of a gap without changing it: articles, and words for a number that is not exact."""
_PRECISION = 1e-9


def grade(question: Cloze, response: Response, seed: int) -> Verdict:
    """Right when one accepted form is matched; a slip of letters is near, shown as such, and half the score."""
    if not response.text.strip():
        return Verdict(error="Nothing was typed in the gap.")
    if len(response.text) > 400:
        return Verdict(error="That is longer than a gap: type the missing words alone.")
    forms = _forms(response.text, question.text)
    parsed, expected = response.text.strip(), question.accept[0]
    if any(_same(form, accepted) for form in forms for accepted in question.accept):
        return Verdict(correct=True, score=1.0, message="Right.", parsed=parsed, expected=expected)
    close = next((a for a in question.accept if any(near(form, a) for form in forms)), None)
    if close is not None:
        message = f"The word is “{close}”; yours is near. Count it, or see it again: the spelling is yours to judge."
        return Verdict(correct=False, score=0.5, message=message, parsed=parsed, expected=expected)
    message = f"Not this one: “{expected}” belongs there."
    return Verdict(correct=False, score=0.0, message=message, parsed=parsed, expected=expected)


def _forms(typed: str, text: str) -> tuple[str, ...]:
    """What was typed, also without an article or an “about”, and without neighbours of the gap typed along."""
    form = normalise(typed)
    gap = _GAP.search(text)
    before = normalise(text[: gap.start()]).split() if gap else []
    after = normalise(text[gap.end() :]).split() if gap else []
    words = form.split()
    bare = _without(_without(words, before[-4:], front=True), after[:4], front=False)
    forms = [typed, form, " ".join(bare)]
    forms += [f.removeprefix(lead) for f in tuple(forms) for lead in _LEADS if f.startswith(lead)]
    return tuple(dict.fromkeys(f for f in forms if f))


def _without(words: list[str], neighbours: list[str], *, front: bool) -> list[str]:
    """The words less the longest run of the gap's neighbours at that end, if anything stays."""
    for size in range(min(len(words) - 1, len(neighbours)), 0, -1):
        if front and words[:size] == neighbours[-size:]:
            return words[size:]
        if not front and words[-size:] == neighbours[:size]:
            return words[:-size]
    return words


def _same(typed: str, accepted: str) -> bool:
    mine, theirs = _number(typed), _number(accepted)
    if mine is not None and theirs is not None:
        return abs(mine - theirs) <= _PRECISION * abs(theirs)
    return normalise(typed) == normalise(accepted) or (
        len(compact(accepted)) > 1 and compact(typed) == compact(accepted)
    )


def _number(text: str) -> float | None:
    try:
        return read_number(flatten(text.replace("$", "")), "").value
    except Misread:
        return None
