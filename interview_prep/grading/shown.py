"""The order in which options and steps are shown for a seed, and the sentences of a statement."""

import re

from interview_prep.exercises.draws import Draws
from interview_prep.grading.numbers import Misread, flatten, read_number
from interview_prep.questions.model import Choice, Flag, Option, Order

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”')]*\s+(?=[\"“'($\[]*[A-Z0-9$`])")
_ABBREVIATIONS = ("e.g.", "i.e.", "vs.", "cf.", "et al.", "approx.", "Fig.", "Eq.", "eq.", "no.")


def shown_options(question: Choice, seed: int) -> tuple[Option, ...]:
    """The options shuffled by the seed; numbers stand in ascending order instead."""
    numbers = [_number(option.text) for option in question.options]
    if all(number is not None for number in numbers):
        ranked = sorted(zip(numbers, range(len(numbers)), strict=True), key=lambda pair: (pair[0] or 0.0, pair[1]))
        return tuple(question.options[index] for _, index in ranked)
    return tuple(Draws(seed).shuffled(question.options))


def shown_steps(question: Order, seed: int) -> tuple[str, ...]:
    """The steps shuffled by the seed, never in the right order already."""
    draws = Draws(seed)
    steps = question.steps
    for _ in range(100):
        shuffled = tuple(draws.shuffled(steps))
        if shuffled != steps:
            return shuffled
    return steps[1:] + steps[:1]


def statement_sentences(question: Flag) -> tuple[str, ...]:
    """The statement's sentences; the wrong one stands as one of them."""
    before, wrong, after = question.statement.partition(question.wrong)
    if not wrong:
        return _sentences(question.statement)
    return (*_sentences(before), wrong.strip(), *_sentences(after))


def wrong_place(question: Flag) -> int:
    """The place of the wrong sentence among them, from 0; -1 where it is none of them."""
    wrong, sentences = question.wrong.strip(), statement_sentences(question)
    return sentences.index(wrong) if wrong in sentences else -1


def _sentences(text: str) -> tuple[str, ...]:
    sentences: list[str] = []
    for piece in _SENTENCE_END.split(" ".join(text.split())):
        if sentences and sentences[-1].endswith(_ABBREVIATIONS):
            sentences[-1] += " " + piece
        elif piece.strip():
            sentences.append(piece.strip())
    return tuple(sentences)


def _number(text: str) -> float | None:
    try:
        return read_number(flatten(text.replace("$", "").replace("\\%", "%")), "").value
    except Misread:
        match = re.fullmatch(r"\s*([-−+]?[\d.,]+(?:[eE][+-]?\d+)?)\s*([A-Za-zµ%/]{1,12})\s*", text)
        return read_number(flatten(match[1]), "").value if match and _plain(match[1]) else None


def _plain(digits: str) -> bool:
    try:
        read_number(flatten(digits), "")
    except Misread:
        return False
    return True
