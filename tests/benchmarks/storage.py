"""The log with 1,000,000 reviews of 10,000 cards: due queue, today's counts, statistics, export, one answer saved.

The log is built once in the system's temporary folder (about a minute) and kept there; nothing in it is changed but
a few reviews that are taken back.
"""

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from statistics import median

from interview_prep.insight.statistics import statistics
from interview_prep.scheduling.day import number_of
from interview_prep.storage.opening import open_store
from interview_prep.storage.store import Store
from tests.benchmarks.histories import NOW, card_name, fill
from tests.benchmarks.row import Row, seconds_of

RUNS = 15
CARDS = 10_000
_DAY_END = NOW + timedelta(hours=19)
_CONCEPTS = ("llm", "transformer", "tokens", "post-training", "sampling", "prompts", "in-context", "scaling")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as insight reads it."""

    id: str
    concept: str
    kind: str = "choice"
    level: int = 1
    priority: str = "normal"
    seconds: int = 45


QUESTIONS = [Question(card_name(number), _CONCEPTS[number % len(_CONCEPTS)]) for number in range(CARDS)]


def log_of(reviews: int) -> Path:
    """The log with that many reviews, built when it is first asked for."""
    folder = Path(tempfile.gettempdir()) / "interview-prep-benchmarks"
    folder.mkdir(exist_ok=True)
    return fill(folder / f"history-{reviews}.sqlite", reviews, CARDS)


def typical(function: Callable[[], object], runs: int = RUNS) -> float:
    """The median seconds of a call."""
    function()
    return median(seconds_of(function) for _ in range(runs))


def rows() -> list[Row]:
    """The rows of the table, against their targets in seconds."""
    with open_store(log_of(1_000_000), now=lambda: NOW, zone=UTC) as store:
        found = [
            _row("due queue of 120 cards, 1,000,000 reviews", lambda: store.due(NOW, _DAY_END, 120), 0.001),
            _row("today's counts", lambda: _today(store), 0.05),
            _row("statistics of twelve weeks", lambda: _statistics(store, 12), 0.3),
            _row("statistics of all time", lambda: _statistics(store, None), 0.3),
            _row("statistics of one concept, twelve weeks", lambda: _statistics(store, 12, "scaling"), 0.3),
            _row("Today's cached row", lambda: store.cached("today"), 0.001),
            _row("one answer saved", lambda: _answer(store), 0.005),
        ]
        for event in list(store.events(question=card_name(7), since=NOW, kinds=("review",))):
            store.undo(event.id)
    path = log_of(100_000)
    found.append(_row("log opened, 100,000 reviews", lambda: open_store(path, now=lambda: NOW).close(), 0.005))
    with open_store(path, now=lambda: NOW, zone=UTC) as store:
        found.append(_row("100,000 events exported", lambda: store.export(io.StringIO()), 2.0, runs=5))
    return found


def _row(work: str, function: Callable[[], object], target: float, runs: int = RUNS) -> Row:
    return Row(work, typical(function, runs), "", None, target, f"target {target * 1e3:g} ms")


def _today(store: Store) -> object:
    assert number_of(NOW.date())
    return store.counts(NOW, _DAY_END), store.all_tallies(NOW.date(), NOW.date()), store.due_times()


def _statistics(store: Store, weeks: int | None, concept: str | None = None) -> object:
    return statistics(store, QUESTIONS, NOW, UTC, weeks=weeks, concept=concept)


def _answer(store: Store) -> object:
    return store.append("review", card_name(7), "h", {"rating": 3, "mode": "benchmark"})


if __name__ == "__main__":
    for row in rows():
        print(row.line())
