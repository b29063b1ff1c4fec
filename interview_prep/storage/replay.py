"""The fold from events to a card: one pure step per event, the same for a new review and for a full replay.

Times are milliseconds since 1970. What statistics need of a review is kept as integers, so that adding and taking away
always comes back to the same sum.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import log
from typing import Any, TypeAlias, get_args

from interview_prep.scheduling import day, fsrs, fuzz
from interview_prep.scheduling.parameters import Scheduler, scheduler_of
from interview_prep.storage.codec import from_ms, ms_of_text, to_ms
from interview_prep.storage.store import CardPhase

PHASES: tuple[CardPhase, ...] = get_args(CardPhase)
LEECH_LAPSES = 8
LEECH_AGAIN = 4
MATURE_DAYS = 21.0
LONGEST_MS = 1_200_000
"""A card left open counts as twenty minutes."""
_MILLION = 1_000_000
ReviewRow: TypeAlias = tuple[int, int, int, int, int, int, int | None, int, int, int, int, int]
"""at, event, day, rating, correct, milliseconds, confidence, fresh, tested, mature, predicted, surprise."""


@dataclass(slots=True)
class Card:
    """A card as the fold carries it and as the table `cards` stores it, column by column."""

    question: str
    state: int = 0
    step: int | None = None
    due: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    last_review: int | None = None
    reps: int = 0
    lapses: int = 0
    leech: int = 0
    leech_at: int = LEECH_LAPSES
    suspended: int = 0
    buried_until: int | None = None
    known: str = "no"
    flagged: int = 0
    hash: str | None = None
    last_rating: int | None = None
    last_correct: int | None = None
    milliseconds: int = 0
    tested: int = 0
    passed: int = 0
    predicted: int = 0
    last_at: int = 0
    last_id: str = ""

    @property
    def memory(self) -> fsrs.Memory | None:
        """What FSRS keeps of it."""
        if self.state == 0 or self.stability is None or self.difficulty is None:
            return None
        assert self.due is not None
        assert self.last_review is not None
        state = PHASES[self.state]
        assert state != "new"
        return fsrs.Memory(
            state, self.step, self.stability, self.difficulty, from_ms(self.due), from_ms(self.last_review)
        )

    def place(self, memory: fsrs.Memory) -> None:
        """Take over a memory."""
        self.state, self.step = PHASES.index(memory.state), memory.step
        self.stability, self.difficulty = memory.stability, memory.difficulty
        self.due, self.last_review = to_ms(memory.due), to_ms(memory.last_review)


CARD_COLUMNS = tuple(field.name for field in fields(Card))


@dataclass(frozen=True, slots=True)
class Step:
    """What one step reads of an event. `question` is the name it was recorded under: fuzz stays with it on a rename."""

    question: str
    row: int
    id: str
    at: int
    offset_min: int
    kind: str
    hash: str | None
    payload: str


def advance(card: Card, step: Step) -> ReviewRow | None:
    """Apply one event that is not undone; the statistics' row if it is a review. Steps come in order of (at, id)."""
    payload: dict[str, Any] = json.loads(step.payload)
    card.last_at, card.last_id = step.at, step.id
    if step.kind == "review":
        return _review(card, step, payload)
    if step.kind == "suspend":
        card.suspended = 1
    elif step.kind == "resume":
        _resume(card)
    elif step.kind == "bury":
        card.buried_until = _until(step, payload)
    elif step.kind == "known":
        _known(card, step, payload)
    elif step.kind == "flag":
        card.flagged += 1
    elif step.kind == "reset":
        _reset(card)
    return None


def _review(card: Card, step: Step, payload: Mapping[str, Any]) -> ReviewRow:
    rating = int(payload["rating"])
    schedules = payload.get("schedules") is not False
    scheduler = scheduler_of(payload.get("scheduler"))
    tested, mature, predicted, surprise = _test(card, step, rating, scheduler) if schedules else (0, 0, 0, 0)
    fresh, drawn = int(card.reps == 0), fuzz.draw(step.question, card.reps)
    correct = payload.get("correct")
    right = int(rating > 1 if correct is None else correct)
    card.reps += 1
    card.hash = step.hash or card.hash
    card.last_rating, card.last_correct = rating, right
    spent = min(LONGEST_MS, round(float(payload.get("seconds") or 0) * 1000))
    card.milliseconds += spent
    if schedules:
        _schedule(card, step.at, rating, scheduler, drawn)
    lived = day.day_number(step.at, step.offset_min)
    confidence = payload.get("confidence")
    return step.at, step.row, lived, rating, right, spent, confidence, fresh, tested, mature, predicted, surprise


def _test(card: Card, step: Step, rating: int, scheduler: Scheduler) -> tuple[int, int, int, int]:
    """Whether this review tests a memory (on a later day than the last one), and how well it was predicted."""
    if card.state != PHASES.index("review") or card.stability is None or card.last_review is None:
        return 0, 0, 0, 0
    days = day.day_number(step.at, step.offset_min) - day.day_number(card.last_review, step.offset_min)
    if days < 1:
        return 0, 0, 0, 0
    chance = min(max(fsrs.retrievability(card.stability, days, scheduler), 1e-6), 1 - 1e-6)
    passed = rating > 1
    predicted, surprise = round(chance * _MILLION), round(-log(chance if passed else 1 - chance) * _MILLION)
    card.tested += 1
    card.passed += passed
    card.predicted += predicted
    return 1, int(card.stability >= MATURE_DAYS), predicted, surprise


def _schedule(card: Card, at: int, rating: int, scheduler: Scheduler, drawn: float) -> None:
    before = card.memory
    after = fsrs.review(before, rating, from_ms(at), scheduler=scheduler, drawn=drawn)
    if card.known == "asked":
        card.known = "yes" if rating >= fsrs.GOOD else "no"
        if card.known == "yes":
            after = fsrs.known(after, from_ms(at), scheduler=scheduler, drawn=drawn)
    card.place(after)
    if before is not None and before.state == "review" and rating == fsrs.AGAIN:
        card.lapses += 1
        card.known = "no"
        card.leech = int(card.lapses >= card.leech_at)


def _known(card: Card, step: Step, payload: Mapping[str, Any]) -> None:
    """ "I know this": after the next correct answer, or at once where the answer just given was it (`confirmed`)."""
    if payload.get("confirmed") is True and card.state != 0:
        scheduler, drawn = scheduler_of(payload.get("scheduler")), fuzz.draw(step.question, card.reps)
        card.place(fsrs.known(card.memory, from_ms(step.at), scheduler=scheduler, drawn=drawn))
        card.known = "yes"
    else:
        card.known = "asked"


def _resume(card: Card) -> None:
    card.suspended, card.buried_until = 0, None
    if card.leech:
        card.leech, card.leech_at = 0, card.lapses + LEECH_AGAIN


def _reset(card: Card) -> None:
    """As if never learned; the count of repetitions goes on, so that draws do not repeat."""
    card.state, card.step, card.due, card.stability, card.difficulty, card.last_review = 0, None, None, None, None, None
    card.lapses, card.leech, card.leech_at, card.known = 0, 0, LEECH_LAPSES, "no"
    card.suspended, card.buried_until = 0, None


def _until(step: Step, payload: Mapping[str, Any]) -> int:
    """When a buried card comes back: as told, or at the next turn of the study day where it was buried."""
    if payload.get("until") is not None:
        return ms_of_text(payload["until"])
    lived = day.day_number(step.at, step.offset_min)
    return (lived + 1) * 86_400_000 + day.TURNOVER.hour * 3_600_000 - step.offset_min * 60_000
