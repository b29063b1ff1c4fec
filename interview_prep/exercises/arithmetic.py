"""The small arithmetic of worked answers, in plain Python: dot products, softmax, sigmoid, means."""

from collections.abc import Sequence
from math import exp, log1p

Vector = Sequence[float]


def dot(first: Vector, second: Vector) -> float:
    """The sum of the products."""
    return sum(a * b for a, b in zip(first, second, strict=True))


def mean(values: Vector) -> float:
    """The arithmetic mean."""
    return sum(values) / len(values)


def normalised(weights: Vector) -> list[float]:
    """Non-negative weights divided by their sum."""
    total = sum(weights)
    return [weight / total for weight in weights]


def softmax(scores: Vector) -> list[float]:
    """exp(s_i) / sum_j exp(s_j), with the maximum taken off first."""
    top = max(scores)
    return normalised([exp(score - top) for score in scores])


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def minus_log_sigmoid(x: float) -> float:
    """-ln sigmoid(x) = ln(1 + exp(-x)), without overflow."""
    return max(-x, 0.0) + log1p(exp(-abs(x)))


def weighted(weights: Vector, rows: Sequence[Vector]) -> list[float]:
    """The sum of the rows, each times its weight."""
    return [dot(weights, column) for column in zip(*rows, strict=True)]


def times(row: Vector, matrix: Sequence[Vector]) -> list[float]:
    """A row vector times a matrix."""
    return [dot(row, column) for column in zip(*matrix, strict=True)]


def nucleus_size(probabilities: Vector, mass: float) -> int:
    """How many of the descending probabilities reach the mass, the one that crosses it included."""
    total = 0.0
    for count, probability in enumerate(probabilities, 1):
        total += probability
        if total >= mass:
            return count
    return len(probabilities)


def nucleus_margin(probabilities: Vector, mass: float) -> float:
    """How far the nearest cumulative sum is from the mass: below 0.005 the draw is not worth asking."""
    total, nearest = 0.0, 1.0
    for probability in probabilities:
        total += probability
        nearest = min(nearest, abs(total - mass))
    return nearest
