"""Predicted recall per concept: now, on the interview day if today's plan is kept, and without any more practice.

Recall of a concept is the mean over its questions of predicted retrievability, with 0 for a question never answered:
an interviewer asks those too. For the day itself a card that comes up before it is taken to be in the middle of an
interval then, whatever its length: FSRS keeps recall between 1 and the retention aimed at, and the mean of that curve
depends on the retention alone (`maintained`). A card that does not come up before the day just fades until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from interview_prep.questions.concepts import CONCEPTS
from interview_prep.scheduling.fsrs import recall_at
from interview_prep.scheduling.parameters import Scheduler

if TYPE_CHECKING:
    from interview_prep.storage.store import CardState, Store


class Entry(Protocol):
    """What insight reads of a question in the bank."""

    @property
    def id(self) -> str:
        """The question's id."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def concept(self) -> str:
        """Its concept's slug."""

    @property
    def level(self) -> int:
        """Its level, 1 to 5."""

    @property
    def priority(self) -> str:
        """core, normal or extra."""

    @property
    def seconds(self) -> int:
        """How long an answer takes."""


@dataclass(frozen=True, slots=True)
class ConceptRecall:
    """One concept. `then` and `idle` are None without an interview date; `depth` is the rung reached in mocks, 0-5."""

    concept: str
    name: str
    cards: int
    seen: int
    now: float
    then: float | None
    idle: float | None
    depth: int

    def as_json(self) -> dict[str, object]:
        """As `readiness --json` prints it."""
        return {
            "concept": self.concept,
            "name": self.name,
            "cards": self.cards,
            "seen": self.seen,
            "now": round(self.now, 4),
            "then": None if self.then is None else round(self.then, 4),
            "idle": None if self.idle is None else round(self.idle, 4),
            "depth": self.depth,
        }


def practised(entries: Iterable[Entry]) -> list[Entry]:
    """The questions that the daily quiz asks: ladders belong to mock interviews."""
    return [entry for entry in entries if entry.kind != "ladder"]


def maintained(scheduler: Scheduler) -> float:
    """Mean recall over one interval of a card kept at the retention aimed at: the mean of R(t) from 1 down to it."""
    decay, retention = scheduler.decay, scheduler.retention
    end = retention ** (-1 / decay)  # 1 + F t / S at the interval's end
    return float((end ** (1 - decay) - 1) / ((end - 1) * (1 - decay)))


def concept_recall(
    entries: Iterable[Entry],
    cards: Mapping[str, CardState],
    at: datetime,
    scheduler: Scheduler,
    *,
    interview: datetime | None = None,
    introduced: Collection[str] = (),
    depths: Mapping[str, int] | None = None,
) -> tuple[ConceptRecall, ...]:
    """The nine concepts in their order. `introduced` are new questions that the plan brings in before the day."""
    by_concept: dict[str, list[Entry]] = {concept.slug: [] for concept in CONCEPTS}
    for entry in practised(entries):
        by_concept.setdefault(entry.concept, []).append(entry)
    rows = []
    for concept in CONCEPTS:
        own = by_concept[concept.slug]
        now, then, idle = _means(own, cards, at, scheduler, interview, set(introduced))
        seen = sum(entry.id in cards and cards[entry.id].reps > 0 for entry in own)
        depth = (depths or {}).get(concept.slug, 0)
        rows.append(ConceptRecall(concept.slug, concept.name, len(own), seen, now, then, idle, depth))
    return tuple(rows)


def overall(rows: Iterable[ConceptRecall]) -> tuple[float, float | None, float | None]:
    """Recall over all questions: now, on the day, on the day without practice."""
    rows = [row for row in rows if row.cards]
    total = sum(row.cards for row in rows)
    if not total:
        return 0.0, None, None
    now = sum(row.now * row.cards for row in rows) / total
    if any(row.then is None for row in rows):
        return now, None, None
    then = sum((row.then or 0.0) * row.cards for row in rows) / total
    return now, then, sum((row.idle or 0.0) * row.cards for row in rows) / total


def depths_of(store: Store) -> dict[str, int]:
    """The rung reached per concept in the latest mock that touched it (a mock's payload holds `depths`)."""
    depths: dict[str, int] = {}
    for event in store.events(kinds=("mock",), newest_first=True, limit=50):
        reached = event.payload.get("depths")
        for slug, rung in reached.items() if isinstance(reached, dict) else ():
            if type(rung) is int and 0 <= rung <= 5:
                depths.setdefault(str(slug), rung)
    return depths


def _means(
    entries: list[Entry],
    cards: Mapping[str, CardState],
    at: datetime,
    scheduler: Scheduler,
    interview: datetime | None,
    introduced: Collection[str],
) -> tuple[float, float | None, float | None]:
    if not entries:
        return 0.0, (None if interview is None else 0.0), (None if interview is None else 0.0)
    now = then = idle = 0.0
    kept = maintained(scheduler)
    for entry in entries:
        card = cards.get(entry.id)
        memory = card.memory if card is not None else None
        now += recall_at(memory, at, scheduler)
        if interview is None:
            continue
        faded = recall_at(memory, max(interview, at), scheduler)
        idle += faded
        practises = card is None or not (card.suspended or card.leech)
        comes_up = memory.due < interview if memory is not None else entry.id in introduced
        then += max(faded, kept) if practises and comes_up else faded
    if interview is None:
        return now / len(entries), None, None
    return now / len(entries), then / len(entries), idle / len(entries)
