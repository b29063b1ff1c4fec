"""What fits the days that are left: reviews first, then new questions, the core before the rest.

Time is counted in answers. A card that is due before the day costs one answer for every interval that fits (counted
with its present interval doubling each time, which is about what FSRS does); a new one costs the answers of its first
days, `ANSWERS_OF_A_NEW_CARD`. What does not fit is named, so that the learner can drop it with open eyes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from interview_prep.insight.mastery import Entry, practised
from interview_prep.scheduling.fsrs import recall_at
from interview_prep.scheduling.queue import PRIORITIES

if TYPE_CHECKING:
    from interview_prep.storage.store import CardState

ANSWERS_OF_A_NEW_CARD = 4
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The days left and what they hold. `fits` are new questions in the order in which they should come.

    `dropped_by` counts what does not fit by (priority, concept), what can best be spared first. `minutes_for_core` and
    `minutes_for_all` are the minutes a day that would hold the reviews with every core question, and with everything.
    """

    day: date
    days_left: int
    minutes_per_day: int
    reviews: int
    new_per_day: float
    fits: tuple[str, ...]
    dropped: tuple[str, ...]
    focus: tuple[str, ...]
    fits_by: tuple[tuple[str, int], ...]
    dropped_by: tuple[tuple[str, str, int], ...]
    minutes_for_core: int
    minutes_for_all: int

    def as_json(self) -> dict[str, object]:
        """As `readiness --json` prints it."""
        return {
            "days_left": self.days_left,
            "minutes_per_day": self.minutes_per_day,
            "reviews": self.reviews,
            "new": len(self.fits),
            "new_by_priority": dict(self.fits_by),
            "new_per_day": round(self.new_per_day, 2),
            "dropped": len(self.dropped),
            "dropped_ids": list(self.dropped),
            "dropped_by": [
                {"priority": priority, "concept": concept, "questions": count}
                for priority, concept, count in self.dropped_by
            ],
            "minutes_for_core": self.minutes_for_core,
            "minutes_for_all": self.minutes_for_all,
            "focus": list(self.focus),
        }


def make_plan(
    entries: Iterable[Entry],
    cards: Mapping[str, CardState],
    at: datetime,
    today: date,
    interview: date,
    *,
    minutes: int,
    new_per_day: int,
) -> Plan:
    """Fit reviews and new questions into the study days from today until the one before the interview."""
    asked = practised(entries)
    days = max(0, (interview - today).days)
    end = at + _DAY * days
    reviews, spent = 0, 0.0
    for entry in asked:
        count = _reviews_before(cards.get(entry.id), at, end)
        reviews += count
        spent += count * _seconds(entry, cards.get(entry.id))
    order = _order([entry for entry in asked if _is_new(cards.get(entry.id))], asked, cards, at)
    room = days * minutes * 60 - spent
    fits: list[str] = []
    for entry in order:
        cost = ANSWERS_OF_A_NEW_CARD * entry.seconds
        if len(fits) >= days * new_per_day or room < cost:
            break
        room -= cost
        fits.append(entry.id)
    chosen = set(fits)
    taken, left = [e for e in order if e.id in chosen], [e for e in order if e.id not in chosen]
    concepts = Counter(entry.concept for entry in taken)
    return Plan(
        day=interview,
        days_left=days,
        minutes_per_day=minutes,
        reviews=reviews,
        new_per_day=len(fits) / days if days else 0.0,
        fits=tuple(fits),
        dropped=tuple(entry.id for entry in left),
        focus=tuple(slug for slug, _ in concepts.most_common(3)),
        fits_by=tuple(Counter(entry.priority for entry in taken).items()),
        dropped_by=_spared_first(left),
        minutes_for_core=_minutes(spent, [entry for entry in order if entry.priority == PRIORITIES[0]], days),
        minutes_for_all=_minutes(spent, order, days),
    )


def _spared_first(left: list[Entry]) -> tuple[tuple[str, str, int], ...]:
    """(priority, concept, questions) of what does not fit, from what matters least."""
    counts = Counter((entry.priority, entry.concept) for entry in reversed(left))
    return tuple((priority, concept, count) for (priority, concept), count in counts.items())


def _minutes(spent: float, fresh: list[Entry], days: int) -> int:
    """Minutes a day that hold the reviews and these new questions; 0 where no day is left."""
    seconds = spent + sum(ANSWERS_OF_A_NEW_CARD * entry.seconds for entry in fresh)
    return ceil(seconds / 60 / days) if days else 0


def _is_new(card: CardState | None) -> bool:
    return card is None or (card.reps == 0 and not card.suspended)


def _seconds(entry: Entry, card: CardState | None) -> float:
    """How long this learner takes for this question, or what the bank says."""
    return card.seconds / card.reps if card is not None and card.reps and card.seconds else float(entry.seconds)


def _reviews_before(card: CardState | None, at: datetime, end: datetime) -> int:
    if card is None or card.due is None or card.suspended or card.leech or card.last_review is None:
        return 0
    due = max(card.due, at)
    interval = max(card.due - card.last_review, _DAY)
    count = 0
    while due < end:
        count += 1
        interval *= 2
        due += interval
    return count


def _order(fresh: list[Entry], asked: Iterable[Entry], cards: Mapping[str, CardState], at: datetime) -> list[Entry]:
    """Core first; within a priority the weakest concept first, then the easier question."""
    totals: dict[str, list[float]] = {}
    for entry in asked:
        card = cards.get(entry.id)
        totals.setdefault(entry.concept, []).append(recall_at(card.memory if card else None, at))
    recall = {concept: sum(values) / len(values) for concept, values in totals.items()}

    def key(entry: Entry) -> tuple[int, float, int, str]:
        rank = PRIORITIES.index(entry.priority) if entry.priority in PRIORITIES else 1
        return rank, recall[entry.concept], entry.level, entry.id

    return sorted(fresh, key=key)
