"""When a value counts as the answer: within the tolerance, element by element; text by its letters."""

from collections.abc import Sequence
from typing import Any

from interview_prep.questions.model import Tolerance

_FLOAT_NOISE = 1e-12


def allowed(target: float, tolerance: Tolerance) -> float:
    """How far a number may be from the target: the wider of the two tolerances, and never less than float noise."""
    return max(tolerance.absolute, tolerance.relative * abs(target)) * (1 + 1e-9) + _FLOAT_NOISE * abs(target)


def is_list(value: Any) -> bool:
    """Whether the value has items to compare one by one."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def within(value: Any, target: Any, tolerance: Tolerance) -> bool:
    """|x - a| <= max(absolute, relative * |a|), elementwise; text and truth values have to be equal."""
    if is_list(value) and is_list(target):
        pairs = zip(value, target, strict=False)
        return len(value) == len(target) and all(within(x, a, tolerance) for x, a in pairs)
    if is_list(value) or is_list(target):
        return False
    if isinstance(value, str | bool) or isinstance(target, str | bool):
        return value == target and isinstance(value, bool) == isinstance(target, bool)
    return bool(abs(value - target) <= allowed(target, tolerance))
