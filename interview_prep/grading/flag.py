"""Grading a found mistake: which sentence is wrong, exactly; how it is mended, by key points or by likeness."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from interview_prep.grading.likeness import in_own_words, likeness
from interview_prep.grading.shown import statement_sentences, wrong_place
from interview_prep.grading.text import normalise
from interview_prep.questions.model import Flag
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

CORRECTION = "correction"
_MENDED, _PERHAPS = 0.6, 0.3
_LEFT_OPEN = "That is the sentence. Whether your words mend it is for you to say; compare them with the correction."
_NOT_MENDED = "That is the sentence, but this does not mend it yet."
_PLACE = re.compile(
    r"\s*(?:sentence|number|no\.?|#)?\s*(\d{1,2})(?:\s*[:.)\n-]\s*|\s*$|\s+)(.*)", re.DOTALL | re.IGNORECASE
)


def grade(question: Flag, response: Response, seed: int) -> Verdict:
    """Half for the right sentence, the whole when it is mended too; what is unsure is left to the learner."""
    sentences = statement_sentences(question)
    found = _found(response.text, sentences)
    if isinstance(found, str):
        return Verdict(error=found)
    place, correction = found
    right = wrong_place(question)
    parsed = f"sentence {place + 1}" + (f": {correction}" if correction else "")
    base = Verdict(parsed=parsed, expected=f"sentence {right + 1}: {question.correction}")
    if place != right:
        message = f"Sentence {place + 1} holds. The wrong one is number {right + 1}."
        return replace(base, correct=False, score=0.0, message=message, findings=_marks(sentences, place, right))
    mended = _mended(question, response, correction)
    return replace(
        mended, parsed=parsed, expected=base.expected, findings=(*_marks(sentences, place, right), *mended.findings)
    )


def _marks(sentences: tuple[str, ...], place: int, right: int) -> tuple[Finding, ...]:
    """The sentence that was named when it holds, and the wrong one."""
    chosen = () if place == right else (Finding(id=str(place + 1), text=sentences[place], mark="chosen"),)
    return (*chosen, Finding(id=str(right + 1), text=sentences[right], mark="right"))


def _mended(question: Flag, response: Response, correction: str) -> Verdict:
    """What the correction is worth, the right sentence being found."""
    settled: Mapping[str, bool] = dict(response.overrides)
    if CORRECTION in settled:
        share = 1.0 if settled[CORRECTION] else 0.0
    elif not correction:
        message = "That is the sentence. Now mend it: type its number, a colon, and how you would put it."
        return Verdict(correct=False, score=0.5, message=message)
    elif question.key_points:
        return _by_points(question, response, correction)
    else:
        share = likeness(correction, question.correction, question.wrong)
    if share >= _MENDED:
        return Verdict(correct=True, score=1.0, covered=(CORRECTION,), message="Right, found and mended.")
    unsure = (CORRECTION,) if share >= _PERHAPS and CORRECTION not in settled else ()
    message = _LEFT_OPEN if unsure else _NOT_MENDED
    return Verdict(correct=False, score=0.5, unsure=unsure, message=message)


def _by_points(question: Flag, response: Response, correction: str) -> Verdict:
    """The correction by the key points that it has to hold; words that no cue knows are left to the learner."""
    from interview_prep.grading.recall import grade_spoken

    settled = set(dict(response.overrides))
    cued, barred = _cues_said(question, correction)
    closed = barred | settled
    if not in_own_words(correction, question.wrong):
        closed |= {point.id for point in question.key_points}
    spoken = grade_spoken(question.key_points, (), replace(response, text=correction), terse=True)
    spoken = _reviewed(spoken, closed, cued | settled)
    must = {point.id for point in question.key_points if point.must} or {point.id for point in question.key_points}
    alike = likeness(correction, question.correction, question.wrong)
    correct = must <= set(spoken.covered) or (alike >= _MENDED and not barred | settled)
    message = "Right, found and mended." if correct else _LEFT_OPEN if spoken.unsure else _NOT_MENDED
    return replace(
        spoken,
        correct=correct,
        score=1.0 if correct else 0.5,
        grade=None,
        grade_range=None,
        rating=None,
        message=message,
    )


def _cues_said(question: Flag, correction: str) -> tuple[set[str], set[str]]:
    """The key points whose cues are all said in one clause or sentence; those with a word that a right one lacks."""
    from interview_prep.grading.rubric.matching import Finder
    from interview_prep.grading.rubric.said import Said

    finder = Finder(Said(correction))
    cued, barred = set(), set()
    for point in question.key_points:
        for window in finder.said.windows:
            if finder.any(point.unless, window):
                barred.add(point.id)
            elif point.all_of and finder.groups(point.all_of, window).share == 1.0:
                cued.add(point.id)
    return cued, barred


def _reviewed(spoken: Verdict, closed: AbstractSet[str], sure: AbstractSet[str]) -> Verdict:
    """What was not found left open where the correction says something of its own, else settled as not found.

    Likeness without the cues proves nothing there: the wrong sentence is alike as well.
    """
    findings = tuple(_review(finding, closed, sure) for finding in spoken.findings)
    marked = {mark: tuple(f.id for f in findings if f.mark == mark) for mark in ("covered", "unsure")}
    return replace(spoken, findings=findings, covered=marked["covered"], unsure=marked["unsure"])


def _review(finding: Finding, closed: AbstractSet[str], sure: AbstractSet[str]) -> Finding:
    if finding.mark == "covered" and (finding.id in sure or finding.id not in closed):
        return finding
    return replace(finding, mark="not_found" if finding.id in closed else "unsure")


def _found(text: str, sentences: tuple[str, ...]) -> tuple[int, str] | str:
    """The place of the sentence meant and the correction behind it, or what to ask again with."""
    how = f"Type the number of the wrong sentence (1 to {len(sentences)}), a colon, and how you would put it."
    if not text.strip():
        return f"Nothing was typed. {how}"
    numbered = _PLACE.fullmatch(text[:4_000])
    if numbered:
        place = int(numbered[1]) - 1
        return (place, numbered[2].strip()) if 0 <= place < len(sentences) else f"There is no such sentence. {how}"
    quoted, correction = _parted(text[:4_000])
    places = [at for at, sentence in enumerate(sentences) if _quotes(quoted, sentence)]
    if len(places) == 1:
        return places[0], correction
    return (
        f"Those words stand in {len(places)} sentences. {how}"
        if places
        else f"Those words stand in none of them. {how}"
    )


def _parted(text: str) -> tuple[str, str]:
    """What is quoted, and what stands after the line break or the colon."""
    for mark in ("\n", ": ", " -> ", " → ", ":"):
        quoted, found, correction = text.strip().partition(mark)
        if found:
            return quoted, correction.strip()
    return text, ""


def _quotes(quoted: str, sentence: str) -> bool:
    words = normalise(quoted)
    return len(words) >= 3 and f" {words} " in f" {normalise(sentence)} "
