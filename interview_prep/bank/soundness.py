"""What a question must satisfy beyond its shape, so that it can be asked and graded at all.

A question that fails one of these is left out of the bank and listed. What is merely poor is `bank check`'s matter.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from interview_prep.questions import model
from interview_prep.text import counted

Fault = tuple[str, tuple[str | int, ...], str]

_ID = re.compile(r"[a-z][a-z0-9._-]{1,79}")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_GAP = "{{gap}}"


def unsound(question: model.Question) -> Iterator[Fault]:
    """Everything that keeps this question from being asked and graded."""
    yield from _common(question)
    yield from _BY_KIND[question.kind](question)


def _common(question: model.Question) -> Iterator[Fault]:
    for name, path in ((question.id, ("id",)), *((alias, ("aliases",)) for alias in question.aliases)):
        if not _ID.fullmatch(name):
            rule = 'write 2-80 of a-z, 0-9, "-", ".", "_", a letter first'
            yield "Q001", path, f'the id "{name[:60]}" does not fit; {rule}'
    if not question.prompt.strip():
        yield "P111", ("prompt",), "`prompt` is empty; write what is asked"
    if not 1 <= question.seconds <= 3600:
        yield "Q002", ("seconds",), f"`seconds` is {question.seconds}; it can be 1 to 3600"
    if question.as_of is not None and not _DATE.fullmatch(question.as_of):
        yield "Q002", ("as_of",), f'`as_of` is "{question.as_of[:40]}"; write 2026, 2026-03 or 2026-03-31, in quotes'


def _choice(question: model.Choice) -> Iterator[Fault]:
    right = sum(option.correct for option in question.options)
    if right != 1:
        yield "M201", ("options",), f"{right} options are correct; mark exactly one with `correct: true`"
    if not 3 <= len(question.options) <= 4:
        yield "M202", ("options",), f"{counted(len(question.options), 'option')} given; give three, or four at most"
    seen: dict[str, int] = {}
    for number, option in enumerate(question.options):
        text = " ".join(option.text.casefold().split())
        if not text:
            yield "M203", ("options", number, "text"), "this option is empty; write it, or remove it"
        elif text in seen:
            yield (
                "M203",
                ("options", number, "text"),
                f"this option repeats option {seen[text] + 1}; change it",
            )
        seen.setdefault(text, number)


def _cloze(question: model.Cloze) -> Iterator[Fault]:
    gaps = question.text.count(_GAP)
    if gaps != 1:
        yield "L301", ("text",), f"`text` has {gaps} gaps; write {{{{gap}}}} exactly once"
    rest = question.text.replace(_GAP, "")
    if "{{" in rest or "}}" in rest:
        yield "L301", ("text",), "`text` has double braces beside the gap; only {{gap}} is a hole"
    if not any(form.strip() for form in question.accept):
        yield "Q002", ("accept",), "`accept` is empty; list the accepted fillings, the one to show first"


def _numeric(question: model.Numeric) -> Iterator[Fault]:
    compute = question.compute
    if (compute.op is None) == (compute.exercise is None):
        yield "N401", ("compute",), "`compute` needs either `op` (an engine operation) or `exercise`, and not both"
    if compute.exercise is not None and question.draw:
        yield "N401", ("draw",), "an exercise owns its draw; remove `draw`"
    if question.tolerance.absolute < 0 or question.tolerance.relative < 0:
        yield "N405", ("tolerance",), "a tolerance cannot be negative; write how far an answer may be off"
    if compute.op is not None:
        for number, slip in enumerate(question.misconceptions):
            if slip.compute is None:
                yield "N401", ("misconceptions", number), "this slip needs `compute`: there is no exercise to supply it"
    yield from _distinct(question.misconceptions, "misconceptions", "slip")


def _recall(question: model.Recall) -> Iterator[Fault]:
    if not question.key_points:
        yield "R601", ("key_points",), "`key_points` is empty; list three to seven"
    yield from _distinct(question.key_points, "key_points", "key point")
    yield from _distinct(question.red_flags, "red_flags", "red flag")


def _formula(question: model.Formula) -> Iterator[Fault]:
    if not question.reference.strip():
        yield "F501", ("reference",), "`reference` is empty; write the formula"
    yield from _distinct(question.misconceptions, "misconceptions", "slip")


def _order(question: model.Order) -> Iterator[Fault]:
    if len(question.steps) < 3:
        yield "R607", ("steps",), f"{counted(len(question.steps), 'step')} given; give at least three"
    seen: set[str] = set()
    for number, step in enumerate(question.steps):
        text = " ".join(step.casefold().split())
        if not text or text in seen:
            yield "R607", ("steps", number), "this step is empty or repeats another; every step has to differ"
        seen.add(text)


def _flag(question: model.Flag) -> Iterator[Fault]:
    if not question.wrong.strip() or question.statement.count(question.wrong) != 1:
        yield "Q002", ("wrong",), "`wrong` has to stand exactly once in `statement`, word for word; copy it from there"
    if not question.correction.strip():
        yield "Q002", ("correction",), "`correction` is empty; write the sentence as it should be"
    yield from _distinct(question.key_points, "key_points", "key point")


def _ladder(question: model.Ladder) -> Iterator[Fault]:
    levels = [rung.level for rung in question.rungs]
    if levels != [1, 2, 3, 4, 5]:
        yield "R605", ("rungs",), f"the rungs have the levels {levels}; five rungs go from 1 to 5 in order"
    for number, rung in enumerate(question.rungs):
        if not rung.key_points:
            yield "R601", ("rungs", number, "key_points"), "`key_points` is empty; list what a good answer says"
        yield from _distinct(rung.key_points, "key_points", "key point", ("rungs", number))
        yield from _distinct(rung.red_flags, "red_flags", "red flag", ("rungs", number))


def _distinct(rows: Any, field: str, noun: str, under: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row.id in seen:
            yield "Q002", (*under, field, number, "id"), f'two {noun}s have the id "{row.id[:60]}"; rename one'
        seen.add(row.id)


_BY_KIND: dict[str, Callable[[Any], Iterator[Fault]]] = {
    "recall": _recall,
    "choice": _choice,
    "cloze": _cloze,
    "numeric": _numeric,
    "formula": _formula,
    "order": _order,
    "flag": _flag,
    "ladder": _ladder,
}
