"""How ready for the interview: recall per concept now and on the day, what fits until then, what to do today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from interview_prep.insight.mastery import ConceptRecall, Entry, concept_recall, depths_of, overall
from interview_prep.insight.plan import Plan, make_plan
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.scheduling.day import day_start, study_day
from interview_prep.text import counted

if TYPE_CHECKING:
    from interview_prep.storage.store import Store


@dataclass(frozen=True, slots=True)
class Readiness:
    """Recall and plan at one moment; without an interview date there is no `then` and no plan."""

    at: datetime
    interview: date | None
    now: float
    then: float | None
    idle: float | None
    concepts: tuple[ConceptRecall, ...]
    plan: Plan | None

    def as_json(self) -> dict[str, object]:
        """As `readiness --json` prints it."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "date": self.interview.isoformat() if self.interview else None,
            "days_left": self.plan.days_left if self.plan else None,
            "recall": {"now": _rounded(self.now), "then": _rounded(self.then), "idle": _rounded(self.idle)},
            "concepts": [row.as_json() for row in self.concepts],
            "plan": self.plan.as_json() if self.plan else None,
        }


def readiness(
    store: Store,
    entries: Iterable[Entry],
    at: datetime,
    zone: tzinfo,
    interview: date | None,
    *,
    minutes: int,
    new_per_day: int,
) -> Readiness:
    """Everything at once. The interview is taken to be at the start of its study day."""
    entries, cards = list(entries), store.cards()
    plan = None
    if interview is not None:
        today = study_day(at, zone)
        plan = make_plan(entries, cards, at, today, interview, minutes=minutes, new_per_day=new_per_day)
    rows = concept_recall(
        entries,
        cards,
        at,
        store.scheduler,
        interview=None if interview is None else day_start(interview, zone),
        introduced=plan.fits if plan else (),
        depths=depths_of(store),
    )
    return Readiness(at, interview, *overall(rows), rows, plan)


def plain(result: Readiness) -> list[str]:
    """As lines for a terminal or a screen reader."""
    lines = [f"Recall now {_percent(result.now).strip()}"]
    if result.plan is not None and result.interview is not None:
        left = result.plan.days_left
        lines[0] += f", on {result.interview.isoformat()} {_percent(result.then).strip()} if the plan is kept"
        lines[0] += f", {_percent(result.idle).strip()} without practice."
        lines.append(f"{counted(left, 'day')} left, {counted(result.plan.minutes_per_day, 'minute')} a day.")
    else:
        lines[0] += '. No interview date is set: readiness --date "in 3 weeks" shows the day.'
    lines.append("")
    width = max(len(row.name) for row in result.concepts)
    for row in result.concepts:
        then = f"  then {_percent(row.then)}" if row.then is not None else ""
        seen = f"seen {row.seen} of {row.cards}  depth {row.depth} of 5"
        lines.append(f"{row.name:<{width}}  now {_percent(row.now)}{then}  {seen}")
    if result.plan is not None:
        plan = result.plan
        lines += ["", f"Room until then: {counted(plan.reviews, 'review')}, {counted(len(plan.fits), 'new question')}."]
        if plan.dropped:
            left_out = counted(len(plan.dropped), "question")
            lines.append(f"No room for {left_out}; the core comes first. What can best be spared:")
            lines += [f"  {count} {priority} of {BY_SLUG[slug].name}" for priority, slug, count in plan.dropped_by]
            core = counted(plan.minutes_for_core, "minute")
            lines.append(f"The core takes {core} a day, everything {plan.minutes_for_all}.")
    return lines


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _percent(share: float | None) -> str:
    return "  –" if share is None else f"{share * 100:3.0f} %"
