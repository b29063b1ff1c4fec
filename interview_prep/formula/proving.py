"""What can be proved about a wrong value when no misconception fits: a sign, a factor, a constant, a mutant."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from interview_prep.formula.comparing import close, comparable, same
from interview_prep.formula.compiled import Compiled
from interview_prep.formula.differing import size
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.mutants import MAX_NODES, Mutant, Show, mutants
from interview_prep.formula.nodes import Node
from interview_prep.formula.values import Array, Value

if TYPE_CHECKING:
    from interview_prep.formula.checking import Try

_SIMPLE = {2.0: "2", 0.5: "1/2", 4.0: "4", 0.25: "1/4", 3.0: "3", 1 / 3: "1/3", float(np.log(2)): "ln 2"}
_SIMPLE |= {float(1 / np.log(2)): "1/ln 2", 10.0: "10", 0.1: "1/10", 8.0: "8", 0.125: "1/8"}


def proven(compiled: Compiled, attempt: "Try") -> tuple[str, Mutant | None] | None:
    """A true sentence about the difference, and the mutant that equals the answer if it is one."""
    pairs = _pairs(compiled, attempt)
    if pairs and not compiled.question.relation:
        sentence = _simple(compiled, pairs)
        if sentence:
            return sentence, None
    mutant = _mutant(compiled, attempt)
    return None if mutant is None else (mutant.message, mutant)


def _pairs(compiled: Compiled, attempt: "Try") -> list[tuple[Array, Array]]:
    """Answer and reference on every draw, entry by entry; empty where they cannot be compared."""
    for form in compiled.forms:
        found = []
        for place in range(compiled.count):
            reference = compiled.known(form.tree, place)
            mine = value_of(compiled, attempt, place)
            pair = comparable(mine, reference, compiled.table) if mine is not None and reference is not None else None
            if pair is None or not np.all(np.isfinite(pair[0])):
                break
            found.append(pair)
        if len(found) == compiled.count:
            return found
    return []


def value_of(compiled: Compiled, attempt: "Try", place: int) -> Value | None:
    """The answer's value on one draw."""
    if place == 0:
        return attempt.values[-1]
    try:
        return compiled.evaluate(attempt.links[-1], place, attempt.setting)
    except FormulaError:
        return None


def _simple(compiled: Compiled, pairs: list[tuple[Array, Array]]) -> str:
    with np.errstate(all="ignore"):
        ratio = _steady(pairs, lambda mine, right: mine / right)
        words = _ratio_words(compiled, ratio) if ratio is not None else ""
        if words:
            return words
        offset = _steady(pairs, lambda mine, right: mine - right)
        words = _offset_words(compiled, offset) if offset is not None else ""
        if words:
            return words
        if all(close(mine * right, np.ones_like(right)) for mine, right in pairs):
            return "This is the reciprocal: numerator and denominator are swapped."
        if all(close(mine, np.exp(right)) for mine, right in pairs):
            return "This is the exponential of the formula: a log is missing."
        if all(close(mine, np.log(np.abs(right))) for mine, right in pairs):
            return "This is the log of the formula."
    return ""


def _steady(pairs: list[tuple[Array, Array]], combine: Callable[[Array, Array], Array]) -> list[float] | None:
    """One number for each draw, if the combination is the same in all entries of a draw."""
    found = []
    for mine, right in pairs:
        values = combine(mine, right).ravel()
        values = values[np.isfinite(values)]
        if not values.size or np.iscomplexobj(values) or np.ptp(values) > 1e-7 * (1e-12 + np.max(np.abs(values))):
            return None
        found.append(float(values[0]))
    return found


def _constant(numbers: list[float]) -> float | None:
    spread = max(numbers) - min(numbers)
    return numbers[0] if spread <= 1e-7 * abs(numbers[0]) else None


def _ratio_words(compiled: Compiled, ratio: list[float]) -> str:
    constant = _constant(ratio)
    if constant is not None and constant == 0:
        return "Everything cancels: yours is 0."
    if constant is not None:
        return _factor_words(constant)
    for name, values in _quantities(compiled).items():
        for sign, word in ((1, ""), (-1, " and the sign is the other one")):
            if _matches(ratio, [sign * v for v in values]):
                return f"There is one factor {name} too many{word}."
            if _matches(ratio, [sign / v for v in values if v]):
                return f"A factor {name} is missing{word}."
            if _matches(ratio, [sign / v**2 for v in values if v]):
                return f"Yours divides by {name} where the formula multiplies by it{word}."
            if _matches(ratio, [sign * v**2 for v in values]):
                return f"Yours multiplies by {name} where the formula divides by it{word}."
            if all(v > 0 for v in values) and _matches(ratio, [sign * v**-0.5 for v in values]):
                return f"Off by the root of {name}{word}."
            if all(v > 0 for v in values) and _matches(ratio, [sign * v**0.5 for v in values]):
                return f"Off by the root of {name}{word}."
    return ""


def _factor_words(constant: float) -> str:
    if abs(constant + 1) < 1e-6:
        return "The sign is the other one; all else is right."
    sign = " and the sign is the other one" if constant < 0 else ""
    for value, text in _SIMPLE.items():
        if abs(abs(constant) / value - 1) < 1e-6:
            return f"Off by a factor {text}{sign}; all else is right."
    return f"Off by a constant factor {abs(constant):.4g}{sign}; all else is right."


def _offset_words(compiled: Compiled, offset: list[float]) -> str:
    constant = _constant(offset)
    if constant is not None:
        return f"Off by the constant {constant:.4g}; all else is right."
    for name, values in _quantities(compiled).items():
        if _matches(offset, values):
            return f"{name} is added once too often."
        if _matches(offset, [-v for v in values]):
            return f"The term {name} is missing, or subtracted once too often."
    return ""


def _matches(numbers: list[float], values: list[float]) -> bool:
    return len(numbers) == len(values) and all(
        abs(number - value) <= 1e-6 * abs(value) for number, value in zip(numbers, values, strict=True)
    )


def _quantities(compiled: Compiled) -> dict[str, list[float]]:
    """Every declared number with its value on each draw."""
    show = Show(compiled.forms[0].tree)
    found = {}
    for symbol in compiled.table.declared():
        if symbol.kind in ("scalar", "int", "size_of"):
            values = [compiled.draw(place).values[symbol.name].data for place in range(compiled.count)]
            found[show.name(symbol.name)] = [float(np.real(value)) for value in values]
    return found


def _mutant(compiled: Compiled, attempt: "Try") -> Mutant | None:
    """The mutant of a right formula that the answer equals on every draw."""
    for mutant in compiled_mutants(compiled):
        value = compiled.known(mutant.tree, 0)
        if value is None or not same(attempt.values[-1], value, compiled.table):
            continue
        if all(_agrees(compiled, attempt, mutant.tree, place) for place in range(1, compiled.count)):
            return mutant
    return None


def _agrees(compiled: Compiled, attempt: "Try", tree: Node, place: int) -> bool:
    value, mine = compiled.known(tree, place), value_of(compiled, attempt, place)
    return value is not None and mine is not None and same(mine, value, compiled.table)


def compiled_mutants(compiled: Compiled) -> list[Mutant]:
    """The mutants of a question, made once."""
    if compiled.mutants is None:
        made: list[Mutant] = []
        left = MAX_NODES
        for form in compiled.forms:
            for mutant in mutants(form.tree, compiled.table, Show(form.tree)):
                left -= size(mutant.tree)
                if left < 0:
                    break
                made.append(mutant)
        compiled.mutants = made
    return compiled.mutants
