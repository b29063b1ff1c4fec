"""The scheduler's model and parameters under names that never change their meaning: a review stores the name.

A later release of the `fsrs` package may ship other defaults; an old review must still replay to the same state, so
the numbers stand here. Reference: FSRS-6, https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MODEL = "FSRS-6"
LOWEST_RETENTION, HIGHEST_RETENTION = 0.7, 0.98
NAMED: dict[str, tuple[float, ...]] = {
    "fsrs-6-default": (
        *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
        *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
    ),
}
"""Sets of the 21 parameters w0 to w20. Rows are added and never changed."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """How a review is scheduled: a parameter set by name or as its 21 numbers, and the retention aimed at.

    Raises ValueError for an unknown name, a wrong count, or a retention outside 0.7 to 0.98.
    """

    parameters: str | tuple[float, ...] = "fsrs-6-default"
    retention: float = 0.9

    def __post_init__(self) -> None:
        if isinstance(self.parameters, str) and self.parameters not in NAMED:
            raise ValueError(f"parameters: no set is called {self.parameters!r}; known: {', '.join(NAMED)}")
        if len(self.weights) != 21:
            raise ValueError(f"parameters: {len(self.weights)} numbers; FSRS-6 has 21")
        if not LOWEST_RETENTION <= self.retention <= HIGHEST_RETENTION:
            raise ValueError(
                f"retention: {self.retention} is outside {LOWEST_RETENTION} to {HIGHEST_RETENTION}; try 0.9"
            )

    @property
    def weights(self) -> tuple[float, ...]:
        """The 21 numbers."""
        return NAMED[self.parameters] if isinstance(self.parameters, str) else self.parameters

    @property
    def decay(self) -> float:
        """The exponent of the forgetting curve, w20 (positive)."""
        return self.weights[20]

    def as_json(self) -> dict[str, object]:
        """What a review stores: model, parameters, retention."""
        given = self.parameters if isinstance(self.parameters, str) else list(self.parameters)
        return {"model": MODEL, "parameters": given, "retention": self.retention}


DEFAULT = Scheduler()


def scheduler_of(stored: Mapping[str, Any] | None) -> Scheduler:
    """The scheduler that a review names; the default where it names none.

    Raises ValueError for a model, a set or a retention that this version does not know.
    """
    if stored is None:
        return DEFAULT
    given = stored.get("parameters", DEFAULT.parameters)
    frozen = tuple(given) if isinstance(given, list) else given
    return _cached(stored.get("model", MODEL), frozen, stored.get("retention", DEFAULT.retention))


@lru_cache(maxsize=256)
def _cached(model: object, parameters: Any, retention: Any) -> Scheduler:
    if model != MODEL:
        raise ValueError(f"scheduler: the model is {model!r}; this version knows {MODEL}")
    numbers = isinstance(parameters, str) or (
        isinstance(parameters, tuple) and all(isinstance(value, float | int) for value in parameters)
    )
    if not numbers or isinstance(retention, bool) or not isinstance(retention, float | int):
        raise ValueError("scheduler: parameters are a name or 21 numbers, retention is a number")
    return Scheduler(parameters, float(retention))
