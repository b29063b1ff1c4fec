"""Grading a typed number, vector, matrix, list or word against the drawn instance."""

from collections.abc import Mapping
from typing import Any

from interview_prep.exercises.comparing import is_list, within
from interview_prep.exercises.instance import Instance, fill, instantiate
from interview_prep.exercises.values import show_answer
from interview_prep.grading.numbers import Misread
from interview_prep.grading.typed import Read, read, words
from interview_prep.questions.model import Numeric, Tolerance
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Finding, Verdict

_EXACT = Tolerance()


def grade(question: Numeric, response: Response, seed: int) -> Verdict:
    """Right within the tolerance; a slip is named when it alone explains the value; coarse answers are told so."""
    instance = instantiate(question, seed)
    try:
        typed = read(response.text, question.response, question.unit, instance.answer)
    except Misread as misread:
        return Verdict(error=misread.message, column=misread.column)
    parsed = _parsed(typed.value, question)
    if _equal(typed.value, instance.answer, question.tolerance):
        return _verdict(question, instance, parsed, correct=True, score=1.0, message="Right.")
    fitting = _fitting(question, instance, typed)
    if fitting:
        return _slipped(question, instance, parsed, fitting)
    if _coarse(typed, instance.answer):
        return _verdict(question, instance, parsed, correct=False, score=0.5, message=_too_coarse(question, instance))
    message = "Not this one, and not one of the usual slips. The steps show where the ways part."
    return _verdict(question, instance, parsed, correct=False, score=0.0, message=message)


def _verdict(
    question: Numeric, instance: Instance, parsed: str, *, correct: bool, score: float, message: str, **more: Any
) -> Verdict:
    return Verdict(
        correct=correct,
        score=score,
        message=message,
        parsed=parsed,
        expected=_with_unit(instance.shown_answer, question.unit),
        steps=instance.steps,
        **more,
    )


def _slipped(question: Numeric, instance: Instance, parsed: str, fitting: Mapping[str, str]) -> Verdict:
    """One slip explains the value, or several that give the same on this draw."""
    names = tuple(fitting)
    message = next(iter(fitting.values()))
    if len(fitting) > 1:
        message = "Several slips give this value here. " + " Or: ".join(fitting.values())
    return _verdict(
        question,
        instance,
        parsed,
        correct=False,
        score=0.0,
        message=message,
        misconception=names[0] if len(names) == 1 else None,
        misconceptions=names,
        findings=tuple(Finding(id=name, text=text, mark="tripped") for name, text in fitting.items()),
    )


def _fitting(question: Numeric, instance: Instance, typed: Read) -> dict[str, str]:
    """The slips that explain the value, with their reasons; one within the tolerance beats a mere rounding."""
    values = instance.slips
    fits = [name for name, value in values.items() if _equal(typed.value, value, question.tolerance)]
    if not fits:
        fits = [name for name, value in values.items() if _coarse(typed, value) and _digits(typed) >= 3]
    reasons = {slip.id: fill(slip.because, instance.parameters) for slip in question.misconceptions}
    return {name: reasons[name] for name in fits}


def _equal(value: Any, target: Any, tolerance: Tolerance) -> bool:
    if isinstance(target, str) and isinstance(value, str):
        return words(value) == words(target)
    if is_list(target) and is_list(value) and target and isinstance(target[0], str):
        return len(value) == len(target) and all(_equal(v, t, tolerance) for v, t in zip(value, target, strict=True))
    if isinstance(value, str) or isinstance(target, str):
        return False
    return within(value, target, tolerance)


def _coarse(typed: Read, target: Any) -> bool:
    """Whether each number is the target rounded to the digits that were typed."""
    if typed.half is None or isinstance(target, str | bool):
        return False
    if is_list(typed.value):
        pairs = zip(typed.value, typed.half, target, strict=False)
        return is_list(target) and len(typed.value) == len(target) and all(_coarse(Read(v, h), t) for v, h, t in pairs)
    if is_list(target) or typed.half == 0 or typed.value == 0:
        return False
    return bool(abs(typed.value - target) <= typed.half * (1 + 1e-9))


def _digits(typed: Read) -> int:
    """How many significant digits were typed, at least; one for zero."""
    if is_list(typed.value):
        return max((_digits(Read(v, h)) for v, h in zip(typed.value, typed.half, strict=True)), default=0)
    if not typed.half or not typed.value:
        return 1
    return len(str(int(abs(typed.value) / (2 * typed.half) + 0.5)))


def _too_coarse(question: Numeric, instance: Instance) -> str:
    tolerance = question.tolerance
    if tolerance.absolute:
        wanted = f"to within {tolerance.absolute:g}"
    elif tolerance.relative:
        wanted = f"to within {tolerance.relative * 100:g}%"
    else:
        wanted = "exactly"
    return f"On the right way, but too coarse to be sure: give it {wanted}. It is {instance.shown_answer}."


def _parsed(value: Any, question: Numeric) -> str:
    if isinstance(value, str | bool) or (is_list(value) and value and isinstance(value[0], str)):
        return str(value).lower() if isinstance(value, bool) else _listed(value)
    return _with_unit(show_answer(_legible(value), _EXACT), question.unit)


def _legible(value: Any) -> Any:
    """What was typed as it was read; where a unit or a fraction made many digits of it, six of them."""
    if is_list(value):
        return [_legible(item) for item in value]
    return value if float(f"{value:.12g}") == value else float(f"{value:.6g}")


def _listed(value: Any) -> str:
    """Words as the answer shows them; in quotes where blanks of their own would be lost."""
    if isinstance(value, str):
        return value
    return f"[{', '.join(item if item == item.strip() else repr(item) for item in value)}]"


def _with_unit(text: str, unit: str) -> str:
    return f"{text}{unit if unit == '%' else f' {unit}' if unit else ''}"
