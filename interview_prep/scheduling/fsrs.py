"""FSRS-6 as a pure function: (memory, rating, when) -> memory. No clock, no random generator, no card objects.

The `fsrs` package does the arithmetic and is imported at the first review, never to open the store or to paint.
Its own traps are met here: time zones compared by equality, `Card()` without an id that sleeps, clocks that run
backwards, any retention accepted, a fuzz from the global random generator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from interview_prep.scheduling.fuzz import fuzzed
from interview_prep.scheduling.parameters import DEFAULT, Scheduler

if TYPE_CHECKING:
    import fsrs

State: TypeAlias = Literal["learning", "review", "relearning"]
RATINGS = (1, 2, 3, 4)
AGAIN, HARD, GOOD, EASY = RATINGS
KNOWN_STABILITY = 180.0
"""Days: where "I know this" places a card."""
_STATES: tuple[State, ...] = ("learning", "review", "relearning")  # fsrs.State counts from 1
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS keeps of a card. Stability in days, difficulty 1 to 10, times in UTC; `step` counts learning steps."""

    state: State
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime


def review(
    memory: Memory | None, rating: int, at: datetime, *, scheduler: Scheduler = DEFAULT, drawn: float | None = None
) -> Memory:
    """The memory after a review. `drawn` in [0, 1) spreads an interval of days (`fuzz.draw`); None leaves it as it is.

    Without `drawn` the result equals the `fsrs` package's own with its fuzz off.
    Raises ValueError for a rating outside 1 to 4, a time without a zone, or one before the last review.
    """
    import fsrs

    moment = _utc(at)
    if rating not in RATINGS:
        raise ValueError(f"rating: {rating!r}; 1 again, 2 hard, 3 good, 4 easy")
    if memory is not None and moment < memory.last_review:
        raise ValueError(f"at: {moment.isoformat()} lies before the last review, {memory.last_review.isoformat()}")
    card, _ = _model(scheduler).review_card(_card(memory, moment), fsrs.Rating(rating), moment)
    assert card.stability is not None
    assert card.difficulty is not None
    after = Memory(_STATES[card.state - 1], card.step, card.stability, card.difficulty, card.due, moment)
    return after if drawn is None else _spread(after, drawn)


def preview(
    memory: Memory | None, at: datetime, *, scheduler: Scheduler = DEFAULT, drawn: float | None = None
) -> dict[int, datetime]:
    """When the card comes back after each of the four ratings: {rating: due}, never sooner for a better rating."""
    return {rating: review(memory, rating, at, scheduler=scheduler, drawn=drawn).due for rating in RATINGS}


def known(memory: Memory | None, at: datetime, *, scheduler: Scheduler = DEFAULT, drawn: float | None = None) -> Memory:
    """The memory of a card that the learner says to know: far ahead, and still to be checked one day."""
    base = memory if memory is not None else review(None, EASY, at, scheduler=scheduler)
    stability = max(KNOWN_STABILITY, base.stability)
    days = timedelta(days=interval_days(stability, scheduler))
    placed = replace(base, state="review", step=None, stability=stability, due=_utc(at) + days, last_review=_utc(at))
    return placed if drawn is None else _spread(placed, drawn)


def retrievability(stability: float, elapsed_days: float, scheduler: Scheduler = DEFAULT) -> float:
    """The predicted probability of recall, R = (1 + F t / S)^-w20 with F = 0.9^(-1/w20) - 1 (FSRS-6)."""
    factor = 0.9 ** (-1 / scheduler.decay) - 1
    return float((1 + factor * max(elapsed_days, 0.0) / stability) ** -scheduler.decay)


def recall_at(memory: Memory | None, at: datetime, scheduler: Scheduler = DEFAULT) -> float:
    """Predicted recall at a time, counted in whole days as the package does; 0 for a card never reviewed."""
    if memory is None:
        return 0.0
    return retrievability(memory.stability, (at - memory.last_review).days, scheduler)


def interval_days(stability: float, scheduler: Scheduler = DEFAULT) -> int:
    """Whole days until predicted recall falls to the retention aimed at, at least one."""
    factor = 0.9 ** (-1 / scheduler.decay) - 1
    days = round(stability / factor * (scheduler.retention ** (-1 / scheduler.decay) - 1))
    return max(1, int(days))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("at: a time without a zone; give it one")
    return at.astimezone(UTC)


def _spread(memory: Memory, drawn: float) -> Memory:
    if memory.state != "review":
        return memory
    days = round((memory.due - memory.last_review) / _DAY)
    return replace(memory, due=memory.last_review + timedelta(days=fuzzed(days, drawn)))


@lru_cache(maxsize=64)
def _model(scheduler: Scheduler) -> fsrs.Scheduler:
    import fsrs

    return fsrs.Scheduler(scheduler.weights, scheduler.retention, enable_fuzzing=False)


def _card(memory: Memory | None, at: datetime) -> fsrs.Card:
    import fsrs

    if memory is None:
        return fsrs.Card(card_id=1, due=at)
    state = fsrs.State(_STATES.index(memory.state) + 1)
    return fsrs.Card(1, state, memory.step, memory.stability, memory.difficulty, memory.due, memory.last_review)
