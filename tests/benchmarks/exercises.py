"""The numeric families: 200 draws each, and the slowest of them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from interview_prep.bank.opening import open_bank
from interview_prep.exercises.instance import instantiate
from interview_prep.questions.model import Numeric
from tests.benchmarks.row import Row, seconds_of

SEEDS = 200


def rows() -> Iterator[Row]:
    """The slowest family, and all of them together."""
    with tempfile.TemporaryDirectory() as cache:
        bank = open_bank(cache=Path(cache))
        questions = [bank.get(row.id) for row in bank if row.kind == "numeric"]
    times = {q.id: _seconds(q) for q in questions if isinstance(q, Numeric)}
    slowest = max(times, key=times.__getitem__)
    yield Row(f"{SEEDS} draws of the slowest family, {slowest}", times[slowest], "", None, 0.15, "target 150 ms")
    yield Row(f"{SEEDS} draws of all {len(times)} families", sum(times.values()), "", None, 0.15 * len(times))


def _seconds(question: Numeric) -> float:
    instantiate(question, 0)
    return min(seconds_of(lambda: [instantiate(question, seed) for seed in range(SEEDS)]) for _ in range(3))
