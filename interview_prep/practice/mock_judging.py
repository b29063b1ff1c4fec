"""An answer on a rung judged: a formula by the formula checker, a number by the engine, everything else by cues."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from interview_prep.practice.mock_terms import Ask, Outcome, Place
from interview_prep.questions.model import Rung
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Verdict

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank

_PIECE = re.compile(r"\n|(?<=[.;!?])\s+|:\s+")
_MATHS = re.compile(r"[=^_/*+√∑σπβ\\|()]|\bsoftmax\b|\blog\b|\bln\b|\bsum\b")
_PROSE = re.compile(r"\b(?:the|is|are|of|and|which|that|we|you|it|so|with|each|because)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"[-−]?\d[\d.,]*(?:\s*(?:[x×*]\s*10\s*\^?\s*|e)\+?\d+)?(?:\s*(?:billion|million|trillion|[kKMBT%]))?"
)
BRIEF = 4
"""An answer of so few words leaves no point open that it does not name: a lone number is nothing to settle."""
LONGEST_FORMULA = 500
"""How many characters of a formula in an answer are read."""
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an answer is worth: points that it adds, what stays unsure, what it got wrong and in which words."""

    outcome: Outcome
    verdict: Verdict
    covered: frozenset[str]
    sentences: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    slip: str = ""
    unsure: tuple[str, ...] = ()


def judge(bank: "Bank", rung: Rung, text: str, so_far: frozenset[str]) -> Judgement:
    """Judge an answer to a rung, counting what earlier answers to it have covered."""
    from interview_prep.grading.recall import grade_spoken

    verdict = grade_spoken(rung.key_points, rung.red_flags, Response(text=text))
    earned, slip = _checked(bank, rung, text)
    said = set(verdict.covered)
    if slip and not earned:
        said.discard(_checked_point(rung))
    covered = frozenset((*so_far, *said, *earned))
    sentences = tuple(_sentence(text, f.spans) for f in verdict.findings if f.mark == "tripped")
    quotes = tuple((f.id, _quote(text, f.spans)) for f in verdict.findings if f.mark == "unsure" and f.spans)
    quoted = {name for name, _ in quotes}
    brief = len(text.split()) <= BRIEF
    unsure = tuple(name for name in verdict.unsure if name not in covered and (name in quoted or not brief))
    outcome: Outcome = "wrong" if verdict.tripped or (slip and not earned) else "weak"
    if len(earned) == len(rung.key_points) or (outcome == "weak" and rung.passes(covered)):
        outcome = "strong"
    return Judgement(outcome, verdict, covered, sentences, quotes, slip, unsure)


def repaired(bank: "Bank", rung: Rung, below: Rung | None, text: str) -> Judgement:
    """Judge the answer to a repair question, which goes one rung down: any point of either rung, and nothing wrong."""
    found = judge(bank, rung, text, frozenset())
    lower = judge(bank, below, text, frozenset()) if below is not None else None
    right = bool(found.covered or (lower and lower.covered)) and found.outcome != "wrong"
    outcome: Outcome = "wrong" if found.outcome == "wrong" else "strong" if right else "weak"
    return replace(found, outcome=outcome)


def answered(place: Place, found: Judgement) -> Ask:
    """What was answered: who says it all after a step back has answered the question itself, and is not asked anew."""
    whole = found.outcome == "strong" and place.rung.passes(found.covered)
    return "again" if place.ask == "repair" and whole else place.ask


def _checked(bank: "Bank", rung: Rung, text: str) -> tuple[frozenset[str], str]:
    """The points that a right formula or number earns, and what a wrong one shows."""
    if rung.computes is not None:
        return _number(rung, text)
    if rung.asks is not None and rung.asks in bank:
        return _formula(bank, rung, text)
    return frozenset(), ""


def _checked_point(rung: Rung) -> str:
    """The key point that is the formula or the number itself."""
    return rung.earns[0] if rung.earns else rung.key_points[0].id


def _formula(bank: "Bank", rung: Rung, text: str) -> tuple[frozenset[str], str]:
    """What a formula says for an answer that is nothing else; its own point for an answer that holds it."""
    from interview_prep.grading import grade

    question = bank.get(str(rung.asks))
    everything = frozenset(rung.earns or (point.id for point in rung.key_points))
    slip = ""
    for piece in formulas_in(text):
        verdict = grade(question, Response(text=piece[:LONGEST_FORMULA]), 0)
        if verdict.correct:
            return (everything if piece == text.strip() else frozenset((_checked_point(rung),))), ""
        if verdict.error is None and verdict.findings and not slip:
            slip = verdict.findings[0].text
    return frozenset(), slip


def formulas_in(text: str) -> Iterator[str]:
    """The answer itself and its parts, as far as they look like formulas."""
    for piece in dict.fromkeys((text.strip(), *(part.strip(" .;") for part in _PIECE.split(text)))):
        if piece and _MATHS.search(piece) and len(_PROSE.findall(piece)) <= 2:
            yield piece


def _number(rung: Rung, text: str) -> tuple[frozenset[str], str]:
    """The point of the number for an answer that says it; a lone other number is what it is."""
    from interview_prep.exercises.comparing import within
    from interview_prep.exercises.computing import compute
    from interview_prep.exercises.values import show_answer
    from interview_prep.grading.numbers import Misread
    from interview_prep.grading.typed import read

    assert rung.computes is not None
    answer = compute(rung.computes, {}, with_steps=False).value
    said = [match.group() for match in _NUMBER.finditer(text)]
    for number in said:
        try:
            value = read(number, "number", rung.unit, answer).value
        except Misread:
            continue
        if within(value, answer, rung.tolerance):
            return frozenset((_checked_point(rung),)), ""
    alone = len(said) == 1 and len(text.split()) <= 4
    gives = f"You said {said[0]}; the engine gives {show_answer(answer, rung.tolerance)}." if alone else ""
    return frozenset(), gives


def _sentence(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The whole sentence in which the words stand."""
    place = spans[0][0] if spans else 0
    found = next((m.group() for m in _SENTENCE.finditer(text) if m.start() <= place < m.end()), text)
    return " ".join(found.split())


def _quote(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)
