"""How a sitting went, and when the next cards come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from interview_prep.practice.intervals import words_for
from interview_prep.practice.services import Services
from interview_prep.questions.verdict import was_right
from interview_prep.scheduling.queue import LEARN_AHEAD
from interview_prep.text import counted


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered card, as a summary counts it."""

    concept: str
    right: bool
    seconds: float
    slip: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """How a sitting went."""

    answered: int
    right: int
    minutes: int
    by_concept: Mapping[str, tuple[int, int]]
    slips: tuple[str, ...]
    next_due: str


def answered_since(services: Services, mode: str, since: datetime) -> Iterator[Answered]:
    """What the log holds of a sitting that was cut off: its summary counts the cards before the break as well."""
    for event in services.store.events(kinds=("review",), since=since):
        if event.question is not None and event.question in services.bank and event.payload.get("mode") == mode:
            yield Answered(
                concept=services.bank.entry(event.question).concept,
                right=bool(was_right(event.payload.get("correct"), event.payload["rating"])),
                seconds=event.payload.get("seconds") or 0.0,
                slip=(event.payload.get("verdict") or {}).get("misconception"),
            )


def next_due(services: Services) -> str:
    """When the next cards come, as one sentence."""
    at = services.now()
    soon = [due for due in services.store.due_times() if due > at]
    if not soon:
        return "Nothing is scheduled yet."
    if soon[0] - at < LEARN_AHEAD:
        return f"The next card comes back in {words_for(soon[0] - at)}."
    within_a_day = sum(due <= at + timedelta(days=1) for due in soon)
    if within_a_day:
        return f"{counted(within_a_day, 'card')} {'comes' if within_a_day == 1 else 'come'} back within a day."
    return f"The next card comes back in {words_for(soon[0] - at)}."
