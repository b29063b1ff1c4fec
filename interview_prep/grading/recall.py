"""Grading a spoken answer: key points by cues, red flags, a grade by the stated rule; the learner has the last word."""

from interview_prep.grading.rubric.abstaining import is_bare_formula, reason_to_abstain
from interview_prep.grading.rubric.evidence import Reading
from interview_prep.grading.rubric.judging import judge, judge_formula, overridden
from interview_prep.questions.model import KeyPoint, Question, Recall, RedFlag
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Finding, Rating, Verdict
from interview_prep.text import sanitise

LONGEST = 6_000
_RATINGS = (Rating.AGAIN, Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY)


def grade(question: Question, response: Response, seed: int) -> Verdict:
    """Grade a recall question. `correct` stays open: the learner decides."""
    assert isinstance(question, Recall)
    return grade_spoken(question.key_points, question.red_flags, response)


def grade_spoken(
    points: tuple[KeyPoint, ...], flags: tuple[RedFlag, ...], response: Response, *, terse: bool = False
) -> Verdict:
    """Grade any spoken answer against key points and red flags; the mock interview calls it for each rung.

    `terse` judges a word or two and bare signs like any other text: enough where only one thing is to be said.
    """
    text = sanitise(response.text)[:LONGEST]
    brief = terse and (len(text.split()) < 3 or is_bare_formula(text))
    reason = (None if brief else reason_to_abstain(text)) if text.strip() else ""
    if reason is None:
        findings, message = _judged(points, flags, text, terse=terse), ""
    elif reason:
        findings, message = [_open(point) for point in points], reason
    else:
        findings, message = [Finding(id=p.id, text=p.text, mark="not_found") for p in points], ""
    return _verdict(overridden(findings, dict(response.overrides)), len(points), message, len(response.text) > LONGEST)


def grade_of(covered: int, points: int, flags: int) -> int:
    """0 to 4 by the share of points covered; each flag takes one off, with a floor of 1 and a cap of 2."""
    if covered == 0:
        return 0
    share = covered / points
    base = 1 if share <= 0.25 else 2 if share < 0.5 else 3 if share <= 0.8 else 4
    return base if not flags else max(1, min(2, base - flags))


def _judged(points: tuple[KeyPoint, ...], flags: tuple[RedFlag, ...], text: str, *, terse: bool) -> list[Finding]:
    reading = Reading(text, points, flags)
    if is_bare_formula(text) and not terse:
        return judge_formula(reading, points)
    return judge(reading, points, flags, terse=terse)


def _open(point: KeyPoint) -> Finding:
    return Finding(id=point.id, text=point.text, mark="unsure")


def _verdict(findings: list[Finding], points: int, message: str, cut: bool) -> Verdict:
    covered = tuple(f.id for f in findings if f.mark == "covered")
    unsure = tuple(f.id for f in findings if f.mark == "unsure")
    tripped = tuple(f.id for f in findings if f.mark == "tripped")
    low = grade_of(len(covered), points, len(tripped))
    high = grade_of(len(covered) + len(unsure), points, len(tripped))
    words = f"{len(covered)} found, {len(unsure)} unsure, {points - len(covered) - len(unsure)} not found."
    said = " ".join(part for part in (message, words, "Only the beginning was read." if cut else "") if part)
    return Verdict(
        correct=None,
        score=len(covered) / points if points else 0.0,
        grade=low,
        grade_range=(low, high) if high != low else None,
        rating=_RATINGS[low],
        covered=covered,
        unsure=unsure,
        tripped=tripped,
        message=said,
        findings=tuple(findings),
    )
