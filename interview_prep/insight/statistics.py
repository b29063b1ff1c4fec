"""What the log says of the learner in figures: retention, forecast, calibration, heatmap, time, by concept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import log
from typing import TYPE_CHECKING, Any

from interview_prep.insight.mastery import Entry, practised
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.scheduling.day import day_start, study_day
from interview_prep.scheduling.fsrs import recall_at

if TYPE_CHECKING:
    from interview_prep.storage.store import CardState, Store, Tally

FORECAST_DAYS = 14
HEATMAP_DAYS = 84
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """Recalls tested: how many, how many recalled, and the sum that was predicted."""

    tested: int
    recalled: int
    predicted: float

    @property
    def true(self) -> float | None:
        """The share recalled."""
        return self.recalled / self.tested if self.tested else None

    @property
    def expected(self) -> float | None:
        """The share predicted."""
        return self.predicted / self.tested if self.tested else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Recalls whose predicted chance lay between `low` and `high`."""

    low: float
    high: float
    share: Share


@dataclass(frozen=True, slots=True)
class ConceptFigures:
    """One concept over its whole history."""

    concept: str
    cards: int
    seen: int
    reviews: int
    share: Share
    seconds: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Everything on the Statistics screen for a period (or all time) and one concept (or all)."""

    first: date | None
    last: date
    concept: str | None
    target: float
    reviews: int
    correct: int
    seconds: float
    days_active: int
    streak: int
    new: int
    ratings: Mapping[int, int]
    retention: Share
    young: Share
    mature: Share
    weeks: tuple[tuple[date, Share], ...]
    calibration: tuple[Bin, ...]
    log_loss: float | None
    log_loss_constant: float | None
    confidence: tuple[tuple[int, int, int], ...]
    heatmap: tuple[tuple[date, int, float], ...]
    forecast: tuple[tuple[date, int], ...]
    concepts: tuple[ConceptFigures, ...]

    @property
    def reviews_per_day(self) -> float:
        """Reviews on a day with reviews."""
        return self.reviews / self.days_active if self.days_active else 0.0

    @property
    def minutes_per_day(self) -> float:
        """Minutes of answering on a day with reviews."""
        return self.seconds / 60 / self.days_active if self.days_active else 0.0

    def as_json(self) -> dict[str, Any]:
        """As `stats --json` prints it."""
        from interview_prep.insight.figures import as_json

        return as_json(self)


def statistics(
    store: Store,
    entries: Iterable[Entry],
    at: datetime,
    zone: tzinfo,
    *,
    weeks: int | None = 12,
    concept: str | None = None,
) -> Statistics:
    """The figures of the last `weeks` weeks (None: all time). A concept's figures come from its questions alone."""
    asked, today = practised(entries), study_day(at, zone)
    first = None if weeks is None else today - timedelta(days=7 * weeks - 1)
    chosen = None if concept is None else [entry.id for entry in asked if entry.concept == concept]
    tallies = store.all_tallies(first, today, chosen)
    ratings = tallies["rating"]
    by_day = _by_day(ratings)
    retention = _share(tallies["recall"])
    return Statistics(
        first=first,
        last=today,
        concept=concept,
        target=store.scheduler.retention,
        reviews=sum(tally.n for tally in ratings),
        correct=sum(tally.hits for tally in ratings),
        seconds=sum(tally.total for tally in ratings) / 1000,
        days_active=len(by_day),
        streak=_streak(by_day, today),
        new=sum(tally.n for tally in tallies["new"]),
        ratings={rating: sum(tally.n for tally in ratings if tally.bin == rating) for rating in (1, 2, 3, 4)},
        retention=retention,
        young=_share(tallies["young"]),
        mature=_share(tallies["mature"]),
        weeks=_weeks(tallies["recall"], today),
        calibration=_calibration(tallies["recall"]),
        log_loss=_mean([tally.total / _MILLION for tally in tallies["surprise"]], retention.tested),
        log_loss_constant=_entropy(retention),
        confidence=_confidence(tallies["confidence"]),
        heatmap=_heatmap(by_day, today),
        forecast=_forecast(store.due_times(chosen), today, zone),
        concepts=_concepts(asked, store.cards(), at),
    )


def _share(tallies: Iterable[Tally]) -> Share:
    tested = recalled = predicted = 0
    for tally in tallies:
        tested, recalled, predicted = tested + tally.n, recalled + tally.hits, predicted + tally.total
    return Share(tested, recalled, predicted / _MILLION)


def _by_day(tallies: Iterable[Tally]) -> dict[date, tuple[int, float]]:
    days: dict[date, tuple[int, float]] = {}
    for tally in tallies:
        count, seconds = days.get(tally.day, (0, 0.0))
        days[tally.day] = (count + tally.n, seconds + tally.total / 1000)
    return days


def _streak(by_day: Mapping[date, object], today: date) -> int:
    """Days in a row with a review; today does not break it before it is over."""
    day = today if today in by_day else today - timedelta(days=1)
    length = 0
    while day in by_day:
        length += 1
        day -= timedelta(days=1)
    return length


def _weeks(tallies: Sequence[Tally], today: date) -> tuple[tuple[date, Share], ...]:
    """Retention by week, each named by its first day; weeks end today, the oldest comes first."""
    groups: dict[int, list[Tally]] = {}
    for tally in tallies:
        groups.setdefault((today - tally.day).days // 7, []).append(tally)
    return tuple(
        (today - timedelta(days=7 * back + 6), _share(group)) for back, group in sorted(groups.items(), reverse=True)
    )


def _calibration(tallies: Sequence[Tally]) -> tuple[Bin, ...]:
    bins = []
    for tenth in range(10):
        share = _share(tally for tally in tallies if tally.bin == tenth)
        if share.tested:
            bins.append(Bin(tenth / 10, (tenth + 1) / 10, share))
    return tuple(bins)


def _confidence(tallies: Iterable[Tally]) -> tuple[tuple[int, int, int], ...]:
    """(level, answers, correct) by level."""
    answers: Counter[int] = Counter()
    correct: Counter[int] = Counter()
    for tally in tallies:
        answers[tally.bin] += tally.n
        correct[tally.bin] += tally.hits
    return tuple((level, answers[level], correct[level]) for level in sorted(answers))


def _heatmap(by_day: Mapping[date, tuple[int, float]], today: date) -> tuple[tuple[date, int, float], ...]:
    days = [today - timedelta(days=back) for back in reversed(range(HEATMAP_DAYS))]
    return tuple((day, *by_day.get(day, (0, 0.0))) for day in days)


def _forecast(due: Iterable[datetime], today: date, zone: tzinfo) -> tuple[tuple[date, int], ...]:
    """Cards due per study day; what is overdue counts for today."""
    days = [today + timedelta(days=ahead) for ahead in range(FORECAST_DAYS)]
    ends = [day_start(day + timedelta(days=1), zone) for day in days]
    counts = [0] * FORECAST_DAYS
    for moment in due:
        place = next((index for index, end in enumerate(ends) if moment < end), None)
        if place is None:
            break
        counts[place] += 1
    return tuple(zip(days, counts, strict=True))


def _concepts(entries: Iterable[Entry], cards: Mapping[str, CardState], at: datetime) -> tuple[ConceptFigures, ...]:
    by_concept: dict[str, list[str]] = {concept.slug: [] for concept in CONCEPTS}
    for entry in entries:
        by_concept.setdefault(entry.concept, []).append(entry.id)
    rows = []
    for slug, ids in by_concept.items():
        seen = [cards[name] for name in ids if name in cards and cards[name].reps]
        tested = Share(sum(c.tested for c in seen), sum(c.passed for c in seen), sum(c.predicted for c in seen))
        now = sum(recall_at(card.memory, at) for card in seen) / len(ids) if ids else 0.0
        reviews, seconds = sum(card.reps for card in seen), sum(card.seconds for card in seen)
        rows.append(ConceptFigures(slug, len(ids), len(seen), reviews, tested, seconds, now))
    return tuple(rows)


def _mean(values: Iterable[float], count: int) -> float | None:
    return sum(values) / count if count else None


def _entropy(share: Share) -> float | None:
    """The log loss of always guessing the share that was recalled."""
    if share.true is None:
        return None
    return -sum(p * log(p) for p in (share.true, 1 - share.true) if p > 0)
