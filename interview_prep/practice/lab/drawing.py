"""Seeded random numbers for the lab: as many as there are, and of the kind that the argument needs."""

from collections.abc import Mapping
from typing import Any

from engine.catalog import Argument, Operation
from interview_prep.exercises.draws import Draws

# The range of an argument's decimals, by a part of "operation.argument"; None: they stay as they are.
_RANGES: tuple[tuple[str, tuple[float, float] | None], ...] = (
    ("power_law_fit", (0.5, 5.0)),
    ("uniforms", (0.0, 0.95)),
    ("accuracy", (0.05, 0.95)),
    ("avg_", (-2.5, -0.1)),
    ("log_prob", (-3.0, -0.2)),
    ("logp", (-3.0, -0.1)),
    ("reward", (-2.0, 3.0)),
    ("weight", (0.5, 1.5)),
    ("points", None),
)
_DISTRIBUTIONS = ("probs", "p", "q")


def redrawn(operation: Operation, arguments: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """New values for every array of decimals; whole numbers, words, flags and models stay as they are."""
    draws = Draws(seed)
    fresh = {}
    for row in operation.arguments:
        value = arguments.get(row.name)
        if not isinstance(value, list) or not _decimal(value):
            continue
        place = f"{operation.name}.{row.name}"
        span = next((span for word, span in _RANGES if word in place), (-2.0, 2.0))
        if span is not None:
            fresh[row.name] = _drawn(value, span, draws, adding_up=_adds_up(row))
    return fresh


def _adds_up(row: Argument) -> bool:
    """Whether each row of the argument is a distribution."""
    return row.name in _DISTRIBUTIONS and ("V" in row.shape or "K" in row.shape)


def _drawn(value: Any, span: tuple[float, float], draws: Draws, *, adding_up: bool) -> Any:
    if isinstance(value[0], list):
        return [_drawn(item, span, draws, adding_up=adding_up) for item in value]
    if adding_up:
        return _distribution(len(value), draws)
    low, high = span
    return [draws.decimal(low, high, 0.05 if high - low < 2 else 0.1) for _ in value]


def _distribution(count: int, draws: Draws) -> list[float]:
    """Hundredths that add up to one, none of them zero while there are enough."""
    shares = [draws.integer(1, 20) for _ in range(count)]
    cents = [max(1, round(100 * share / sum(shares))) for share in shares]
    cents[cents.index(max(cents))] += 100 - sum(cents)
    return [cent / 100 for cent in cents]


def _decimal(value: Any) -> bool:
    if isinstance(value, list):
        return any(_decimal(item) for item in value)
    return isinstance(value, float)
