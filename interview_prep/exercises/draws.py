"""Seeded random values for exercises: stable for ever, from `random.Random(seed).random()` alone."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")


def seed_of(question_id: str, repetition: int) -> int:
    """The seed of a question's n-th repetition: the first 8 bytes, big-endian, of BLAKE2b(id, newline, n)."""
    return int.from_bytes(blake2b(f"{question_id}\n{repetition}".encode()).digest()[:8], "big")


class Draws:
    """A stream of random values. Only `Random.random()` is used, whose sequence Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def integer(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def integers(self, low: int, high: int, count: int) -> list[int]:
        """`count` integers from low to high, both included."""
        return [self.integer(low, high) for _ in range(count)]

    def matrix(self, low: int, high: int, rows: int, columns: int) -> list[list[int]]:
        """Integers from low to high, shape (rows, columns)."""
        return [self.integers(low, high, columns) for _ in range(rows)]

    def choice(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.integer(0, len(options) - 1)]

    def decimal(self, low: float | str, high: float | str, step: float | str) -> float:
        """low, low + step, ..., high: an exact decimal, so that what is shown is what is computed with."""
        first, last, width = Decimal(str(low)), Decimal(str(high)), Decimal(str(step))
        return float(first + width * self.integer(0, int((last - first) / width)))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a random order (Fisher-Yates)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.integer(0, last)
            result[last], result[other] = result[other], result[last]
        return result
