"""What exercises draw from: decimals, integers, choices, probabilities; each a function of the stream of draws."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw

T = TypeVar("T")


def choice(*options: T) -> Callable[[Draws], T]:
    """One of the options."""
    return lambda draws: draws.choice(options)


def integer(low: int, high: int, step: int = 1) -> Callable[[Draws], int]:
    """low, low + step, ..., high."""
    return lambda draws: low + step * draws.integer(0, (high - low) // step)


def integers(low: int, high: int, count: int) -> Callable[[Draws], list[int]]:
    """`count` integers from low to high."""
    return lambda draws: draws.integers(low, high, count)


def matrix(low: int, high: int, rows: int, columns: int) -> Callable[[Draws], list[list[int]]]:
    """Integers from low to high, shape (rows, columns)."""
    return lambda draws: draws.matrix(low, high, rows, columns)


def decimal(low: float, high: float, step: float) -> Callable[[Draws], float]:
    """An exact decimal from low to high."""
    return lambda draws: draws.decimal(low, high, step)


def decimals(low: float, high: float, step: float, count: int) -> Callable[[Draws], list[float]]:
    """`count` exact decimals from low to high."""
    return lambda draws: [draws.decimal(low, high, step) for _ in range(count)]


def descending(low: float, high: float, step: float, count: int) -> Callable[[Draws], list[float]]:
    """`count` different decimals, the largest first."""

    def draw(draws: Draws) -> list[float]:
        values = sorted({draws.decimal(low, high, step) for _ in range(count)}, reverse=True)
        if len(values) < count:
            raise Redraw
        return values

    return draw


def probabilities(count: int, *, least: int = 1, ordered: bool = True) -> Callable[[Draws], list[float]]:
    """`count` different probabilities in hundredths that sum to 1, each at least `least` hundredths.

    Ordered ones stand largest first.
    """

    def draw(draws: Draws) -> list[float]:
        total = 100 - count * (least - 1)
        cuts = sorted(draws.integer(1, total - 1) for _ in range(count - 1))
        parts = [right - left + least - 1 for left, right in pairwise([0, *cuts, total])]
        if len(set(parts)) < count or min(parts) < least:
            raise Redraw
        return [part / 100 for part in (sorted(parts, reverse=True) if ordered else parts)]

    return draw


def row(*rows: dict[str, Any]) -> Callable[[Draws], dict[str, Any]]:
    """One row of a table of parameters that belong together."""
    return lambda draws: dict(draws.choice(rows))
