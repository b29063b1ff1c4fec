"""The check itself: is this text the formula, under which reading, and if not, what is it instead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from interview_prep.formula import diagnosis
from interview_prep.formula.comparing import same
from interview_prep.formula.compiled import Compiled, Form, Setting
from interview_prep.formula.equation import Answer, parse_answer
from interview_prep.formula.limits import ClashError, FormulaError, NotUnderstoodError, TooLargeError
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.readings import DEFAULT, Reading, others
from interview_prep.formula.values import Value


@dataclass(frozen=True, slots=True)
class Try:
    """An answer under one reading and one setting, with its value on the first draw."""

    answer: Answer
    reading: Reading
    setting: Setting
    links: tuple[Node, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check found. `problem` is set where the text was not understood, and then nothing else is claimed.

    `form` is the right formula that an accepted answer equals, or the one to show beside a wrong one. `fault` holds
    places in the learner's text, `counterpart` places in the text of `form`. `yours` and `expected` are the values on
    the first draw.
    """

    correct: bool | None
    tree: Node | None = None
    reading: str = ""
    form: Form | None = None
    problem: FormulaError | None = None
    misconceptions: tuple[str, ...] = ()
    message: str = ""
    fault: tuple[Span, ...] = ()
    counterpart: tuple[Span, ...] = ()
    yours: Value | None = None
    expected: Value | None = None


def check(compiled: Compiled, text: str) -> Outcome:
    """Check one answer."""
    try:
        first = parse_answer(text, compiled.table, compiled.lefts)
    except FormulaError as problem:
        return Outcome(None, problem=problem)
    tries: list[Try] = []
    clash: FormulaError | None = None
    unclear: FormulaError | None = None
    for answer, reading in _readings(compiled, text, first):
        try:
            for attempt in _evaluated(compiled, answer, reading):
                tries.append(attempt)
                form = _accepted(compiled, attempt)
                if form is not None:
                    circle = _circle(compiled, attempt.answer)
                    return Outcome(None, problem=circle) if circle else _right(compiled, attempt, form)
        except (NotUnderstoodError, TooLargeError) as problem:
            unclear = unclear or problem
        except ClashError as error:
            clash = clash or error
    if unclear is not None and not tries:
        return Outcome(None, problem=unclear)
    return diagnosis.wrong(compiled, first, tries, clash)


def _circle(compiled: Compiled, answer: Answer) -> NotUnderstoodError | None:
    """`softmax(z)` is no answer to "write the softmax"."""
    tree = answer.tree
    while tree.kind == "index":
        tree = tree.parts[0]
    named = tree.text if tree.kind == "call" and tree.parts[0].kind == "sym" else "KL" if tree.kind == "kl" else ""
    if named in compiled.lefts.keys and len(answer.links) == 1:
        return NotUnderstoodError("This only names the formula.", tree.span, "write out what it stands for")
    return None


def _readings(compiled: Compiled, text: str, first: Answer) -> Iterator[tuple[Answer, Reading]]:
    yield first, DEFAULT
    for reading in others(first.met):
        try:
            yield parse_answer(text, compiled.table, compiled.lefts, reading), reading
        except NotUnderstoodError:
            continue


def _evaluated(compiled: Compiled, answer: Answer, reading: Reading) -> Iterator[Try]:
    """The answer under each setting that makes a difference to it. The first clash is raised at the end."""
    compiled.draw(0)
    clash: FormulaError | None = None
    waiting = [compiled.setting]
    seen = set(waiting)
    while waiting:
        setting = waiting.pop(0)
        links = tuple(_optimised(link, answer, compiled) for link in answer.links)
        asked: set[str] = set()
        try:
            values = []
            for link in links:
                evaluator = compiled.evaluator(0, setting)
                evaluator.asked = asked
                values.append(evaluator.root(link))
            yield Try(answer, reading, setting, links, tuple(values))
        except ClashError as error:
            clash = clash or error
        for other in _alternatives(compiled, setting, asked):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    if clash is not None:
        raise clash


def _alternatives(compiled: Compiled, setting: Setting, asked: set[str]) -> list[Setting]:
    found = []
    if "dot" in asked:
        found.append(replace(setting, dot=not setting.dot))
    if "base" in asked and "place" not in asked and setting.base == 1:
        found.append(replace(setting, base=0))
    if not setting.turned and compiled.question.conventions.get("transposed_together"):
        found.append(replace(setting, turned=True))
    return found


def _optimised(link: Node, answer: Answer, compiled: Compiled) -> Node:
    """Maximising an objective is minimising its negative."""
    if not answer.optimum:
        return link
    rewarded = bool({"max", "J", "objective"} & compiled.lefts.keys)
    if (answer.optimum > 0) == rewarded:
        return link
    return Node("neg", link.span, (link,))


def _accepted(compiled: Compiled, attempt: Try) -> Form | None:
    """The right formula that every link equals on every draw."""
    for form in compiled.forms:
        reference = compiled.known(form.tree, 0)
        if reference is None or not all(_equal(compiled, value, reference, 0) for value in attempt.values):
            continue
        if all(_agrees(compiled, attempt, form.tree, place) for place in range(1, compiled.count)):
            return form
    if compiled.question.conventions.get("up_to_constant"):
        return _proportional(compiled, attempt)
    return None


def _agrees(compiled: Compiled, attempt: Try, tree: Node, place: int) -> bool:
    reference = compiled.known(tree, place)
    if reference is None:
        return False
    try:
        values = [compiled.evaluate(link, place, attempt.setting) for link in attempt.links]
    except FormulaError:
        return False
    return all(_equal(compiled, value, reference, place) for value in values)


def _equal(compiled: Compiled, value: Value, reference: Value, _place: int) -> bool:
    return same(value, reference, compiled.table)


def _proportional(compiled: Compiled, attempt: Try) -> Form | None:
    """Whether the answer is a constant times the reference, as an order of growth allows."""
    form = compiled.forms[0]
    ratios = []
    for place in range(compiled.count):
        reference = compiled.known(form.tree, place)
        try:
            values = [compiled.evaluate(link, place, attempt.setting) for link in attempt.links]
        except FormulaError:
            return None
        if reference is None or any(value.data.shape != () for value in values):
            return None
        ratios += [float(np.real(value.data / reference.data)) for value in values]
    steady = max(ratios) - min(ratios) <= 1e-9 * abs(ratios[0]) and ratios[0] > 0
    return form if steady else None


def _right(compiled: Compiled, attempt: Try, form: Form) -> Outcome:
    answer = attempt.answer
    if answer.left_fault is not None:
        message, span = answer.left_fault
        return Outcome(False, answer.tree, form=form, message=message, fault=(span,))
    words = [attempt.reading.describe()] if attempt.reading != DEFAULT else []
    if attempt.setting.dot != compiled.setting.dot:
        words.append("products of vectors as inner products" if attempt.setting.dot else "products entry by entry")
    if attempt.setting.base == 0:
        words.append("indices from 0")
    if attempt.setting.turned:
        words.append("matrices acting from the left")
    return Outcome(True, answer.tree, reading=", ".join(words), form=form)
