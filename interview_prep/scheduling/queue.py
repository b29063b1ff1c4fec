"""What to ask today and in which order: a pure function over plain data, which knows ids and never the bank.

Learning steps come first. Due reviews follow by priority, then by predicted recall, up to the day's limit, so that
a backlog after a break is spread over days with the core first. New cards come in between, a few a day, prerequisites
before what needs them and concepts in turn. Siblings wait for another day; confusable pairs are kept apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from interview_prep.scheduling.fsrs import Memory, recall_at

Reason: TypeAlias = Literal["learning", "due", "new", "ahead", "cram"]
Mode: TypeAlias = Literal["daily", "ahead", "cram"]
PRIORITIES = ("core", "normal", "extra")
APART = 5
"""How many cards stand between two that are easily confused, where the queue is long enough."""
LEARN_AHEAD = timedelta(minutes=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A card that may be asked: what the bank says of its question, and what the log says of it."""

    id: str
    hash: str = ""
    concept: str = ""
    level: int = 1
    priority: str = "normal"
    needs: tuple[str, ...] = ()
    confusable_with: tuple[str, ...] = ()
    variant_of: str | None = None
    seconds: float = 45.0
    memory: Memory | None = None
    reps: int = 0
    suspended: bool = False
    leech: bool = False
    buried_until: datetime | None = None
    seen_today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a study day takes, and how much of it is done."""

    new: int = 8
    reviews: int = 120
    new_done: int = 0
    reviews_done: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One place in the queue: the card, and why it is there. `schedules` is False where the answer moves no date."""

    id: str
    reason: Reason
    seconds: float
    schedules: bool = True


@dataclass(frozen=True, slots=True)
class Queue:
    """Today's order, and what was put off: due cards over the limit, siblings, new cards that wait."""

    items: tuple[Item, ...]
    put_off_due: int = 0
    put_off_siblings: int = 0
    new_waiting: int = 0

    def __len__(self) -> int:
        return len(self.items)

    def count(self, reason: Reason) -> int:
        """How many places have this reason."""
        return sum(item.reason == reason for item in self.items)

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        return sum(item.seconds for item in self.items)


def build_queue(
    candidates: Iterable[Candidate], at: datetime, day_end: datetime, limits: Limits, *, mode: Mode = "daily"
) -> Queue:
    """Today's queue. `ahead` takes cards not yet due, the nearest first, and `cram` any, the weakest first;

    both leave the schedule alone unless the session says otherwise (`schedules`).
    """
    usable = [card for card in candidates if _usable(card, at)]
    if mode != "daily":
        return _free(usable, at, day_end, limits, mode)
    learning = sorted((c for c in usable if _in_steps(c) and _due(c) <= at + LEARN_AHEAD), key=_due)
    due = sorted((c for c in usable if _is_due(c, day_end)), key=lambda c: (_rank(c), recall_at(c.memory, at), c.id))
    families = {_family(c) for c in usable if c.seen_today} | {_family(c) for c in learning}
    due, siblings = _one_a_family(due, families)
    room = max(0, limits.reviews - limits.reviews_done)
    over = len(due) - len(due[:room])
    due = due[:room]
    seen = {c.id for c in usable if c.reps} | {c.id for c in due}
    fresh = [c for c in usable if c.memory is None and not c.reps]
    chosen, held = _fresh(fresh, seen, families | {_family(c) for c in due}, max(0, limits.new - limits.new_done))
    order = _mixed(_apart(due), chosen)
    ready = [c for c in learning if _due(c) <= at]
    later = [c for c in learning if _due(c) > at]
    items = [_item(c, "learning") for c in ready] + order + [_item(c, "learning") for c in later]
    cut = _within(items, limits.seconds)
    return Queue(tuple(cut), over, siblings + held, len(fresh) - len(chosen))


def _usable(card: Candidate, at: datetime) -> bool:
    return not card.suspended and not card.leech and (card.buried_until is None or card.buried_until <= at)


def _in_steps(card: Candidate) -> bool:
    return card.memory is not None and card.memory.state != "review"


def _is_due(card: Candidate, day_end: datetime) -> bool:
    return card.memory is not None and card.memory.state == "review" and card.memory.due < day_end


def _due(card: Candidate) -> datetime:
    assert card.memory is not None
    return card.memory.due


def _rank(card: Candidate) -> int:
    return PRIORITIES.index(card.priority) if card.priority in PRIORITIES else 1


def _family(card: Candidate) -> str:
    return card.variant_of or card.id


def _one_a_family(cards: Sequence[Candidate], taken: Iterable[str]) -> tuple[list[Candidate], int]:
    seen, kept = set(taken), []
    for card in cards:
        if _family(card) not in seen:
            seen.add(_family(card))
            kept.append(card)
    return kept, len(cards) - len(kept)


def _fresh(cards: Sequence[Candidate], seen: set[str], families: set[str], room: int) -> tuple[list[Candidate], int]:
    """Up to `room` new cards: core first, what is needed before what needs it, concepts in turn, no two of a kind."""
    exists = {card.id for card in cards}
    waiting, known, used = _in_turn(cards), set(seen), set(families)
    chosen: list[Candidate] = []
    held = 0
    while waiting and len(chosen) < room:
        ready = next((c for c in waiting if all(n in known or n not in exists for n in c.needs)), waiting[0])
        waiting.remove(ready)
        if _family(ready) in used or _confused(ready, chosen):
            held += 1
            continue
        chosen.append(ready)
        known.add(ready.id)
        used.add(_family(ready))
    return chosen, held


def _in_turn(cards: Sequence[Candidate]) -> list[Candidate]:
    """By priority, then level, and within each the concepts one after the other."""
    place: dict[tuple[int, int, str], int] = {}
    keyed = []
    for index, card in enumerate(cards):
        group = (_rank(card), card.level, card.concept)
        place[group] = place.get(group, 0) + 1
        keyed.append(((_rank(card), card.level, place[group], index), card))
    return [card for _, card in sorted(keyed, key=lambda pair: pair[0])]


def _confused(card: Candidate, others: Iterable[Candidate]) -> bool:
    return any(other.id in card.confusable_with or card.id in other.confusable_with for other in others)


def _apart(cards: Sequence[Candidate]) -> list[Candidate]:
    """The order kept, but for cards that would stand within `APART` of one they are confused with."""
    waiting = list(cards)
    placed: list[Candidate] = []
    while waiting:
        recent = placed[-APART:]
        clear = next((i for i, card in enumerate(waiting) if not _confused(card, recent)), None)
        if clear is not None:
            placed.append(waiting.pop(clear))
        else:
            card = waiting.pop(0)
            placed.insert(_room_for(card, placed), card)
    return placed


def _room_for(card: Candidate, placed: Sequence[Candidate]) -> int:
    """The last place where the card stands apart from all it is confused with, or the end where there is none."""
    for place in range(len(placed), -1, -1):
        if not _confused(card, placed[max(0, place - APART) : place + APART]):
            return place
    return len(placed)


def _mixed(due: Sequence[Candidate], fresh: Sequence[Candidate]) -> list[Item]:
    """New cards spread evenly among the reviews, and still apart from what they are confused with."""
    total = len(due) + len(fresh)
    reasons: dict[str, Reason] = {**{c.id: "due" for c in due}, **{c.id: "new" for c in fresh}}
    rest_due, rest_new = deque(due), deque(fresh)
    merged: list[Candidate] = []
    for place in range(total):
        is_new = bool(rest_new) and (not rest_due or _turn(place, due, fresh))
        merged.append(rest_new.popleft() if is_new else rest_due.popleft())
    return [_item(card, reasons[card.id]) for card in _apart(merged)]


def _turn(place: int, due: Sequence[Candidate], fresh: Sequence[Candidate]) -> bool:
    """Whether a new card stands at this place of an even mix."""
    total = len(due) + len(fresh)
    return (place + 1) * len(fresh) // total > place * len(fresh) // total


def _free(cards: Sequence[Candidate], at: datetime, day_end: datetime, limits: Limits, mode: Mode) -> Queue:
    """Study ahead or cram: no limits but time, and no date moves."""
    seen = [card for card in cards if card.memory is not None]
    if mode == "ahead":
        chosen = [c for c in seen if c.memory is not None and c.memory.state == "review" and c.memory.due >= day_end]
        chosen.sort(key=lambda c: (_due(c), c.id))
    else:
        chosen = sorted(seen, key=lambda c: (recall_at(c.memory, at), _rank(c), c.id))
    reason: Reason = "ahead" if mode == "ahead" else "cram"
    items = [replace(_item(card, reason), schedules=False) for card in _apart(chosen)]
    return Queue(tuple(_within(items, limits.seconds)))


def _item(card: Candidate, reason: Reason) -> Item:
    return Item(card.id, reason, card.seconds)


def _within(items: Sequence[Item], seconds: float | None) -> list[Item]:
    """As many from the front as fit the time, and always one."""
    if seconds is None:
        return list(items)
    kept: list[Item] = []
    spent = 0.0
    for item in items:
        spent += item.seconds
        if kept and spent > seconds:
            break
        kept.append(item)
    return kept
