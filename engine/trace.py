"""A trace records each step of an operation for the lab and for worked answers.

Plain calls pay one `is None` check. A traced call takes a separate, untiled path and records name, value, formula and
shape. What has more than `limit` elements is not copied, and neither is what would bring all copies above `total`: a
summary (shape, minimum, maximum, mean) stands in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept of an array, or of a list (without the three numbers), that is too large to copy."""

    shape: tuple[int, ...]
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded step. `shape` is () for anything that is not an array."""

    name: str
    value: Any
    formula: str
    shape: tuple[int, ...]


class Trace:
    """An ordered record of steps; a name may come again, as in a loop, and `trace[name]` is its last value."""

    def __init__(self, *, limit: int = 65_536, total: int = 4_194_304) -> None:
        self.limit = limit
        self.total = total
        self._copied = 0
        self.steps: list[Step] = []

    def add(self, name: str, value: Any, formula: str = "") -> None:
        """Record a copy of `value` (or its summary when it is too large) under `name`."""
        shape = tuple(int(size) for size in getattr(value, "shape", ()))
        self.steps.append(Step(name, self._kept(value), formula, shape))

    def _kept(self, value: Any) -> Any:
        if isinstance(value, list | dict):
            return value.copy() if self._fits(_elements(value)) else Summary((len(value),))
        size = getattr(value, "size", None)
        if size is None:
            return value
        if not self._fits(size):
            return Summary(tuple(value.shape), float(value.min()), float(value.max()), float(value.mean()))
        return value.copy()

    def _fits(self, size: int) -> bool:
        fits = size <= self.limit and self._copied + size <= self.total
        self._copied += size if fits else 0
        return fits

    def __getitem__(self, name: str) -> Any:
        for step in reversed(self.steps):
            if step.name == name:
                return step.value
        known = ", ".join(dict.fromkeys(step.name for step in self.steps)) or "none"
        raise KeyError(f"trace has no step {name!r}; it has: {known}")

    def __contains__(self, name: str) -> bool:
        return any(step.name == name for step in self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)


def _elements(value: Any) -> int:
    """How many elements a list or a dictionary holds, those of lists inside it counted."""
    items = value.values() if isinstance(value, dict) else value
    return sum(len(item) if isinstance(item, list | tuple) else 1 for item in items)
