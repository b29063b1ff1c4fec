"""Parts of a report: pace, calibration, what to practise next, and model answers of two lengths."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interview_prep.questions.model import Recall
from interview_prep.text import counted

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank, Entry
    from interview_prep.insight.report import LadderReport

USUAL_SECONDS = (45, 90)
JUDGED = ("strong", "weak", "wrong")
"""The outcomes of what was said in answer to a question."""
PRACTISE = 3
FACT = 2
"""How many words in common weigh as much as one fact in common."""
_EVERYWHERE = frozenset("model languag llm token name write compar explain".split())
_HEDGE = re.compile(
    r"\b(i think|i guess|i believe|maybe|perhaps|probably|not (quite |really )?sure|might be|could be|if i remember|"
    r"i'?m not certain|something like|i suppose)\b",
    re.IGNORECASE,
)


_HOLE = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long answers took: the mean and how many ran over, in seconds; `words` says it in a sentence."""

    answers: int
    mean: float
    over: int
    seconds: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How sure the candidate sounded against how it went, and their own guess of answers that went well."""

    sure: int
    sure_strong: int
    hedged: int
    hedged_strong: int
    guess: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """A question that interviews open a subject with, and its answer in half a minute and in two minutes."""

    question: str
    short: str
    long: str


def pace(turns: Iterable[Mapping[str, Any]]) -> Pace:
    """How long the answers took against the usual length."""
    seconds = tuple(float(turn.get("seconds", 0.0)) for turn in turns if _is_answer(turn))
    if not any(seconds):
        return Pace(answers=len(seconds), mean=0.0, over=0, seconds=seconds, words="No answer was timed.")
    mean, (low, high) = sum(seconds) / len(seconds), USUAL_SECONDS
    over = sum(value > high for value in seconds)
    advice = "a good length" if low <= mean <= high else "short: say one level more"
    if mean > high:
        advice = "long: lead with the point"
    late = f"{over} of {len(seconds)} took more than {high} s." if over else f"None took more than {high} s."
    return Pace(
        answers=len(seconds), mean=mean, over=over, seconds=seconds, words=f"{mean:.0f} s an answer, {advice}. {late}"
    )


def _is_answer(turn: Mapping[str, Any]) -> bool:
    """Whether it was an answer, and no asking back, no silence, no word after the last rung."""
    return turn["outcome"] in JUDGED and bool(str(turn.get("answer", "")).strip())


def calibration(turns: Iterable[Mapping[str, Any]], guess: int | None) -> Calibration:
    """Answers that sounded sure and answers that hedged, and how many of each were strong."""
    said = [turn for turn in turns if turn["outcome"] in JUDGED]
    hedged = [turn for turn in said if _HEDGE.search(str(turn["answer"]))]
    sure = [turn for turn in said if turn not in hedged]
    strong = sum(turn["outcome"] == "strong" for turn in sure)
    hedged_strong = sum(turn["outcome"] == "strong" for turn in hedged)
    words = _calibration_words(len(sure), strong, len(hedged), hedged_strong)
    if guess is not None:
        words = f"{_guess_words(guess, strong + hedged_strong, len(said))} {words}".strip()
    return Calibration(
        sure=len(sure), sure_strong=strong, hedged=len(hedged), hedged_strong=hedged_strong, guess=guess, words=words
    )


def _calibration_words(sure: int, strong: int, hedged: int, hedged_strong: int) -> str:
    parts = []
    if sure:
        parts.append(f"{counted(sure, 'answer')} sounded sure, {_held(sure, strong)}.")
    if hedged:
        parts.append(f"{counted(hedged, 'answer') if not sure else hedged} hedged, {_held(hedged, hedged_strong)}.")
    if sure >= 3 and strong / sure < 0.4:
        parts.append("You sounded surer than the answers were: say what you know, and where it ends.")
    elif hedged >= 3 and hedged_strong / hedged > 0.7:
        parts.append("You knew more than you let on: drop the hedges.")
    return " ".join(parts) or "Too little was said to judge."


def _held(count: int, held: int) -> str:
    if count == 1:
        return "and it held" if held else "but it did not hold"
    return f"{held or 'none'} of them held"


def _guess_words(guess: int, held: int, asked: int) -> str:
    how = "about right" if abs(guess - held) <= max(1, asked // 8) else "too sure" if guess > held else "too modest"
    return f"You thought that {guess} of {counted(asked, 'answer')} went well; {held} did: {how}."


def practise(bank: "Bank", ladders: Sequence["LadderReport"]) -> tuple[tuple[str, str], ...]:
    """Three questions (id, prompt) on the subjects with the widest gap to what was asked."""

    def gap(ladder: "LadderReport") -> tuple[int, int]:
        return (-sum(len(rung.missed) + 2 * len(rung.flags) for rung in ladder.rungs), ladder.depth)

    chosen: list[Entry] = []
    order = sorted(ladders, key=gap)
    while order and len(chosen) < PRACTISE:
        before = len(chosen)
        for ladder in order:
            if len(chosen) < PRACTISE:
                chosen += _nearest(bank, ladder, {entry.id for entry in chosen})
        if len(chosen) == before:
            break
    return tuple((entry.id, _prompt(bank, entry.id)) for entry in chosen)


def _nearest(bank: "Bank", ladder: "LadderReport", taken: set[str]) -> "list[Entry]":
    """The question of the ladder's concept that comes nearest to what was missed; spoken ones and near levels first."""
    covers = set(bank.entry(ladder.ladder).covers)
    short = [rung for rung in ladder.rungs if not rung.passed] or [rung for rung in ladder.rungs if rung.missed]
    sought = _stems(" ".join(text for rung in short for text in (rung.question, *rung.missed)))
    level = ladder.flinch or ladder.depth + 1

    def far(entry: "Entry") -> int:
        return -FACT * len(covers & set(entry.covers)) - len(sought & _stems(_prompt(bank, entry.id)))

    left = [e for e in bank.where(concept=ladder.concept) if e.kind != "ladder" and e.id not in taken]
    left.sort(key=lambda e: (far(e), e.kind != "recall", abs(e.level - level), e.id))
    return left[:1]


def _stems(text: str) -> set[str]:
    """The stems of the words that tell one subject from another."""
    from interview_prep.grading.rubric.words import content, words_of

    return set(content(word.stem for word in words_of(text))) - _EVERYWHERE


def _prompt(bank: "Bank", name: str) -> str:
    question = bank.get(name)
    return " ".join(_HOLE.sub("…", str(question.prompt)).split())


def model_answers(bank: "Bank", ladders: Sequence[str]) -> tuple[ModelAnswer, ...]:
    """For each ladder the spoken question with two-minute answer that shares most of its facts, each once."""
    found: dict[str, ModelAnswer] = {}
    for name in ladders:
        entry = bank.entry(name)
        covers = set(entry.covers)
        spoken = [(e, bank.get(e.id)) for e in bank.where(kind="recall", concept=entry.concept)]
        fitting = [(e, q) for e, q in spoken if isinstance(q, Recall) and q.answer_long and q.answer_short]
        fitting.sort(key=lambda pair: (-len(covers & set(pair[0].covers)), pair[0].id))
        for _, question in fitting[:1]:
            found.setdefault(
                question.id,
                ModelAnswer(question=question.prompt, short=question.answer_short, long=question.answer_long),
            )
    return tuple(found.values())
