"""What the Today screen shows, as plain data. The last one is kept as one cached row, which a start paints at once."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from interview_prep.practice.services import Services
from interview_prep.scheduling.day import day_start, study_day

if TYPE_CHECKING:
    from interview_prep.storage.store import Store

CACHE_KEY = "today"
WEEKS = 12


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One concept: predicted recall now and on the interview day (shares), and the rung reached in mocks (0-5)."""

    slug: str
    now: float
    then: float | None
    depth: int


@dataclass(frozen=True, slots=True)
class MockRow:
    """One subject of the last mock interview: how deep it went, and the rung at which it flinched."""

    title: str
    depth: int
    flinch: int | None


@dataclass(frozen=True, slots=True)
class TodayView:
    """Everything on the Today screen. Days are ISO dates; `weeks` are review counts, oldest first, ending today.

    `left` counts the cards of a sitting that was left before its end, 0 where there is none; `mock_open` says whether a
    mock interview waits to go on. `entry` is the last entry of the log that was counted; `stale` says that the log or
    the day has gone on since.
    """

    day: str
    due: int
    new: int
    minutes: int
    questions: int
    concepts: tuple[ConceptRow, ...]
    interview: str | None
    streak: int
    weeks: tuple[int, ...]
    forecast: tuple[int, ...]
    advice: str
    problems: int
    left: int
    mock_day: str | None
    mock: tuple[MockRow, ...]
    mock_open: bool = False
    entry: int = 0
    stale: bool = False


def cached_view(services: Services) -> TodayView | None:
    """The view of the last time, from one row; None at the first start or after a change of format."""
    text, entry = services.kept(CACHE_KEY)
    if text is None:
        return None
    try:
        view = _from_json(json.loads(text))
    except (ValueError, TypeError, KeyError):
        return None
    today = study_day(services.now(), services.zone).isoformat()
    return replace(view, stale=view.day != today or view.entry != entry)


def current_view(services: Services) -> TodayView:
    """The view as of now; it is kept for the next start."""
    view = _computed(services)
    services.store.put_cached(CACHE_KEY, json.dumps(asdict(view), separators=(",", ":")))
    return view


def streak_of(counts: tuple[int, ...]) -> int:
    """Days in a row with a review, up to today; a day that is not over yet does not break it."""
    days = list(counts)
    if days and days[-1] == 0:
        days.pop()
    length = 0
    while days and days.pop():
        length += 1
    return length


def _computed(services: Services) -> TodayView:
    from interview_prep.practice.sitting import SessionSpec, todays_queue

    at = services.now()
    today = study_day(at, services.zone)
    entry = services.store.last_entry()
    queue = todays_queue(services, SessionSpec(), at)
    new = queue.count("new")
    concepts = _concepts(services, at)
    counts = _counts(services.store, today)
    interview = services.settings.interview
    newest = next(iter(services.store.events(kinds=("mock",), newest_first=True, limit=1)), None)
    mock_day, mock = _last_mock(services) if newest else (None, ())
    return TodayView(
        day=today.isoformat(),
        due=len(queue) - new,
        new=new,
        minutes=max(1, round(queue.seconds / 60)) if len(queue) else 0,
        questions=len(services.bank),
        concepts=concepts,
        interview=interview.isoformat() if interview else None,
        streak=streak_of(counts),
        weeks=counts,
        forecast=_forecast(services, today),
        advice=_advice(concepts, interview, today, len(queue)),
        problems=len(services.bank.problems),
        left=_left(services),
        mock_day=mock_day,
        mock=mock,
        mock_open=newest is not None and "turn" in newest.payload,  # an answer came last: it was paused or cut off
        entry=entry,
    )


def _left(services: Services) -> int:
    from interview_prep.practice.left_off import left_off

    spec = left_off(services)
    return len(spec.ids) if spec else 0


def _last_mock(services: Services) -> tuple[str | None, tuple[MockRow, ...]]:
    """The day of the last mock interview, and its first three subjects."""
    from interview_prep.insight.report import subjects_of
    from interview_prep.practice.mock_log import closed_mocks

    closed = closed_mocks(services, limit=1)
    if not closed:
        return None, ()
    ladders = subjects_of(services.bank, closed[0])[:3]
    return study_day(datetime.fromisoformat(closed[0]["at"]), services.zone).isoformat(), tuple(
        MockRow(ladder.title, ladder.depth, ladder.flinch) for ladder in ladders
    )


def _concepts(services: Services, at: datetime) -> tuple[ConceptRow, ...]:
    from interview_prep.insight.readiness import readiness

    settings = services.settings
    found = readiness(
        services.store,
        services.bank,
        at,
        services.zone,
        settings.interview,
        minutes=settings.minutes,
        new_per_day=settings.new_per_day,
    )
    return tuple(ConceptRow(row.concept, row.now, row.then, row.depth) for row in found.concepts)


def _counts(store: "Store", today: date) -> tuple[int, ...]:
    first = today - timedelta(days=WEEKS * 7 - 1)
    by_day: dict[date, int] = {}
    for tally in store.tallies("rating", first, today):
        by_day[tally.day] = by_day.get(tally.day, 0) + tally.n
    return tuple(by_day.get(first + timedelta(days=back), 0) for back in range(WEEKS * 7))


def _forecast(services: Services, today: date) -> tuple[int, ...]:
    from bisect import bisect_right

    ends = [day_start(today + timedelta(days=ahead), services.zone) for ahead in range(1, 8)]
    days = [0] * 8
    for due in services.store.due_times():
        days[bisect_right(ends, due)] += 1
    return tuple(days[:7])


def _advice(concepts: tuple[ConceptRow, ...], interview: date | None, today: date, waiting: int) -> str:
    """One sentence on what helps most."""
    from interview_prep.questions.concepts import BY_SLUG

    if not waiting:
        return "Done for today. A drill or a mock keeps the edge."
    weakest = sorted(concepts, key=lambda row: row.now)[:2]
    names = ", ".join(BY_SLUG[row.slug].name for row in weakest)
    left = (interview - today).days if interview else None
    if left is not None and left <= 3:
        return f"{'The day is here' if left <= 0 else 'Close now'}: a mock shows most. Weakest: {names}."
    return f"Most to gain today: {names}."


def _from_json(values: dict[str, Any]) -> TodayView:
    rows = tuple(ConceptRow(**row) for row in values.pop("concepts"))
    mock = tuple(MockRow(**row) for row in values.pop("mock"))
    weeks, forecast = tuple(values.pop("weeks")), tuple(values.pop("forecast"))
    return TodayView(concepts=rows, mock=mock, weeks=weeks, forecast=forecast, **values)
