"""From the bank and the log to today's queue: what a daily quiz, `due` and the Today screen all start from."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from interview_prep.practice.services import Services
from interview_prep.practice.wanted import wanted
from interview_prep.scheduling.day import day_end, day_start, study_day
from interview_prep.scheduling.queue import Candidate, Limits, Mode, Queue, build_queue

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank, Entry
    from interview_prep.storage.store import CardState

QUIZ_KINDS = ("recall", "choice", "cloze", "numeric", "formula", "order", "flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSpec:
    """Which cards a sitting takes. `ids` names them outright, as after a mock interview; `began` tells when a sitting
    that goes on after a break was begun.

    Study ahead and cram move no date unless `schedules` says so.
    """

    mode: Mode = "daily"
    concept: str | None = None
    kinds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    limit: int | None = None
    minutes: float | None = None
    seed: int | None = None
    schedules: bool | None = None
    began: datetime | None = None


def todays_queue(services: Services, spec: SessionSpec, at: datetime) -> Queue:
    """The queue of a sitting that starts at `at`."""
    store, zone = services.store, services.zone
    bank = services.bank
    store.set_aliases({alias: entry.id for entry in bank for alias in entry.aliases})
    states = store.cards()
    today = study_day(at, zone)
    began = day_start(today, zone)
    candidates = [_candidate(entry, states.get(entry.id), began) for entry in _chosen(bank, spec, services)]
    queue = build_queue(candidates, at, day_end(at, zone), _limits(services, spec, states, at), mode=spec.mode)
    if spec.ids:
        return _named(queue, candidates, spec)
    if spec.mode == "daily":
        return _asked_for(queue, candidates, wanted(services, states, at))
    return queue


def _chosen(bank: "Bank", spec: SessionSpec, services: Services) -> "list[Entry]":
    kinds = spec.kinds or QUIZ_KINDS
    wanted = set(spec.ids)
    return [
        entry
        for entry in bank
        if entry.kind in kinds
        and (spec.concept is None or entry.concept == spec.concept)
        and (not wanted or entry.id in wanted)
        and (services.settings.beyond or entry.scope == "article" or entry.id in wanted)
    ]


def _candidate(entry: "Entry", state: "CardState | None", day_began: datetime) -> Candidate:
    return Candidate(
        id=entry.id,
        hash=entry.hash,
        concept=entry.concept,
        level=entry.level,
        priority=entry.priority,
        needs=entry.needs,
        confusable_with=entry.confusable_with,
        variant_of=entry.variant_of,
        seconds=state.seconds / state.reps if state and state.seconds and state.reps else float(entry.seconds),
        memory=state.memory if state else None,
        reps=state.reps if state else 0,
        suspended=state.suspended if state else False,
        leech=state.leech if state else False,
        buried_until=state.buried_until if state else None,
        seen_today=bool(state and state.last_review and state.last_review >= day_began),
    )


def _limits(services: Services, spec: SessionSpec, states: "dict[str, CardState]", at: datetime) -> Limits:
    settings, zone = services.settings, services.zone
    today = study_day(at, zone)
    new_done = sum(tally.n for tally in services.store.tallies("new", today, today))
    done = sum(tally.n for tally in services.store.tallies("rating", today, today))
    minutes = spec.minutes
    return Limits(
        new=settings.new_per_day,
        reviews=settings.reviews_per_day,
        new_done=new_done,
        reviews_done=max(0, done - new_done),
        seconds=minutes * 60 if minutes else None,
    )


def _asked_for(queue: Queue, candidates: list[Candidate], names: tuple[str, ...]) -> Queue:
    """What was asked for after a mock interview first, as due cards; the rest as it was."""
    from interview_prep.scheduling.queue import Item

    by_id = {candidate.id: candidate for candidate in candidates}
    first = [by_id[name] for name in names if name in by_id and not by_id[name].suspended]
    if not first:
        return queue
    taken = {candidate.id for candidate in first}
    items = [Item(card.id, "due" if card.memory else "new", card.seconds) for card in first]
    return replace(queue, items=(*items, *(item for item in queue.items if item.id not in taken)))


def _named(queue: Queue, candidates: list[Candidate], spec: SessionSpec) -> Queue:
    """Named cards are asked in the order of their names, whether due or not; only due and new ones move a date."""
    from interview_prep.scheduling.queue import Item

    queued = {item.id: item for item in queue.items}
    by_id = {candidate.id: candidate for candidate in candidates}
    items = []
    for name in spec.ids:
        if name in by_id:
            fresh = by_id[name].memory is None
            items.append(queued.get(name) or Item(name, "new" if fresh else "ahead", by_id[name].seconds, fresh))
    return Queue(tuple(items))
